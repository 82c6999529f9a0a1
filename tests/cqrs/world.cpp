#include <string>
#include <utility>

#include "catch.hpp"
#include "counters.hpp"
#include "cqrs/log_format.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"
#include "engines.hpp"

namespace world_tests {
namespace {

using cqrs::Engine;
using test::asked;

struct Bank {
    explicit Bank(cqrs::Limits limits = {}) : engine({.log_id = "log", .limits = limits}) {
        engine.add<bank::Bank>();
        engine.add<counters::Counters>();
    }
    Engine engine;
};

void fill(Engine& engine) {
    REQUIRE(engine.dispatch(bank::OpenAccount{"a", "Ann"}, {.id = "o1", .time = 5}));
    REQUIRE(engine.dispatch(bank::OpenAccount{"b", "Bob"}, {.time = 6}));
    REQUIRE(engine.dispatch(bank::Deposit{"a", 500}, {.id = "d1", .time = 7}));
    REQUIRE(engine.dispatch(bank::TransferMoney{"a", "b", 20}, {.time = 8}));
    REQUIRE(engine.dispatch(counters::AddOnes{"c", 3}, {.time = 9}));
    const std::vector<cqrs::AppendedEvent> other{{"Noted", "{}"}};
    REQUIRE(engine.append(other));
}

cqrs::Result<cqrs::LoadedLog> loaded(const Engine& from, const Engine& into) {
    cqrs::Buffer saved;
    cqrs::encode_log(from.log(), saved);
    return cqrs::decode_log(saved.bytes(), into.storage());
}

}  // namespace

TEST_CASE("an engine that opens a log answers and decides as the one that wrote it") {
    Bank one;
    fill(one.engine);
    Bank two;
    auto log = loaded(one.engine, two.engine);
    REQUIRE(log);
    REQUIRE(two.engine.open(std::move(log->log)));
    for (const std::string_view query : {"bankTotals", "values", "sum"}) {
        CHECK(asked(two.engine, query) == asked(one.engine, query));
    }
    const std::string params = R"({"account":"a"})";
    CHECK(asked(two.engine, "statement", params) == asked(one.engine, "statement", params));
    const auto again = two.engine.dispatch(bank::Deposit{"a", 500}, {.id = "d1"});
    REQUIRE(again);
    CHECK(again->duplicate);
    CHECK(test::said(two.engine.dispatch(bank::Withdraw{"a", 480})) ==
          test::said(one.engine.dispatch(bank::Withdraw{"a", 480})));
    CHECK(test::code_of(two.engine.dispatch(bank::Withdraw{"a", 1})) == "rejected");
}

TEST_CASE("a log with an event that does not fit is refused, and the engine is as it was") {
    Bank one;
    fill(one.engine);
    Bank two;
    auto log = loaded(one.engine, two.engine);
    REQUIRE(log);
    cqrs::EventLog& bad = log->log;
    const std::string_view tags[] = {"counter-c"};
    cqrs::NewEvent event;
    bad.each_type("Added", [&](std::uint32_t number) { event.type = number; });
    event.stream = "counter-c";
    event.tags = tags;
    event.payload = cqrs::as_bytes("?");
    bad.append(std::span(&event, 1), {});
    const auto refused = two.engine.open(std::move(bad));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == cqrs::Code::corrupt);
    CHECK(refused.error().actual == "9");
    CHECK(two.engine.stats().head == 0);
    CHECK(two.engine.dispatch(bank::OpenAccount{"a", "Ann"})->position == 1);
}

TEST_CASE("a log larger than an engine may grow to is refused") {
    Bank one;
    fill(one.engine);
    for (const auto& [limits, path] :
         {std::pair{cqrs::Limits{.events = 7}, "limits.events"},
          std::pair{cqrs::Limits{.streams = 2}, "limits.streams"},
          std::pair{cqrs::Limits{.event_types = 3}, "limits.eventTypes"}}) {
        Bank two(limits);
        auto log = loaded(one.engine, two.engine);
        REQUIRE(log);
        const auto refused = two.engine.open(std::move(log->log));
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == cqrs::Code::limit);
        CHECK(refused.error().path == path);
        CHECK(two.engine.stats().head == 0);
    }
}

}  // namespace world_tests
