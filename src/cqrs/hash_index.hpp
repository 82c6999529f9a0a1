#pragma once

#include <cstdint>
#include <cstring>
#include <optional>

#include "cqrs/page_array.hpp"

namespace cqrs {

/// Finds numbers by a hash. It grows by one bucket at a time, so no insertion is slow and nothing
/// is ever moved as a whole. A bucket fills one line of the processor's cache, which is all that
/// nearly every search reads. Source: W. Litwin, "Linear hashing", 1980.
class HashIndex {
public:
    explicit HashIndex(const Storage& storage) : buckets_(storage), overflow_(storage) {}

    /// What an item takes on average, at the most.
    static constexpr std::size_t bytes_per_item = 16;
    /// How many pages an addition changes, but for a bucket with an unlikely number of items.
    static constexpr std::size_t pages_per_item = 5;

    [[nodiscard]] std::size_t size() const { return size_; }

    /// Adds a number below 2^32 - 2.
    void add(std::uint32_t hash, std::uint32_t number);

    /// To be called by whoever goes on with it and leaves it to snapshots.
    void leave() {
        buckets_.leave();
        overflow_.leave();
    }

    /// The number with that hash which `same(number)` says is the one. Nothing is ever taken out:
    /// of what is gone, `same` says that it is not the one.
    template <class Same>
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t hash, Same&& same) const {
        const std::uint8_t* at = bucket(bucket_of(hash));
        for (std::size_t i = 0; i < slots_per_bucket; ++i) {
            const Slot slot = load(at, i);
            if (slot.item == chained) {
                return find_chained(slot.hash, hash, same);
            }
            if (slot.item == 0) {
                break;
            }
            if (slot.hash == hash && same(slot.item - 1)) {
                return slot.item - 1;
            }
        }
        return std::nullopt;
    }

private:
    // An item is a number plus one; zero is an empty slot, and all behind it are empty. The last
    // slot of a bucket with more items than slots leads to the others: its `hash` is where the
    // first is.
    struct Slot {
        std::uint32_t hash;
        std::uint32_t item;
    };
    // `next` is a place in `overflow_` plus one; zero is the end.
    struct Link {
        Slot slot;
        std::uint32_t next;
    };
    static constexpr std::size_t slots_per_bucket = 8;
    static constexpr std::size_t items_per_bucket = 5;  // on average
    static constexpr std::size_t bucket_size = slots_per_bucket * sizeof(Slot);
    static constexpr std::size_t buckets_per_page = page_size / bucket_size;
    static constexpr std::uint32_t chained = 0xffffffffU;

    [[nodiscard]] std::uint32_t bucket_of(std::uint32_t hash) const {
        const std::uint32_t low = hash & (base_ - 1);
        return low < split_ ? hash & (2 * base_ - 1) : low;
    }
    [[nodiscard]] const std::uint8_t* bucket(std::uint32_t number) const {
        return buckets_.page(number / buckets_per_page) + number % buckets_per_page * bucket_size;
    }
    [[nodiscard]] std::uint8_t* edit(std::uint32_t bucket) {
        return buckets_.edit(bucket / buckets_per_page) + bucket % buckets_per_page * bucket_size;
    }
    [[nodiscard]] static Slot load(const std::uint8_t* bucket, std::size_t i) {
        Slot slot;
        std::memcpy(&slot, bucket + i * sizeof(Slot), sizeof(Slot));
        return slot;
    }
    static void store(std::uint8_t* bucket, std::size_t i, const Slot& slot) {
        std::memcpy(bucket + i * sizeof(Slot), &slot, sizeof(Slot));
    }
    template <class Same>
    [[nodiscard]] std::optional<std::uint32_t> find_chained(std::uint32_t place, std::uint32_t hash,
                                                            Same&& same) const {
        while (place != 0) {
            const Link link = overflow_[place - 1];
            if (link.slot.hash == hash && same(link.slot.item - 1)) {
                return link.slot.item - 1;
            }
            place = link.next;
        }
        return std::nullopt;
    }

    void put(std::uint32_t bucket, const Slot& slot);
    [[nodiscard]] std::uint32_t chain(const Slot& slot, std::uint32_t next);
    void split();

    Pages buckets_;
    PageArray<Link> overflow_;
    std::uint32_t free_ = 0;   // the first link that is not used, as `next`
    std::uint32_t base_ = 1;   // a power of two: the buckets when this round began
    std::uint32_t split_ = 0;  // the next bucket to be split; base_ + split_ buckets now
    std::uint32_t size_ = 0;
};

}  // namespace cqrs
