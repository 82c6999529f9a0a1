#include "cqrs/snapshots.hpp"

#include "catch.hpp"

namespace snapshots_tests {
namespace {

using cqrs::Budget;
using cqrs::Copying;
using cqrs::page_size;
using cqrs::Pages;
using cqrs::Snapshots;
using cqrs::Storage;

constexpr cqrs::Position interval = 4'096;

Storage new_storage() { return std::make_shared<Budget>(std::uint64_t{1} << 30); }

void keep(Snapshots& snapshots, std::size_t track, cqrs::Position position, const Pages& pages) {
    const Copying copying(Copying::As::snapshot);
    snapshots.keep(track, position, std::make_shared<const Pages>(pages));
}

}  // namespace

TEST_CASE("one snapshot is wanted in each stretch of a track") {
    Snapshots snapshots(new_storage(), 1'000'000, interval);
    const std::size_t each = snapshots.add_track(1);
    const std::size_t fourth = snapshots.add_track(4);
    CHECK_FALSE(snapshots.wants(each, interval - 1));
    CHECK(snapshots.wants(each, interval + 3));
    CHECK_FALSE(snapshots.wants(fourth, interval + 3));
    CHECK(snapshots.wants(fourth, 4 * interval));
    keep(snapshots, each, interval + 3, Pages(new_storage()));
    CHECK_FALSE(snapshots.wants(each, 2 * interval - 1));
    CHECK(snapshots.wants(each, 2 * interval));
}

TEST_CASE("the last snapshot at or before a position is found") {
    Snapshots snapshots(new_storage(), 1'000'000, interval);
    const std::size_t track = snapshots.add_track(1);
    for (const cqrs::Position position : {9'000U, 5'000U, 14'000U}) {
        keep(snapshots, track, position, Pages(new_storage()));
    }
    CHECK(snapshots.before(track, 4'999).state == nullptr);
    CHECK(snapshots.before(track, 5'000).position == 5'000);
    CHECK(snapshots.before(track, 13'999).position == 9'000);
    CHECK(snapshots.before(track, 99'999).position == 14'000);
    Snapshots other(new_storage(), 1'000'000, interval);
    static_cast<void>(other.add_track(1));
    other.inherit(snapshots, 10'000);
    CHECK(other.before(track, 99'999).position == 9'000);
    CHECK(snapshots.clear());
    CHECK_FALSE(snapshots.clear());
    CHECK(other.before(track, 99'999).state != nullptr);
}

TEST_CASE(
    "what snapshots alone hold is counted exactly, and every second one goes beyond the limit") {
    const Storage storage = new_storage();
    Pages pages(storage);
    for (std::size_t page = 0; page < 10; ++page) {
        pages.edit(page)[0] = 1;
    }
    CHECK(storage->kept_bytes() == 0);
    const std::uint64_t live = storage->used();
    Snapshots snapshots(storage, 60 * page_size, interval);
    const std::size_t track = snapshots.add_track(1);
    for (cqrs::Position n = 1; n <= 40; ++n) {
        if (snapshots.wants(track, n * interval)) {
            keep(snapshots, track, n * interval, pages);
        }
        for (std::size_t page = 0; page < 10; ++page) {
            pages.edit(page)[0] = static_cast<std::uint8_t>(n);
        }
        REQUIRE(storage->used() == live + snapshots.bytes());
        REQUIRE(snapshots.bytes() <= 72 * page_size);
    }
    snapshots.shrink();
    CHECK(snapshots.bytes() <= 60 * page_size);
    CHECK(snapshots.bytes() > 0);
    CHECK(snapshots.next_after(0) > interval);
    // What is left still is what it was.
    {
        const auto kept = snapshots.before(track, 40 * interval);
        REQUIRE(kept.state != nullptr);
        CHECK(static_cast<const Pages*>(kept.state.get())->page(3)[0] ==
              static_cast<std::uint8_t>(kept.position / interval - 1));
    }
    snapshots.clear();
    CHECK(snapshots.bytes() == 0);
    CHECK(storage->used() == live);
}

TEST_CASE("without room for any, none is wanted") {
    Snapshots snapshots(new_storage(), 0, interval);
    const std::size_t track = snapshots.add_track(1);
    CHECK_FALSE(snapshots.wants(track, 1'000'000));
}

}  // namespace snapshots_tests
