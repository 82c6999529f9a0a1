// An enum whose words nobody has said.
// expect: words_of
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/describe.hpp"

namespace {

enum class Colour : std::uint8_t { red, green };
#ifndef MUST_NOT_COMPILE
constexpr auto words_of(Colour /*tag*/) {
    return std::to_array<std::string_view>({"red", "green"});
}
#endif

struct Sample {
    Colour value{};
    static constexpr std::string_view name = "Sample";
    static constexpr auto fields() { return cqrs::fields(cqrs::field("value", &Sample::value)); }
};

}  // namespace

const cqrs::Type* sample() { return cqrs::type_of<Sample>(); }
