#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/catalogue.hpp"
#include "cqrs/event_log.hpp"
#include "cqrs/fold.hpp"

namespace cqrs {

/// The events of one append while they are being put together: what a decider decided, or what a
/// caller appends. Described events are folded as they come, so nothing is ever stored that cannot
/// be folded. Nothing changes outside until `commit`. Texts given to it are only borrowed.
class Batch {
public:
    Batch(const Catalogue& catalogue, const Limits& limits)
        : catalogue_(&catalogue), limits_(&limits) {}

    void clear(std::vector<Folds>& folds);

    /// Gives back what an unusually large append has taken; otherwise it is kept for the next one.
    void let_go(std::vector<Folds>& folds);

    [[nodiscard]] std::size_t size() const { return events_.size(); }

    /// An event of a described type, by the catalogue's number, with tags besides its own.
    [[nodiscard]] Rare<Fault> add(std::size_t number, const void* event, std::vector<Folds>& folds,
                                  const EventLog& log, std::span<const std::string> more_tags = {});
    /// An event of a type that is only known by name, as JSON.
    void add(std::string_view type, std::string_view json, std::string_view stream,
             std::span<const std::string> tags);
    /// What the caller says of the event added last.
    void label(std::string_view event_id, std::string_view metadata);
    /// What the caller says of a command, and so of all its events.
    void label_all(std::string_view causation_id, std::string_view metadata);

    /// Whether it could be appended within the limits; reserves the memory for it.
    [[nodiscard]] Rare<Error> check(const Origin& origin, std::vector<Folds>& folds,
                                    const EventLog& log, std::size_t more_pages);
    /// Appends; after `check`, nothing can fail. Gives the version of the last event in its stream.
    std::uint64_t commit(const Origin& origin, std::vector<Folds>& folds, EventLog& log);

    /// The stream of the first or last event, empty if it has none.
    [[nodiscard]] std::string_view first_stream() const {
        return events_.empty() ? std::string_view() : events_.front().stream;
    }
    [[nodiscard]] std::string_view last_stream() const { return events_.back().stream; }
    [[nodiscard]] std::size_t payload_bytes() const { return payloads_.size(); }

private:
    struct Pending {
        std::optional<std::size_t> number;      // in the catalogue
        std::optional<std::uint32_t> log_type;  // in the log, if it is there; known after `check`
        std::string_view type;
        std::string_view stream;
        std::size_t tags_from = 0;  // in tags_
        std::size_t tags_to = 0;
        std::size_t from = 0;  // of its data in payloads_
        std::size_t to = 0;
        std::string_view event_id;
        std::string_view causation_id;
        std::string_view metadata;
    };

    Pending& next(std::string_view type);
    /// Tags the event, once with each name; true the first time. `known` is the name's number in
    /// the log, or 0.
    bool tag(Pending& event, std::string_view name, NameId known = 0);
    [[nodiscard]] Rare<Error> over_a_limit(const EventLog& log);
    [[nodiscard]] bool is_new_stream(const Pending& event, const EventLog& log) const;
    /// The log's number of the event's type, if it has one yet.
    [[nodiscard]] std::optional<std::uint32_t> find_type(const Pending& event, const EventLog& log);
    std::uint32_t add_type(const Pending& event, EventLog& log);
    /// How many different names there are.
    [[nodiscard]] static std::size_t count_different(std::vector<std::string_view> names);
    /// `events_` as the log takes them, in `views_`.
    void view();

    const Catalogue* catalogue_;
    const Limits* limits_;
    std::vector<Pending> events_;
    std::vector<std::string_view> tags_;
    std::vector<NameId> tag_names_;  // of `tags_`, as far as they are known
    Buffer payloads_;
    Rare<Error> unfit_;  // the first state between two events that is not as described
    std::vector<NewEvent> views_;
    std::vector<std::uint32_t> log_types_;  // by the catalogue's number, plus one; 0 is not known
};

/// The error for passing the limit `name`.
[[nodiscard]] Error over_limit(std::string_view name, std::int64_t limit, std::string_view what);

}  // namespace cqrs
