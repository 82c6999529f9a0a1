// A field of a struct that says nothing of itself.
// expect: a field is text, std::int64_t, bool
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
struct Plain {
    bool value = false;
};

struct Sample {
#ifdef MUST_NOT_COMPILE
    Plain value{};
#else
    Item value{};
#endif
    static constexpr std::string_view name = "Sample";
    static constexpr auto fields() { return cqrs::fields(cqrs::field("value", &Sample::value)); }
};

}  // namespace

const cqrs::Type* sample() { return cqrs::type_of<Sample>(); }
