#include "cqrs/processes.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cqrs/engine.hpp"
#include "echoes.hpp"
#include "engines.hpp"
#include "random.hpp"

namespace processes_tests {
namespace {

using namespace echoes;
using cqrs::Engine;
using cqrs::EngineOptions;
using cqrs::Going;
using cqrs::Position;
using cqrs::Reactions;

cqrs::ProcessInfo info(const Engine& engine, std::string_view name) {
    return engine.processes().info(*engine.processes().find(name), engine.log().head());
}

/// The log, a line an event: type, data, command id, correlation id, causation id.
std::string history(const Engine& engine) {
    std::string lines;
    for (Position position = 1; position <= engine.log().head(); ++position) {
        cqrs::Buffer spill;
        const cqrs::Record record = engine.log().at(position, spill);
        lines += test::type_at(engine, position) + " " + test::data_at(engine, position) + " " +
                 cqrs::id_text(record.command_id) + " " + engine.log().correlation_id(record) +
                 " " + cqrs::id_text(record.causation_id) + "\n";
    }
    return lines;
}

/// What the processes issued, without the rest: ids and what came of them, in order of the ids.
std::vector<std::string> issued(const Engine& engine) {
    std::vector<std::string> all;
    for (Position position = 1; position <= engine.log().head(); ++position) {
        cqrs::Buffer spill;
        const cqrs::Record record = engine.log().at(position, spill);
        const std::string id = cqrs::id_text(record.command_id);
        if (id.find('/') != std::string::npos) {
            all.push_back(id + " " + test::data_at(engine, position));
        }
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::string said(const Reactions& reactions) {
    std::string words = std::to_string(reactions.commands) + " commands";
    for (const cqrs::ReactionFailure& failure : reactions.failures) {
        words += "; " + failure.command.id + " " +
                 std::string(words_of(cqrs::Code{})[static_cast<std::size_t>(failure.error.code)]);
        words += failure.error.reason.empty() ? "" : " " + failure.error.reason;
    }
    return words;
}

void tell(Engine& engine, std::string_view counter, std::int64_t amount,
          std::optional<std::string_view> id = std::nullopt) {
    CHECK(engine.dispatch(Add{std::string(counter), amount}, {.id = id}).ok());
}

}  // namespace

TEST_CASE("a process reacts to each event before the call returns") {
    Engine engine({.log_id = "l"});
    engine.add<Counters>();
    engine.add_process<Echo>();
    tell(engine, "a", 5, "first");
    CHECK(history(engine) == R"(Added {"counter":"a","amount":5} first first 
Added {"counter":"echo","amount":5} echo/l-1/0 first l-1
Remarked {"counter":"a","text":"1"} echo/l-1/1 first l-1
)");
    CHECK(said(engine.reactions()) == "2 commands");
    CHECK(info(engine, "echo").checkpoint == 3);
    tell(engine, "a", 7);
    CHECK(test::data_at(engine, 6) == R"({"counter":"a","text":"2"})");
    CHECK(test::said(engine.append(std::vector<cqrs::AppendedEvent>{
              {"Added", R"({"counter":"b","amount":1})"}})) == "position 7, version 1, events 1");
    CHECK(engine.stats().head == 9);
}

TEST_CASE("the receipt is that of the command, not of what processes made of it") {
    Engine engine;
    engine.add<Counters>();
    engine.add_process<Echo>();
    CHECK(test::said(engine.dispatch(Add{"a", 5})) == "position 1, version 1, events 1");
    CHECK(engine.stats().head == 3);
}

TEST_CASE("a command that fails is reported with its id, and stops nothing") {
    Engine engine({.log_id = "l"});
    engine.add<Counters>();
    engine.add_process<Back>();
    tell(engine, "a", 10);
    CHECK(engine.dispatch(Move{"a", "b", 3}).ok());
    CHECK(said(engine.reactions()) ==
          "3 commands; back/l-2/0 rejected too_little; back/l-2/2 domain_failed");
    const cqrs::IssuedCommand& refused = engine.reactions().failures[0].command;
    CHECK(refused.process == "back");
    CHECK(refused.type == cqrs::type_of<Move>());
    CHECK(refused.correlation_id == "l-2");
    CHECK(refused.causation_id == "l-2");
    Move data;
    CHECK_FALSE(cqrs::decode(*refused.type, cqrs::as_bytes(refused.data), &data).has_value());
    CHECK(data.amount == 1'000);
    CHECK(test::data_at(engine, 3) == R"({"counter":"a","text":"after"})");
    CHECK(info(engine, "back").failures == 2);
    CHECK(info(engine, "back").checkpoint == 3);
}

TEST_CASE("a command that no domain of the engine has is unknown") {
    Engine engine;
    engine.add_process<Echo>();
    engine.add<Counters>();
    tell(engine, "a", 1);
    CHECK(engine.stats().head == 3);
    // The same without a domain: there is no event either that could be followed.
    Engine empty;
    empty.add_process<Echo>();
    CHECK(said(empty.react()) == "0 commands");
}

TEST_CASE("a process starts at the head, and knows what was before") {
    Engine engine;
    engine.add<Counters>();
    tell(engine, "a", 1);
    tell(engine, "a", 2);
    engine.add_process<Echo>();
    CHECK(said(engine.react()) == "0 commands");
    CHECK(engine.stats().head == 2);
    tell(engine, "a", 4);
    CHECK(test::data_at(engine, 5) == R"({"counter":"a","text":"3"})");
}

TEST_CASE("a process that is added late from event 1 issues what it would have issued") {
    Engine live({.log_id = "l"});
    live.add<Counters>();
    live.add_process<Echo>();
    Engine late({.log_id = "l"});
    late.add<Counters>();
    for (int i = 1; i <= 5; ++i) {
        tell(live, "a", i, "c" + std::to_string(i));
        tell(late, "a", i, "c" + std::to_string(i));
    }
    late.add_process<Echo>(1);
    CHECK(said(late.react()) == "10 commands");
    CHECK(late.stats().head == live.stats().head);
    CHECK(test::asked(late, "values") == test::asked(live, "values"));
    // Once more from the beginning: every id is known.
    Engine again({.log_id = "l"});
    again.add<Counters>();
    for (Position position = 1; position <= 5; ++position) {
        tell(again, "a", static_cast<std::int64_t>(position), "c" + std::to_string(position));
    }
    again.add_process<Echo>(3);
    CHECK(said(again.react()) == "6 commands");
    CHECK(test::data_at(again, 7) == R"({"counter":"a","text":"3"})");
}

TEST_CASE("a process that is paused keeps its checkpoint, resumes and loses nothing") {
    Engine engine({.log_id = "l"});
    engine.add<Counters>();
    engine.add_process<Echo>();
    tell(engine, "a", 1);
    CHECK(engine.pause_process("echo"));
    tell(engine, "a", 2);
    tell(engine, "b", 3);
    CHECK(info(engine, "echo").checkpoint == 3);
    CHECK(info(engine, "echo").status == Going::paused);
    CHECK(engine.stats().head == 5);
    CHECK(engine.resume_process("echo"));
    CHECK(said(engine.reactions()) == "4 commands");
    CHECK(info(engine, "echo").checkpoint == 9);
    CHECK(info(engine, "echo").status == Going::running);
    CHECK(engine.stats().head == 9);
    CHECK(test::data_at(engine, 7) == R"({"counter":"a","text":"2"})");
    CHECK_FALSE(engine.pause_process("eco"));
    CHECK_FALSE(engine.resume_process("eco"));
}

TEST_CASE("a process that would issue more than the limit goes on in the next run") {
    EngineOptions options;
    options.log_id = "l";
    options.limits.reactions_per_drain = 10;
    Engine engine(options);
    engine.add<Counters>();
    engine.add_process<Endless>();
    engine.add_process<Echo>();
    CHECK(engine.dispatch(Remark{"a", "x"}).ok());
    CHECK(engine.reactions().commands == 10);
    REQUIRE(engine.reactions().failures.size() == 1);
    const cqrs::ReactionFailure& left = engine.reactions().failures[0];
    CHECK(left.error.code == cqrs::Code::limit);
    CHECK(left.error.path == "limits.reactionsPerDrain");
    CHECK(left.command.id == "endless/l-11/0");
    CHECK(info(engine, "endless").checkpoint == 10);
    // The other one has nothing to issue, and is not kept.
    CHECK(info(engine, "echo").checkpoint == 11);
    CHECK(engine.react({.commands_max = 3}).commands == 3);
    CHECK(engine.stats().head == 14);
    CHECK(engine.react({.up_to = 15}).commands == 2);
    CHECK(engine.stats().head == 16);
}

TEST_CASE("a limit between two commands of one event splits them, and neither is issued twice") {
    EngineOptions options;
    options.limits.reactions_per_drain = 3;
    Engine engine(options);
    engine.add<Counters>();
    engine.add_process<Echo>();
    engine.pause_process("echo");
    tell(engine, "a", 1);
    tell(engine, "b", 2);
    engine.resume_process("echo");
    CHECK(engine.stats().head == 5);
    CHECK(info(engine, "echo").checkpoint == 1);
    CHECK(engine.react().commands == 1);
    CHECK(engine.stats().head == 6);
    CHECK(test::data_at(engine, 6) == R"({"counter":"b","text":"1"})");
}

TEST_CASE("a process whose state would not be as described stops there, and the others go on") {
    Engine engine;
    engine.add<Counters>();
    engine.add_process<Echo>();
    engine.add_process<Back>();
    for (int i = 0; i < 21; ++i) {
        tell(engine, "a", 1);
    }
    CHECK(info(engine, "echo").status == Going::failed);
    CHECK(info(engine, "echo").checkpoint == 60);
    CHECK(info(engine, "echo").error->find("times: expected an integer from 0 to 20, got 21") !=
          std::string::npos);
    CHECK(info(engine, "back").lag_events == 0);
    CHECK(info(engine, "echo").lag_events == 1);
    const Position head = engine.stats().head;
    tell(engine, "b", 1);
    CHECK(engine.stats().head == head + 1);
    // It tries again when it is asked to.
    CHECK(engine.resume_process("echo"));
    CHECK(info(engine, "echo").status == Going::failed);
}

TEST_CASE("an engine that does not drain is driven by its caller, event by event") {
    EngineOptions options;
    options.drains = false;
    Engine engine(options);
    engine.add<Counters>();
    engine.add_process<Echo>();
    tell(engine, "a", 1);
    tell(engine, "b", 1);
    CHECK(engine.stats().head == 2);
    CHECK(engine.react({.up_to = 1, .time = 77}).commands == 2);
    CHECK(engine.stats().head == 4);
    cqrs::Buffer spill;
    CHECK(engine.log().at(3, spill).time == 77);
    CHECK(info(engine, "echo").checkpoint == 1);
    CHECK(engine.react().commands == 2);
    CHECK(info(engine, "echo").checkpoint == 6);
}

TEST_CASE("a log that is opened is nothing to react to, and its states are remembered") {
    Engine engine({.log_id = "l"});
    engine.add<Counters>();
    engine.add_process<Echo>();
    tell(engine, "a", 1);
    tell(engine, "a", 2);
    Engine other({.log_id = "l"});
    other.add<Counters>();
    other.add_process<Echo>();
    tell(other, "z", 9);
    REQUIRE(other.open(engine.log()).ok());
    CHECK(said(other.react()) == "0 commands");
    CHECK(history(other) == history(engine));
    tell(other, "a", 4);
    tell(engine, "a", 4);
    CHECK(history(other) == history(engine));
}

TEST_CASE("a fork starts at its head: it issues nothing twice, and remembers what was before") {
    Engine engine({.log_id = "l"});
    engine.add<Counters>();
    engine.add_process<Echo>();
    tell(engine, "a", 1);
    tell(engine, "a", 2);
    engine.pause_process("echo");
    for (const Position position : {Position{0}, Position{1}, Position{4}, Position{6}}) {
        auto forked = engine.fork(position, "f");
        REQUIRE(forked.ok());
        Engine& fork = **forked;
        CHECK(info(fork, "echo").checkpoint == static_cast<std::int64_t>(position));
        CHECK(said(fork.react()) == "0 commands");
        CHECK(fork.stats().head == position);
        tell(fork, "a", 4);
        const std::string times = position == 0 ? "1" : position == 1 ? "2" : "3";
        CHECK(test::data_at(fork, position + 3) == R"({"counter":"a","text":")" + times + R"("})");
    }
    CHECK(engine.stats().head == 6);
}

TEST_CASE("live, late, and paused in any pattern, a process issues the same commands once") {
    test::Random random(5);
    for (int round = 0; round < 20; ++round) {
        EngineOptions options;
        options.log_id = "l";
        options.drains = false;
        Engine live(options);
        Engine late(options);
        options.limits.reactions_per_drain = random.between(1, 4);
        Engine halting(options);
        for (Engine* engine : {&live, &late, &halting}) {
            engine->add<Counters>();
        }
        live.add_process<Echo>();
        halting.add_process<Echo>();
        const std::size_t commands = 5 + random.below(25);
        for (std::size_t i = 0; i < commands; ++i) {
            const std::string event_id = "e" + std::to_string(i);
            const std::vector<cqrs::AppendedEvent> event{
                {.type = "Added",
                 .data = R"({"counter":")" + random.name("c", 4) + R"(","amount":)" +
                         std::to_string(random.between(1, 9)) + "}",
                 .id = event_id}};
            for (Engine* engine : {&live, &late, &halting}) {
                CHECK(engine->append(event).ok());
            }
            live.react();
            switch (random.below(4)) {
                case 0:
                    halting.pause_process("echo");
                    break;
                case 1:
                    halting.resume_process("echo");
                    break;
                default:
                    halting.react({.up_to = random.below(
                                       static_cast<std::size_t>(halting.log().head() + 2))});
            }
        }
        late.add_process<Echo>(1);
        late.react();
        halting.resume_process("echo");
        while (halting.react().commands > 0) {
        }
        CHECK(issued(live).size() == 2 * commands);
        CHECK(issued(late) == issued(live));
        CHECK(issued(halting) == issued(live));
    }
}

TEST_CASE("where there is no memory for a state, the process is left there and goes on later") {
    EngineOptions options;
    options.log_id = "l";
    options.limits.memory_bytes = 700'000;
    Engine engine(options);
    engine.add<Counters>();
    engine.add_process<Echo>();
    std::string reported;
    for (int i = 0; i < 10'000 && reported.empty(); ++i) {
        const auto result = engine.dispatch(Add{"c" + std::to_string(i), 1});
        if (!result) {
            reported = "dispatch";
        }
        for (const cqrs::ReactionFailure& failure : engine.reactions().failures) {
            CHECK(failure.error.code == cqrs::Code::limit);
            CHECK(failure.error.path == "limits.memoryBytes");
            reported = "reaction";
        }
    }
    CHECK_FALSE(reported.empty());
    CHECK(info(engine, "echo").status == Going::running);
    CHECK(engine.stats().memory_bytes <= 700'000);
    CHECK(test::asked(engine, "value", R"({"counter":"c0"})") == R"({"counter":"c0","value":1})");
}

}  // namespace processes_tests
