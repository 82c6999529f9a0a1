#pragma once

#include <optional>
#include <vector>

#include "cqrs/catalogue.hpp"
#include "cqrs/event_log.hpp"

namespace cqrs {

/// Reads stored events as the described events that they are, one at a time. Everything that is
/// folded anew comes through here: read models that catch up, past states, loaded logs.
class EventReader {
public:
    /// Goes to the event at a position. What was read before is no longer valid.
    void go_to(Position position, const EventLog& log, const Catalogue& catalogue);

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
    [[nodiscard]] const Record& record();
    /// What a projection may know of it.
    [[nodiscard]] const EventInfo& info();
    /// The event, decoded when it is first asked for; null where it is not as described.
    [[nodiscard]] const void* data();

    /// Forgets the numbers of events: the catalogue has grown, or the log is another one.
    void reset() { numbers_.clear(); }

private:
    const EventLog* log_ = nullptr;
    const Catalogue* catalogue_ = nullptr;
    std::vector<std::optional<std::size_t>> numbers_;  // by the log's number of the type
    std::optional<std::size_t> number_;
    std::optional<Expected> expected_;
    EventInfo info_;
    Record record_;
    std::vector<Value> values_;  // by the event's number
    const void* data_ = nullptr;
    bool parsed_ = false;
    bool informed_ = false;
    bool decoded_ = false;
    Buffer spill_;
};

}  // namespace cqrs
