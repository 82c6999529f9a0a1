#include "cqrs/history.hpp"

namespace cqrs {
namespace {

// A read model is asked as of any position, all the states are needed by forks alone: the first
// must be near, the others take longer to copy than to follow.
constexpr unsigned intervals_of_states = 4;
constexpr unsigned intervals_of_index = 16;

}  // namespace

History::History(const Storage& storage, std::uint64_t bytes_max)
    : storage_(storage),
      snapshots_(storage, bytes_max),
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
        if (kept.state == nullptr) {
            past_.emplace(course.catalogue, storage_);
            events_.reset();
        } else {
            past_.emplace(*static_cast<const States*>(kept.state.get()));
        }
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
