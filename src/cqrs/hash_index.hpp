#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cqrs/page_array.hpp"

namespace cqrs {

/// Finds items, numbered 0, 1, 2 … in the order in which they were added, by a hash. It grows by
/// one bucket at a time, so no insertion is slow and nothing is ever moved as a whole.
/// Source: W. Litwin, "Linear hashing", 1980.
class HashIndex {
public:
    explicit HashIndex(const Storage& storage) : buckets_(storage), items_(storage) {}

    /// What an item and its bucket take.
    static constexpr std::size_t bytes_per_item = 12;

    [[nodiscard]] std::size_t size() const { return items_.size() - cut_; }

    /// Adds the next item.
    void add(std::uint32_t hash);
    /// Forgets all but the first `size` items. Nothing is moved: they are only passed by.
    void cut(std::size_t size);

    /// The item with that hash which `same(number)` says is the one.
    template <class Same>
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t hash, Same&& same) const {
        std::uint32_t next = items_.size() == 0 ? 0 : buckets_[bucket_of(hash)];
        while (next != 0) {
            const Item item = items_[next - 1];
            if (item.hash == hash) {
                const std::uint32_t number = cut_ == 0 ? next - 1 : number_of(next - 1);
                if (number != none && same(number)) {
                    return number;
                }
            }
            next = item.next;
        }
        return std::nullopt;
    }

private:
    // A reference to an item is its number plus one; zero refers to none.
    struct Item {
        std::uint32_t next;
        std::uint32_t hash;
    };

    [[nodiscard]] std::uint32_t bucket_of(std::uint32_t hash) const {
        const std::uint32_t low = hash & (base_ - 1);
        return low < split_ ? hash & (2 * base_ - 1) : low;
    }
    void split();

    /// Items that were cut: so many from that place on.
    struct Cut {
        std::uint32_t from;
        std::uint32_t count;
    };
    static constexpr std::uint32_t none = 0xffffffff;
    /// The number of the item in that place, or `none` if it was cut.
    [[nodiscard]] std::uint32_t number_of(std::uint32_t place) const;

    static_assert(bytes_per_item == sizeof(Item) + sizeof(std::uint32_t));
    PageArray<std::uint32_t> buckets_;
    PageArray<Item> items_;
    std::uint32_t base_ = 1;   // a power of two: the buckets when this round began
    std::uint32_t split_ = 0;  // the next bucket to be split; base_ + split_ buckets now
    std::vector<Cut> cuts_;    // in order of place
    std::uint32_t cut_ = 0;    // items in all of them
};

}  // namespace cqrs
