// A list of something that is not described.
// expect: the items of a list are described structs
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/describe.hpp"

struct Item {
    bool on = false;
    static constexpr std::string_view name = "Item";
    static constexpr auto fields() { return cqrs::fields(cqrs::field("on", &Item::on)); }
};

struct Message {
#ifdef MUST_NOT_COMPILE
    std::vector<std::string> value{};
#else
    std::vector<Item> value{};
#endif
    static constexpr std::string_view name = "Message";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("value", &Message::value, cqrs::list(0, 9)));
    }
};

int main() { return cqrs::type_of<Message>()->fields.empty() ? 1 : 0; }
