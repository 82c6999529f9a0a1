#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "cqrs/decider.hpp"
#include "cqrs/json.hpp"
#include "cqrs/process.hpp"

/// Given, when, then: a decider or a process tested by its messages alone, with any test framework.
///
///     auto deposit = cqrs::given<Bank>({AccountOpened{"a", "Ann"}})
///                        .when(Deposit{"a", 5})
///                        .then({MoneyDeposited{"a", 5}});
///     REQUIRE(deposit);   // deposit.message says what was given, done, expected and there instead
///
///     cqrs::given<Bank>({}).when(Deposit{"a", 5}).then_rejected("not_found");
///     cqrs::given<Cashier>({OrderPlaced{…}}).when(OrderCancelled{"o"}).then({RefundPayment{…}});
///
/// A decider is asked as the engine asks it: with the fold of the events of each identity. A
/// process gets the events of one instance, and answers the last with commands.
namespace cqrs {

/// Whether what followed is what was expected.
struct [[nodiscard]] Verdict {
    bool holds = true;
    std::string message;  ///< for people: what was given, done, expected and there

    explicit operator bool() const { return holds; }
};

/// What followed: events or commands, or a rejection.
class Outcome {
public:
    Outcome(std::string given, std::string when)
        : given_(std::move(given)), when_(std::move(when)) {}

    [[nodiscard]] Verdict then_nothing() const { return expect({}); }
    [[nodiscard]] Verdict then_rejected(std::string_view reason) const;

    [[nodiscard]] const std::vector<Rejection>& rejections() const { return rejections_; }

    /// Takes what followed, in order.
    void add(const Type& type, const void* message);
    void reject(const Rejection& rejection) { rejections_.push_back(rejection); }

protected:
    [[nodiscard]] Verdict expect(std::string_view messages) const;

private:
    [[nodiscard]] std::string followed() const;
    [[nodiscard]] Verdict verdict(bool holds, std::string expected) const;

    std::string given_;
    std::string when_;
    std::string messages_;
    std::vector<Rejection> rejections_;
};

namespace detail {

/// Appends a line with the message's name and JSON; one that is not as described says so instead.
void write_message(const Type& type, const void* message, std::string& into);

template <class Messages>
[[nodiscard]] std::string written(const std::vector<Messages>& messages) {
    std::string lines;
    for (const Messages& message : messages) {
        std::visit([&]<class M>(const M& each) { write_message(*type_of<M>(), &each, lines); },
                   message);
    }
    return lines;
}

template <class M>
[[nodiscard]] std::string written(const M& message) {
    std::string line;
    write_message(*type_of<M>(), &message, line);
    return line;
}

/// Where the entry for messages of type M is.
template <class M, class Entries>
[[nodiscard]] const auto& entry_of(const Entries& entries) {
    return *std::find_if(entries.begin(), entries.end(),
                         [](const auto& entry) { return entry.type == type_of<M>(); });
}

template <class D>
concept IsDomain = requires {
    D::stream_prefix;
};

}  // namespace detail

/// An outcome whose messages are of the variant `Messages`.
template <class Messages>
class OutcomeOf : public Outcome {
public:
    using Outcome::Outcome;
    [[nodiscard]] Verdict then(const std::vector<Messages>& expected) const {
        return expect(detail::written(expected));
    }
};

/// A domain that these events have happened to.
template <class D>
class GivenDomain {
public:
    explicit GivenDomain(std::vector<typename D::Events> events) : events_(std::move(events)) {}

    /// The fold of the events about one identity.
    [[nodiscard]] typename D::State state(std::string_view identity) const {
        typename D::State state;
        domain_of<D>().initial(&state, identity);
        for (const auto& event : events_) {
            std::visit(
                [&]<class E>(const E& each) {
                    const Domain::Event& entry = detail::entry_of<E>(domain_of<D>().events);
                    const Identities about = entry.identities(&each);
                    if (std::find(about.begin(), about.end(), identity) != about.end()) {
                        entry.evolve(&state, &each);
                    }
                },
                event);
        }
        return state;
    }

    template <class C>
    [[nodiscard]] OutcomeOf<typename D::Events> when(const C& command) const {
        static_assert(detail::is_one_of<C, typename D::Commands>, "the domain has no such command");
        const Domain::Command& entry = detail::entry_of<C>(domain_of<D>().commands);
        std::vector<typename D::State> states;
        std::vector<const void*> pointers;
        const Identities identities = entry.identities(&command);
        states.reserve(identities.count);
        for (const std::string_view identity : identities) {
            pointers.push_back(&states.emplace_back(state(identity)));
        }
        OutcomeOf<typename D::Events> outcome(detail::written(events_), detail::written(command));
        Taker taker(outcome);
        entry.decide(&command, pointers.data(), taker);
        return outcome;
    }

private:
    class Taker final : public Decided {
    public:
        explicit Taker(Outcome& into) : into_(into) {}
        void rejected(const Rejection& rejection) override { into_.reject(rejection); }
        void event(std::size_t number, const void* event) override {
            into_.add(*domain_of<D>().events[number].type, event);
        }

    private:
        Outcome& into_;
    };

    std::vector<typename D::Events> events_;
};

/// A process that has seen these events.
template <class P>
class GivenProcess {
public:
    explicit GivenProcess(std::vector<typename P::Events> events) : events_(std::move(events)) {}

    /// The fold of the events of one instance.
    [[nodiscard]] typename P::State state(std::string_view identity) const {
        typename P::State state;
        process_of<P>().initial(&state, identity);
        for (const auto& event : events_) {
            std::visit(
                [&]<class E>(const E& each) {
                    const Process::Event& entry = detail::entry_of<E>(process_of<P>().events);
                    if (entry.identity(&each) == identity) {
                        entry.evolve(&state, &each);
                    }
                },
                event);
        }
        return state;
    }

    template <class E>
    [[nodiscard]] OutcomeOf<typename P::Commands> when(const E& event) const {
        static_assert(detail::is_one_of<E, typename P::Events>,
                      "the process does not follow this event");
        const Process::Event& entry = detail::entry_of<E>(process_of<P>().events);
        OutcomeOf<typename P::Commands> outcome(detail::written(events_), detail::written(event));
        if (const auto identity = entry.identity(&event)) {
            auto after = state(*identity);
            entry.evolve(&after, &event);
            Taker taker(outcome);
            entry.react(&event, &after, taker);
        }
        return outcome;
    }

private:
    class Taker final : public Issued {
    public:
        explicit Taker(Outcome& into) : into_(into) {}
        void command(const Type& type, const void* command) override { into_.add(type, command); }

    private:
        Outcome& into_;
    };

    std::vector<typename P::Events> events_;
};

template <class D>
using Given = std::conditional_t<detail::IsDomain<D>, GivenDomain<D>, GivenProcess<D>>;

/// These events have happened, in this order.
template <class D>
[[nodiscard]] Given<D> given(std::vector<typename D::Events> events) {
    return Given<D>(std::move(events));
}

}  // namespace cqrs
