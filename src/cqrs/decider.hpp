#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "cqrs/describe.hpp"

/// The decider: `decide(command, state) → events | rejection`, `evolve(state, event) → state` and
/// an initial state. Source: Jérémie Chassaing, "Functional Event Sourcing Decider".
///
/// A domain is a struct with
///
///     static constexpr std::string_view name = "bank";
///     static constexpr std::string_view stream_prefix = "account-";
///     using Commands = std::variant<OpenAccount, Deposit, TransferMoney, …>;
///     using Events = std::variant<AccountOpened, MoneyDeposited, MoneyTransferred, …>;
///     using State = Account;                       // of one identity; a described struct
///     using ReadModels = std::tuple<Accounts, …>;  // see read_model.hpp
///     static State initial(std::string_view identity);
///     static auto identities(const Deposit& c) { return cqrs::about(c.account); }
///     static auto identities(const TransferMoney& c) { return cqrs::about(c.from, c.to); }
///     static Decision decide(const Deposit&, const Account&);
///     static Decision decide(const TransferMoney&, const Account& from, const Account& to);
///     static void evolve(Account&, const MoneyDeposited&);  // or Account evolve(Account, …)
///
/// When the fields of an event change, its `version` goes up, and the struct that it was stays,
/// with its old fields and version: the domain lists it and says what it is now, or is in the
/// version after. What is stored stays as it is; all that is folded, projected or read is current.
///
///     using Earlier = std::variant<MoneyDepositedV1, …>;
///     static MoneyDeposited upcast(const MoneyDepositedV1&);
///
/// `identities` says whom a message is about. The first is its own: `stream_prefix` and the
/// identity are the stream. All of them are the tags of an event, and the scope of a command:
/// `decide` gets the fold of each, and the append fails if any has changed meanwhile.
namespace cqrs {

/// A rule says no. `reason` is a stable snake_case word, `message` a sentence for people.
struct Rejection {
    std::string reason;
    std::string message;
};

[[nodiscard]] inline Rejection reject(std::string_view reason, std::string message = {}) {
    return {std::string(reason), std::move(message)};
}

/// What a decider answers: a rejection, or events in order. No events is success: nothing had to
/// happen.
template <class Events>
class [[nodiscard]] Decision {
public:
    Decision() = default;
    Decision(Rejection rejection) : held_(std::move(rejection)) {}
    Decision(std::vector<Events> events) : held_(std::move(events)) {}
    template <class Event>
    requires std::constructible_from<Events, Event> Decision(Event event)
        : held_(std::in_place_type<Events>, std::move(event)) {}

    [[nodiscard]] const Rejection* rejection() const { return std::get_if<Rejection>(&held_); }

