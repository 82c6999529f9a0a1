#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "cqrs/decider.hpp"
#include "cqrs/describe.hpp"

/// A process manager: a fold over events whose outputs are commands. It is a struct with
///
///     static constexpr std::string_view name = "payments";
///     using Events = std::variant<orders::OrderPlaced, PaymentTaken, …>;  // of any domains
///     using Commands = std::variant<TakePayment, RefundPayment>;         // of any domains
///     using State = Purse;                              // of one instance; a described struct
///     static State initial(std::string_view identity);
///     static std::optional<std::string_view> identity(const OrderPlaced&);
///     static void evolve(Purse&, const OrderPlaced&);  // or Purse evolve(Purse, …)
///     static Reaction react(const OrderPlaced&, const Purse&);   // cqrs::Reaction<Commands>
///
/// `identity` says to which instance an event belongs; nothing if to none. `evolve` takes the event
/// into that instance's state, and `react` gets the state after it and says what is to be done. All
/// are pure: the state is the fold of the whole log, and what is issued follows from it.
namespace cqrs {

/// Takes the commands that a process issues, in order.
class Issued {
public:
    Issued() = default;
    Issued(const Issued&) = delete;
    Issued& operator=(const Issued&) = delete;
    virtual ~Issued() = default;
    virtual void command(const Type& type, const void* command) = 0;
};

namespace detail {

/// Commands of any types, in order.
class Commands {
public:
    Commands() = default;
    Commands(Commands&& other) noexcept : held_(std::exchange(other.held_, {})) {}
    Commands& operator=(Commands&&) = delete;
    ~Commands();

    void add(const Type& type, void* command) { held_.push_back({&type, command}); }
    void each(Issued& into) const;
    [[nodiscard]] std::size_t size() const { return held_.size(); }

private:
    struct Held {
        const Type* type;
        void* command;
    };
    std::vector<Held> held_;
};

}  // namespace detail

/// What a process answers an event with: no command, one, or several in order.
template <class Commands>
class [[nodiscard]] Reaction {
public:
    Reaction() = default;
    template <class Command>
    requires detail::is_one_of<Command, Commands> Reaction(Command command) {
        add(std::move(command));
    }
    Reaction(std::vector<Commands> commands) {
        for (Commands& command : commands) {
            std::visit([this](auto& each) { this->add(std::move(each)); }, command);
        }
    }

    template <class Command>
    requires detail::is_one_of<Command, Commands>
    void add(Command command) { held_.add(*type_of<Command>(), new Command(std::move(command))); }

    void each(Issued& into) const { held_.each(into); }
    [[nodiscard]] std::size_t size() const { return held_.size(); }

private:
    detail::Commands held_;
};

/// A process as the engine sees it: what it is called, described and run by, without its types.
struct Process {
    struct Event {
        const Type* type;
        std::optional<std::string_view> (*identity)(const void* event);
        void (*evolve)(void* state, const void* event);
        void (*react)(const void* event, const void* state, Issued& into);
    };
    std::string_view name;
    const Type* state = nullptr;
    void (*initial)(void* state, std::string_view identity) = nullptr;
    std::vector<Event> events;
};

namespace detail {

/// A text made on the spot would not last as long as the event.
template <class Found>
inline constexpr bool lasts =
    std::same_as<Found, std::optional<std::string_view>> || std::same_as<Found, std::string_view> ||
    std::same_as<Found, const std::string&>;

template <class P, class E>
concept Knows = requires(const E& event) {
    requires lasts<decltype(P::identity(event))>;
};

template <class P, class E>
concept Reacts = requires(const typename P::State& state, const E& event) {
    { P::react(event, state) } -> std::convertible_to<Reaction<typename P::Commands>>;
};

template <class P, class E>
constexpr Typed<Process::Event> process_event() {
    static_assert(Knows<P, E>,
                  "the process has no identity(event) for this event; it gives a view of a field, "
                  "or an optional one");
    static_assert(Evolves<P, E>, "the process has no evolve(state, event) for this event");
    static_assert(Reacts<P, E>, "the process has no react(event, state) for this event");
    using State = typename P::State;
    return {&type_of<E>,
            {nullptr,
             [](const void* event) -> std::optional<std::string_view> {
                 return P::identity(*static_cast<const E*>(event));
             },
             &evolve<P, E>,
             [](const void* event, const void* state, Issued& into) {
                 const Reaction<typename P::Commands> reaction =
                     P::react(*static_cast<const E*>(event), *static_cast<const State*>(state));
                 reaction.each(into);
             }}};
}

template <class P, class... E>
Process built_process(std::variant<E...>* /*events*/) {
    Process process;
    process.name = P::name;
    process.state = type_of<typename P::State>();
    process.initial = [](void* state, std::string_view identity) {
        *static_cast<typename P::State*>(state) = P::initial(identity);
    };
    static constexpr std::array<Typed<Process::Event>, sizeof...(E)> events{
        process_event<P, E>()...};
    process.events = with_types<&Process::Event::type, Process::Event>(events);
    return process;
}

}  // namespace detail

/// The one table of process P.
template <class P>
const Process& process_of() {
    static const Process process =
        detail::built_process<P>(static_cast<typename P::Events*>(nullptr));
    return process;
}

}  // namespace cqrs
