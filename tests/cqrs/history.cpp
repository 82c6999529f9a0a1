#include "cqrs/history.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "counters.hpp"
#include "cqrs/log_format.hpp"
#include "cqrs/view.hpp"
#include "engines.hpp"
#include "random.hpp"

namespace history_tests {
namespace {

using counters::Add;
using cqrs::Engine;
using cqrs::Position;
using cqrs::View;
using test::Random;

struct Started {
    explicit Started(cqrs::Limits limits = {}, Position interval = 4'096)
        : engine({.log_id = "log", .limits = limits, .checkpoint_interval = interval}) {
        engine.add<counters::Counters>();
    }
    Engine engine;
};

constexpr std::size_t names = 300;

void random_command(Engine& engine, Random& random) {
    const std::string counter = random.name("c", names);
    const std::string id = "id-" + std::to_string(random.below(1'000'000'000));
    cqrs::DispatchOptions options;
    options.time = random.between(0, 1'000);
    if (random.one_in(3)) {
        options.id = id;
    }
    switch (random.below(4)) {
        case 0:
            static_cast<void>(engine.dispatch(
                counters::Move{counter, random.name("c", names), random.between(1, 3)}, options));
            break;
        case 1:
            static_cast<void>(
                engine.dispatch(counters::AddOnes{counter, random.between(0, 5)}, options));
            break;
        case 2: {
            const std::vector<cqrs::AppendedEvent> other{
                {random.name("Noted", 5), "{}", random.name("n", 50), {random.name("t", 20)}}};
            static_cast<void>(engine.append(other));
            break;
        }
        default:
            static_cast<void>(engine.dispatch(Add{counter, random.between(1, 9)}, options));
    }
}

std::string state_json(Engine& engine, const cqrs::Result<std::optional<Engine::StateView>>& view) {
    if (!view || !*view) {
        return view ? "null" : test::code_of(view);
    }
    std::string json;
    cqrs::encode_json(*engine.catalogue().domains()[(*view)->domain]->state, (*view)->state, json);
    return json;
}

/// What is answered as of a position, and the states of some streams.
std::string seen_at(Engine& engine, Position position, Random& random) {
    std::string all;
    for (const std::string_view query : {"values", "sum", "smallValue"}) {
        const std::string_view params = query == "smallValue" ? R"({"counter":"all"})" : "{}";
        test::JsonTaker taker;
        const auto asked =
            engine.query(*engine.catalogue().find_query(query),
                         {cqrs::Form::json, cqrs::as_bytes(params)}, {.at = position}, taker);
        all += asked ? std::to_string(asked->as_of) + "/" + std::to_string(asked->head) + taker.json
                     : test::code_of(asked);
    }
    for (int i = 0; i < 5; ++i) {
        all += state_json(engine, engine.state(random.name("counter-c", names), position));
    }
    return all;
}

std::string saved(const cqrs::EventLog& log) {
    cqrs::Buffer bytes;
    cqrs::encode_log(log, bytes);
    return std::string(cqrs::as_text(bytes.bytes()));
}

/// A saved log without its header.
std::string body(const std::string& bytes) {
    constexpr std::size_t magic_size = 8;
    cqrs::Reader from(cqrs::as_bytes(bytes).subspan(magic_size));
    from.byte();
    from.bytes(from.varint());
    from.u32();
    return std::string(cqrs::as_text(from.rest()));
}

/// Folds the first events of another engine's log anew.
void replay(const Engine& from, Position to, Engine& into) {
    const cqrs::Copying copying(cqrs::Copying::As::successor, into.storage());
    cqrs::EventLog log = from.log();
    cqrs::LogIndex index(into.storage());
    cqrs::Buffer spill;
    for (Position position = 1; position <= to; ++position) {
        index.follow(log.at(position, spill), log);
    }
    log.go_back(to, std::move(index));
    REQUIRE(into.open(std::move(log)));
}

void fill(Engine& engine, std::uint64_t seed, Position events) {
    Random random(seed);
    while (engine.stats().head < events) {
        random_command(engine, random);
    }
}

}  // namespace

TEST_CASE("as of any position an engine answers as a fresh replay up to there does") {
    Started it;
    fill(it.engine, 401, 20'000);
    REQUIRE(it.engine.read_models().set_mode("sums", {cqrs::Mode::Kind::manual, 0}));
    REQUIRE(it.engine.read_models().rebuild("sums"));
    REQUIRE(it.engine.read_models().pause("values"));
    Random random(402);
    for (int round = 0; round < 25; ++round) {
        const Position position = round == 0   ? 0
                                  : round == 1 ? it.engine.stats().head
                                               : random.below(20'000);
        Started fresh;
        replay(it.engine, position, fresh.engine);
        Random one(static_cast<std::uint64_t>(round));
        Random other(static_cast<std::uint64_t>(round));
        REQUIRE(fresh.engine.stats().head == position);
        REQUIRE(seen_at(it.engine, position, one) == seen_at(fresh.engine, position, other));
    }
    CHECK(it.engine.stats().checkpoint_bytes > 0);
}

TEST_CASE("a view is of its position, whatever happens after, and there is none beyond the head") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 5}));
    REQUIRE(it.engine.dispatch(Add{"a", 5}));
    auto view = it.engine.at(1);
    REQUIRE(view);
    CHECK(view->head() == 1);
    CHECK(view->query(counters::Value{"a"})->data->value == 5);
    REQUIRE(it.engine.dispatch(Add{"a", 5}));
    const auto answer = view->query(counters::Value{"a"});
    REQUIRE(answer);
    CHECK(answer->data->value == 5);
    CHECK(answer->as_of == 1);
    CHECK(answer->head == 1);
    CHECK(state_json(it.engine, view->state("counter-a")) == R"({"counter":"a","value":5})");
    CHECK(state_json(it.engine, view->state("counter-b")) == "null");
    auto nothing = it.engine.at(0);
    REQUIRE(nothing);
    CHECK_FALSE(nothing->query(counters::Value{"a"})->data.has_value());
    CHECK(state_json(it.engine, nothing->state("counter-a")) == "null");
    const auto beyond = it.engine.at(4);
    REQUIRE_FALSE(beyond);
    CHECK(beyond.error().code == cqrs::Code::invalid);
    CHECK(beyond.error().path == "position");
}

TEST_CASE("as of a position after a read model's failure it answers from where it stopped") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 60}));
    REQUIRE(it.engine.dispatch(Add{"b", 1}));
    REQUIRE(it.engine.dispatch(Add{"a", 60}));
    REQUIRE(it.engine.dispatch(Add{"b", 1}));
    for (const Position position : {4U, 3U, 2U, 1U}) {
        auto view = it.engine.at(position);
        const auto answer = view->query(counters::SmallValue{"a"});
        REQUIRE(answer);
        CHECK(answer->as_of == std::min<Position>(position, 2));
        CHECK(answer->data->value == 60);
    }
    auto fork = it.engine.fork(4, "fork");
    REQUIRE(fork);
    CHECK((*fork)->read_models().list()[1].status == cqrs::Liveness::failed);
    CHECK((*fork)->read_models().list()[1].checkpoint == 2);
}

