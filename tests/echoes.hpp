#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "counters.hpp"
#include "cqrs/process.hpp"

/// Small processes over the counters.
namespace echoes {

using namespace counters;

/// What a process remembers of a counter.
struct Heard {
    std::int64_t times = 0;
    std::int64_t total = 0;

    static constexpr std::string_view name = "Heard";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("times", &Heard::times, cqrs::integer(0, 20)),
                            cqrs::field("total", &Heard::total, cqrs::integer(0, 1'000'000)));
    }
};

struct OfHeard {
    using Commands = std::variant<Add, Move, AddOnes, Remark>;
    using State = Heard;
    using Reaction = cqrs::Reaction<Commands>;

    static Heard initial(std::string_view /*identity*/) { return {}; }

    static Heard evolve(Heard heard, const Added& event) {
        return {heard.times + 1, heard.total + event.amount};
    }
    template <class Event>
    static Heard evolve(Heard heard, const Event& /*event*/) {
        return heard;
    }
};

/// Repeats what is added to any counter but its own, and says how often it has heard of it: two
/// commands each time.
struct Echo : OfHeard {
    static constexpr std::string_view name = "echo";
    using Events = std::variant<Added, Moved>;

    static std::optional<std::string_view> identity(const Added& event) {
        return event.counter.starts_with("echo") ? std::nullopt
                                                 : std::optional<std::string_view>(event.counter);
    }
    static std::string_view identity(const Moved& event) { return event.from; }

    static Reaction react(const Added& event, const Heard& heard) {
        return std::vector<Commands>{Add{"echo", event.amount},
                                     Remark{event.counter, std::to_string(heard.times)}};
    }
    static Reaction react(const Moved& /*event*/, const Heard& /*heard*/) { return {}; }
};

/// Answers whatever is added with one more, and so never ends.
struct Endless : OfHeard {
    static constexpr std::string_view name = "endless";
    using Events = std::variant<Remarked>;

    static const std::string& identity(const Remarked& event) { return event.counter; }
    static Reaction react(const Remarked& event, const Heard& /*heard*/) {
        return Remark{event.counter, event.text};
    }
};

/// Moves one back for whatever is moved; where there is none, that is rejected.
struct Back : OfHeard {
    static constexpr std::string_view name = "back";
    using Events = std::variant<Moved>;

    static std::string_view identity(const Moved& event) { return event.to; }
    static Reaction react(const Moved& event, const Heard& /*heard*/) {
        return std::vector<Commands>{Move{event.from, event.to, 1'000}, Remark{event.from, "after"},
                                     Add{event.to, 0}};
    }
};

}  // namespace echoes
