#include "cqrs/codec.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cqrs/json.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"
#include "samples.hpp"

namespace codec_tests {
namespace {

using cqrs::Buffer;
using cqrs::Bytes;
using cqrs::type_of;
using test::Everything;
using test::everything;

/// The message of a fault, "fine" where there is none.
std::string said(const cqrs::Rare<cqrs::Fault>& fault) {
    return fault ? cqrs::invalid(*fault).message : "fine";
}

template <class T>
std::string encoding(const T& value) {
    Buffer buffer;
    return said(cqrs::encode(value, buffer));
}

template <class T>
std::string decoding(const Buffer& bytes) {
    T value;
    return said(cqrs::decode(*type_of<T>(), bytes.bytes(), &value));
}

constexpr auto two_to_three = cqrs::text(2, 3);
constexpr auto positive = cqrs::integer(1, 1000);
constexpr auto signed_range = cqrs::integer(-5, 5);
constexpr auto one_to_two = cqrs::list(1, 2);
constexpr auto just_one = cqrs::list(1, 1);

/// One field: what is wrong with it shows at the path `value`.
template <class Value, const auto&... Bounds>
struct Only {
    Value value{};
    static constexpr std::string_view name = "Only";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("value", &Only::value, Bounds...));
    }
};
using TextOnly = Only<std::string, two_to_three>;
using PositiveOnly = Only<std::int64_t, positive>;
using SignedOnly = Only<std::int64_t, signed_range>;
using BoolOnly = Only<bool>;
using EnumOnly = Only<test::Colour>;
using ListOnly = Only<std::vector<test::Point>, one_to_two>;
using OneOnly = Only<std::vector<test::Point>, just_one>;
using OptionalOnly = Only<std::optional<bool>>;

template <class T>
std::string bytes_as(const std::vector<std::uint8_t>& raw) {
    Buffer buffer;
    buffer.put(raw);
    return decoding<T>(buffer);
}

/// Every value decoded from `bytes` must be encoded as those very bytes.
bool canonical(const cqrs::Type& type, Bytes bytes) {
    cqrs::Value value;
    if (cqrs::decode(type, bytes, value.make(type))) {
        return true;
    }
    Buffer again;
    return !cqrs::encode(type, value.get(), again) &&
           cqrs::as_text(again.bytes()) == cqrs::as_text(bytes);
}

const cqrs::Type& any_type(test::Random& random) {
    static const std::vector<const cqrs::Type*> types{
        type_of<Everything>(),        type_of<test::Item>(),    type_of<orders::PlaceOrder>(),
        type_of<orders::Order>(),     type_of<bank::Account>(), type_of<bank::TransferMoney>(),
        type_of<orders::ListOrders>()};
    return *types[random.below(types.size())];
}

}  // namespace

TEST_CASE("the binary form is the fields in order with nothing between them") {
    Buffer buffer;
    CHECK(said(cqrs::encode(everything(), buffer)) == "fine");
    Buffer expected;
    expected.put_text("caf\xc3\xa9 \"1\"");
    expected.put_text("abc");
    expected.put_varint(1000);
    expected.put_zigzag(-cqrs::safe_integer_max);
    const std::vector<std::uint8_t> rest{1, 2,                           // done, blue
                                         1, 4,                           // origin
                                         2,                              // items
                                         3, 'o', 'n', 'e', 6,   7,       // label, at
                                         0, 0,                           // no trail, not seen
                                         3, 't', 'w', 'o', 0,   0,       //
                                         2, 10,  12,  14,  16,  1,   1,  // trail, seen
                                         1, 4,   'n', 'i', 'c', 'k',     // nick
                                         1, 42,  1,   0,   1,   1};      // age, sure, tint
    expected.put(rest);
    CHECK(cqrs::as_text(buffer.bytes()) == cqrs::as_text(expected.bytes()));
}

TEST_CASE("an absent optional takes one byte") {
    Buffer buffer;
    CHECK(said(cqrs::encode(OptionalOnly{}, buffer)) == "fine");
    CHECK(buffer.size() == 1);
    CHECK(buffer.bytes()[0] == 0);
}

TEST_CASE("what was encoded is decoded to the same value") {
    test::Random random(10);
    for (int round = 0; round < 4'000; ++round) {
        const cqrs::Type& type = any_type(random);
        cqrs::Value value;
        test::randomize(type, value.make(type), random);
        Buffer bytes;
        const auto wrong = cqrs::encode(type, value.get(), bytes);
        cqrs::Value back;
        const auto unread = cqrs::decode(type, bytes.bytes(), back.make(type));
        std::string before;
        std::string after;
        cqrs::encode_json(type, value.get(), before);
        cqrs::encode_json(type, back.get(), after);
        if (wrong || unread || before != after || !canonical(type, bytes.bytes())) {
            FAIL("round " << round << ": " << said(wrong) << ", " << said(unread) << "\n"
                          << before << "\n"
                          << after);
        }
    }
}

