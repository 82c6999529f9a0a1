// An enum that would not fit its byte.
// expect: a described enum is one byte wide
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/describe.hpp"

enum class Small : std::uint8_t { one };
constexpr auto words_of(Small /*tag*/) { return std::to_array<std::string_view>({"one"}); }
enum class Wide : std::uint32_t { one };
constexpr auto words_of(Wide /*tag*/) { return std::to_array<std::string_view>({"one"}); }

struct Message {
#ifdef MUST_NOT_COMPILE
    Wide value{};
#else
    Small value{};
#endif
    static constexpr std::string_view name = "Message";
    static constexpr auto fields() { return cqrs::fields(cqrs::field("value", &Message::value)); }
};

int main() { return cqrs::type_of<Message>()->fields.empty() ? 1 : 0; }
