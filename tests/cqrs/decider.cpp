#include "cqrs/decider.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "counters.hpp"
#include "cqrs/json.hpp"

namespace decider_tests {
namespace {

using counters::Add;
using counters::Added;
using counters::Count;
using counters::Counters;
using counters::Move;
using cqrs::Domain;
using cqrs::domain_of;
using cqrs::type_of;

/// What was decided, in words.
class Notes final : public cqrs::Decided {
public:
    void rejected(const cqrs::Rejection& rejection) override {
        words += "rejected " + rejection.reason + ": " + rejection.message;
    }
    void event(std::size_t number, const void* event) override {
        const cqrs::Type& type = *domain_of<Counters>().events[number].type;
        words += std::string(type.name) + " ";
        cqrs::encode_json(type, event, words);
        words += " ";
    }
    std::string words;
};

const Domain::Command& command(std::string_view name) {
    for (const Domain::Command& each : domain_of<Counters>().commands) {
        if (each.type->name == name) {
            return each;
        }
    }
    return domain_of<Counters>().commands.front();
}

template <class C>
std::string decided(const C& message, const std::vector<Count>& states) {
    std::vector<const void*> pointers;
    for (const Count& state : states) {
        pointers.push_back(&state);
    }
    Notes notes;
    command(C::name).decide(&message, pointers.data(), notes);
    return notes.words;
}

template <class Message>
std::vector<std::string> identities(const Message& message) {
    for (const Domain::Command& each : domain_of<Counters>().commands) {
        if (each.type == type_of<Message>()) {
            const cqrs::Identities found = each.identities(&message);
            return {found.begin(), found.end()};
        }
    }
    return {};
}

using Decision = Counters::Decision;

std::size_t events_in(const Decision& decision) {
    std::size_t count = 0;
    decision.each([&](const Counters::Events& /*event*/) { ++count; });
    return count;
}

}  // namespace

TEST_CASE("a domain has one table of its commands and events, in the order of its variants") {
    const Domain& domain = domain_of<Counters>();
    CHECK(&domain == &domain_of<Counters>());
    CHECK(domain.name == "counters");
    CHECK(domain.stream_prefix == "counter-");
    CHECK(domain.state == type_of<Count>());
    REQUIRE(domain.commands.size() == 5);
    CHECK(domain.commands[0].type == type_of<Add>());
    CHECK(domain.commands[4].type == type_of<counters::AddOnes>());
    REQUIRE(domain.events.size() == 3);
    CHECK(domain.events[1].type == type_of<counters::Moved>());
}

TEST_CASE("a decision is no event, one event, several or a rejection") {
    CHECK(events_in(Decision()) == 0);
    CHECK(Decision().rejection() == nullptr);
    CHECK(events_in(Added{"a", 1}) == 1);
    CHECK(events_in(std::vector<Counters::Events>{Added{"a", 1}, Added{"a", 2}}) == 2);
    const Decision no = cqrs::reject("too_little", "a has 0");
    REQUIRE(no.rejection() != nullptr);
    CHECK(no.rejection()->reason == "too_little");
    CHECK(no.rejection()->message == "a has 0");
    CHECK(events_in(no) == 0);
    CHECK(Decision(Added{"a", 1}).rejection() == nullptr);
}

TEST_CASE("a decider is run without its types") {
    CHECK(decided(Add{"a", 5}, {{"a", 0}}) == R"(Added {"counter":"a","amount":5} )");
    CHECK(decided(counters::AddOnes{"a", 2}, {{"a", 0}}) ==
          R"(Added {"counter":"a","amount":1} Added {"counter":"a","amount":1} )");
    CHECK(decided(counters::AddOnes{"a", 0}, {{"a", 0}}).empty());
}

TEST_CASE("a decider about two identities gets the state of each in their order") {
    CHECK(decided(Move{"a", "b", 5}, {{"a", 5}, {"b", 0}}) ==
          R"(Moved {"from":"a","to":"b","amount":5} )");
    CHECK(decided(Move{"a", "b", 5}, {{"a", 4}, {"b", 9}}) == "rejected too_little: a has 4");
    CHECK(decided(Move{"a", "a", 5}, {{"a", 9}, {"a", 9}}) == "rejected same_counter: ");
}

TEST_CASE("a message says whom it is about, its own identity first") {
    CHECK((identities(Add{"a", 1}) == std::vector<std::string>{"a"}));
    CHECK((identities(Move{"a", "b", 1}) == std::vector<std::string>{"a", "b"}));
    CHECK((identities(Move{"a", "a", 1}) == std::vector<std::string>{"a", "a"}));
}

TEST_CASE("a state begins with its identity and evolves event by event") {
    const Domain& domain = domain_of<Counters>();
    Count count;
    domain.initial(&count, "a");
    CHECK(count.counter == "a");
    const Added added{"a", 7};
    domain.events[0].evolve(&count, &added);
    domain.events[0].evolve(&count, &added);
    CHECK(count.value == 14);
    const counters::Moved moved{"a", "b", 4};
    domain.events[1].evolve(&count, &moved);
    CHECK(count.value == 10);
}

}  // namespace decider_tests
