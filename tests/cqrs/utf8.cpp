#include "cqrs/utf8.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "random.hpp"

namespace utf8_tests {
namespace {

using cqrs::closest_name;
using cqrs::code_points;
using cqrs::edit_distance;
using cqrs::quoted_short;

std::string utf8(std::uint32_t code_point) {
    const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
    const auto tail = [&](unsigned shift) { return byte(0x80 | ((code_point >> shift) & 0x3f)); };
    if (code_point < 0x80) {
        return {byte(code_point)};
    }
    if (code_point < 0x800) {
        return {byte(0xc0 | (code_point >> 6)), tail(0)};
    }
    if (code_point < 0x10000) {
        return {byte(0xe0 | (code_point >> 12)), tail(6), tail(0)};
    }
    return {byte(0xf0 | (code_point >> 18)), tail(12), tail(6), tail(0)};
}

bool well_formed(std::string_view text) { return code_points(text).has_value(); }

const std::vector<std::string_view> fields{"orderId", "customer", "lines", "sku", "quantity", "id"};

}  // namespace

TEST_CASE("every code point but the surrogates is well-formed and counts as one") {
    std::size_t wrong = 0;
    for (std::uint32_t code_point = 0; code_point < 0x110000; ++code_point) {
        const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
        const auto count = code_points(utf8(code_point));
        wrong += (surrogate ? !count : count == 1U) ? 0 : 1;
    }
    CHECK(wrong == 0);
}

TEST_CASE("a text counts its code points, not its bytes") {
    CHECK(code_points("") == 0U);
    CHECK(code_points("abc") == 3U);
    CHECK(code_points("h\xc3\xa9llo") == 5U);
    CHECK(code_points("\xe2\x82\xac\xf0\x9f\x98\x80") == 2U);
    CHECK(code_points(std::string_view("a\0b", 3)) == 3U);
}

TEST_CASE("bytes that are not UTF-8 are not well-formed") {
    CHECK_FALSE(well_formed("\x80"));
    CHECK_FALSE(well_formed("\xbf"));
    CHECK_FALSE(well_formed("\xfe"));
    CHECK_FALSE(well_formed("\xff"));
    CHECK_FALSE(well_formed("a\xc3"));
    CHECK_FALSE(well_formed("\xe2\x82"));
    CHECK_FALSE(well_formed("\xf0\x9f\x98"));
    CHECK_FALSE(well_formed("\xc3("));
    CHECK_FALSE(well_formed("\xe2(\xa1"));
    CHECK_FALSE(well_formed("\xf0\x90(\xbc"));
}

TEST_CASE(
    "overlong forms, surrogates and what lies beyond the last code point are not well-formed") {
    CHECK_FALSE(well_formed("\xc0\x80"));
    CHECK_FALSE(well_formed("\xc1\xbf"));
    CHECK_FALSE(well_formed("\xe0\x9f\xbf"));
    CHECK_FALSE(well_formed("\xf0\x8f\xbf\xbf"));
    CHECK_FALSE(well_formed("\xed\xa0\x80"));
    CHECK_FALSE(well_formed("\xed\xbf\xbf"));
    CHECK_FALSE(well_formed("\xed\xa0\x80\xed\xb0\x80"));
    CHECK_FALSE(well_formed("\xf4\x90\x80\x80"));
    CHECK_FALSE(well_formed("\xf5\x80\x80\x80"));
}

TEST_CASE("random bytes never crash, and a quotation of them is well-formed") {
    test::Random random(2);
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes(random.below(60), ' ');
        std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(random.byte()); });
        if (!well_formed(quoted_short(bytes))) {
            FAIL("a quotation that is not UTF-8, in round " << round);
        }
    }
}

TEST_CASE("a quotation is cut after forty code points") {
    CHECK(quoted_short("") == "\"\"");
    CHECK(quoted_short("abc") == "\"abc\"");
    const std::string forty(40, 'x');
    CHECK(quoted_short(forty) == "\"" + forty + "\"");
    CHECK(quoted_short(forty + "y") == "\"" + forty + "…\"");
    std::string euros;
    for (int i = 0; i < 41; ++i) {
        euros += "€";
    }
    CHECK(code_points(quoted_short(euros)) == 43U);
}

TEST_CASE("a quotation shows bytes that are not UTF-8 as replacement characters") {
    CHECK(quoted_short("a\xff\xc3z") == "\"a\xef\xbf\xbd\xef\xbf\xbdz\"");
}

TEST_CASE("an edit puts in, leaves out, replaces or swaps a letter") {
    CHECK(edit_distance("", "", 3) == 0);
    CHECK(edit_distance("amount", "amount", 3) == 0);
    CHECK(edit_distance("amount", "AMOUNT", 3) == 0);
    CHECK(edit_distance("amout", "amount", 3) == 1);
    CHECK(edit_distance("ammount", "amount", 3) == 1);
    CHECK(edit_distance("anount", "amount", 3) == 1);
    CHECK(edit_distance("amonut", "amount", 3) == 1);
    CHECK(edit_distance("kitten", "sitting", 5) == 3);
    CHECK(edit_distance("", "abc", 5) == 3);
    CHECK(edit_distance("abc", "", 5) == 3);
}

TEST_CASE("an edit distance is the same both ways and never more than one above the most") {
    test::Random random(3);
    for (int round = 0; round < 5'000; ++round) {
        std::string a(random.below(12), ' ');
        std::string b(random.below(12), ' ');
        const auto letter = [&] { return static_cast<char>('a' + random.below(3)); };
        std::generate(a.begin(), a.end(), letter);
        std::generate(b.begin(), b.end(), letter);
        const std::size_t most = random.below(12);
        const std::size_t there = edit_distance(a, b, most);
        if (there != edit_distance(b, a, most) || there > most + 1 || (there == 0) != (a == b)) {
            FAIL(a << " and " << b << " with at most " << most);
        }
    }
}

TEST_CASE("very long names are too far apart to compare") {
    const std::string long_name(10'000'000, 'a');
    CHECK(edit_distance(long_name, long_name + "b", 3) == 4);
    CHECK(closest_name(long_name, fields).empty());
}

TEST_CASE("the closest name has at most a third of its letters wrong") {
    CHECK(closest_name("orderID", fields) == "orderId");
    CHECK(closest_name("oderId", fields) == "orderId");
    CHECK(closest_name("costumer", fields) == "customer");
    CHECK(closest_name("quanttiy", fields) == "quantity");
    CHECK(closest_name("line", fields) == "lines");
    CHECK(closest_name("skus", fields) == "sku");
    CHECK(closest_name("price", fields).empty());
    CHECK(closest_name("address", fields).empty());
}

TEST_CASE("a very short name is not taken for another one") {
    CHECK(closest_name("", fields).empty());
    CHECK(closest_name("x", fields).empty());
    CHECK(closest_name("xy", fields).empty());
    CHECK(closest_name("ID", fields) == "id");
}

TEST_CASE("of two names equally close the first is meant, of none there is none") {
    CHECK(closest_name("line3", std::vector<std::string_view>{"line1", "line2"}) == "line1");
    CHECK(closest_name("line", std::vector<std::string_view>{}).empty());
}

}  // namespace utf8_tests
