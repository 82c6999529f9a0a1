#include "cqrs/bytes.hpp"

namespace cqrs {

bool has_memory(std::size_t bytes) {
    // Volatile, or a compiler may conclude that a block nobody uses can always be had.
    void* volatile block = std::malloc(bytes);
    const bool there = block != nullptr;
    std::free(block);
    return there;
}

bool Buffer::grow(std::size_t extra) {
    // Asking again for each byte would take long where there is nothing to be had.
    if (failed_) {
        return false;
    }
    constexpr std::size_t smallest = 64;
    const std::size_t needed = size_ + extra;
    const std::size_t doubled = capacity_ * 2;
    std::size_t capacity = needed > doubled ? needed : doubled;
    capacity = capacity < smallest ? smallest : capacity;
    const auto moved = [&] {
        return needed < size_ ? nullptr
                              : static_cast<std::uint8_t*>(std::realloc(data_.get(), capacity));
    };
    auto* data = moved();
    if (data == nullptr && capacity <= modest && made_way_ != nullptr && made_way_()) {
        data = moved();
    }
    if (data == nullptr) {
        failed_ = true;
        shortage_ = true;
        return false;
    }
    // The old block belongs to realloc now.
    static_cast<void>(data_.release());
    data_.reset(data);
    capacity_ = capacity;
    return true;
}

std::uint64_t Reader::long_varint() {
    std::uint64_t value = 0;
    // Up to eight bytes that are all there, without asking for each.
    if (left() >= 8) {
        const std::uint8_t* at = bytes_.data() + at_;
        for (unsigned count = 1; count <= 8; ++count, ++at) {
            value |= (*at & std::uint64_t{0x7f}) << (7 * (count - 1));
            if (*at < 0x80) {
                at_ += count;
                return *at == 0 && count > 1 ? fail() : value;
            }
        }
        value = 0;
    }
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const std::uint8_t next = byte();
        const std::uint64_t bits = next & 0x7fU;
        if (shift == 63 && bits > 1) {
            return fail();
        }
        value |= bits << shift;
        if ((next & 0x80U) == 0) {
            // A last byte of zero would be a second way to write a shorter number.
            return next == 0 && shift > 0 ? fail() : value;
        }
    }
    return fail();
}

}  // namespace cqrs
