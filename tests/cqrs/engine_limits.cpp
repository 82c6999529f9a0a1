#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "counters.hpp"
#include "cqrs/engine.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"
#include "engines.hpp"
#include "random.hpp"

namespace engine_limits_tests {
namespace {

using counters::Add;
using counters::AddOnes;
using counters::Move;
using counters::Remark;
using cqrs::AppendedEvent;
using cqrs::Code;
using cqrs::Engine;
using cqrs::Limits;
using cqrs::Receipt;
using cqrs::Result;
using test::code_of;

struct Started {
    explicit Started(const Limits& limits) : engine({"log", limits}) {
        engine.add<counters::Counters>();
    }
    /// Whether an attempt is refused by that limit and leaves everything as it was.
    template <class Attempt>
    bool refuses(std::string_view limit, std::int64_t value, Attempt&& attempt) {
        const cqrs::Stats before = engine.stats();
        const Result<Receipt> result = attempt(engine);
        return !result && result.error().code == Code::limit &&
               result.error().path == "limits." + std::string(limit) &&
               result.error().expected == std::to_string(value) &&
               test::same(engine.stats(), before);
    }
    Engine engine;
};

Result<Receipt> append(Engine& engine, const std::vector<AppendedEvent>& events) {
    return engine.append(events);
}

AppendedEvent happened(std::string type, std::optional<std::string> stream = std::nullopt,
                       std::vector<std::string> tags = {}, std::string data = "{}") {
    return {std::move(type), std::move(data), std::move(stream), std::move(tags)};
}

const auto add_to_a = [](Engine& engine) { return engine.dispatch(Add{"a", 1}); };

}  // namespace

TEST_CASE("a log holds as many events as its limit, and no more") {
    Limits limits;
    limits.events = 3;
    Started it(limits);
    REQUIRE(it.engine.dispatch(AddOnes{"a", 2}));
    CHECK(it.refuses("events", 3, [](Engine& e) { return e.dispatch(AddOnes{"a", 2}); }));
    CHECK(code_of(add_to_a(it.engine)) == "ok");
    CHECK(it.refuses("events", 3, add_to_a));
    CHECK(it.refuses("events", 3, [](Engine& e) { return append(e, {happened("T")}); }));
    CHECK(code_of(it.engine.dispatch(AddOnes{"a", 0})) == "ok");
    CHECK(test::asked(it.engine, "value", R"({"counter":"a"})") == R"({"counter":"a","value":3})");
}

TEST_CASE("a limit of none refuses the first event") {
    Limits limits;
    limits.events = 0;
    Started it(limits);
    CHECK(it.refuses("events", 0, add_to_a));
}

TEST_CASE("an event's data and its metadata have a limit, each to itself") {
    Limits limits;
    limits.payload_bytes = 100;
    Started it(limits);
    const auto remark = [](std::size_t bytes) {
        // The data is a length and `a`, a length and the text.
        return [bytes](Engine& e) { return e.dispatch(Remark{"a", std::string(bytes - 3, 'x')}); };
    };
    CHECK(code_of(remark(100)(it.engine)) == "ok");
    CHECK(it.refuses("payloadBytes", 100, remark(101)));
    CHECK(it.refuses("payloadBytes", 100, remark(5'000'000)));
    const auto with_metadata = [](std::size_t bytes) {
        return [json = "{\"a\":\"" + std::string(bytes - 8, 'x') + "\"}"](Engine& e) {
            cqrs::DispatchOptions options;
            options.metadata = json;
            return e.dispatch(Add{"a", 1}, options);
        };
    };
    CHECK(code_of(with_metadata(100)(it.engine)) == "ok");
    CHECK(it.refuses("payloadBytes", 100, with_metadata(101)));
    const auto appended = [](std::size_t bytes) {
        return [bytes](Engine& e) {
            return append(e, {happened("T", {}, {}, '"' + std::string(bytes - 2, 'x') + '"')});
        };
    };
    CHECK(code_of(appended(100)(it.engine)) == "ok");
    CHECK(it.refuses("payloadBytes", 100, appended(101)));
    CHECK(it.engine.stats().head == 3);
}

TEST_CASE("an event carries no more tags than the limit, its own among them") {
    Limits limits;
    limits.tags_per_event = 1;
    Started it(limits);
    REQUIRE(add_to_a(it.engine));
    CHECK(it.refuses("tagsPerEvent", 1, [](Engine& e) { return e.dispatch(Move{"a", "b", 1}); }));
    CHECK(code_of(append(it.engine, {happened("T", "s", {"s"})})) == "ok");
    CHECK(it.refuses("tagsPerEvent", 1, [](Engine& e) {
        return append(e, {happened("T", "s", {"s", "t"})});
    }));
    CHECK(code_of(append(it.engine, {happened("T", "s", {"t", "t"})})) == "ok");
}

TEST_CASE("there are no more streams than the limit, but more events in those there are") {
    Limits limits;
    limits.streams = 2;
    Started it(limits);
    REQUIRE(add_to_a(it.engine));
    CHECK(it.refuses("streams", 2, [](Engine& e) {
        return append(e, {happened("T", "s"), happened("T", "t")});
    }));
    CHECK(code_of(append(it.engine, {happened("T", "s"), happened("T", "s"),
                                     happened("T", "counter-a"), happened("T", "s")})) == "ok");
    CHECK(it.refuses("streams", 2, [](Engine& e) { return e.dispatch(Add{"b", 1}); }));
    CHECK(code_of(add_to_a(it.engine)) == "ok");
    CHECK(code_of(append(it.engine, {happened("T")})) == "ok");
    CHECK(code_of(it.engine.dispatch(Move{"a", "b", 1})) == "ok");
    CHECK(it.engine.stats().streams == 2);
}

TEST_CASE("there are no more types of events than the limit, but more events of those there are") {
    Limits limits;
    limits.event_types = 2;
    Started it(limits);
    REQUIRE(add_to_a(it.engine));
    CHECK(it.refuses("eventTypes", 2, [](Engine& e) {
        return append(e, {happened("T"), happened("U")});
    }));
    CHECK(code_of(append(it.engine, {happened("T"), happened("T"), happened("T")})) == "ok");
    CHECK(it.refuses("eventTypes", 2, [](Engine& e) { return append(e, {happened("U")}); }));
    CHECK(it.refuses("eventTypes", 2, [](Engine& e) { return e.dispatch(Move{"a", "b", 1}); }));
    CHECK(code_of(add_to_a(it.engine)) == "ok");
}

TEST_CASE("one new type may come in more events than there may be types") {
    Limits limits;
    limits.event_types = 1;
    limits.streams = 1;
    Started it(limits);
    CHECK(code_of(it.engine.dispatch(AddOnes{"a", 5'000})) == "ok");
}

TEST_CASE("a command may ask for as many retries as the limit") {
    Limits limits;
    limits.retries = 2;
    Started it(limits);
    const auto retrying = [](std::uint64_t retries) {
        return [retries](Engine& e) {
            cqrs::DispatchOptions options;
            options.retries = retries;
            return e.dispatch(Add{"a", 1}, options);
        };
    };
    CHECK(code_of(retrying(2)(it.engine)) == "ok");
    CHECK(it.refuses("retries", 2, retrying(3)));
    CHECK(it.refuses("retries", 2, retrying(~std::uint64_t{0})));
}

namespace {

/// Random commands of all kinds and sizes, alike in every engine that has the same seed.
Result<Receipt> random_command(Engine& engine, test::Random& random) {
    const std::string id = "id-" + std::to_string(random.below(1'000'000'000));
    cqrs::DispatchOptions options;
    options.time = static_cast<cqrs::Time>(random.below(1'000'000));
    options.id = random.one_in(2) ? std::optional<std::string_view>(id) : std::nullopt;
    const std::string account = random.name("a", 200);
    const std::string order = random.name("o", 60);
    const std::int64_t amount = random.between(1, 1'000);
    switch (random.below(8)) {
        case 0:
            return engine.dispatch(bank::OpenAccount{account, "Ann"}, options);
        case 1:
        case 2:
            return engine.dispatch(bank::Deposit{account, amount}, options);
        case 3:
            return engine.dispatch(bank::TransferMoney{account, random.name("a", 200), amount},
                                   options);
        case 4: {
            orders::PlaceOrder place{order, "Ann", {}};
            for (std::size_t lines = 1 + random.below(100); lines > 0; --lines) {
                place.lines.push_back({random.name(std::string(40, 's'), 500), 1, amount});
            }
            return engine.dispatch(place, options);
        }
        case 5:
            return engine.dispatch(orders::AddItem{order, random.name("s", 500), 1, amount},
                                   options);
        case 6:
            return engine.dispatch(orders::PayOrder{order}, options);
        default: {
            std::vector<AppendedEvent> events;
            for (std::size_t left = random.below(40); left > 0; --left) {
                events.push_back(
                    random.one_in(2)
                        ? happened("T", random.name("s-", 1'000), {random.name("t-", 1'000)},
                                   '"' + std::string(random.below(2'000), 'x') + '"')
                        : AppendedEvent{"MoneyDeposited",
                                        "{\"account\":\"" + account +
                                            "\",\"amount\":" + std::to_string(amount) + "}"});
            }
            return engine.append(events, {}, options.time);
        }
    }
}

std::string all_answers(Engine& engine) {
    std::string all = test::asked(engine, "bankTotals") + test::asked(engine, "orders") +
                      test::asked(engine, "revenueByProduct");
    for (int i = 0; i < 200; ++i) {
        all += test::asked(engine, "statement", "{\"account\":\"a" + std::to_string(i) + "\"}");
    }
    return all;
}

}  // namespace

TEST_CASE("an engine never grows past its memory, and what it has accepted it has in full") {
    for (const std::int64_t memory : {600'000, 1'000'000, 3'000'000}) {
        CAPTURE(memory);
        Limits limits;
        limits.memory_bytes = memory;
        Engine small({"log", limits});
        Engine large({"log", {}});
        for (Engine* engine : {&small, &large}) {
            engine->add<bank::Bank>();
            engine->add<orders::Orders>();
        }
        test::Random random(100);
        std::size_t refused = 0;
        for (int round = 0; round < 100'000 && refused < 200; ++round) {
            test::Random same = random;
            const cqrs::Stats before = small.stats();
            const auto result = random_command(small, random);
            if (!result && result.error().code == Code::limit) {
                ++refused;
                if (!test::same(small.stats(), before)) {
                    FAIL("a refused command changed something, in round " << round);
                }
            } else if (code_of(random_command(large, same)) != code_of(result)) {
                FAIL("the same command ended otherwise, in round " << round);
            }
            if (small.stats().memory_bytes > static_cast<std::uint64_t>(memory)) {
                FAIL("more memory than the limit, in round " << round);
            }
        }
        CHECK(refused == 200);
        CHECK(small.stats().head > 10);
        CHECK(small.stats().memory_bytes > static_cast<std::uint64_t>(memory) / 4);
        REQUIRE(small.stats().head == large.stats().head);
        for (std::size_t i = 0; i < small.projections().size(); ++i) {
            INFO(small.projections().status(i).name
                 << " at " << small.projections().status(i).checkpoint << " of "
                 << small.stats().head << " " << small.projections().status(i).error);
            CHECK(small.projections().status(i).error.empty());
        }
        CHECK((all_answers(small) == all_answers(large)));
        std::size_t wrong = 0;
        for (cqrs::Position at = 1; at <= small.stats().head; ++at) {
            wrong += test::data_at(small, at) == test::data_at(large, at) &&
                             test::tags_at(small, at) == test::tags_at(large, at)
                         ? 0
                         : 1;
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("memory for an append of many events is asked for by what they need") {
    Limits limits;
    limits.memory_bytes = 20'000'000;
    Started it(limits);
    CHECK(code_of(it.engine.dispatch(AddOnes{"a", 10'000})) == "ok");
    std::vector<AppendedEvent> events;
    for (int i = 0; i < 10'000; ++i) {
        events.push_back(happened("T", "s-" + std::to_string(i), {"t"}));
    }
    CHECK(code_of(append(it.engine, events)) == "ok");
    CHECK(it.engine.stats().memory_bytes < 3'000'000);
}

TEST_CASE("an engine without memory refuses the first event") {
    Limits limits;
    limits.memory_bytes = 0;
    Started it(limits);
    CHECK(it.refuses("memoryBytes", 0, add_to_a));
    CHECK(code_of(it.engine.dispatch(AddOnes{"a", 0})) == "ok");
}

}  // namespace engine_limits_tests
