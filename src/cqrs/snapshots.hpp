#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "cqrs/event_log.hpp"
#include "cqrs/pages.hpp"

namespace cqrs {

/// Copies of what follows the log, kept from time to time, so that no past state is far from one.
/// Each thing that is kept has a track of its own. All the copies share their pages with what they
/// were copied from, and what they alone hold is bounded: when it passes the limit, every second
/// one is let go and from then on half as many are kept.
class Snapshots {
public:
    /// They are to hold no more than so many bytes, and are kept so many events apart, or further.
    Snapshots(Storage storage, std::uint64_t bytes_max, Position interval)
        : storage_(std::move(storage)),
          bytes_max_(bytes_max),
          interval_(interval == 0 ? 1 : interval) {}

    struct Snapshot {
        Position position = 0;
        std::shared_ptr<const void> state;
    };

    /// A new track, on which one in so many intervals is kept; gives its number.
    std::size_t add_track(unsigned intervals);

    /// The first position from `position` on at which any track could keep something.
    [[nodiscard]] Position next_after(Position position) const {
        return (position / interval_ + 1) * interval_;
    }
    /// Whether nothing is kept yet in the stretch of the track that the position is in.
    [[nodiscard]] bool wants(std::size_t track, Position position) const;
    /// Keeps a copy, made under `Copying::As::snapshot`, of what there was at that position.
    void keep(std::size_t track, Position position, std::shared_ptr<const void> state);
    /// The last one at or before a position; without a state if there is none.
    [[nodiscard]] Snapshot before(std::size_t track, Position position) const;

    /// The bytes that would be free without them.
    [[nodiscard]] std::uint64_t bytes() const { return storage_->kept_bytes(); }
    /// Whether they hold more than they may, by what has been written since the last was kept.
    [[nodiscard]] bool over() const { return bytes() > bytes_max_ + others_; }
    /// Lets every second one go until they hold no more than they may.
    void shrink();
    /// Lets all of them go; false if there were none.
    bool clear();
    /// Has those of another up to a position as well; both have the same tracks.
    void inherit(const Snapshots& other, Position position);

private:
    struct Track {
        unsigned intervals;
        std::vector<Snapshot> kept;  // by position
    };

    [[nodiscard]] Position stretch(const Track& track) const { return interval_ * track.intervals; }
    Storage storage_;
    std::uint64_t bytes_max_;
    std::uint64_t others_ = 0;  // what stays though snapshots go: forks and replicas hold it too
    Position interval_;
    std::vector<Track> tracks_;
};

}  // namespace cqrs
