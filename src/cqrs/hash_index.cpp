#include "cqrs/hash_index.hpp"

namespace cqrs {

void HashIndex::add(std::uint32_t hash) {
    const std::uint32_t bucket = bucket_of(hash);
    const std::uint32_t head = buckets_[bucket];
    items_.push({head, hash});
    buckets_.set(bucket, static_cast<std::uint32_t>(items_.size()));
    if (items_.size() > base_ + split_) {
        split();
    }
}

void HashIndex::cut(std::size_t size) {
    auto place = static_cast<std::uint32_t>(size);
    std::size_t before = 0;
    for (; before < cuts_.size() && cuts_[before].from <= place; ++before) {
        place += cuts_[before].count;
    }
    cuts_.resize(before);
    const auto end = static_cast<std::uint32_t>(items_.size());
    if (place < end) {
        cuts_.push_back({place, end - place});
    }
    cut_ = end - static_cast<std::uint32_t>(size);
}

std::uint32_t HashIndex::number_of(std::uint32_t place) const {
    std::uint32_t gone = 0;
    for (const Cut& cut : cuts_) {
        if (place < cut.from) {
            break;
        }
        if (place < cut.from + cut.count) {
            return none;
        }
        gone += cut.count;
    }
    return place - gone;
}

void HashIndex::split() {
    const std::uint32_t from = split_;
    const std::uint32_t to = base_ + split_;
    std::uint32_t next = buckets_[from];
    std::uint32_t stays = 0;
    std::uint32_t moves = 0;
    while (next != 0) {
        const std::uint32_t current = next;
        Item item = items_[current - 1];
        next = item.next;
        std::uint32_t& list = (item.hash & base_) != 0 ? moves : stays;
        item.next = list;
        list = current;
        items_.set(current - 1, item);
    }
    buckets_.set(from, stays);
    buckets_.set(to, moves);
    if (++split_ == base_) {
        base_ *= 2;
        split_ = 0;
    }
}

}  // namespace cqrs
