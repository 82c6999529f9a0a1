#include "cqrs/story.hpp"

#include "catch.hpp"
#include "cqrs/engine.hpp"
#include "domains/bank.hpp"

namespace story_tests {
namespace {

std::vector<cqrs::Position> story(const cqrs::Engine& engine, std::string_view id) {
    std::vector<cqrs::Position> positions;
    cqrs::StoryReader reader(engine.log(), id);
    while (const auto record = reader.next()) {
        positions.push_back(record->position);
    }
    return positions;
}

}  // namespace

TEST_CASE(
    "a story is the events that carry its correlation id, given, of a command or of an event") {
    cqrs::Engine engine({"log", {}});
    engine.add<bank::Bank>();
    const auto deposit = [&](const cqrs::DispatchOptions& options) {
        REQUIRE(engine.dispatch(bank::Deposit{.account = "a", .amount = 1}, options).ok());
    };
    REQUIRE(engine.dispatch(bank::OpenAccount{.account = "a", .owner = "Ann"}).ok());
    deposit({.id = "d1"});
    deposit({.id = "d2", .correlation_id = "d1"});
    deposit({.correlation_id = "0189aaaa-0000-7000-8000-000000000001"});
    const std::vector<cqrs::AppendedEvent> two(2, cqrs::AppendedEvent{"Noted", "1"});
    REQUIRE(engine.append(two).ok());
    using Positions = std::vector<cqrs::Position>;
    CHECK(story(engine, "d1") == Positions{2, 3});
    CHECK(story(engine, "d2").empty());
    CHECK(story(engine, "0189aaaa-0000-7000-8000-000000000001") == Positions{4});
    CHECK(story(engine, "log-1") == Positions{1});
    CHECK(story(engine, "log-5") == Positions{5, 6});
    CHECK(story(engine, "").empty());
}

}  // namespace story_tests
