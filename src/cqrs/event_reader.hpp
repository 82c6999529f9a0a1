#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cqrs/catalogue.hpp"
#include "cqrs/event_log.hpp"
#include "cqrs/schema.hpp"

namespace cqrs {

/// Reads stored events as the described events that they are now, one at a time. Everything that is
/// read or folded anew comes through here: read models that catch up, past states, loaded logs.
///
/// An event of an earlier version becomes current by its upcasts. One whose description has changed
/// under the same version is read by the description that is stored with it, as long as what it
/// says is right by the one of now. Others are unknown.
class EventReader {
public:
    /// Goes to the event at a position. What was read before is no longer valid.
    void go_to(Position position, const EventLog& log, const Catalogue& catalogue);
    /// The same for an event whose record is at hand, and stays.
    void go_to(const Record& record, const EventLog& log, const Catalogue& catalogue);

    /// An event that has just been appended and is still at hand.
    struct Expected {
        EventInfo info;
        std::size_t number = 0;
        const void* data = nullptr;  ///< borrowed until `forget_expected`
    };
    /// What the event at that position is: it need not be found in the log and decoded again.
    void expect(const Expected& event) { expected_ = event; }
    void forget_expected() { expected_.reset(); }

    /// The event's number in the catalogue; nothing for one that no domain here describes.
    [[nodiscard]] std::optional<std::size_t> number() const { return number_; }
    /// Whether it is an event of a domain, here or elsewhere, that cannot be read as one.
    [[nodiscard]] bool is_unknown() const { return unknown_; }
    [[nodiscard]] const Record& record();
    /// What a projection may know of it.
    [[nodiscard]] const EventInfo& info();
    /// The event, decoded when it is first asked for; null where it is not as described.
    [[nodiscard]] const void* data();

    /// The data as it is read: the compact form of the event with that number, without one JSON.
    [[nodiscard]] Bytes payload();

    /// Forgets the numbers of events: the catalogue has grown, or the log is another one.
    void reset() { ways_.clear(); }

private:
    /// How events of one of the log's types are read.
    struct Way {
        std::optional<std::size_t> number;
        const Domain::Earlier* earlier = nullptr;
        std::unique_ptr<const SchemaType> stored;  // where it differs from what is described now
        bool unknown = false;
    };

    [[nodiscard]] Way way(const EventType& type) const;
    void follow(const Way& way);
    [[nodiscard]] Bytes stored();
    [[nodiscard]] const BriefRecord& brief();

    const EventLog* log_ = nullptr;
    const Catalogue* catalogue_ = nullptr;
    std::vector<Way> ways_;  // by the log's number of the type
    const Way* way_ = nullptr;
    std::optional<std::size_t> number_;
    bool unknown_ = false;
    std::optional<Expected> expected_;
    EventInfo info_;
    Bytes stored_;  // the record as the log has it; empty where it has not been looked up
    Record record_;
    BriefRecord brief_;
    std::vector<Value> values_;  // by the event's number
    Value earlier_;
    Buffer encoded_;
    std::string json_;
    const void* data_ = nullptr;
    bool parsed_ = false;
    bool briefed_ = false;
    bool informed_ = false;
    bool decoded_ = false;
    Buffer spill_;
};

/// The error for deciding on a stream with an event that nobody here can read.
[[nodiscard]] Error unknown_event(Position position, std::string_view stream, const EventLog& log);

}  // namespace cqrs
