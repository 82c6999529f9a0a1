// A double: no floating point in what is decided on.
// expect: a field is text, std::int64_t, bool
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/describe.hpp"

namespace {

struct Sample {
#ifdef MUST_NOT_COMPILE
    double value{};
#else
    std::int64_t value{};
#endif
    static constexpr std::string_view name = "Sample";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("value", &Sample::value, cqrs::integer(1, 9)));
    }
};

}  // namespace

const cqrs::Type* sample() { return cqrs::type_of<Sample>(); }
