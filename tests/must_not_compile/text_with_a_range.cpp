// A text with the range of an integer.
// expect: a text field takes its bounds: text.min, max.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/describe.hpp"

namespace {

struct Sample {
    std::string value{};
    static constexpr std::string_view name = "Sample";
    static constexpr auto fields() {
#ifdef MUST_NOT_COMPILE
        return cqrs::fields(cqrs::field("value", &Sample::value, cqrs::integer(1, 9)));
#else
        return cqrs::fields(cqrs::field("value", &Sample::value, cqrs::text(1, 9)));
#endif
    }
};

}  // namespace

const cqrs::Type* sample() { return cqrs::type_of<Sample>(); }
