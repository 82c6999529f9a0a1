#include "cqrs/engine.hpp"

#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"
#include "counters.hpp"
#include "cqrs/utf8.hpp"
#include "engines.hpp"

namespace engine_tests {
namespace {

using counters::Add;
using counters::AddOnes;
using counters::Break;
using counters::Counters;
using counters::Move;
using counters::Remark;
using cqrs::Code;
using cqrs::DispatchOptions;
using cqrs::Engine;
using test::code_of;
using test::said;

struct Started {
    explicit Started(cqrs::Limits limits = {}) : engine({"log", limits}) { engine.add<Counters>(); }
    Engine engine;
};

DispatchOptions with_id(std::string_view id) {
    DispatchOptions options;
    options.id = id;
    return options;
}

DispatchOptions having_seen(cqrs::Position seen) {
    DispatchOptions options;
    options.seen = seen;
    return options;
}

DispatchOptions expecting(std::uint64_t version) {
    DispatchOptions options;
    options.expected_version = version;
    return options;
}

std::int64_t value_of(Engine& engine, const std::string& counter) {
    const auto answer = engine.query(counters::Value{counter});
    return answer && answer->data ? answer->data->value : -1;
}

}  // namespace

TEST_CASE("a command becomes an event and the event an answer") {
    Started it;
    DispatchOptions options;
    options.time = 1'700'000'000'000;
    CHECK(said(it.engine.dispatch(Add{"a", 5}, options)) == "position 1, version 1, events 1");
    CHECK(said(it.engine.dispatch(Add{"b", 6})) == "position 2, version 1, events 1");
    CHECK(said(it.engine.dispatch(Add{"a", 7})) == "position 3, version 2, events 1");
    CHECK(test::type_at(it.engine, 3) == "Added");
    CHECK(test::data_at(it.engine, 3) == R"({"counter":"a","amount":7})");
    CHECK(test::tags_at(it.engine, 3) == "counter-a ");
    cqrs::Buffer spill;
    CHECK(it.engine.log().at(1, spill).time == 1'700'000'000'000);
    const auto answer = it.engine.query(counters::Value{"a"});
    REQUIRE(answer);
    REQUIRE(answer->data.has_value());
    CHECK(answer->data->value == 12);
    CHECK(answer->as_of == 3);
    CHECK(answer->head == 3);
}

TEST_CASE("a query about what is not there has no answer, and says as of when") {
    Started it;
    const auto answer = it.engine.query(counters::Value{"a"});
    REQUIRE(answer);
    CHECK_FALSE(answer->data.has_value());
    CHECK(answer->head == 0);
    CHECK(test::asked(it.engine, "values") == "[]");
    CHECK(test::asked(it.engine, "sum") == R"({"value":0,"events":0})");
}

TEST_CASE(
    "an event about two identities is in the stream of the first and carries the tags of both") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 5}));
    CHECK(said(it.engine.dispatch(Move{"a", "b", 2})) == "position 2, version 2, events 1");
    CHECK(test::tags_at(it.engine, 2) == "counter-a counter-b ");
    CHECK(it.engine.log().version("counter-b") == 0);
    CHECK(value_of(it.engine, "a") == 3);
    CHECK(value_of(it.engine, "b") == 2);
    CHECK(said(it.engine.dispatch(Move{"b", "a", 2})) == "position 3, version 1, events 1");
}

