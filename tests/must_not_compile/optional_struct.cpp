// An optional of a described struct.
// expect: an optional field is of a text, an integer, a bool or an enum
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/describe.hpp"

namespace {

struct Item {
    bool value = false;
    static constexpr std::string_view name = "Item";
    static constexpr auto fields() { return cqrs::fields(cqrs::field("value", &Item::value)); }
};

struct Sample {
#ifdef MUST_NOT_COMPILE
    std::optional<Item> value{};
#else
    std::optional<bool> value{};
#endif
    static constexpr std::string_view name = "Sample";
    static constexpr auto fields() { return cqrs::fields(cqrs::field("value", &Sample::value)); }
};

}  // namespace

const cqrs::Type* sample() { return cqrs::type_of<Sample>(); }
