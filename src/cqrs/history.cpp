#include "cqrs/history.hpp"

namespace cqrs {
namespace {

// Folding a state takes as long as applying an event to a read model; following the index takes a
// fraction of that, and forks alone need it.
constexpr unsigned intervals_of_states = 1;
constexpr unsigned intervals_of_index = 4;

}  // namespace

History::History(const Storage& storage, std::uint64_t bytes_max, Position interval)
    : storage_(storage),
      snapshots_(storage, bytes_max, interval),
      states_track_(snapshots_.add_track(intervals_of_states)),
      index_track_(snapshots_.add_track(intervals_of_index)) {}

void History::keep_now(const EventLog& log, const std::vector<Folds>& folds) {
    const Copying copying(Copying::As::snapshot, storage_);
    if (snapshots_.wants(states_track_, log.head())) {
        snapshots_.keep(states_track_, log.head(),
                        std::make_shared<const States>(folds, log.head()));
    }
    if (snapshots_.wants(index_track_, log.head())) {
        snapshots_.keep(index_track_, log.head(), std::make_shared<const LogIndex>(log));
    }
    next_ = snapshots_.next_after(log.head());
}

void History::keep_states(const States& states) {
    if (snapshots_.wants(states_track_, states.position())) {
        const Copying copying(Copying::As::snapshot, storage_);
        snapshots_.keep(states_track_, states.position(), std::make_shared<const States>(states));
    }
}

void History::keep(const States& states, const LogIndex& index) {
    if (states.position() < next_) {
        return;
    }
    keep_states(states);
    if (snapshots_.wants(index_track_, states.position())) {
        const Copying copying(Copying::As::snapshot, storage_);
        snapshots_.keep(index_track_, states.position(), std::make_shared<const LogIndex>(index));
    }
    next_ = snapshots_.next_after(states.position());
}

Result<States*> History::states(Position position, const Course& course) {
    const auto kept = snapshots_.before(states_track_, position);
    if (!past_ || past_->position() > position || past_->position() < kept.position) {
        const Copying copying(Copying::As::snapshot, storage_);
        past_.reset();
        past_.emplace(start_for(position, course.catalogue, storage_));
        events_.reset();
    }
    Position next = snapshots_.next_after(past_->position());
    while (past_->position() < position) {
        if (auto error = past_->follow(events_, course)) {
            past_.reset();
            // Snapshots give way where they have the memory that is wanted.
            const bool again = error->code == Code::limit && snapshots_.clear();
            return again ? states(position, course) : Result<States*>(std::move(*error));
        }
        if (past_->position() >= next) {
            keep_states(*past_);
            next = snapshots_.next_after(past_->position());
        }
    }
    return &*past_;
}

States History::start_for(Position position, const Catalogue& catalogue,
                          const Storage& storage) const {
    const auto kept = snapshots_.before(states_track_, position);
    return kept.state == nullptr ? States(catalogue, storage)
                                 : States(*static_cast<const States*>(kept.state.get()));
}

LogIndex History::index(Position position, const EventLog& log, const Storage& storage) const {
    if (position == log.head()) {
        return LogIndex(log);
    }
    const auto kept = snapshots_.before(index_track_, position);
    LogIndex index = kept.state == nullptr
                         ? LogIndex(storage)
                         : LogIndex(*static_cast<const LogIndex*>(kept.state.get()));
    Buffer spill;
    for (Position next = kept.position + 1; next <= position; ++next) {
        index.follow(log.at(next, spill), log);
    }
    return index;
}

void History::inherit(const History& other, Position position) {
    snapshots_.inherit(other.snapshots_, position);
}

}  // namespace cqrs