TEST_CASE("several events of one command are appended together, the receipt is of the last") {
    Started it;
    CHECK(said(it.engine.dispatch(AddOnes{"a", 3})) == "position 3, version 3, events 3");
    CHECK(value_of(it.engine, "a") == 3);
    CHECK(said(it.engine.dispatch(AddOnes{"a", 1'000})) ==
          "position 1003, version 1003, events 1000");
}

TEST_CASE("no events is success: the receipt has the head and the stream's version") {
    Started it;
    CHECK(said(it.engine.dispatch(AddOnes{"a", 0})) == "position 0, version 0, events 0");
    REQUIRE(it.engine.dispatch(AddOnes{"a", 2}));
    REQUIRE(it.engine.dispatch(Add{"b", 1}));
    const cqrs::Stats before = it.engine.stats();
    CHECK(said(it.engine.dispatch(AddOnes{"a", 0})) == "position 3, version 2, events 0");
    CHECK(test::same(it.engine.stats(), before));
}

TEST_CASE("a rejection has its reason, and a sentence even where the domain gave none") {
    Started it;
    const auto too_little = it.engine.dispatch(Move{"a", "b", 5});
    REQUIRE_FALSE(too_little);
    CHECK((too_little.error().code == Code::rejected));
    CHECK(too_little.error().reason == "too_little");
    CHECK(too_little.error().message == "a has 0");
    const auto same = it.engine.dispatch(Move{"a", "a", 5});
    REQUIRE_FALSE(same);
    CHECK(same.error().reason == "same_counter");
    CHECK(same.error().message == "same_counter");
}

TEST_CASE("a command that is not as described is refused with its path") {
    Started it;
    const auto typed = it.engine.dispatch(Add{"a", 0});
    REQUIRE_FALSE(typed);
    CHECK((typed.error().code == Code::invalid));
    CHECK(typed.error().path == "amount");
    const auto json = test::told(it.engine, "Add", R"({"counter":"","amount":1})");
    REQUIRE_FALSE(json);
    CHECK(json.error().path == "counter");
    const std::vector<std::uint8_t> cut{1, 'a'};
    const auto binary = it.engine.dispatch(0, {cqrs::Form::described, cut});
    REQUIRE_FALSE(binary);
    CHECK((binary.error().code == Code::invalid));
    CHECK(binary.error().path == "amount");
    CHECK(it.engine.stats().head == 0);
}

TEST_CASE("a command that no domain has is unknown") {
    Engine engine;
    const auto result = engine.dispatch(Add{"a", 0});
    REQUIRE_FALSE(result);
    CHECK((result.error().code == Code::unknown_command));
    const auto query = engine.query(counters::Value{""});
    REQUIRE_FALSE(query);
    CHECK((query.error().code == Code::unknown_query));
}

TEST_CASE("an event that is not as described is the domain's failure, and nothing is appended") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 1}));
    const cqrs::Stats before = it.engine.stats();
    const auto result = it.engine.dispatch(Break{"a", 1});
    REQUIRE_FALSE(result);
    CHECK((result.error().code == Code::domain_failed));
    CHECK(result.error().path == "amount");
    CHECK(test::same(it.engine.stats(), before));
    CHECK(value_of(it.engine, "a") == 1);
    CHECK(said(it.engine.dispatch(Add{"a", 1})) == "position 2, version 2, events 1");
}

TEST_CASE(
    "a state that would not be as described is the domain's failure, and nothing is appended") {
    Started it;
    CHECK(said(it.engine.dispatch(AddOnes{"a", counters::value_max})) ==
          "position 10000, version 10000, events 10000");
    const cqrs::Stats before = it.engine.stats();
    const auto result = it.engine.dispatch(Add{"a", 1});
    REQUIRE_FALSE(result);
    CHECK((result.error().code == Code::domain_failed));
    CHECK(result.error().path == "value");
    CHECK(test::same(it.engine.stats(), before));
    CHECK(said(it.engine.dispatch(Move{"a", "b", 1})).substr(0, 14) == "position 10001");
}

TEST_CASE("a command with an id is done once: again it answers the first receipt") {
    Started it;
    CHECK(said(it.engine.dispatch(AddOnes{"a", 3}, with_id("one"))) ==
          "position 3, version 3, events 3");
    REQUIRE(it.engine.dispatch(Add{"a", 1}));
    const cqrs::Stats before = it.engine.stats();
    CHECK(said(it.engine.dispatch(AddOnes{"a", 3}, with_id("one"))) ==
          "position 3, version 3, events 3, duplicate");
    CHECK(test::same(it.engine.stats(), before));
    CHECK(value_of(it.engine, "a") == 4);
}

TEST_CASE("a duplicate is known in every form of its payload and by a UUID as by any text") {
    Started it;
    for (const std::string_view id : {"one", "0f8fad5b-d9cb-469f-a165-70867728950e"}) {
        const DispatchOptions options = with_id(id);
        REQUIRE(it.engine.dispatch(Add{"a", 5}, options));
        CHECK(test::told(it.engine, "Add", R"({"counter":"a","amount":5})", options)->duplicate);
        CHECK(test::told(it.engine, "Add", R"({ "amount": 5.0, "counter": "\u0061" })", options)
                  ->duplicate);
        const std::vector<std::uint8_t> binary{1, 'a', 5};
        CHECK(it.engine.dispatch(0, {cqrs::Form::described, binary}, options)->duplicate);
    }
    CHECK(it.engine.stats().head == 2);
}

TEST_CASE("a duplicate answers its receipt even if what it saw or expected is stale by now") {
    Started it;
    DispatchOptions options = with_id("one");
    options.seen = 0;
    options.expected_version = 0;
    REQUIRE(it.engine.dispatch(Add{"a", 5}, options));
    REQUIRE(it.engine.dispatch(Add{"a", 5}));
    CHECK(said(it.engine.dispatch(Add{"a", 5}, options)) ==
          "position 1, version 1, events 1, duplicate");
    options.id = "two";
    CHECK(code_of(it.engine.dispatch(Add{"a", 5}, options)) == "conflict");
}

