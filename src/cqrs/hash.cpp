#include "cqrs/hash.hpp"

#include <array>

namespace cqrs {
namespace {

constexpr std::uint64_t rotated(std::uint64_t x, unsigned by) {
    return (x << by) | (x >> (64 - by));
}

constexpr std::uint64_t finalized(std::uint64_t k) {
    k ^= k >> 33;
    k *= 0xff51afd7ed558ccdULL;
    k ^= k >> 33;
    k *= 0xc4ceb9fe1a85ec53ULL;
    k ^= k >> 33;
    return k;
}

constexpr std::uint64_t c1 = 0x87c37b91114253d5ULL;
constexpr std::uint64_t c2 = 0x4cf5ad432745937fULL;

constexpr std::uint64_t mixed_low(std::uint64_t k) { return rotated(k * c1, 31) * c2; }
constexpr std::uint64_t mixed_high(std::uint64_t k) { return rotated(k * c2, 33) * c1; }

/// Up to seven bytes, at least one, as a little-endian integer.
std::uint64_t loaded(const std::uint8_t* bytes, std::size_t count) {
    if (count >= 4) {
        // The two may overlap: what both hold stands in the same place.
        return load_u32(bytes) | static_cast<std::uint64_t>(load_u32(bytes + count - 4))
                                     << (8 * (count - 4));
    }
    const auto at = [&](std::size_t i) { return static_cast<std::uint64_t>(bytes[i]) << (8 * i); };
    return at(0) | at(count / 2) | at(count - 1);
}

/// Up to eight bytes, at least one.
std::uint64_t loaded_up_to_8(const std::uint8_t* bytes, std::size_t count) {
    return count == 8 ? load_u64(bytes) : loaded(bytes, count);
}

constexpr std::array<std::uint32_t, 256> crc_table() {
    constexpr std::uint32_t polynomial = 0x82f63b78U;
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value & 1U) != 0 ? (value >> 1) ^ polynomial : value >> 1;
        }
        table[i] = value;
    }
    return table;
}

}  // namespace

Hash128 hash128(Bytes bytes, std::uint32_t seed) {
    std::uint64_t h1 = seed;
    std::uint64_t h2 = seed;
    const std::uint8_t* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 16; left -= 16, at += 16) {
        h1 ^= mixed_low(load_u64(at));
        h1 = (rotated(h1, 27) + h2) * 5 + 0x52dce729;
        h2 ^= mixed_high(load_u64(at + 8));
        h2 = (rotated(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    if (left > 8) {
        h2 ^= mixed_high(loaded(at + 8, left - 8));
    }
    if (left > 0) {
        h1 ^= mixed_low(loaded_up_to_8(at, left < 8 ? left : 8));
    }
    h1 ^= bytes.size();
    h2 ^= bytes.size();
    h1 += h2;
    h2 += h1;
    h1 = finalized(h1);
    h2 = finalized(h2);
    h1 += h2;
    h2 += h1;
    return {h1, h2};
}

std::uint32_t hash32(Bytes bytes) {
    // Odd constants of about as many ones as zeroes; what a product gathers in its high bits is
    // folded into the low ones, so that each bit of the text moves about half of the bits of the
    // hash.
    constexpr std::uint64_t factor = 0x9e3779b97f4a7c15ULL;
    const auto mixed = [](std::uint64_t x) {
        x *= factor;
        return x ^ (x >> 32);
    };
    std::uint64_t h = mixed(bytes.size() + 1);
    const std::uint8_t* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; left -= 8, at += 8) {
        h = mixed(h ^ load_u64(at));
    }
    if (left > 0) {
        h = mixed(h ^ loaded(at, left));
    }
    return static_cast<std::uint32_t>(mixed(h));
}

std::uint32_t crc32c(Bytes bytes, std::uint32_t before) {
    static constexpr std::array<std::uint32_t, 256> table = crc_table();
    std::uint32_t value = ~before;
    for (const std::uint8_t byte : bytes) {
        value = (value >> 8) ^ table[(value ^ byte) & 0xffU];
    }
    return ~value;
}

}  // namespace cqrs
