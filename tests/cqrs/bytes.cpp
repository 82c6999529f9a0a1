#include "cqrs/bytes.hpp"

#include <array>
#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"
#include "random.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define CQRS_UNDER_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CQRS_UNDER_ADDRESS_SANITIZER
#endif
#endif
#if defined(CQRS_UNDER_ADDRESS_SANITIZER)
/// An allocation that is too large gives null, as it does without the sanitizer.
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }
#endif

namespace bytes_tests {
namespace {

using cqrs::Buffer;
using cqrs::Bytes;
using cqrs::Reader;

std::vector<std::uint8_t> contents(const Buffer& buffer) {
    return {buffer.bytes().begin(), buffer.bytes().end()};
}

std::vector<std::uint8_t> varint(std::uint64_t value) {
    Buffer buffer;
    buffer.put_varint(value);
    return contents(buffer);
}

using Raw = std::vector<std::uint8_t>;

constexpr auto largest = std::numeric_limits<std::uint64_t>::max();

}  // namespace

TEST_CASE("a varint takes seven bits a byte, the lowest first") {
    CHECK(varint(0) == Raw{0x00});
    CHECK(varint(1) == Raw{0x01});
    CHECK(varint(127) == Raw{0x7f});
    CHECK(varint(128) == Raw{0x80, 0x01});
    CHECK(varint(300) == Raw{0xac, 0x02});
    CHECK(varint(16384) == Raw{0x80, 0x80, 0x01});
    CHECK(varint(largest) == Raw{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01});
}

TEST_CASE("every varint comes back, at every length and around every border") {
    for (unsigned bits = 0; bits < 64; ++bits) {
        const std::uint64_t power = std::uint64_t{1} << bits;
        for (const std::uint64_t value : {power - 1, power, power + 1, ~power}) {
            CAPTURE(value);
            const auto raw = varint(value);
            Reader reader(raw);
            CHECK(reader.varint() == value);
            CHECK(reader.ok());
            CHECK(reader.at_end());
        }
    }
}

TEST_CASE("zigzag keeps small numbers short on both sides of zero") {
    const auto bytes_of = [](std::int64_t value) {
        Buffer buffer;
        buffer.put_zigzag(value);
        return contents(buffer);
    };
    CHECK(bytes_of(0) == Raw{0});
    CHECK(bytes_of(-1) == Raw{1});
    CHECK(bytes_of(1) == Raw{2});
    CHECK(bytes_of(-64) == Raw{127});
    CHECK(bytes_of(64) == Raw{0x80, 0x01});
    for (const std::int64_t value :
         {std::numeric_limits<std::int64_t>::min(), std::int64_t{-300}, std::int64_t{-1},
          std::int64_t{0}, std::int64_t{300}, std::numeric_limits<std::int64_t>::max()}) {
        const auto raw = bytes_of(value);
        CHECK(Reader(raw).zigzag() == value);
    }
}

TEST_CASE("a varint longer than it need be, or than 64 bits, is refused") {
    const auto refused = [](const Raw& raw) {
        Reader reader(raw);
        const bool zero = reader.varint() == 0;
        return zero && !reader.ok() && reader.at_end();
    };
    CHECK(refused({0x80, 0x00}));
    CHECK(refused({0xff, 0x80, 0x00}));
    CHECK(refused({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}));
    CHECK(refused({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x81, 0x00}));
    CHECK(refused({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01}));
    CHECK(refused({0x80}));
    CHECK(refused({}));
}

TEST_CASE("what a buffer was given a reader gives back in the same order") {
    Buffer buffer;
    buffer.put_byte(7);
    buffer.put_u32(0xdeadbeefU);
    buffer.put_u64(0x0123456789abcdefULL);
    buffer.put_f64(-2.5);
    buffer.put_text("héllo");
    buffer.put_zigzag(-5);
    buffer.put(cqrs::as_bytes("rest"));
    Reader reader(buffer.bytes());
    CHECK(reader.byte() == 7);
    CHECK(reader.u32() == 0xdeadbeefU);
    CHECK(reader.u64() == 0x0123456789abcdefULL);
    CHECK(reader.f64() == -2.5);
    CHECK(reader.text() == "héllo");
    CHECK(reader.zigzag() == -5);
    CHECK(reader.left() == 4);
    CHECK(cqrs::as_text(reader.rest()) == "rest");
    CHECK(reader.at_end());
    CHECK(reader.ok());
}

TEST_CASE("numbers of fixed size are little-endian") {
    Buffer buffer;
    buffer.put_u32(0x04030201U);
    buffer.put_f64(1.0);
    CHECK(contents(buffer) == Raw{1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f});
}

TEST_CASE("a reader that has read beyond the end fails for good") {
    const Raw raw{1, 2, 3};
    Reader reader(raw);
    CHECK(reader.byte() == 1);
    CHECK(reader.u32() == 0);
    CHECK_FALSE(reader.ok());
    CHECK(reader.byte() == 0);
    CHECK(reader.varint() == 0);
    CHECK(reader.bytes(1).empty());
    CHECK(reader.text().empty());
    CHECK(reader.left() == 0);
    CHECK_FALSE(reader.ok());
}

TEST_CASE("a text whose length goes beyond the end is refused, however long it says it is") {
    for (const std::uint64_t length : {std::uint64_t{4}, std::uint64_t{1} << 32, largest}) {
        Buffer buffer;
        buffer.put_varint(length);
        buffer.put(cqrs::as_bytes("abc"));
        Reader reader(buffer.bytes());
        CHECK(reader.text().empty());
        CHECK_FALSE(reader.ok());
    }
}

TEST_CASE("a buffer grows to hold what it is given and keeps it while growing") {
    test::Random random(1);
    Buffer buffer;
    std::vector<std::uint8_t> model;
    while (model.size() < 100'000) {
        const std::vector<std::uint8_t> piece(random.below(300), random.byte());
        buffer.put(piece);
        model.insert(model.end(), piece.begin(), piece.end());
    }
    CHECK(contents(buffer) == model);
    CHECK_FALSE(buffer.failed());
}

TEST_CASE("a buffer shrinks, clears and is filled again") {
    Buffer buffer;
    buffer.put(cqrs::as_bytes("abcdef"));
    buffer.shrink(3);
    CHECK(cqrs::as_text(buffer.bytes()) == "abc");
    buffer.shrink(5);
    CHECK(buffer.size() == 3);
    CHECK(cqrs::as_text(buffer.bytes(1, 3)) == "bc");
    CHECK(buffer.resize(4));
    CHECK(buffer.size() == 4);
    buffer.data()[3] = '!';
    CHECK(cqrs::as_text(buffer.bytes()) == "abc!");
    buffer.clear();
    CHECK(buffer.empty());
    buffer.put(cqrs::as_bytes("x"));
    CHECK(cqrs::as_text(buffer.bytes()) == "x");
}

TEST_CASE(
    "a buffer that can grow no more says so, keeps what it has and works again when cleared") {
    Buffer buffer;
    buffer.put(cqrs::as_bytes("kept"));
    Buffer::forget_shortage();
    CHECK_FALSE(buffer.reserve(std::numeric_limits<std::size_t>::max()));
    CHECK(buffer.failed());
    CHECK(Buffer::shortage());
    Buffer::forget_shortage();
    CHECK(cqrs::as_text(buffer.bytes()) == "kept");
    CHECK_FALSE(buffer.resize(std::numeric_limits<std::size_t>::max()));
    CHECK_FALSE(Buffer::shortage());
    CHECK(buffer.size() == 4);
    buffer.clear();
    CHECK_FALSE(buffer.failed());
    buffer.put(cqrs::as_bytes("again"));
    CHECK(cqrs::as_text(buffer.bytes()) == "again");
}

}  // namespace bytes_tests
