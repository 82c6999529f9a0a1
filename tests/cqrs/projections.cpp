#include "cqrs/projections.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "counters.hpp"
#include "engines.hpp"

namespace projections_tests {
namespace {

using counters::Add;
using counters::AddOnes;
using counters::Move;
using cqrs::Engine;
using cqrs::Projections;
using cqrs::ReadModelOf;
using cqrs::Storage;
using test::asked;

struct Started {
    Started() { engine.add<counters::Counters>(); }

    [[nodiscard]] const cqrs::ReadModelStatus& status(std::string_view name) const {
        std::size_t number = 0;
        while (engine.projections().status(number).name != name) {
            ++number;
        }
        return engine.projections().status(number);
    }
    [[nodiscard]] std::string small(std::string_view counter) {
        return asked(engine, "smallValue", "{\"counter\":\"" + std::string(counter) + "\"}");
    }
    [[nodiscard]] std::string value(std::string_view counter) {
        return asked(engine, "value", "{\"counter\":\"" + std::string(counter) + "\"}");
    }
    Engine engine;
};

Storage storage_of(std::uint64_t bytes) { return std::make_shared<cqrs::Budget>(bytes); }

/// The answer of a model that stands outside of the engine.
std::string answer_of(const Projections& projections, std::size_t number, std::string_view params) {
    const cqrs::ReadModel& model = projections.model(number);
    const auto& query = model.queries()[0];
    cqrs::Value value;
    test::JsonTaker taker;
    if (cqrs::decode_json(*query.params, params, value.make(*query.params))) {
        return "invalid";
    }
    query.answer(model, value.get(), taker);
    return taker.json;
}

}  // namespace

TEST_CASE("every read model has come to the head after each append") {
    Started it;
    for (int i = 1; i <= 3; ++i) {
        REQUIRE(it.engine.dispatch(AddOnes{"a", i}));
        for (const std::string_view name : {"values", "small", "sums"}) {
            CHECK(it.status(name).checkpoint == it.engine.stats().head);
            CHECK(it.status(name).error.empty());
        }
    }
}

TEST_CASE("a model passes by the events that it does not follow") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 5}));
    REQUIRE(it.engine.dispatch(Move{"a", "b", 1}));
    REQUIRE(it.engine.dispatch(counters::Remark{"a", "hm"}));
    const std::vector<cqrs::AppendedEvent> unknown{{"Unknown", "{}"}};
    REQUIRE(it.engine.append(unknown));
    CHECK(it.status("small").checkpoint == 4);
    CHECK(it.small("a") == R"({"counter":"a","value":5})");
    CHECK(it.status("sums").checkpoint == 4);
    CHECK(asked(it.engine, "sum") == R"({"value":5,"events":2})");
}

TEST_CASE("a failing model stops where it last was right, with its error, and the others go on") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 60}));
    REQUIRE(it.engine.dispatch(Add{"b", 7}));
    REQUIRE(it.engine.dispatch(Add{"a", 60}));
    REQUIRE(it.engine.dispatch(Add{"b", 7}));
    CHECK(it.status("small").error == "value: expected an integer from 0 to 100, got 120");
    CHECK(it.status("small").checkpoint == 2);
    CHECK(it.small("a") == R"({"counter":"a","value":60})");
    CHECK(it.small("b") == R"({"counter":"b","value":7})");
    CHECK(it.status("values").checkpoint == 4);
    CHECK(it.value("a") == R"({"counter":"a","value":120})");
    CHECK(it.value("b") == R"({"counter":"b","value":14})");
    CHECK(asked(it.engine, "sum") == R"({"value":134,"events":4})");
}

TEST_CASE("what a model did for the event at which it failed is undone") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 60}));
    REQUIRE(it.engine.dispatch(Add{"a", 60}));
    CHECK(it.small("all") == R"({"counter":"all","value":60})");
}

