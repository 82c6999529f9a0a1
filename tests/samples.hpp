#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/describe.hpp"
#include "random.hpp"

/// Described structs that have a field of every kind, and random values of any described struct.
namespace test {

enum class Colour : std::uint8_t { red, green, blue };
constexpr auto words_of(Colour /*tag*/) {
    return std::to_array<std::string_view>({"red", "green", "blue"});
}

struct Point {
    std::int64_t x = 0;
    std::int64_t y = 0;

    static constexpr std::string_view name = "Point";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("x", &Point::x, cqrs::integer(-1000, 1000)),
                            cqrs::field("y", &Point::y, cqrs::integer(-1000, 1000)));
    }
};

struct Item {
    std::string label;
    Point at;
    std::vector<Point> trail;
    std::optional<bool> seen;

    static constexpr std::string_view name = "Item";
    static constexpr auto fields() {
        return cqrs::fields(
            cqrs::field("label", &Item::label, cqrs::text(1, 5)), cqrs::field("at", &Item::at),
            cqrs::field("trail", &Item::trail, cqrs::list(0, 3)), cqrs::field("seen", &Item::seen));
    }
};

struct Everything {
    std::string title;
    std::string code;
    std::int64_t count = 0;
    std::int64_t wide = 0;
    bool done = false;
    Colour colour = Colour::red;
    Point origin;
    std::vector<Item> items;
    std::optional<std::string> nick;
    std::optional<std::int64_t> age;
    std::optional<bool> sure;
    std::optional<Colour> tint;

    static constexpr std::string_view name = "Everything";
    static constexpr auto fields() {
        using E = Everything;
        return cqrs::fields(
            cqrs::field("title", &E::title, cqrs::text(0, 20, "what it is called")),
            cqrs::field("code", &E::code, cqrs::text(3, 3)),
            cqrs::field("count", &E::count, cqrs::integer(0, 1000, "pieces")),
            cqrs::field("wide", &E::wide,
                        cqrs::integer(-cqrs::safe_integer_max, cqrs::safe_integer_max)),
            cqrs::field("done", &E::done), cqrs::field("colour", &E::colour),
            cqrs::field("origin", &E::origin),
            cqrs::field("items", &E::items, cqrs::list(0, 4, "at most four")),
            cqrs::field("nick", &E::nick, cqrs::text(2, 6)),
            cqrs::field("age", &E::age, cqrs::integer(1, 150)), cqrs::field("sure", &E::sure),
            cqrs::field("tint", &E::tint));
    }
};

/// A value that uses every field, and its JSON.
inline Everything everything() {
    Everything value;
    value.title = "caf\xc3\xa9 \"1\"";
    value.code = "abc";
    value.count = 1000;
    value.wide = -cqrs::safe_integer_max;
    value.done = true;
    value.colour = Colour::blue;
    value.origin = {-1, 2};
    value.items = {{"one", {3, -4}, {}, std::nullopt}, {"two", {0, 0}, {{5, 6}, {7, 8}}, true}};
    value.nick = "nick";
    value.age = 42;
    value.sure = false;
    value.tint = Colour::green;
    return value;
}

inline constexpr std::string_view everything_json =
    "{\"title\":\"caf\xc3\xa9 \\\"1\\\"\",\"code\":\"abc\",\"count\":1000,"
    "\"wide\":-9007199254740991,\"done\":true,\"colour\":\"blue\",\"origin\":{\"x\":-1,\"y\":2},"
    "\"items\":[{\"label\":\"one\",\"at\":{\"x\":3,\"y\":-4},\"trail\":[]},"
    "{\"label\":\"two\",\"at\":{\"x\":0,\"y\":0},\"trail\":[{\"x\":5,\"y\":6},{\"x\":7,\"y\":8}],"
    "\"seen\":true}],\"nick\":\"nick\",\"age\":42,\"sure\":false,\"tint\":\"green\"}";

/// How many, of a tape seldom more than it has bytes for.
inline std::int64_t random_size(Random& random, std::int64_t least, std::int64_t most) {
    constexpr std::int64_t few = 6;
    return random.between(least, random.taped() && most - least > few ? least + few : most);
}

/// A text of so many code points, from every length of UTF-8 and both ends of each. On a tape every
/// second one is one of a few letters, so that messages meet in what they are about.
inline std::string random_text(Random& random, std::int64_t least, std::int64_t most) {
    if (random.taped() && most > 0 && random.one_in(2)) {
        return std::string(static_cast<std::size_t>(std::max<std::int64_t>(least, 1)),
                           static_cast<char>('a' + random.below(4)));
    }
    static constexpr auto letters = std::to_array<std::string_view>({"a",
                                                                     "Z",
                                                                     "0",
                                                                     " ",
                                                                     "\"",
                                                                     "\\",
                                                                     "/",
                                                                     "\n",
                                                                     "\x01",
                                                                     "\x1f",
                                                                     "\x7f",
                                                                     "\xc2\x80",
                                                                     "\xc3\xa9",
                                                                     "\xdf\xbf",
                                                                     "\xe0\xa0\x80",
                                                                     "\xe2\x82\xac",
                                                                     "\xed\x9f\xbf",
                                                                     "\xee\x80\x80",
                                                                     "\xef\xbf\xbf",
                                                                     "\xf0\x90\x80\x80",
                                                                     "\xf0\x9f\x98\x80",
                                                                     "\xf4\x8f\xbf\xbf",
                                                                     std::string_view("\0", 1)});
    std::string text;
    for (std::int64_t left = random_size(random, least, most); left > 0; --left) {
        text += letters[random.below(letters.size())];
    }
    return text;
}

/// An integer within the bounds, often at one of them or around zero.
inline std::int64_t random_integer(Random& random, std::int64_t least, std::int64_t most) {
    const std::int64_t value = random.between(least, most);
    switch (random.below(5)) {
        case 0:
            return least;
        case 1:
            return most;
        case 2:
            return value % 130 < least ? least : value % 130;
        default:
            return value;
    }
}

void randomize(const cqrs::Type& type, void* object, Random& random);

/// Gives a value of that shape any content that is as described.
inline void randomize(const cqrs::Shape& shape, void* value, Random& random) {
    switch (shape.kind) {
        case cqrs::Kind::text:
            *static_cast<std::string*>(value) = random_text(random, shape.min, shape.max);
            break;
        case cqrs::Kind::integer:
            *static_cast<std::int64_t*>(value) = random_integer(random, shape.min, shape.max);
            break;
        case cqrs::Kind::boolean:
            *static_cast<bool*>(value) = random.one_in(2);
            break;
        case cqrs::Kind::enumeration:
            *static_cast<std::uint8_t*>(value) =
                static_cast<std::uint8_t>(random.below(shape.words.size()));
            break;
        case cqrs::Kind::object:
            randomize(*shape.type(), value, random);
            break;
        case cqrs::Kind::list:
            for (std::int64_t left = random_size(random, shape.min, shape.max); left > 0; --left) {
                randomize(*shape.type(), shape.list->add(value), random);
            }
            break;
    }
}

/// Gives a freshly constructed object any content that is as described.
inline void randomize(const cqrs::Type& type, void* object, Random& random) {
    for (const cqrs::Field& field : type.fields) {
        void* value = field.in(object);
        if (field.optional == nullptr) {
            randomize(field.shape, value, random);
        } else if (random.one_in(2)) {
            randomize(field.shape, field.optional->emplace(value), random);
        }
    }
}

template <cqrs::Described T>
[[nodiscard]] T random_value(Random& random) {
    T value;
    randomize(*cqrs::type_of<T>(), &value, random);
    return value;
}

}  // namespace test
