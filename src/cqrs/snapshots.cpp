#include "cqrs/snapshots.hpp"

#include <algorithm>

namespace cqrs {
namespace {

/// Where in `kept` the first is that lies after `position`.
auto first_after(const std::vector<Snapshots::Snapshot>& kept, Position position) {
    return std::upper_bound(
        kept.begin(), kept.end(), position,
        [](Position at, const Snapshots::Snapshot& one) { return at < one.position; });
}

}  // namespace

std::size_t Snapshots::add_track(unsigned intervals) {
    tracks_.push_back({intervals, {}});
    return tracks_.size() - 1;
}

bool Snapshots::wants(std::size_t track, Position position) const {
    const Position length = stretch(tracks_[track]);
    const Position last = before(track, position).position;
    return bytes_max_ > 0 && last / length < position / length;
}

void Snapshots::keep(std::size_t track, Position position, std::shared_ptr<const void> state) {
    auto& kept = tracks_[track].kept;
    kept.insert(first_after(kept, position), {position, std::move(state)});
    if (over()) {
        shrink();
    }
}

Snapshots::Snapshot Snapshots::before(std::size_t track, Position position) const {
    const auto& kept = tracks_[track].kept;
    const auto after = first_after(kept, position);
    return after == kept.begin() ? Snapshot{} : *(after - 1);
}

void Snapshots::shrink() {
    const auto any = [&] {
        return std::any_of(tracks_.begin(), tracks_.end(),
                           [](const Track& track) { return !track.kept.empty(); });
    };
    others_ = 0;
    while (over() && any()) {
        const std::uint64_t before = bytes();
        interval_ *= 2;
        for (Track& track : tracks_) {
            Position last = 0;
            std::erase_if(track.kept, [&](const Snapshot& one) {
                const Position number = one.position / stretch(track);
                return number == std::exchange(last, number);
            });
        }
        if (bytes() > before - before / 8) {
            // Until half as much has been added again it is no use to go on.
            others_ = bytes() - std::min(bytes(), bytes_max_ / 2);
        }
    }
}

void Snapshots::inherit(const Snapshots& other, Position position) {
    interval_ = other.interval_;
    for (std::size_t i = 0; i < tracks_.size(); ++i) {
        const auto& kept = other.tracks_[i].kept;
        tracks_[i].kept.assign(kept.begin(), first_after(kept, position));
    }
}

bool Snapshots::clear() {
    bool any = false;
    for (Track& track : tracks_) {
        any = any || !track.kept.empty();
        track.kept.clear();
    }
    return any;
}

}  // namespace cqrs
