#include "cqrs/hash.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <string>
#include <vector>

#include "catch.hpp"

namespace hash_tests {
namespace {

using cqrs::as_bytes;
using cqrs::crc32c;
using cqrs::Hash128;
using cqrs::hash128;

}  // namespace

TEST_CASE("hash128 gives the known values of MurmurHash3 x64-128") {
    CHECK(hash128(as_bytes("")) == Hash128{0, 0});
    CHECK(hash128(as_bytes(""), 1) == Hash128{0x4610abe56eff5cb5U, 0x51622daa78f83583U});
    CHECK(hash128(as_bytes("hello")) == Hash128{0xcbd8a7b341bd9b02U, 0x5b1e906a48ae1d19U});
    CHECK(hash128(as_bytes("hello"), 1) == Hash128{0xa78ddff5adae8d10U, 0x128900ef20900135U});
    CHECK(hash128(as_bytes("hello, world")) == Hash128{0x342fac623a5ebc8eU, 0x4cdcbc079642414dU});
    CHECK(hash128(as_bytes("19 Jan 2038 at 3:14:07 AM")) ==
          Hash128{0xb89e5988b737affcU, 0x664fc2950231b2cbU});
    CHECK(hash128(as_bytes("The quick brown fox jumps over the lazy dog.")) ==
          Hash128{0xcd99481f9ee902c9U, 0x695da1a38987b6e7U});
}

TEST_CASE("hash128 passes the verification of SMHasher over every length up to 255") {
    std::array<std::uint8_t, 256> key{};
    cqrs::Buffer hashes;
    for (std::uint32_t i = 0; i < key.size(); ++i) {
        key[i] = static_cast<std::uint8_t>(i);
        const Hash128 hash = hash128(std::span(key).first(i), 256 - i);
        hashes.put_u64(hash.low);
        hashes.put_u64(hash.high);
    }
    CHECK(static_cast<std::uint32_t>(hash128(hashes.bytes()).low) == 0x6384ba69U);
}

TEST_CASE("hash32 gives the same everywhere") {
    CHECK(cqrs::hash32({}) == 0xaeae59a4U);
    CHECK(cqrs::hash32(as_bytes("abc")) == 0xa91b7c6eU);
    CHECK(cqrs::hash32(as_bytes("account-1234567")) == 0x408f5dfeU);
}

TEST_CASE(
    "hash32 tells texts of every length apart, and moves half of its bits with each of theirs") {
    std::vector<std::uint32_t> hashes;
    std::string text;
    std::size_t moved = 0;
    std::size_t flips = 0;
    for (int length = 0; length < 40; ++length, text += static_cast<char>('a' + length % 7)) {
        const std::uint32_t hash = cqrs::hash32(as_bytes(text));
        hashes.push_back(hash);
        for (std::size_t bit = 0; bit < 8 * text.size(); ++bit, ++flips) {
            std::string other = text;
            other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
            moved += std::bitset<32>(hash ^ cqrs::hash32(as_bytes(other))).count();
        }
    }
    std::sort(hashes.begin(), hashes.end());
    CHECK(std::unique(hashes.begin(), hashes.end()) == hashes.end());
    CHECK(moved > flips * 15);
    CHECK(moved < flips * 17);
}

TEST_CASE("crc32c gives the known values of Castagnoli's polynomial") {
    CHECK(crc32c({}) == 0);
    CHECK(crc32c(as_bytes("123456789")) == 0xe3069283U);
    // Source: RFC 3720, appendix B.4.
    CHECK(crc32c(std::vector<std::uint8_t>(32, 0x00)) == 0x8a9136aaU);
    CHECK(crc32c(std::vector<std::uint8_t>(32, 0xff)) == 0x62a8ab43U);
}

TEST_CASE("crc32c goes on from where it stopped, wherever that was") {
    const std::string text = "The quick brown fox jumps over the lazy dog";
    const std::uint32_t whole = crc32c(as_bytes(text));
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        const std::uint32_t first = crc32c(as_bytes(text.substr(0, cut)));
        CHECK(crc32c(as_bytes(text.substr(cut)), first) == whole);
    }
}

TEST_CASE("crc32c notices every flipped bit") {
    std::string text = "a record of the log";
    const std::uint32_t right = crc32c(as_bytes(text));
    for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
        text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << (bit % 8)));
        CHECK(crc32c(as_bytes(text)) != right);
        text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << (bit % 8)));
    }
}

}  // namespace hash_tests
