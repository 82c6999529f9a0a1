#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cqrs/event_log.hpp"

namespace cqrs {

/// Matches an event whose type is one of `types` (any, if empty) and which carries all of `tags`.
/// Source: dcb.events/specification.
struct QueryItem {
    std::vector<std::string> types;
    std::vector<std::string> tags;
};

/// Matches what one of its items matches: nothing, if there are none.
using EventQuery = std::vector<QueryItem>;

/// Which events a read gives, in which order. All that is set must hold.
struct ReadFilter {
    std::optional<std::string> stream;
    std::optional<std::vector<std::string>> types;  ///< one of these
    std::optional<std::vector<std::string>> tags;   ///< all of these
    std::optional<EventQuery> query;
    Position from = 0;  ///< the lowest position, inclusive; 0 = from the first event
    Position to = 0;  ///< the highest, inclusive; 0 = to the head; backward the two may be swapped
    std::optional<std::uint64_t> limit;
    bool backward = false;
};

/// A QueryItem in terms of one log: names and types as numbers.
class ItemMatcher {
public:
    ItemMatcher(const EventLog& log, const QueryItem& item);

    [[nodiscard]] bool matches(const Record& record) const;
    /// The tag that the fewest events carry; 0 where the item names none.
    [[nodiscard]] NameId rarest_tag() const { return rarest_tag_; }
    /// No event can match: it asks for a name that no event has.
    [[nodiscard]] bool hopeless() const { return hopeless_; }

private:
    std::vector<std::uint32_t> types_;
    std::vector<NameId> tags_;
    NameId rarest_tag_ = 0;
    bool any_type_ = true;
    bool hopeless_ = false;
};

/// The position of the last event after `after` that matches the query; 0 where none does. Costs at
/// most the events that carry the rarest tag of each item, from the head back to `after`.
[[nodiscard]] Position last_match(const EventLog& log, const EventQuery& query, Position after);

/// Visits what a filter gives, position by position.
class LogReader {
public:
    LogReader(const EventLog& log, const ReadFilter& filter);

    /// The next event; nothing at the end. Valid until the next call.
    [[nodiscard]] std::optional<Record> next();
    /// The position the next call looks at first; 0 at the end.
    [[nodiscard]] Position resume_at() const;

private:
    [[nodiscard]] bool matches(const Record& record) const;
    [[nodiscard]] std::optional<Record> next_in_chain();
    [[nodiscard]] std::optional<Record> next_in_log();
    void collect_chain();

    const EventLog* log_;
    std::vector<ItemMatcher> filter_;                // all must match
    std::optional<std::vector<ItemMatcher>> query_;  // one must match
    std::optional<NameId> stream_;
    NameId chain_ = 0;  // the name whose chain holds all that can match
    Position low_ = 1;
    Position high_ = 0;
    bool backward_ = false;
    std::uint64_t left_;
    Position at_ = 0;         // the next position to look at
    Buffer chain_positions_;  // forward along a chain: its positions, the first one last
    Buffer spill_;
};

}  // namespace cqrs
