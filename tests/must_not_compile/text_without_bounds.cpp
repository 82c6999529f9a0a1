// A text of any length.
// expect: a text field takes its bounds
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/describe.hpp"

struct Message {
    std::string value{};
    static constexpr std::string_view name = "Message";
    static constexpr auto fields() {
#ifdef MUST_NOT_COMPILE
        return cqrs::fields(cqrs::field("value", &Message::value));
#else
        return cqrs::fields(cqrs::field("value", &Message::value, cqrs::text(0, 9)));
#endif
    }
};

int main() { return cqrs::type_of<Message>()->fields.empty() ? 1 : 0; }
