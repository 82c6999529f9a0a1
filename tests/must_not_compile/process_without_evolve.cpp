// An event that the process does not take into its state.
// expect: Opened.*no evolve|no evolve.*Opened
#include <string>
#include <string_view>
#include <variant>

#include "cqrs/process.hpp"

struct Opened {
    std::string door;
    static constexpr std::string_view name = "Opened";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("door", &Opened::door, cqrs::text(1, 9)));
    }
};
struct Close {
    std::string door;
    static constexpr std::string_view name = "Close";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("door", &Close::door, cqrs::text(1, 9)));
    }
};
struct Nothing {
    static constexpr std::string_view name = "Nothing";
    static constexpr auto fields() { return cqrs::fields(); }
};

struct Porter {
    static constexpr std::string_view name = "porter";
    using Events = std::variant<Opened>;
    using Commands = std::variant<Close>;
    using State = Nothing;
    static Nothing initial(std::string_view /*identity*/) { return {}; }
    static std::string_view identity(const Opened& event) { return event.door; }
#ifndef MUST_NOT_COMPILE
    static Nothing evolve(Nothing nothing, const Opened& /*event*/) { return nothing; }
#endif
    static cqrs::Reaction<Commands> react(const Opened& event, const Nothing& /*nothing*/) {
        return Close{event.door};
    }
};

int main() { return cqrs::process_of<Porter>().events.empty() ? 1 : 0; }