TEST_CASE("an id that belongs to another command is refused") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 5}, with_id("one")));
    const auto other_data = it.engine.dispatch(Add{"a", 6}, with_id("one"));
    REQUIRE_FALSE(other_data);
    CHECK((other_data.error().code == Code::id_reused));
    CHECK(other_data.error().path == "id");
    const auto other_type = it.engine.dispatch(Break{"a", 5}, with_id("one"));
    REQUIRE_FALSE(other_type);
    CHECK((other_type.error().code == Code::id_reused));
    CHECK(it.engine.stats().head == 1);
}

TEST_CASE("an id is remembered only when events were appended") {
    Started it;
    REQUIRE(it.engine.dispatch(AddOnes{"a", 0}, with_id("one")));
    CHECK(code_of(it.engine.dispatch(Move{"a", "b", 1}, with_id("one"))) == "rejected");
    CHECK(code_of(it.engine.dispatch(Add{"a", 1}, with_id("one"))) == "ok");
    CHECK(code_of(it.engine.dispatch(Add{"a", 2}, with_id("one"))) == "id_reused");
}

TEST_CASE("ids are found among thousands") {
    Started it;
    for (int i = 0; i < 3'000; ++i) {
        const std::string id = "command-" + std::to_string(i);
        REQUIRE(it.engine.dispatch(Add{"c" + std::to_string(i), 1}, with_id(id)));
    }
    std::size_t wrong = 0;
    for (int i = 0; i < 3'000; ++i) {
        const std::string id = "command-" + std::to_string(i);
        const auto again = it.engine.dispatch(Add{"c" + std::to_string(i), 1}, with_id(id));
        wrong += again && again->duplicate && again->position == static_cast<cqrs::Position>(i + 1)
                     ? 0
                     : 1;
    }
    CHECK(wrong == 0);
}

TEST_CASE("an expected version is of the command's own stream, 0 of a new one") {
    Started it;
    CHECK(code_of(it.engine.dispatch(Add{"a", 5}, expecting(0))) == "ok");
    const auto stale = it.engine.dispatch(Add{"a", 5}, expecting(0));
    REQUIRE_FALSE(stale);
    CHECK((stale.error().code == Code::conflict));
    CHECK(stale.error().expected == "0");
    CHECK(stale.error().actual == "1");
    CHECK(code_of(it.engine.dispatch(Add{"a", 5}, expecting(2))) == "conflict");
    CHECK(code_of(it.engine.dispatch(Move{"a", "b", 5}, expecting(1))) == "ok");
    CHECK(code_of(it.engine.dispatch(Move{"b", "a", 5}, expecting(0))) == "ok");
    CHECK(code_of(it.engine.dispatch(AddOnes{"a", 0}, expecting(1))) == "conflict");
}

TEST_CASE("what was seen is exclusive: events of the scope behind it are a conflict") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 5}));
    REQUIRE(it.engine.dispatch(Add{"b", 5}));
    CHECK(code_of(it.engine.dispatch(Add{"a", 1}, having_seen(1))) == "ok");
    const auto stale = it.engine.dispatch(Add{"a", 1}, having_seen(2));
    REQUIRE_FALSE(stale);
    CHECK((stale.error().code == Code::conflict));
    CHECK(stale.error().expected == "2");
    CHECK(stale.error().actual == "3");
    CHECK(code_of(it.engine.dispatch(Add{"b", 1}, having_seen(2))) == "ok");
    CHECK(code_of(it.engine.dispatch(Add{"c", 1}, having_seen(0))) == "ok");
}

TEST_CASE("the scope of a command about two identities is both of them") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 50}));
    REQUIRE(it.engine.dispatch(Add{"b", 50}));
    REQUIRE(it.engine.dispatch(Add{"c", 50}));
    CHECK(code_of(it.engine.dispatch(Move{"a", "b", 1}, having_seen(1))) == "conflict");
    CHECK(code_of(it.engine.dispatch(Move{"b", "a", 1}, having_seen(1))) == "conflict");
    CHECK(code_of(it.engine.dispatch(Move{"a", "b", 1}, having_seen(2))) == "ok");
    CHECK(code_of(it.engine.dispatch(Add{"b", 1}, having_seen(3))) == "conflict");
    CHECK(code_of(it.engine.dispatch(Add{"c", 1}, having_seen(3))) == "ok");
}