TEST_CASE("a model may fail in the middle of an append") {
    Started it;
    REQUIRE(it.engine.dispatch(AddOnes{"a", 150}));
    CHECK(it.status("small").checkpoint == 100);
    CHECK(it.small("a") == R"({"counter":"a","value":100})");
    CHECK(it.value("a") == R"({"counter":"a","value":150})");
}

TEST_CASE("a model that failed says as of when it answers, and never comes further") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 60}));
    REQUIRE(it.engine.dispatch(Add{"a", 60}));
    const auto answer = it.engine.query(counters::SmallValue{"a"});
    REQUIRE(answer);
    CHECK(answer->as_of == 1);
    CHECK(answer->head == 2);
    cqrs::QueryOptions options;
    options.at_least = 2;
    CHECK(test::code_of(it.engine.query(counters::SmallValue{"a"}, options)) == "not_yet");
    CHECK(test::code_of(it.engine.query(counters::Value{"a"}, options)) == "ok");
}

TEST_CASE("a model that fails at the first event is empty") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 101}));
    CHECK(it.status("small").checkpoint == 0);
    CHECK(it.small("a") == "null");
    CHECK(it.small("all") == "null");
}

TEST_CASE("a model that is added later catches up from the first event") {
    Started it;
    REQUIRE(it.engine.dispatch(AddOnes{"a", 70}));
    REQUIRE(it.engine.dispatch(Move{"a", "b", 3}));
    const Storage storage = storage_of(1'000'000);
    {
        Projections later(storage);
        later.add(std::make_unique<ReadModelOf<counters::Values>>(storage), it.engine.catalogue());
        later.catch_up(it.engine.log(), it.engine.catalogue());
        CHECK(later.status(0).checkpoint == 71);
        CHECK(answer_of(later, 0, R"({"counter":"b"})") == it.value("b"));
        REQUIRE(it.engine.dispatch(Add{"a", 5}));
        later.add(std::make_unique<ReadModelOf<counters::Small>>(storage), it.engine.catalogue());
        later.catch_up(it.engine.log(), it.engine.catalogue());
        CHECK(later.status(0).checkpoint == 72);
        CHECK(later.status(1).checkpoint == 72);
        CHECK(answer_of(later, 0, R"({"counter":"a"})") == it.value("a"));
        CHECK(answer_of(later, 1, R"({"counter":"a"})") == it.small("a"));
    }
    CHECK(storage->used() == 0);
}

TEST_CASE("a model that runs out of memory stops there, and answers from what it had") {
    Started it;
    for (int i = 0; i < 2'000; ++i) {
        REQUIRE(it.engine.dispatch(Add{"counter-number-" + std::to_string(i), i % 90 + 1}));
    }
    const Storage storage = storage_of(60'000);
    Projections later(storage);
    later.add(std::make_unique<ReadModelOf<counters::Values>>(storage), it.engine.catalogue());
    later.add(std::make_unique<ReadModelOf<counters::Sums>>(storage), it.engine.catalogue());
    later.catch_up(it.engine.log(), it.engine.catalogue());
    CHECK(later.status(0).error == "out of memory");
    CHECK(later.status(0).checkpoint > 100);
    CHECK(later.status(0).checkpoint < 2'000);
    CHECK(later.status(1).checkpoint == 2'000);
    CHECK(storage->used() <= 60'000);
    const auto last = later.status(0).checkpoint - 1;
    const auto params = [](cqrs::Position number) {
        return "{\"counter\":\"counter-number-" + std::to_string(number) + "\"}";
    };
    CHECK(answer_of(later, 0, params(last)) == asked(it.engine, "value", params(last)));
    CHECK(answer_of(later, 0, params(last + 1)) == "null");
}

TEST_CASE("nothing is applied twice when nothing is new") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 5}));
    REQUIRE(it.engine.dispatch(AddOnes{"a", 0}));
    REQUIRE_FALSE(it.engine.dispatch(Move{"a", "a", 5}));
    CHECK(asked(it.engine, "sum") == R"({"value":5,"events":1})");
}

}  // namespace projections_tests