TEST_CASE("every truncation of an encoding is refused") {
    test::Random random(11);
    for (int round = 0; round < 60; ++round) {
        const cqrs::Type& type = any_type(random);
        cqrs::Value value;
        test::randomize(type, value.make(type), random);
        Buffer bytes;
        REQUIRE_FALSE(cqrs::encode(type, value.get(), bytes).has_value());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            cqrs::Value back;
            const auto fault = cqrs::decode(type, bytes.bytes(0, size), back.make(type));
            if (!fault) {
                FAIL(type.name << " cut to " << size << " of " << bytes.size() << " bytes");
            }
        }
    }
}

TEST_CASE("bytes behind the last field are refused") {
    Buffer bytes;
    REQUIRE(said(cqrs::encode(everything(), bytes)) == "fine");
    bytes.put_byte(0);
    CHECK(decoding<Everything>(bytes) == "expected the end, got 1 more bytes");
}

TEST_CASE("changed and random bytes never crash, and what is accepted has one form only") {
    test::Random random(12);
    for (int round = 0; round < 20'000; ++round) {
        const cqrs::Type& type = any_type(random);
        Buffer bytes;
        if (random.one_in(4)) {
            for (std::size_t left = random.below(40); left > 0; --left) {
                bytes.put_byte(random.one_in(2) ? random.byte()
                                                : static_cast<std::uint8_t>(random.below(4)));
            }
        } else {
            cqrs::Value value;
            test::randomize(type, value.make(type), random);
            REQUIRE_FALSE(cqrs::encode(type, value.get(), bytes).has_value());
            for (std::size_t changes = 1 + random.below(3); changes > 0 && !bytes.empty();
                 --changes) {
                bytes.data()[random.below(bytes.size())] = random.byte();
            }
        }
        if (!canonical(type, bytes.bytes())) {
            FAIL(type.name << " has two forms, in round " << round);
        }
    }
}

TEST_CASE("bytes that end too early and varints longer than need be are refused where they stand") {
    const std::string got = ", got bytes that end too early or are malformed";
    CHECK(bytes_as<PositiveOnly>({}) == "value: expected an integer from 1 to 1000" + got);
    CHECK(bytes_as<PositiveOnly>({0x85, 0x00}) ==
          "value: expected an integer from 1 to 1000" + got);
    CHECK(bytes_as<SignedOnly>({0x82, 0x00}) == "value: expected an integer from -5 to 5" + got);
    CHECK(bytes_as<TextOnly>({3, 'a', 'b'}) == "value: expected text of 2 to 3 characters" + got);
    CHECK(bytes_as<TextOnly>({0x82, 0x00, 'a', 'b'}) ==
          "value: expected text of 2 to 3 characters" + got);
    CHECK(bytes_as<ListOnly>({0x81, 0x00, 0, 0}) == "value: expected a list of 1 to 2 items" + got);
    CHECK(bytes_as<ListOnly>({2, 0, 0}) ==
          "value[1].x: expected an integer from -1000 to 1000" + got);
    CHECK(bytes_as<BoolOnly>({}) == "value: expected true or false" + got);
    CHECK(bytes_as<EnumOnly>({}) == "value: expected one of red, green, blue" + got);
}

TEST_CASE("a text out of its bounds is refused, counted in code points") {
    const auto text = [](std::string value) { return encoding(TextOnly{std::move(value)}); };
    CHECK(text("ab") == "fine");
    CHECK(text("€€€") == "fine");
    CHECK(text("") == "value: expected text of 2 to 3 characters, got an empty text");
    CHECK(text("a") == "value: expected text of 2 to 3 characters, got \"a\" of 1");
    CHECK(text("€€€€") == "value: expected text of 2 to 3 characters, got \"€€€€\" of 4");
    CHECK(text("a\xff") ==
          "value: expected text of 2 to 3 characters, got bytes that are not UTF-8");
    CHECK(text("\xed\xa0\x80") ==
          "value: expected text of 2 to 3 characters, got bytes that are not UTF-8");
    CHECK(bytes_as<TextOnly>({1, 'a'}) ==
          "value: expected text of 2 to 3 characters, got \"a\" of 1");
    CHECK(bytes_as<TextOnly>({2, 'a', 0xc0}) ==
          "value: expected text of 2 to 3 characters, got bytes that are not UTF-8");
}

TEST_CASE("an integer out of its range is refused") {
    CHECK(encoding(PositiveOnly{1}) == "fine");
    CHECK(encoding(PositiveOnly{1000}) == "fine");
    CHECK(encoding(PositiveOnly{0}) == "value: expected an integer from 1 to 1000, got 0");
    CHECK(encoding(PositiveOnly{1001}) == "value: expected an integer from 1 to 1000, got 1001");
    CHECK(encoding(PositiveOnly{-1}) == "value: expected an integer from 1 to 1000, got -1");
    CHECK(encoding(SignedOnly{-5}) == "fine");
    CHECK(encoding(SignedOnly{-6}) == "value: expected an integer from -5 to 5, got -6");
    CHECK(encoding(SignedOnly{std::numeric_limits<std::int64_t>::min()}) ==
          "value: expected an integer from -5 to 5, got -9223372036854775808");
    CHECK(bytes_as<PositiveOnly>({0}) == "value: expected an integer from 1 to 1000, got 0");
    CHECK(bytes_as<PositiveOnly>({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}) !=
          "fine");
    CHECK(bytes_as<SignedOnly>({11}) == "value: expected an integer from -5 to 5, got -6");
}