    /// The events in order; none of a rejection.
    template <class Visit>
    void each(Visit&& visit) const {
        if (const auto* one = std::get_if<Events>(&held_)) {
            visit(*one);
        } else if (const auto* several = std::get_if<std::vector<Events>>(&held_)) {
            for (const Events& event : *several) {
                visit(event);
            }
        }
    }

private:
    std::variant<std::monostate, Events, std::vector<Events>, Rejection> held_;
};

inline constexpr std::size_t identities_max = 4;

/// Whom a message is about, as views of its fields; its own identity first.
template <class... Text>
constexpr auto about(Text&&... identities) {
    static_assert(
        ((std::is_lvalue_reference_v<Text> || std::is_same_v<Text, std::string_view>)&&...),
        "about() takes fields of the message: a text made on the spot does not last");
    static_assert(sizeof...(Text) >= 1 && sizeof...(Text) <= identities_max);
    return std::array<std::string_view, sizeof...(Text)>{identities...};
}

/// `about` without its size.
struct Identities {
    std::array<std::string_view, identities_max> names;
    std::size_t count = 0;
    [[nodiscard]] const std::string_view* begin() const { return names.data(); }
    [[nodiscard]] const std::string_view* end() const { return names.data() + count; }
};

/// Takes what a decider decided.
class Decided {
public:
    Decided() = default;
    Decided(const Decided&) = delete;
    Decided& operator=(const Decided&) = delete;
    virtual ~Decided() = default;
    virtual void rejected(const Rejection& rejection) = 0;
    /// `number` counts the domain's events.
    virtual void event(std::size_t number, const void* event) = 0;
    /// All has been said. What was given lasts until this returns.
    virtual void finished() {}
};

/// A domain as the engine sees it: what it is called, described and run by, without its types.
struct Domain {
    struct Command {
        const Type* type;
        Identities (*identities)(const void* command);
        void (*decide)(const void* command, const void* const* states, Decided& into);
    };
    struct Event {
        const Type* type;
        Identities (*identities)(const void* event);
        void (*evolve)(void* state, const void* event);
    };
    /// What an event was in an earlier version, and the way from there to the current one.
    struct Earlier {
        const Type* type;
        const Type* event;
        void (*upcast)(const void* earlier, void* event);
    };
    std::string_view name;
    std::string_view stream_prefix;
    const Type* state = nullptr;
    void (*initial)(void* state, std::string_view identity) = nullptr;
    std::vector<Command> commands;
    std::vector<Event> events;
    std::vector<Earlier> earlier = {};
};

namespace detail {

template <class D, class Message>
inline constexpr std::size_t identity_count =
    std::tuple_size_v<decltype(D::identities(std::declval<const Message&>()))>;

template <class D, class C, class Places>
inline constexpr bool decides = false;
template <class D, class C, std::size_t... I>
inline constexpr bool decides<D, C, std::index_sequence<I...>> =
    requires(const C& command, const typename D::State& state) {
    {
        D::decide(command, (static_cast<void>(I), state)...)
        } -> std::convertible_to<Decision<typename D::Events>>;
};

template <class D, class C>
concept Identifies = requires(const C& message) {
    D::identities(message)[0];
};

template <class D, class E>
concept EvolvesAnew = requires(typename D::State state, const E& event) {
    { D::evolve(std::move(state), event) } -> std::same_as<typename D::State>;
};

/// Not where it would take a copy, whose change nobody would see.
template <class D, class E>
concept EvolvesInPlace = requires(typename D::State& state, const E& event) {
    { D::evolve(state, event) } -> std::same_as<void>;
}
&&!requires(typename D::State state, const E& event) { D::evolve(std::move(state), event); };

template <class D, class E>
concept Evolves = EvolvesAnew<D, E> || EvolvesInPlace<D, E>;

template <class D, class E>
void evolve(void* state, const void* event) {
    auto& current = *static_cast<typename D::State*>(state);
    if constexpr (EvolvesInPlace<D, E>) {
        D::evolve(current, *static_cast<const E*>(event));
    } else {
        current = D::evolve(std::move(current), *static_cast<const E*>(event));
    }
}

template <class D, class Message>
Identities identities_of(const void* message) {
    const auto found = D::identities(*static_cast<const Message*>(message));
    Identities all;
    all.count = found.size();
    for (std::size_t i = 0; i < found.size(); ++i) {
        all.names[i] = found[i];
    }
    return all;
}

template <class D, class C>
constexpr Typed<Domain::Command> command_of() {
    static_assert(Identifies<D, C>, "the domain has no identities(command) for this command");
    using Places = std::make_index_sequence<identity_count<D, C>>;
    static_assert(decides<D, C, Places>,
                  "the domain has no decide(command, state) for this command; it takes one state "
                  "for each of the command's identities");
    return {&type_of<C>,
            {nullptr, &identities_of<D, C>,
             [](const void* command, const void* const* states, Decided& into) {
                 const auto state = [&](std::size_t i) -> const typename D::State& {
                     return *static_cast<const typename D::State*>(states[i]);
                 };
                 const auto run = [&]<std::size_t... I>(std::index_sequence<I...> /*places*/) {
                     return Decision<typename D::Events>(
                         D::decide(*static_cast<const C*>(command), state(I)...));
                 };
                 const auto decision = run(Places{});
                 if (const Rejection* rejection = decision.rejection()) {
                     into.rejected(*rejection);
                 }
                 decision.each([&](const typename D::Events& event) {
                     std::visit([&](const auto& e) { into.event(event.index(), &e); }, event);
                 });
                 into.finished();
             }}};
}

template <class D, class E>
constexpr Typed<Domain::Event> event_of() {
    static_assert(Identifies<D, E>, "the domain has no identities(event) for this event");
    static_assert(Evolves<D, E>, "the domain has no evolve(state, event) for this event");
    return {&type_of<E>, {nullptr, &identities_of<D, E>, &evolve<D, E>}};
}

template <class D, class O>
concept Upcasts = requires(const O& earlier) {
    D::upcast(earlier);
};

template <class T, class Variant>
inline constexpr bool is_one_of = false;
template <class T, class... All>
inline constexpr bool is_one_of<T, std::variant<All...>> = (std::is_same_v<T, All> || ...);

/// The current event, whatever versions lie between.
template <class D, class O>
auto current(const O& earlier) {
    static_assert(Upcasts<D, O>, "the domain has no upcast(event) for this earlier version");
    using Next = decltype(D::upcast(earlier));
    static_assert(Next::name == O::name && version_of<Next> > version_of<O>,
                  "upcast(event) gives a later version of the same event");
    if constexpr (is_one_of<Next, typename D::Events>) {
        return D::upcast(earlier);
    } else {
        return current<D>(D::upcast(earlier));
    }
}

template <class D, class O>
Domain::Earlier earlier_of() {
    using Current = decltype(current<D>(std::declval<const O&>()));
    return {type_of<O>(), type_of<Current>(), [](const void* earlier, void* into) {
                *static_cast<Current*>(into) = current<D>(*static_cast<const O*>(earlier));
            }};
}

template <class D, class... O>
std::vector<Domain::Earlier> all_earlier(std::variant<O...>* /*earlier*/) {
    return {earlier_of<D, O>()...};
}

template <class D, class... C, class... E>
Domain built_domain(std::variant<C...>* /*commands*/, std::variant<E...>* /*events*/) {
    Domain domain;
    domain.name = D::name;
    domain.stream_prefix = D::stream_prefix;
    domain.state = type_of<typename D::State>();
    domain.initial = [](void* state, std::string_view identity) {
        *static_cast<typename D::State*>(state) = D::initial(identity);
    };
    static constexpr std::array<Typed<Domain::Command>, sizeof...(C)> commands{
        command_of<D, C>()...};
    static constexpr std::array<Typed<Domain::Event>, sizeof...(E)> events{event_of<D, E>()...};
    domain.commands = with_types<&Domain::Command::type, Domain::Command>(commands);
    domain.events = with_types<&Domain::Event::type, Domain::Event>(events);
    if constexpr (requires { typename D::Earlier; }) {
        domain.earlier = all_earlier<D>(static_cast<typename D::Earlier*>(nullptr));
    }
    return domain;
}

}  // namespace detail

/// The one table of domain D.
template <class D>
const Domain& domain_of() {
    static const Domain domain = detail::built_domain<D>(
        static_cast<typename D::Commands*>(nullptr), static_cast<typename D::Events*>(nullptr));
    return domain;
}

}  // namespace cqrs