TEST_CASE("a fork is a fresh replay up to its position, and goes on as such") {
    Started it;
    fill(it.engine, 403, 20'000);
    const std::string parent = saved(it.engine.log());
    Random random(404);
    for (int round = 0; round < 12; ++round) {
        const Position position = round == 0   ? 0
                                  : round == 1 ? it.engine.stats().head
                                               : random.below(20'000);
        auto fork = it.engine.fork(position, "fork");
        REQUIRE(fork);
        Engine& forked = **fork;
        Started fresh;
        replay(it.engine, position, fresh.engine);
        CHECK(forked.log().log_id() == "fork");
        CHECK(forked.stats().streams == fresh.engine.stats().streams);
        const auto seed = static_cast<std::uint64_t>(round);
        fill(forked, seed, position + 3'000);
        fill(fresh.engine, seed, position + 3'000);
        Random one(seed);
        Random other(seed);
        REQUIRE(seen_at(forked, position + 3'000, one) ==
                seen_at(fresh.engine, position + 3'000, other));
        REQUIRE(seen_at(forked, position / 2, one) == seen_at(fresh.engine, position / 2, other));
        // The same records, names and types; only the header says where they come from.
        const std::string bytes = saved(forked.log());
        REQUIRE(body(bytes) == body(saved(fresh.engine.log())));
        const auto loaded = cqrs::decode_log(cqrs::as_bytes(bytes), it.engine.storage());
        REQUIRE(loaded);
        REQUIRE(saved(loaded->log) == bytes);
        REQUIRE(saved(it.engine.log()) == parent);
    }
    Started untouched;
    fill(untouched.engine, 403, 20'000);
    Random one(1);
    Random other(1);
    CHECK(seen_at(it.engine, it.engine.stats().head, one) ==
          seen_at(untouched.engine, it.engine.stats().head, other));
}

TEST_CASE("a fork knows the ids of the commands up to its position, and no later ones") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 1}, {.id = "one"}));
    REQUIRE(it.engine.dispatch(Add{"a", 1}, {.id = "two"}));
    auto fork = it.engine.fork(1, "fork");
    REQUIRE(fork);
    CHECK((*fork)->dispatch(Add{"a", 1}, {.id = "one"})->duplicate);
    CHECK_FALSE((*fork)->dispatch(Add{"a", 1}, {.id = "two"})->duplicate);
    CHECK((*fork)->dispatch(Add{"a", 1}, {.id = "two"})->duplicate);
    CHECK(it.engine.dispatch(Add{"a", 1}, {.id = "two"})->position == 2);
    auto again = (*fork)->fork(1, "again");
    REQUIRE(again);
    CHECK_FALSE((*again)->dispatch(Add{"a", 1}, {.id = "two"})->duplicate);
}

TEST_CASE("conditions in a fork know nothing of what its parent has appended since") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 1}));
    REQUIRE(it.engine.dispatch(Add{"a", 1}));
    auto fork = it.engine.fork(1, "fork");
    REQUIRE(fork);
    const std::vector<cqrs::AppendedEvent> noted{{"Noted", "{}"}};
    for (const cqrs::QueryItem& item :
         {cqrs::QueryItem{{"Added"}, {}}, cqrs::QueryItem{{}, {"counter-a"}},
          cqrs::QueryItem{{"Added"}, {"counter-a"}}}) {
        CHECK((*fork)->append(noted, {.fail_if_events_match = {{item}}, .after = 1}));
        CHECK_FALSE((*fork)->append(noted, {.fail_if_events_match = {{item}}}));
    }
}

