#include "cqrs/hash_index.hpp"

namespace cqrs {

void HashIndex::add(std::uint32_t hash, std::uint32_t number) {
    put(bucket_of(hash), {hash, number + 1});
    ++size_;
    if (size_ > items_per_bucket * (std::size_t{base_} + split_)) {
        split();
    }
}

void HashIndex::put(std::uint32_t bucket, const Slot& slot) {
    std::uint8_t* at = edit(bucket);
    for (std::size_t i = 0; i < slots_per_bucket; ++i) {
        if (load(at, i).item == 0) {
            store(at, i, slot);
            return;
        }
    }
    const Slot last = load(at, slots_per_bucket - 1);
    std::uint32_t next = last.item == chained ? last.hash : chain(last, 0);
    next = chain(slot, next);
    store(at, slots_per_bucket - 1, {next, chained});
}

std::uint32_t HashIndex::chain(const Slot& slot, std::uint32_t next) {
    const std::uint32_t place =
        free_ != 0 ? free_ : static_cast<std::uint32_t>(overflow_.size() + 1);
    free_ = free_ != 0 ? overflow_[free_ - 1].next : 0;
    overflow_.set(place - 1, {slot, next});
    return place;
}

void HashIndex::split() {
    const std::uint32_t from = split_;
    const std::uint32_t to = base_ + split_;
    const std::uint32_t moves = base_;
    std::uint8_t held[bucket_size];
    // Neither page moves while the other is edited.
    std::uint8_t* const halves[] = {edit(from), edit(to)};
    std::memcpy(held, halves[0], bucket_size);
    std::memset(halves[0], 0, bucket_size);
    if (++split_ == base_) {
        base_ *= 2;
        split_ = 0;
    }
    std::size_t counts[] = {0, 0};
    for (std::size_t i = 0; i < slots_per_bucket; ++i) {
        const Slot slot = load(held, i);
        if (slot.item == 0) {
            return;
        }
        if (slot.item != chained) {
            const std::size_t half = (slot.hash & moves) != 0 ? 1 : 0;
            store(halves[half], counts[half]++, slot);
            continue;
        }
        for (std::uint32_t place = slot.hash; place != 0;) {
            const Link link = overflow_[place - 1];
            overflow_.set(place - 1, {{0, 0}, free_});
            free_ = place;
            place = link.next;
            put((link.slot.hash & moves) != 0 ? to : from, link.slot);
        }
    }
}

}  // namespace cqrs
