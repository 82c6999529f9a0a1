#pragma once

#include <optional>

#include "cqrs/log_index.hpp"
#include "cqrs/snapshots.hpp"
#include "cqrs/states.hpp"

namespace cqrs {

/// The past of an engine: what its log's index and its domains' states were, found by stepping on
/// from a snapshot over the records.
class History {
public:
    History(const Storage& storage, std::uint64_t bytes_max, Position interval);

    /// Those of the read models too.
    [[nodiscard]] Snapshots& snapshots() { return snapshots_; }

    /// Keeps snapshots of what there is at the head, where it is time for them.
    void keep(const EventLog& log, const std::vector<Folds>& folds) {
        if (log.head() >= next_) {
            keep_now(log, folds);
        }
    }
    /// Keeps snapshots of what has been folded from a log that is being opened.
    void keep(const States& states, const LogIndex& index);

    /// The states as of a position. Valid until the next call. The error `limit` says that there is
    /// no memory to find them.
    [[nodiscard]] Result<States*> states(Position position, const Course& course);
    /// States that were kept at or before a position, or are those before the first event; as
    /// copies of pages are to be.
    [[nodiscard]] States start_for(Position position, const Catalogue& catalogue,
                                   const Storage& storage) const;
    /// The index as of a position, as copies of pages are to be.
    [[nodiscard]] LogIndex index(Position position, const EventLog& log,
                                 const Storage& storage) const;

    /// Has the snapshots of another engine too, up to a position.
    void inherit(const History& other, Position position);
    /// Lets go of the states that it has found.
    void forget() { past_.reset(); }
    /// As if nothing had happened.
    void clear() {
        snapshots_.clear();
        past_.reset();
        next_ = 0;
    }

private:
    void keep_now(const EventLog& log, const std::vector<Folds>& folds);
    void keep_states(const States& states);

    Storage storage_;
    Snapshots snapshots_;
    std::size_t states_track_;
    std::size_t index_track_;
    Position next_ = 0;
    std::optional<States> past_;
    EventReader events_;
};

}  // namespace cqrs
