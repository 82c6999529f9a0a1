#include <string>
#include <vector>

#include "catch.hpp"
#include "counters.hpp"
#include "cqrs/engine.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"
#include "engines.hpp"

namespace engine_append_tests {
namespace {

using cqrs::AppendCondition;
using cqrs::AppendedEvent;
using cqrs::Code;
using cqrs::Engine;
using cqrs::Receipt;
using cqrs::Result;
using test::code_of;
using test::said;
using Expected = AppendCondition::Expected;

struct Started {
    Started() { engine.add<counters::Counters>(); }

    Result<Receipt> append(const std::vector<AppendedEvent>& events,
                           const AppendCondition& condition = {}) {
        return engine.append(events, condition, 1'000);
    }
    Engine engine;
};

AppendedEvent added(std::string_view counter, int amount) {
    return {"Added", "{\"counter\":\"" + std::string(counter) +
                         "\",\"amount\":" + std::to_string(amount) + "}"};
}

AppendedEvent anything(std::optional<std::string> stream = std::nullopt,
                       std::vector<std::string> tags = {}) {
    return {"Happened", "{\"x\":[1,2]}", std::move(stream), std::move(tags)};
}

AppendCondition expecting(Expected expected, std::uint64_t version = 0,
                          std::optional<std::string> stream = std::nullopt) {
    AppendCondition condition;
    condition.expected = expected;
    condition.version = version;
    condition.stream = std::move(stream);
    return condition;
}

AppendCondition failing_if(cqrs::EventQuery query, cqrs::Position after = 0) {
    AppendCondition condition;
    condition.fail_if_events_match = std::move(query);
    condition.after = after;
    return condition;
}

/// `invalid` at that path, leaving everything as it was.
std::string refused_at(Started& it, const AppendedEvent& event) {
    const cqrs::Stats before = it.engine.stats();
    const auto result = it.append({added("fine", 1), event});
    if (result || result.error().code != Code::invalid) {
        return "not invalid: " + said(result);
    }
    return test::same(it.engine.stats(), before) ? result.error().path : "something has changed";
}

}  // namespace

TEST_CASE("an appended event of a described type is recorded, folded, tagged and projected") {
    Started it;
    CHECK(said(it.append({added("a", 5)})) == "position 1, version 1, events 1");
    CHECK(test::tags_at(it.engine, 1) == "counter-a ");
    CHECK(test::data_at(it.engine, 1) == R"({"counter":"a","amount":5})");
    CHECK(test::asked(it.engine, "value", R"({"counter":"a"})") == R"({"counter":"a","value":5})");
    CHECK(it.engine.state("counter-a").has_value());
    CHECK(code_of(it.engine.dispatch(counters::Move{"a", "b", 5})) == "ok");
}

TEST_CASE("an appended event is stored in the same bytes as one that was decided") {
    Started one;
    Started two;
    REQUIRE(one.append({added("a", 5)}));
    cqrs::DispatchOptions options;
    options.time = 1'000;
    REQUIRE(two.engine.dispatch(counters::Add{"a", 5}, options));
    CHECK(test::same(one.engine.stats(), two.engine.stats()));
}

TEST_CASE("an event of an unknown type is kept as the JSON text that was given") {
    Started it;
    CHECK(said(it.append({{"Happened", " { \"z\" : 1, \"a\" : [null] } "}})) ==
          "position 1, version 0, events 1");
    CHECK(test::type_at(it.engine, 1) == "Happened");
    CHECK(test::data_at(it.engine, 1) == " { \"z\" : 1, \"a\" : [null] } ");
    CHECK(said(it.append({anything("room-1", {"room-1", "floor-2"}), anything("room-1")})) ==
          "position 3, version 2, events 2");
    CHECK(test::tags_at(it.engine, 2) == "room-1 floor-2 ");
    CHECK(test::tags_at(it.engine, 3).empty());
    CHECK(it.engine.stats().streams == 1);
}

TEST_CASE("an event of an unknown type carries its tags once each, its stream's name first") {
    Started it;
    REQUIRE(it.append({anything("s", {"b", "s", "a", "b", "s"})}));
    CHECK(test::tags_at(it.engine, 1) == "s b a ");
}

TEST_CASE("a described event carries its own tags first, then those that were given, each once") {
    Started it;
    AppendedEvent event = added("a", 5);
    event.tags = {"vip", "counter-a", "vip"};
    REQUIRE(it.append({event}));
    CHECK(test::tags_at(it.engine, 1) == "counter-a vip ");
}

TEST_CASE("a described event in its own stream is fine, in another it is refused") {
    Started it;
    AppendedEvent event = added("a", 5);
    event.stream = "counter-a";
    CHECK(code_of(it.append({event})) == "ok");
    for (const std::string_view stream : {"counter-b", "a", "counter-", "elsewhere"}) {
        event.stream = stream;
        CHECK(refused_at(it, event) == "events[1].stream");
    }
    const auto result = it.append({event});
    REQUIRE_FALSE(result);
    CHECK(result.error().expected == "counter-a");
    CHECK(result.error().actual == "\"elsewhere\"");
    AppendedEvent moved{"Moved", R"({"from":"a","to":"b","amount":1})"};
    moved.stream = "counter-b";
    CHECK(refused_at(it, moved) == "events[1].stream");
}

TEST_CASE("appended data that is not as described is refused with its path") {
    Started it;
    CHECK(refused_at(it, {"Added", R"({"counter":"a","amount":0})"}) == "events[1].data.amount");
    CHECK(refused_at(it, {"Added", R"({"counter":"a"})"}) == "events[1].data.amount");
    CHECK(refused_at(it, {"Added", R"({"counter":"a","amount":1,"x":1})"}) == "events[1].data.x");
    CHECK(refused_at(it, {"Added", "[]"}) == "events[1].data");
    CHECK(refused_at(it, {"Added", ""}) == "events[1].data");
    CHECK(refused_at(it, {"Happened", "{"}) == "events[1].data");
    CHECK(refused_at(it, {"Happened", ""}) == "events[1].data");
    CHECK(refused_at(it, {"Happened", "NaN"}) == "events[1].data");
    CHECK(refused_at(it, {"Happened", "\"\\ud800\""}) == "events[1].data");
    CHECK(refused_at(it, {"Happened", std::string(65, '[') + std::string(65, ']')}) ==
          "events[1].data");
    CHECK(refused_at(it, {"Happened", std::string("1\0", 2)}) == "events[1].data");
}

TEST_CASE("names, ids and metadata that are not as they should be are refused with their path") {
    Started it;
    const std::string too_long(cqrs::id_length_max + 1, 'x');
    for (const std::string& bad : {std::string(), too_long, std::string("\xff")}) {
        AppendedEvent event = anything();
        event.type = bad;
        CHECK(refused_at(it, event) == "events[1].type");
        event = anything(bad);
        CHECK(refused_at(it, event) == "events[1].stream");
        event = anything("s", {"fine", bad});
        CHECK(refused_at(it, event) == "events[1].tags[1]");
        event = anything();
        event.id = bad;
        CHECK(refused_at(it, event) == "events[1].id");
        event = anything();
        event.metadata = bad;
        CHECK(refused_at(it, event) == "events[1].metadata");
    }
    AppendedEvent event = anything();
    event.metadata = "[1]";
    CHECK(refused_at(it, event) == "events[1].metadata");
}

TEST_CASE("an appended event keeps the id and the metadata it was given") {
    Started it;
    AppendedEvent event = added("a", 5);
    event.id = "my-event";
    event.metadata = R"({"by":"Ann"})";
    REQUIRE(it.append({event, added("b", 1)}));
    cqrs::Buffer spill;
    CHECK(it.engine.log().event_id(it.engine.log().at(1, spill)) == "my-event");
    CHECK(it.engine.log().at(1, spill).metadata == R"({"by":"Ann"})");
    CHECK(it.engine.log().event_id(it.engine.log().at(2, spill)) == "log-2");
    CHECK(it.engine.log().at(2, spill).metadata.empty());
    CHECK(it.engine.log().correlation_id(it.engine.log().at(2, spill)) == "my-event");
    CHECK(it.engine.log().at(2, spill).time == 1'000);
}

TEST_CASE("all the events of an append are appended or none of them") {
    Started it;
    REQUIRE(it.append({added("a", 1)}));
    const cqrs::Stats before = it.engine.stats();
    CHECK(code_of(it.append({added("a", 1), anything("s"), added("a", 0)})) == "invalid");
    CHECK(code_of(it.append({added("a", 1), {"Moved", R"({"from":"a","to":"b","amount":9})"}})) ==
          "domain_failed");
    CHECK(code_of(it.append({added("a", 1), anything("s")}, expecting(Expected::none))) ==
          "conflict");
    CHECK(test::same(it.engine.stats(), before));
    CHECK(test::asked(it.engine, "value", R"({"counter":"a"})") == R"({"counter":"a","value":1})");
    CHECK(said(it.append({added("a", 4), {"Moved", R"({"from":"a","to":"b","amount":5})"}})) ==
          "position 3, version 3, events 2");
}

TEST_CASE(
    "a state between two events of an append has to be as described too, so that the log can "
    "be read again") {
    Started it;
    const cqrs::Stats before = it.engine.stats();
    const AppendedEvent moved{"Moved", R"({"from":"a","to":"b","amount":5})"};
    const auto result = it.append({moved, added("a", 9)});
    REQUIRE_FALSE(result);
    CHECK((result.error().code == Code::domain_failed));
    CHECK(result.error().message ==
          "the state of counters would not be as described: "
          "value: expected an integer from 0 to 10000, got -5");
    CHECK(test::same(it.engine.stats(), before));
    CHECK(said(it.append({added("a", 9), moved})) == "position 2, version 2, events 2");
    CHECK(it.engine.fork(1, "fork"));
}

TEST_CASE("no events are appended, and the receipt says where the log is") {
    Started it;
    REQUIRE(it.append({added("a", 1)}));
    CHECK(said(it.append({})) == "position 1, version 0, events 0");
    CHECK(code_of(it.append({}, failing_if(cqrs::EventQuery{}))) == "ok");
    CHECK(code_of(it.append({}, failing_if({cqrs::QueryItem{}}))) == "conflict");
}

TEST_CASE("an append may expect the version of a stream, by default that of its first event") {
    Started it;
    CHECK(code_of(it.append({anything("s")}, expecting(Expected::number, 0))) == "ok");
    CHECK(code_of(it.append({anything("s")}, expecting(Expected::number, 0))) == "conflict");
    CHECK(code_of(it.append({anything("s")}, expecting(Expected::number, 1))) == "ok");
    CHECK(code_of(it.append({anything("t")}, expecting(Expected::number, 2, "s"))) == "ok");
    CHECK(code_of(it.append({anything("s")}, expecting(Expected::number, 2, "t"))) == "conflict");
    CHECK(code_of(it.append({anything()}, expecting(Expected::number, 0))) == "ok");
    CHECK(code_of(it.append({added("a", 1)}, expecting(Expected::number, 0))) == "ok");
    const auto stale = it.append({added("a", 1)}, expecting(Expected::number, 5));
    REQUIRE_FALSE(stale);
    CHECK(stale.error().expected == "5");
    CHECK(stale.error().actual == "1");
}

TEST_CASE("an append may expect that a stream is not there, is there, or nothing") {
    Started it;
    const auto missing = it.append({anything("s")}, expecting(Expected::exists));
    REQUIRE_FALSE(missing);
    CHECK((missing.error().code == Code::conflict));
    CHECK(missing.error().expected == "exists");
    CHECK(missing.error().actual == "0");
    CHECK(code_of(it.append({anything("s")}, expecting(Expected::none))) == "ok");
    CHECK(code_of(it.append({anything("s")}, expecting(Expected::none))) == "conflict");
    CHECK(code_of(it.append({anything("s")}, expecting(Expected::exists))) == "ok");
    CHECK(code_of(it.append({anything("s")}, expecting(Expected::any, 77))) == "ok");
    CHECK(it.engine.stats().head == 3);
}

TEST_CASE("an event that carries a stream's tag does not count as its version") {
    Started it;
    REQUIRE(it.append({added("a", 5), {"Moved", R"({"from":"a","to":"b","amount":1})"}}));
    CHECK(code_of(it.append({added("b", 1)}, expecting(Expected::none))) == "ok");
}

TEST_CASE("an append may fail if events match a query, after a position if one is given") {
    Started it;
    REQUIRE(it.append({added("a", 5), anything("s", {"t"}), added("b", 5)}));
    const auto appended = [&](cqrs::EventQuery query, cqrs::Position after = 0) {
        return code_of(it.append({anything()}, failing_if(std::move(query), after)));
    };
    CHECK(appended({{{}, {"counter-c"}}}) == "ok");
    CHECK(appended({{{}, {"counter-a"}}}) == "conflict");
    CHECK(appended({{{}, {"counter-a"}}}, 1) == "ok");
    CHECK(appended({{{"Moved"}, {}}}) == "ok");
    CHECK(appended({{{"Added"}, {}}}, 2) == "conflict");
    CHECK(appended({{{"Added"}, {}}}, 3) == "ok");
    CHECK(appended({{{"Added"}, {"t"}}}) == "ok");
    CHECK(appended({{{"Moved"}, {}}, {{"Happened"}, {"t"}}}) == "conflict");
    CHECK(appended({}) == "ok");
    const auto result = it.append({anything()}, failing_if({{{}, {"counter-b"}}}, 1));
    REQUIRE_FALSE(result);
    CHECK(result.error().expected == "1");
    CHECK(result.error().actual == "3");
}

TEST_CASE("a condition after the head is invalid") {
    Started it;
    REQUIRE(it.append({added("a", 5)}));
    CHECK(code_of(it.append({anything()}, failing_if({{}}, 1))) == "ok");
    const auto result = it.append({anything()}, failing_if({{}}, 3));
    REQUIRE_FALSE(result);
    CHECK((result.error().code == Code::invalid));
    CHECK(result.error().path == "condition.after");
}

TEST_CASE("the stream of a condition has a name that a stream can have") {
    Started it;
    for (const std::string& stream :
         {std::string("s\x89"), std::string(), std::string(10'000, 's')}) {
        const auto result = it.append({anything()}, expecting(Expected::number, 5, stream));
        REQUIRE_FALSE(result);
        CHECK((result.error().code == Code::invalid));
        CHECK(result.error().path == "condition.stream");
    }
}

TEST_CASE("the time of an append is one that a JavaScript number holds exactly") {
    Started it;
    const std::vector<AppendedEvent> events{anything()};
    const auto result = it.engine.append(events, {}, cqrs::safe_integer_max + 1);
    REQUIRE_FALSE(result);
    CHECK(result.error().path == "time");
    CHECK(code_of(it.engine.append(events, {}, -cqrs::safe_integer_max)) == "ok");
}

TEST_CASE("an event of an unknown type may stand in a domain's stream and does not trouble it") {
    Started it;
    REQUIRE(it.append({anything("counter-a", {"counter-a"})}));
    CHECK_FALSE(it.engine.state("counter-a").has_value());
    cqrs::DispatchOptions options;
    options.expected_version = 1;
    options.seen = 1;
    CHECK(said(it.engine.dispatch(counters::Add{"a", 5}, options)) ==
          "position 2, version 2, events 1");
    REQUIRE(it.append({anything("counter-a", {"counter-a"})}));
    CHECK(code_of(it.engine.dispatch(counters::Add{"a", 5}, options)) == "conflict");
    CHECK(test::asked(it.engine, "value", R"({"counter":"a"})") == R"({"counter":"a","value":5})");
}

TEST_CASE("events of several domains fit in one append") {
    Engine engine;
    engine.add<orders::Orders>();
    engine.add<bank::Bank>();
    const std::vector<AppendedEvent> events{
        {"AccountOpened", R"({"account":"a","owner":"Ann"})"},
        {"OrderPlaced",
         R"({"orderId":"o","customer":"Ann","lines":[{"sku":"s","quantity":1,"unitPrice":5}]})"},
        {"MoneyDeposited", R"({"account":"a","amount":5})"}};
    CHECK(said(engine.append(events)) == "position 3, version 2, events 3");
    CHECK(engine.state("order-o")->domain == 0);
    CHECK(engine.state("account-a")->domain == 1);
}

}  // namespace engine_append_tests