TEST_CASE("nobody can have seen beyond the head") {
    Started it;
    const auto result = it.engine.dispatch(Add{"a", 1}, having_seen(1));
    REQUIRE_FALSE(result);
    CHECK((result.error().code == Code::invalid));
    CHECK(result.error().path == "seen");
    CHECK(result.error().actual == "1");
    CHECK(code_of(it.engine.dispatch(Add{"a", 1}, having_seen(~std::uint64_t{0}))) == "invalid");
}

TEST_CASE("with retries a command decides again on what is there, instead of a conflict") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 5}));
    DispatchOptions options = having_seen(0);
    options.expected_version = 0;
    CHECK(code_of(it.engine.dispatch(Move{"a", "b", 5}, options)) == "conflict");
    options.retries = 1;
    CHECK(code_of(it.engine.dispatch(Move{"a", "b", 6}, options)) == "rejected");
    CHECK(said(it.engine.dispatch(Move{"a", "b", 5}, options)) ==
          "position 2, version 2, events 1");
}

TEST_CASE("what is said about a command is kept with each of its events") {
    Started it;
    DispatchOptions options = with_id("one");
    options.correlation_id = "story";
    options.causation_id = "cause";
    options.metadata = R"({"by":"Ann"})";
    REQUIRE(it.engine.dispatch(AddOnes{"a", 2}, options));
    cqrs::Buffer spill;
    for (const cqrs::Position position : {1U, 2U}) {
        const cqrs::Record record = it.engine.log().at(position, spill);
        CHECK(cqrs::id_text(record.command_id) == "one");
        CHECK(it.engine.log().correlation_id(record) == "story");
        CHECK(cqrs::id_text(record.causation_id) == "cause");
        CHECK(record.metadata == R"({"by":"Ann"})");
        CHECK(it.engine.log().event_id(record) == "log-" + std::to_string(position));
    }
}

TEST_CASE("ids are well-formed texts of 1 to 256 characters") {
    Started it;
    std::string longest;
    for (std::size_t i = 0; i < cqrs::id_length_max; ++i) {
        longest += "é";
    }
    for (const std::string& id : {std::string(), longest + "x", std::string("a\xff"),
                                  std::string("\xed\xa0\x80"), std::string(10'000'000, 'x')}) {
        const auto path_of = [&](const DispatchOptions& options) {
            const auto result = it.engine.dispatch(Add{"a", 1}, options);
            if (result || result.error().code != Code::invalid ||
                result.error().message.size() > 400 || !cqrs::code_points(result.error().message)) {
                return std::string("not refused in a few words");
            }
            return result.error().path;
        };
        DispatchOptions options;
        options.id = id;
        CHECK(path_of(options) == "id");
        options = {};
        options.correlation_id = id;
        CHECK(path_of(options) == "correlationId");
        options = {};
        options.causation_id = id;
        CHECK(path_of(options) == "causationId");
    }
    CHECK(code_of(it.engine.dispatch(Add{"a", 1}, with_id(longest))) == "ok");
    CHECK(it.engine.stats().head == 1);
}

TEST_CASE("metadata is a JSON object") {
    Started it;
    for (const std::string_view metadata : {"", "1", "[]", "null", "{", "{\"a\":NaN}", "{}x"}) {
        DispatchOptions options;
        options.metadata = metadata;
        const auto result = it.engine.dispatch(Add{"a", 1}, options);
        REQUIRE_FALSE(result);
        CHECK((result.error().code == Code::invalid));
        CHECK(result.error().path == "metadata");
    }
    DispatchOptions options;
    options.metadata = "{}";
    CHECK(code_of(it.engine.dispatch(Add{"a", 1}, options)) == "ok");
}

TEST_CASE("a time is one that a JavaScript number holds exactly") {
    Started it;
    DispatchOptions options;
    for (const cqrs::Time time :
         {std::numeric_limits<cqrs::Time>::min(), -cqrs::safe_integer_max - 1,
          cqrs::safe_integer_max + 1, std::numeric_limits<cqrs::Time>::max()}) {
        options.time = time;
        const auto result = it.engine.dispatch(Add{"a", 1}, options);
        REQUIRE_FALSE(result);
        CHECK((result.error().code == Code::invalid));
        CHECK(result.error().path == "time");
    }
    options.time = cqrs::safe_integer_max;
    CHECK(code_of(it.engine.dispatch(Add{"a", 1}, options)) == "ok");
    options.time = -cqrs::safe_integer_max;
    CHECK(code_of(it.engine.dispatch(Add{"a", 1}, options)) == "ok");
}

