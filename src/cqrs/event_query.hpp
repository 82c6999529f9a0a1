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
    /// No event after this position matches.
    [[nodiscard]] Position newest() const { return newest_; }
    /// The event at `newest` matches, and nobody need look.
    [[nodiscard]] bool newest_matches() const { return newest_matches_; }

private:
    std::vector<std::uint32_t> types_;
    std::vector<NameId> tags_;
    NameId rarest_tag_ = 0;
    Position newest_ = 0;
    bool any_type_ = true;
    bool hopeless_ = false;
    bool newest_matches_ = true;
};

/// What `last_match` found.
struct LastMatch {
    Position position = 0;        ///< 0 where nothing matches
    std::uint64_t looked_at = 0;  ///< how many records it took
};

/// The last event after `after` that matches the query. Looks, for each item, at no more events
/// than those after `after` that carry its rarest tag or are in a stream of that name; at none for
/// an item that asks for types alone, for one tag that names no stream, or for nothing.
[[nodiscard]] LastMatch last_match(const EventLog& log, const EventQuery& query, Position after);

/// Visits what a filter gives, position by position. Where a stream, or tags in every item of the
/// query, say which events can match, it looks at those alone, else at all in the range.
class LogReader {
public:
    LogReader(const EventLog& log, const ReadFilter& filter);

    /// The next event; nothing at the end. Valid until the next call.
    [[nodiscard]] std::optional<Record> next();
    /// The position the next call looks at first; 0 at the end.
    [[nodiscard]] Position resume_at() const;
    /// How many records it has looked at so far.
    [[nodiscard]] std::uint64_t looked_at() const { return looked_at_; }

private:
    /// The events of a stream, or those that carry a tag, from the last one back.
    struct Chain {
        NameId name = 0;
        Position at = 0;  ///< where it stands; 0 at its end
    };

    [[nodiscard]] Record look(Position position);
    [[nodiscard]] bool matches(const Record& record) const;
    [[nodiscard]] std::optional<Record> next_in_chains();
    [[nodiscard]] std::optional<Record> next_in_log();
    /// Follows these chains if fewer events are in them than in those before.
    void follow(const std::vector<NameId>& names);
    void start_chains();
    /// Where the chain stands that has come back least.
    [[nodiscard]] Position latest_in_chains() const;
    /// Moves on every chain that stands at this record.
    void step_back(const Record& record);

    const EventLog* log_;
    std::vector<ItemMatcher> filter_;                // all must match
    std::optional<std::vector<ItemMatcher>> query_;  // one must match
    std::optional<NameId> stream_;
    std::vector<Chain> chains_;  // together they hold all that can match; none: the whole log does
    Position low_ = 1;
    Position high_ = 0;
    bool backward_ = false;
    std::uint64_t left_;
    Position at_ = 0;         // the next position to look at
    Buffer chain_positions_;  // forward along chains: the positions in them, the first one last
    Buffer spill_;
    std::uint64_t looked_at_ = 0;
};

}  // namespace cqrs