TEST_CASE("a boolean is 0 or 1, an enum the number of one of its words") {
    CHECK(bytes_as<BoolOnly>({0}) == "fine");
    CHECK(bytes_as<BoolOnly>({1}) == "fine");
    CHECK(bytes_as<BoolOnly>({2}) == "value: expected true or false, got 2");
    CHECK(bytes_as<EnumOnly>({2}) == "fine");
    CHECK(bytes_as<EnumOnly>({3}) == "value: expected one of red, green, blue, got no. 3");
    EnumOnly beyond;
    beyond.value = static_cast<test::Colour>(3);
    CHECK(encoding(beyond) == "value: expected one of red, green, blue, got no. 3");
}

TEST_CASE("an optional is there, not there or refused") {
    CHECK(bytes_as<OptionalOnly>({0}) == "fine");
    CHECK(bytes_as<OptionalOnly>({1, 1}) == "fine");
    CHECK(bytes_as<OptionalOnly>({2, 1}) ==
          "value: expected a presence byte 0 or 1, got other bytes");
    CHECK(bytes_as<OptionalOnly>({}) != "fine");
    CHECK(bytes_as<OptionalOnly>({1, 2}) == "value: expected true or false, got 2");
}

TEST_CASE("a list out of its bounds is refused") {
    CHECK(encoding(ListOnly{{{1, 2}}}) == "fine");
    CHECK(encoding(ListOnly{}) == "value: expected a list of 1 to 2 items, got 0 items");
    CHECK(encoding(ListOnly{{{}, {}, {}}}) ==
          "value: expected a list of 1 to 2 items, got 3 items");
    CHECK(encoding(OneOnly{}) == "value: expected a list of 1 item, got 0 items");
    CHECK(bytes_as<ListOnly>({0}) == "value: expected a list of 1 to 2 items, got 0 items");
    CHECK(bytes_as<ListOnly>({0xff, 0xff, 0xff, 0xff, 0x0f}) ==
          "value: expected a list of 1 to 2 items, got 4294967295 items");
}

TEST_CASE("a fault names the way to the value through lists and objects") {
    Everything value = everything();
    value.items[1].trail[1].y = 1001;
    CHECK(encoding(value) ==
          "items[1].trail[1].y: expected an integer from -1000 to 1000, got 1001");
    value = everything();
    value.items[0].at.x = -1001;
    CHECK(encoding(value) == "items[0].at.x: expected an integer from -1000 to 1000, got -1001");
    value = everything();
    value.items[1].trail.resize(4);
    CHECK(encoding(value) == "items[1].trail: expected a list of 0 to 3 items, got 4 items");
    value = everything();
    value.nick = "x";
    CHECK(encoding(value) == "nick: expected text of 2 to 6 characters, got \"x\" of 1");
    value = everything();
    value.code = "four";
    CHECK(encoding(value) == "code: expected text of 3 characters, got \"four\" of 4");
}

TEST_CASE("decoding names the same way as encoding") {
    Buffer bytes;
    REQUIRE(said(cqrs::encode(ListOnly{{{1, 2}, {3, 4}}}, bytes)) == "fine");
    bytes.shrink(4);
    bytes.put_zigzag(-1001);
    CHECK(decoding<ListOnly>(bytes) ==
          "value[1].y: expected an integer from -1000 to 1000, got -1001");
}

TEST_CASE("an error says the path, what was expected and what was there") {
    const cqrs::Error error = cqrs::invalid({"lines[2].quantity", "an integer", "0"});
    CHECK((error.code == cqrs::Code::invalid));
    CHECK(error.path == "lines[2].quantity");
    CHECK(error.expected == "an integer");
    CHECK(error.actual == "0");
    CHECK(error.message == "lines[2].quantity: expected an integer, got 0");
    CHECK(cqrs::invalid({"", "JSON", "nothing"}).message == "expected JSON, got nothing");
}

TEST_CASE("a value of one type makes room for one of another") {
    cqrs::Value value;
    CHECK(value.get() == nullptr);
    static_cast<bank::Deposit*>(value.make(*type_of<bank::Deposit>()))->account =
        "long enough to be kept outside of the string itself";
    auto* big = static_cast<Everything*>(value.make(*type_of<Everything>()));
    *big = everything();
    CHECK(cqrs::to_json(*static_cast<const Everything*>(value.get())) == test::everything_json);
    auto* small = static_cast<bank::Deposit*>(value.make(*type_of<bank::Deposit>()));
    CHECK(small->account.empty());
    value.clear();
    CHECK(value.get() == nullptr);
}

}  // namespace codec_tests
