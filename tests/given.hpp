#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "cqrs/codec.hpp"
#include "cqrs/decider.hpp"
#include "cqrs/json.hpp"

/// Given events, when a command, then events or a rejection:
///
///     given<Bank>({AccountOpened{"a", "Ann"}})
///         .when(Deposit{"a", 5})
///         .then({MoneyDeposited{"a", 5}});
///
/// A decider is asked as the engine asks it: with the fold of the events of each identity.
namespace test {

/// Events as they would be recorded, a line each; an event that is not as described says so.
template <class D>
class Written final : public cqrs::Decided {
public:
    void rejected(const cqrs::Rejection& rejection) override {
        reason = rejection.reason;
        message = rejection.message;
    }
    void event(std::size_t number, const void* event) override {
        const cqrs::Type& type = *cqrs::domain_of<D>().events[number].type;
        cqrs::Buffer bytes;
        if (const auto fault = cqrs::encode(type, event, bytes)) {
            events += std::string(type.name) + ": " + cqrs::invalid(*fault).message + "\n";
            return;
        }
        // What will be read is what was encoded.
        cqrs::Value value;
        REQUIRE_FALSE(cqrs::decode(type, bytes.bytes(), value.make(type)).has_value());
        events += std::string(type.name) + " ";
        cqrs::encode_json(type, value.get(), events);
        events += "\n";
    }
    std::string events;
    std::string reason;
    std::string message;
};

template <class D>
[[nodiscard]] std::string written(const std::vector<typename D::Events>& events) {
    Written<D> into;
    for (const auto& event : events) {
        std::visit([&](const auto& e) { into.event(event.index(), &e); }, event);
    }
    return into.events;
}

template <class D>
class When {
public:
    When(std::string history, std::string command, Written<D>&& decided)
        : history_(std::move(history)),
          command_(std::move(command)),
          events_(std::move(decided.events)),
          reason_(std::move(decided.reason)),
          message_(std::move(decided.message)) {}

    void then(const std::vector<typename D::Events>& expected) const {
        INFO("given\n" << history_ << "when\n" << command_);
        CHECK(reason_.empty());
        CHECK(events_ == written<D>(expected));
    }
    /// Nothing had to happen.
    void then_nothing() const { then({}); }
    void then_rejected(std::string_view reason) const {
        INFO("given\n" << history_ << "when\n" << command_);
        CHECK(reason_ == reason);
        CHECK(events_.empty());
        CHECK_FALSE(message_.empty());
    }

private:
    std::string history_;
    std::string command_;
    std::string events_;
    std::string reason_;
    std::string message_;
};

template <class D>
class Given {
public:
    explicit Given(std::vector<typename D::Events> events) : events_(std::move(events)) {}

    /// The fold of the events about one identity.
    [[nodiscard]] typename D::State state(std::string_view identity) const {
        const cqrs::Domain& domain = cqrs::domain_of<D>();
        typename D::State state;
        domain.initial(&state, identity);
        for (const auto& event : events_) {
            std::visit(
                [&](const auto& e) {
                    const cqrs::Domain::Event& entry = domain.events[event.index()];
                    const cqrs::Identities about = entry.identities(&e);
                    if (std::find(about.begin(), about.end(), identity) != about.end()) {
                        entry.evolve(&state, &e);
                    }
                },
                event);
        }
        return state;
    }
    /// The same as JSON.
    [[nodiscard]] std::string state_json(std::string_view identity) const {
        return cqrs::to_json(state(identity));
    }

    template <class Command>
    [[nodiscard]] When<D> when(const Command& command) const {
        const cqrs::Domain& domain = cqrs::domain_of<D>();
        const auto entry =
            std::find_if(domain.commands.begin(), domain.commands.end(),
                         [](const auto& each) { return each.type == cqrs::type_of<Command>(); });
        cqrs::Buffer bytes;
        REQUIRE_FALSE(cqrs::encode(command, bytes).has_value());
        std::vector<typename D::State> states;
        for (const std::string_view identity : entry->identities(&command)) {
            states.push_back(state(identity));
        }
        std::vector<const void*> pointers;
        for (const auto& each : states) {
            pointers.push_back(&each);
        }
        Written<D> decided;
        entry->decide(&command, pointers.data(), decided);
        return {written<D>(events_), std::string(Command::name) + " " + cqrs::to_json(command),
                std::move(decided)};
    }

private:
    std::vector<typename D::Events> events_;
};

template <class D>
[[nodiscard]] Given<D> given(std::vector<typename D::Events> events) {
    return Given<D>(std::move(events));
}

}  // namespace test
