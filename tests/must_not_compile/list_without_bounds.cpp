// A list of any length.
// expect: a list field takes its bounds: list.min, max.
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
    std::vector<Item> value{};
    static constexpr std::string_view name = "Sample";
    static constexpr auto fields() {
#ifdef MUST_NOT_COMPILE
        return cqrs::fields(cqrs::field("value", &Sample::value));
#else
        return cqrs::fields(cqrs::field("value", &Sample::value, cqrs::list(0, 9)));
#endif
    }
};

}  // namespace

const cqrs::Type* sample() { return cqrs::type_of<Sample>(); }
