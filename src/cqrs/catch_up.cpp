/// What runs with every event: the read models take it. The rest of Projections is apart, so that
/// this can be compiled for speed and the rest for size.

#include <algorithm>

#include "cqrs/projections.hpp"

namespace cqrs {

bool Projections::apply(const Entry& entry, Line& line) {
    const auto number = events_.number();
    if (number && entry.apply[*number] != nullptr && events_.data() != nullptr) {
        storage_->settle();
        entry.apply[*number](*line.model, events_.data(), events_.info());
        if (!storage_->trouble().empty()) {
            return false;
        }
    }
    ++line.status.checkpoint;
    return true;
}

void Projections::catch_up(const EventLog& log, const Catalogue& catalogue) {
    Position from = log.head();
    for (const Immediate& each : immediate_) {
        from = std::min(from, each.line->status.checkpoint);
    }
    for (Position position = from + 1; position <= log.head(); ++position) {
        events_.go_to(position, log, catalogue);
        for (std::size_t i = 0; i < immediate_.size();) {
            const auto [entry, line] = immediate_[i];
            if (line->status.checkpoint >= position || apply(*entry, *line)) {
                ++i;
                continue;
            }
            fail(*entry, *line, {log, catalogue});
            sort_out();
            events_.go_to(position, log, catalogue);
        }
    }
    if (log.head() >= next_snapshot_ && snapshots_ != nullptr) {
        for (const Immediate& each : immediate_) {
            keep_snapshot(*each.entry, *each.line);
        }
        next_snapshot_ = snapshots_->next_after(log.head());
    }
}

std::uint64_t Projections::advance(Entry& entry, Line& line, Position to, const Course& course) {
    ReadModelStatus& status = line.status;
    const Position from = status.checkpoint;
    Position next = snapshots_ == nullptr ? to + 1 : snapshots_->next_after(from);
    while (status.checkpoint < to && status.error.empty()) {
        events_.go_to(status.checkpoint + 1, course.log, course.catalogue);
        if (status.mode.kind == Mode::Kind::delayed &&
            (!course.now || events_.info().time + status.mode.delay_ms > *course.now)) {
            break;
        }
        if (!apply(entry, line)) {
            fail(entry, line, course);
        } else if (status.checkpoint >= next) {
            keep_snapshot(entry, line);
            next = snapshots_->next_after(status.checkpoint);
        }
    }
    return status.checkpoint > from ? status.checkpoint - from : 0;
}

std::size_t Projections::pages_needed(std::size_t events, std::size_t payload_bytes) const {
    constexpr std::size_t pages_per_model = 12;
    // An event becomes rows, which hold more than its data.
    constexpr std::size_t bytes_per_event = 128;
    return immediate_.size() * (pages_per_model + events * bytes_per_event / page_size +
                                RowHeap::pages_needed(payload_bytes));
}

}  // namespace cqrs
