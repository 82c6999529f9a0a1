// A command that no decider decides.
// expect: Open[^e].*no decide|no decide.*Open[^e]
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>

#include "cqrs/decider.hpp"

struct Open {
    std::string door;
    static constexpr std::string_view name = "Open";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("door", &Open::door, cqrs::text(1, 9)));
    }
};
struct Opened {
    std::string door;
    static constexpr std::string_view name = "Opened";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("door", &Opened::door, cqrs::text(1, 9)));
    }
};
struct Door {
    std::string door;
    static constexpr std::string_view name = "Door";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("door", &Door::door, cqrs::text(1, 9)));
    }
};

struct Doors {
    static constexpr std::string_view name = "doors";
    static constexpr std::string_view stream_prefix = "door-";
    using Commands = std::variant<Open>;
    using Events = std::variant<Opened>;
    using State = Door;
    using Decision = cqrs::Decision<Events>;
    static Door initial(std::string_view identity) { return {std::string(identity)}; }
    template <class Message>
    static auto identities(const Message& message) {
        return cqrs::about(message.door);
    }
#ifndef MUST_NOT_COMPILE
    static Decision decide(const Open& command, const Door& /*state*/) {
        return Opened{command.door};
    }
#endif
    static Door evolve(Door state, const Opened& /*event*/) { return state; }
};

int main() { return cqrs::domain_of<Doors>().commands.empty() ? 1 : 0; }
