// An integer of any size.
// expect: an integer field takes its range
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/describe.hpp"

struct Message {
    std::int64_t value{};
    static constexpr std::string_view name = "Message";
    static constexpr auto fields() {
#ifdef MUST_NOT_COMPILE
        return cqrs::fields(cqrs::field("value", &Message::value));
#else
        return cqrs::fields(cqrs::field("value", &Message::value, cqrs::integer(0, 9)));
#endif
    }
};

int main() { return cqrs::type_of<Message>()->fields.empty() ? 1 : 0; }
