#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "cqrs/testing.hpp"

/// The three words of cqrs/testing.hpp, each `then` of which is a check.
namespace test {

inline void check(const cqrs::Verdict& verdict) {
    INFO(verdict.message);
    CHECK(verdict.holds);
}

template <class Messages>
class When {
public:
    explicit When(cqrs::OutcomeOf<Messages> outcome) : outcome_(std::move(outcome)) {}

    void then(const std::vector<Messages>& expected) const { check(outcome_.then(expected)); }
    /// Nothing had to happen.
    void then_nothing() const { check(outcome_.then_nothing()); }
    /// A rule of ours says in a sentence too why it said no.
    void then_rejected(std::string_view reason) const {
        check(outcome_.then_rejected(reason));
        for (const cqrs::Rejection& rejection : outcome_.rejections()) {
            CHECK_FALSE(rejection.message.empty());
        }
    }

private:
    cqrs::OutcomeOf<Messages> outcome_;
};

template <class D>
class Given {
public:
    explicit Given(std::vector<typename D::Events> events)
        : given_(cqrs::given<D>(std::move(events))) {}

    /// The fold of the events about one identity.
    [[nodiscard]] typename D::State state(std::string_view identity) const {
        return given_.state(identity);
    }
    /// The same as JSON.
    [[nodiscard]] std::string state_json(std::string_view identity) const {
        return cqrs::to_json(state(identity));
    }
    template <class Message>
    [[nodiscard]] auto when(const Message& message) const {
        return When(given_.when(message));
    }

private:
    cqrs::Given<D> given_;
};

template <class D>
[[nodiscard]] Given<D> given(std::vector<typename D::Events> events) {
    return Given<D>(std::move(events));
}

}  // namespace test
