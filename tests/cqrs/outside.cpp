#include "cqrs/outside.hpp"

#include "catch.hpp"
#include "counters.hpp"
#include "engines.hpp"

namespace outside_tests {
namespace {

using cqrs::Engine;
using cqrs::OutsideCommand;
using cqrs::OutsideEvent;
using test::code_of;
using test::said;

OutsideCommand park(std::string_view canonical = "{}", cqrs::DispatchOptions options = {}) {
    return {"Park", canonical, "lot-a", std::nullopt, options};
}

std::vector<OutsideEvent> parked(std::size_t count = 1) {
    return std::vector<OutsideEvent>(count, OutsideEvent{"Parked", R"({"x":1})", {"car"}});
}

std::string first_record(const Engine& engine) {
    cqrs::Buffer spill;
    const cqrs::Record record = engine.log().at(1, spill);
    return std::string(engine.log().types()[record.type].name) + " " +
           std::string(engine.log().names().text(record.stream, spill)) + " " +
           std::string(cqrs::as_text(record.payload)) + " " + cqrs::id_text(record.command_id) +
           " " + engine.log().correlation_id(record) + " " + cqrs::id_text(record.causation_id) +
           " " + std::string(record.metadata);
}

}  // namespace

TEST_CASE("what was decided outside is recorded with all that was said of its command") {
    Engine engine;
    cqrs::DispatchOptions options;
    options.id = "p1";
    options.correlation_id = "story";
    options.causation_id = "why";
    options.metadata = R"({"by":"me"})";
    CHECK(said(engine.record(park("{}", options), parked(2))) == "position 2, version 2, events 2");
    CHECK(first_record(engine) == R"(Parked lot-a {"x":1} p1 story why {"by":"me"})");
    CHECK(said(engine.known(park())) == "position 2, version 2, events 0");
    CHECK(said(engine.record(park(), {})) == "position 2, version 2, events 0");
}

TEST_CASE("a command decided outside is known again by its id and its data") {
    Engine engine;
    const cqrs::DispatchOptions options{.id = "p1"};
    CHECK(said(engine.known(park("{1}", options))) == "position 0, version 0, events 0");
    CHECK(said(engine.record(park("{1}", options), parked(2))) ==
          "position 2, version 2, events 2");
    const std::string again = "position 2, version 2, events 2, duplicate";
    CHECK(said(engine.known(park("{1}", options))) == again);
    CHECK(said(engine.record(park("{1}", options), parked())) == again);
    CHECK(code_of(engine.known(park("{2}", options))) == "id_reused");
    OutsideCommand other = park("{1}", options);
    other.type = "Leave";
    CHECK(code_of(engine.known(other)) == "id_reused");
    CHECK(engine.log().head() == 2);
}

TEST_CASE("a command that was just asked about is recorded as one that is asked about then") {
    Engine engine;
    const cqrs::DispatchOptions options{.id = "p1"};
    REQUIRE(engine.known(park("{1}", options)).ok());
    CHECK(said(engine.record(park("{1}", options), {}, true)) == "position 0, version 0, events 0");
    CHECK(said(engine.record(park("{1}", options), parked(2), true)) ==
          "position 2, version 2, events 2");
    CHECK(said(engine.known(park("{1}", options))) == "position 2, version 2, events 2, duplicate");
}

TEST_CASE("a command decided outside conflicts when its stream or its scope has moved") {
    Engine engine;
    REQUIRE(engine.record(park(), parked()).ok());
    const auto known = [&](cqrs::DispatchOptions options,
                           std::optional<cqrs::EventQuery> scope = std::nullopt) {
        OutsideCommand command = park("{}", options);
        command.scope = std::move(scope);
        return code_of(engine.known(command));
    };
    CHECK(known({.expected_version = 1}) == "ok");
    CHECK(known({.expected_version = 0}) == "conflict");
    CHECK(known({.expected_version = 0, .retries = 1}) == "ok");
    CHECK(known({.seen = 1}) == "ok");
    CHECK(known({.seen = 0}) == "conflict");
    CHECK(known({.seen = 2}) == "invalid");
    CHECK(known({.seen = 0}, cqrs::EventQuery{{{}, {"bicycle"}}}) == "ok");
    CHECK(known({.seen = 0}, cqrs::EventQuery{{{}, {"car"}}}) == "conflict");
}

TEST_CASE("an event decided outside that cannot be recorded leaves everything as it was") {
    Engine engine({"log", {.payload_bytes = 10}});
    engine.add<counters::Counters>();
    const auto refused = [&](const OutsideEvent& event) {
        const auto before = engine.stats();
        const auto code = code_of(engine.record(park(), std::vector{event}));
        CHECK(test::same(before, engine.stats()));
        return code;
    };
    CHECK(refused({"", "1"}) == "invalid");
    CHECK(refused({"Parked", "1", {""}}) == "invalid");
    CHECK(refused({"Added", "1"}) == "invalid");
    CHECK(refused({"Parked", "12345678901"}) == "limit");
    CHECK(code_of(engine.record(park("{}", {.retries = 11}), parked())) == "limit");
    OutsideCommand nowhere = park();
    nowhere.stream = "";
    CHECK(code_of(engine.record(nowhere, parked())) == "invalid");
    CHECK(engine.record(park(), std::vector<OutsideEvent>{{"Parked", "1"}}).ok());
}

}  // namespace outside_tests
