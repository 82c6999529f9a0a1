#pragma once

#include <cstdint>

#include "cqrs/bytes.hpp"

namespace cqrs {

struct Hash128 {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    bool operator==(const Hash128& other) const { return low == other.low && high == other.high; }
};

/// MurmurHash3 x64-128 with the given seed: fixed-width integers only, so native and wasm agree.
/// Not for secrets. Source: Austin Appleby's public-domain SMHasher.
[[nodiscard]] Hash128 hash128(Bytes bytes, std::uint32_t seed = 0);

/// A quicker hash, for finding things again in memory: no saved log holds it.
[[nodiscard]] std::uint32_t hash32(Bytes bytes);

/// CRC-32C (Castagnoli), which notices every burst of up to 32 flipped bits. Pass the value of the
/// bytes before to go on from there.
[[nodiscard]] std::uint32_t crc32c(Bytes bytes, std::uint32_t before = 0);

}  // namespace cqrs
