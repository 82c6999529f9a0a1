// A decide that gives an event which is not one of the domain.
// expect: Shut.*no decide|no decide.*Shut
#include <string>
#include <string_view>
#include <variant>

#include "cqrs/decider.hpp"

namespace {

struct Door {
    std::string id;
    static constexpr std::string_view name = "Door";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("id", &Door::id, cqrs::text(1, 64)));
    }
};
struct Shut : Door {
    static constexpr std::string_view name = "Shut";
};
struct WasShut : Door {
    static constexpr std::string_view name = "WasShut";
};
struct Other : Door {
    static constexpr std::string_view name = "Other";
};

struct Doors {
    static constexpr std::string_view name = "doors";
    static constexpr std::string_view stream_prefix = "door-";
    using Commands = std::variant<Shut>;
    using Events = std::variant<WasShut>;
    using State = Door;
    using Decision = cqrs::Decision<Events>;
    static Door initial(std::string_view id) { return {std::string(id)}; }
    static auto identities(const Shut& command) { return cqrs::about(command.id); }
    static auto identities(const WasShut& event) { return cqrs::about(event.id); }
#ifdef MUST_NOT_COMPILE
    static Other decide(const Shut& command, const Door& /*door*/) { return Other{{command.id}}; }
#else
    static Decision decide(const Shut& command, const Door& /*door*/) {
        return WasShut{{command.id}};
    }
#endif
    static Door evolve(Door door, const WasShut& /*event*/) { return door; }
};

}  // namespace

const cqrs::Domain& doors() { return cqrs::domain_of<Doors>(); }
