// An earlier version of an event, and no way to the current one.
// expect: OpenedV1.*no upcast|no upcast.*OpenedV1
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
struct OpenedV1 {
    std::string door;
    static constexpr std::string_view name = "Opened";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("door", &OpenedV1::door, cqrs::text(1, 9)));
    }
};
struct Opened {
    std::string door;
    static constexpr std::string_view name = "Opened";
    static constexpr std::uint32_t version = 2;
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("door", &Opened::door, cqrs::text(1, 99)));
    }
};
struct Door {
    std::string door;
    static constexpr std::string_view name = "Door";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("door", &Door::door, cqrs::text(1, 99)));
    }
};

struct Doors {
    static constexpr std::string_view name = "doors";
    static constexpr std::string_view stream_prefix = "door-";
    using Commands = std::variant<Open>;
    using Events = std::variant<Opened>;
    using Earlier = std::variant<OpenedV1>;
    using State = Door;
    using Decision = cqrs::Decision<Events>;
    static Door initial(std::string_view identity) { return {std::string(identity)}; }
    template <class Message>
    static auto identities(const Message& message) {
        return cqrs::about(message.door);
    }
    static Decision decide(const Open& command, const Door& /*state*/) {
        return Opened{command.door};
    }
    static Door evolve(Door state, const Opened& /*event*/) { return state; }
#ifndef MUST_NOT_COMPILE
    static Opened upcast(const OpenedV1& event) { return {event.door}; }
#endif
};

int main() { return cqrs::domain_of<Doors>().commands.empty() ? 1 : 0; }
