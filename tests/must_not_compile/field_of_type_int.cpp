// A number that is not as wide on every machine.
// expect: a field is text, std::int64_t
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/describe.hpp"

struct Message {
#ifdef MUST_NOT_COMPILE
    int value{};
#else
    std::int64_t value{};
#endif
    static constexpr std::string_view name = "Message";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("value", &Message::value, cqrs::integer(0, 9)));
    }
};

int main() { return cqrs::type_of<Message>()->fields.empty() ? 1 : 0; }