TEST_CASE("a query waits for nobody: a read model that has not come so far says so") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 1}));
    cqrs::QueryOptions options;
    options.at_least = 1;
    CHECK(code_of(it.engine.query(counters::Value{"a"}, options)) == "ok");
    options.at_least = 2;
    const auto result = it.engine.query(counters::Value{"a"}, options);
    REQUIRE_FALSE(result);
    CHECK((result.error().code == Code::not_yet));
    CHECK(result.error().expected == "2");
    CHECK(result.error().actual == "1");
}

TEST_CASE("a query that is not as described is refused with its path") {
    Started it;
    const auto typed = it.engine.query(counters::Value{""});
    REQUIRE_FALSE(typed);
    CHECK(typed.error().path == "counter");
    CHECK(test::asked(it.engine, "value", R"({"counter":1})") == "invalid");
    CHECK(test::asked(it.engine, "value", R"({})") == "invalid");
    CHECK(test::asked(it.engine, "sum", R"({"x":1})") == "invalid");
}

TEST_CASE("the state of a stream is the fold of its identity's events") {
    Started it;
    CHECK_FALSE(it.engine.state("counter-a").has_value());
    REQUIRE(it.engine.dispatch(Add{"a", 5}));
    REQUIRE(it.engine.dispatch(Move{"a", "b", 2}));
    const auto value_in = [&](std::string_view stream) {
        const auto found = it.engine.state(stream);
        return found ? static_cast<const counters::Count*>(found->state)->value : -1;
    };
    CHECK(value_in("counter-a") == 3);
    CHECK(value_in("counter-b") == 2);
    CHECK(value_in("counter-c") == -1);
    CHECK(value_in("counter-") == -1);
    CHECK(value_in("other-a") == -1);
    CHECK(value_in("") == -1);
    CHECK(value_in(std::string(100'000, 'x')) == -1);
}

TEST_CASE("stats count the log's events, streams and bytes and the memory of all pages") {
    Started it;
    CHECK(it.engine.stats().memory_bytes == 0);
    REQUIRE(it.engine.dispatch(Add{"a", 5}));
    REQUIRE(it.engine.dispatch(Move{"a", "b", 2}));
    const cqrs::Stats stats = it.engine.stats();
    CHECK(stats.head == 2);
    CHECK(stats.streams == 1);
    CHECK(stats.log_bytes > 10);
    CHECK(stats.log_bytes < 100);
    CHECK(stats.memory_bytes > 4 * cqrs::page_size);
    CHECK(stats.memory_bytes < 40 * cqrs::page_size);
}

TEST_CASE("two engines know nothing of each other") {
    Started one;
    Started two;
    REQUIRE(one.engine.dispatch(Add{"a", 5}, with_id("x")));
    CHECK(value_of(two.engine, "a") == -1);
    CHECK(said(two.engine.dispatch(Add{"a", 6}, with_id("x"))) ==
          "position 1, version 1, events 1");
    CHECK(value_of(one.engine, "a") == 5);
}

TEST_CASE("checks come in the order of the contract") {
    cqrs::Limits limits;
    limits.events = 1;
    Started it(limits);
    REQUIRE(it.engine.dispatch(Add{"a", 5}, with_id("one")));
    DispatchOptions options;
    options.seen = 0;
    options.retries = 0;
    // Everything is wrong at once; what comes first is put right, one after the other.
    options.id = "one";
    CHECK(code_of(it.engine.dispatch(Move{"a", "", 9}, options)) == "invalid");
    options.metadata = "[]";
    CHECK(code_of(it.engine.dispatch(Move{"a", "b", 9}, options)) == "invalid");
    options.metadata.reset();
    CHECK(code_of(it.engine.dispatch(Move{"a", "b", 9}, options)) == "id_reused");
    options.id = "two";
    CHECK(code_of(it.engine.dispatch(Move{"a", "b", 9}, options)) == "conflict");
    options.seen = 1;
    CHECK(code_of(it.engine.dispatch(Move{"a", "b", 9}, options)) == "rejected");
    CHECK(code_of(it.engine.dispatch(Break{"a", 1}, options)) == "domain_failed");
    CHECK(code_of(it.engine.dispatch(Move{"a", "b", 1}, options)) == "limit");
    options.retries = 1'000;
    CHECK(code_of(it.engine.dispatch(Move{"a", "b", 9}, options)) == "rejected");
    options.id = "one";
    CHECK(said(it.engine.dispatch(Add{"a", 5}, options)) ==
          "position 1, version 1, events 1, duplicate");
}

}  // namespace engine_tests