TEST_CASE("a fork may begin within an append, and a duplicate is told what of it is there") {
    Started it;
    REQUIRE(it.engine.dispatch(counters::AddOnes{"a", 5}, {.id = "five"}));
    auto fork = it.engine.fork(3, "fork");
    REQUIRE(fork);
    CHECK(test::said((*fork)->dispatch(counters::AddOnes{"a", 5}, {.id = "five"})) ==
          "position 3, version 3, events 3, duplicate");
    REQUIRE((*fork)->dispatch(Add{"a", 1}));
    const auto loaded = cqrs::decode_log(cqrs::as_bytes(saved((*fork)->log())),
                                         std::make_shared<cqrs::Budget>(1'000'000));
    REQUIRE(loaded);
    CHECK(loaded->log.head() == 4);
    auto within = (*fork)->fork(2, "within");
    REQUIRE(within);
    CHECK((*within)->dispatch(counters::AddOnes{"a", 5}, {.id = "five"})->events == 2);
}

TEST_CASE("what a fork inherits keeps its ids, and what it appends has its own") {
    Started it;
    REQUIRE(it.engine.dispatch(Add{"a", 1}));
    REQUIRE(it.engine.dispatch(Add{"a", 1}));
    auto fork = it.engine.fork(1, "fork");
    REQUIRE(fork);
    REQUIRE((*fork)->dispatch(Add{"a", 1}));
    auto second = (*fork)->fork(2, "second");
    REQUIRE(second);
    REQUIRE((*second)->dispatch(Add{"a", 1}));
    cqrs::Buffer spill;
    const cqrs::EventLog& log = (*second)->log();
    CHECK(log.event_id(log.at(1, spill)) == "log-1");
    CHECK(log.event_id(log.at(2, spill)) == "fork-2");
    CHECK(log.event_id(log.at(3, spill)) == "second-3");
    CHECK(it.engine.log().event_id(it.engine.log().at(2, spill)) == "log-2");
}

TEST_CASE("a fork lives on when its parent is gone, and pays for what it writes") {
    auto parent = std::make_unique<Started>();
    fill(parent->engine, 405, 6'000);
    Random one(1);
    const std::string before = seen_at(parent->engine, 3'000, one);
    auto fork = parent->engine.fork(6'000, "fork");
    REQUIRE(fork);
    const std::uint64_t shared = (*fork)->stats().memory_bytes;
    CHECK(shared * 20 < parent->engine.stats().memory_bytes);
    parent.reset();
    fill(**fork, 406, 8'000);
    CHECK((*fork)->stats().memory_bytes > shared);
    Random other(1);
    CHECK(seen_at(**fork, 3'000, other) == before);
}

TEST_CASE("what past states hold is bounded, and gives way where memory is short") {
    Started it({.checkpoint_bytes = 200'000});
    fill(it.engine, 407, 60'000);
    CHECK(it.engine.stats().checkpoint_bytes > 0);
    CHECK(it.engine.stats().checkpoint_bytes <= 200'000);
    Started none({.checkpoint_bytes = 0});
    fill(none.engine, 407, 60'000);
    CHECK(none.engine.stats().checkpoint_bytes == 0);
    Random one(1);
    Random other(1);
    CHECK(seen_at(it.engine, 34'567, one) == seen_at(none.engine, 34'567, other));
    // As many events fit whether snapshots are kept or not, but for a few.
    const auto events_in = [](std::int64_t checkpoint_bytes) {
        Started small({.memory_bytes = 4'000'000, .checkpoint_bytes = checkpoint_bytes});
        Random random(408);
        while (small.engine.dispatch(Add{random.name("c", names), 1}, {.time = 5})) {
        }
        return small.engine.stats().head;
    };
    const Position without = events_in(0);
    const Position with = events_in(4'000'000);
    CHECK(without > 50'000);
    CHECK(with + 10 > without);
}

}  // namespace history_tests
