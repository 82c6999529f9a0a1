#include "cqrs/read_models.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "counters.hpp"
#include "engines.hpp"
#include "random.hpp"

namespace read_models_tests {
namespace {

using counters::Add;
using counters::AddOnes;
using cqrs::Engine;
using cqrs::Mode;
using cqrs::Position;
using cqrs::ReadModelInfo;
using cqrs::Time;
using test::Random;

constexpr Mode immediate{};
constexpr Mode manual{Mode::Kind::manual, 0};
constexpr Mode delayed(std::int64_t ms) { return {Mode::Kind::delayed, ms}; }

struct Started {
    explicit Started(cqrs::Limits limits = {}) : engine({.log_id = "log", .limits = limits}) {
        engine.add<counters::Counters>();
    }
    void add(std::string_view counter, std::int64_t amount, Time time = 0) {
        REQUIRE(engine.dispatch(Add{std::string(counter), amount}, {.time = time}));
    }
    [[nodiscard]] ReadModelInfo info(std::string_view name, std::uint32_t replica = 0,
                                     Time now = 0) {
        for (ReadModelInfo& each : engine.read_models(now).list()) {
            if (each.model == name && each.replica == replica) {
                return each;
            }
        }
        FAIL("there is no replica " << replica << " of " << std::string(name));
        return {};
    }
    /// All values as of a replica's checkpoint.
    [[nodiscard]] std::string values(std::uint32_t replica = 0,
                                     std::optional<Time> now = std::nullopt) {
        test::JsonTaker taker;
        const auto number = engine.catalogue().find_query("values");
        const auto asked = engine.query(*number, {cqrs::Form::json, cqrs::as_bytes("{}")},
                                        {.replica = replica, .now = now}, taker);
        return asked ? std::to_string(asked->as_of) + taker.json : test::code_of(asked);
    }
    void random_command(Random& random, Time time = 0) {
        const cqrs::DispatchOptions options{.time = time};
        const std::string counter = random.name("c", 9);
        switch (random.below(3)) {
            case 0:
                static_cast<void>(engine.dispatch(
                    counters::Move{counter, random.name("c", 9), random.between(1, 3)}, options));
                break;
            case 1:
                static_cast<void>(engine.dispatch(AddOnes{counter, random.between(0, 4)}, options));
                break;
            default:
                static_cast<void>(engine.dispatch(Add{counter, random.between(1, 9)}, options));
        }
    }
    Engine engine;
};

std::string described(const ReadModelInfo& info) { return cqrs::to_json(info); }

}  // namespace

TEST_CASE("read models are listed with their checkpoint and their lag in events and milliseconds") {
    Started it;
    REQUIRE(it.engine.read_models().set_mode("values", manual));
    it.add("a", 1, 100);
    it.add("a", 1, 130);
    CHECK(
        described(it.info("values", 0, 150)) ==
        R"({"name":"values","replica":0,"checkpoint":0,"lagEvents":2,"lagMs":50,"status":"live"})");
    CHECK(described(it.info("sums", 0, 150)) ==
          R"({"name":"sums","replica":0,"checkpoint":2,"lagEvents":0,"lagMs":0,"status":"live"})");
    CHECK(it.engine.read_models().catch_up("values", 1).value() == 1);
    CHECK(it.info("values", 0, 150).lag_ms == 20);
    CHECK(it.info("values", 0, 90).lag_ms == 0);
}

TEST_CASE("a manual read model comes on only when told to, by at most so many events") {
    Started it;
    REQUIRE(it.engine.read_models().set_mode("values", manual));
    it.add("a", 1);
    it.add("a", 2);
    it.add("a", 3);
    CHECK(it.values() == "0[]");
    CHECK(it.engine.read_models().catch_up("values", 2).value() == 2);
    CHECK(it.values() == R"(2[{"counter":"a","value":3}])");
    CHECK(it.engine.read_models().catch_up("values").value() == 1);
    CHECK(it.engine.read_models().catch_up("values").value() == 0);
    CHECK(it.values() == R"(3[{"counter":"a","value":6}])");
}

TEST_CASE("all read models catch up at once, each by at most so many events") {
    Started it;
    REQUIRE(it.engine.read_models().set_mode("values", manual));
    REQUIRE(it.engine.read_models().set_mode("sums", manual));
    it.add("a", 1);
    it.add("a", 2);
    CHECK(it.engine.read_models().catch_up(1) == 2);
    CHECK(it.engine.read_models().catch_up() == 2);
    CHECK(it.engine.read_models().catch_up() == 0);
}

TEST_CASE("a query for more than a read model has applied gives not_yet and brings nothing on") {
    Started it;
    REQUIRE(it.engine.read_models().set_mode("values", manual));
    it.add("a", 1);
    CHECK(test::code_of(it.engine.query(counters::Value{"a"}, {.at_least = 1})) == "not_yet");
    CHECK(it.info("values").checkpoint == 0);
}

TEST_CASE("a read model that becomes immediate is caught up by then") {
    Started it;
    REQUIRE(it.engine.read_models().set_mode("values", manual));
    it.add("a", 1);
    REQUIRE(it.engine.read_models().set_mode("values", immediate));
    CHECK(it.info("values").checkpoint == 1);
    it.add("a", 1);
    CHECK(it.info("values").checkpoint == 2);
}

TEST_CASE("a paused read model is advanced by nothing until it is resumed") {
    Started it;
    it.add("a", 1);
    REQUIRE(it.engine.read_models().pause("values"));
    it.add("a", 1);
    CHECK(it.engine.read_models().catch_up("values").value() == 0);
    CHECK(it.engine.read_models().catch_up() == 0);
    CHECK(
        described(it.info("values", 0, 5)) ==
        R"({"name":"values","replica":0,"checkpoint":1,"lagEvents":1,"lagMs":5,"status":"paused"})");
    CHECK(it.info("sums").checkpoint == 2);
    REQUIRE(it.engine.read_models().rebuild("values"));
    CHECK(it.values() == "0[]");
    REQUIRE(it.engine.read_models().resume("values"));
    CHECK(it.values() == R"(2[{"counter":"a","value":2}])");
    it.add("a", 1);
    CHECK(it.info("values").checkpoint == 3);
}

TEST_CASE("a delayed read model shows an event once it is so old, and not before") {
    Started it;
    REQUIRE(it.engine.read_models().set_mode("values", delayed(100)));
    it.add("a", 1, 1'000);
    it.add("b", 1, 1'050);
    CHECK(it.values(0, 1'099) == "0[]");
    CHECK(it.values(0, 1'100) == R"(1[{"counter":"a","value":1}])");
    CHECK(it.values() == R"(1[{"counter":"a","value":1}])");
    CHECK(it.engine.read_models(1'149).catch_up("values").value() == 0);
    CHECK(it.engine.read_models().catch_up("values").value() == 0);
    CHECK(it.info("values", 0, 1'149).lag_ms == 99);
    CHECK(it.info("values", 0, 1'150).checkpoint == 2);
}

TEST_CASE(
    "a delayed read model shows exactly the events that are due, up to the first that is not") {
    Random random(301);
    Started it;
    REQUIRE(it.engine.read_models().set_mode("values", delayed(70)));
    Time now = 1'000;
    Position shown = 0;
    for (int round = 0; round < 2'000; ++round) {
        now += random.between(0, 30);
        // A clock may go backward.
        it.random_command(random, now - (random.one_in(9) ? random.between(0, 200) : 0));
        if (random.one_in(3)) {
            static_cast<void>(it.values(0, now));
            cqrs::Buffer spill;
            const cqrs::EventLog& log = it.engine.log();
            while (shown < log.head() && log.at(shown + 1, spill).time + 70 <= now) {
                ++shown;
            }
            REQUIRE(it.engine.projections().status(0).checkpoint == shown);
        }
    }
    CHECK(shown > 1'000);
    REQUIRE(it.engine.read_models().set_mode("values", immediate));
    Started other;
    Random same(301);
    now = 1'000;
    for (int round = 0; round < 2'000; ++round) {
        now += same.between(0, 30);
        other.random_command(same, now - (same.one_in(9) ? same.between(0, 200) : 0));
        static_cast<void>(same.one_in(3));
    }
    CHECK(it.values() == other.values());
}

TEST_CASE("catching up in any portions comes to the same as being immediate") {
    Random random(302);
    Random same(302);
    Started one;
    Started other;
    REQUIRE(one.engine.read_models().set_mode("values", manual));
    for (int round = 0; round < 1'500; ++round) {
        one.random_command(random);
        other.random_command(same);
        if (round % 7 == 0) {
            const auto portion = static_cast<std::uint64_t>(round % 40);
            const Position before = one.engine.projections().status(0).checkpoint;
            const std::uint64_t applied =
                one.engine.read_models().catch_up("values", portion).value();
            REQUIRE(applied == std::min(portion, one.engine.stats().head - before));
        }
    }
    static_cast<void>(one.engine.read_models().catch_up());
    CHECK(one.values() == other.values());
}

TEST_CASE("a read model that is rebuilt is the one that followed") {
    Random random(303);
    Started it;
    for (int round = 0; round < 1'000; ++round) {
        it.random_command(random);
    }
    const std::string live = it.values();
    REQUIRE(it.engine.read_models().rebuild("values"));
    CHECK(it.values() == live);
    REQUIRE(it.engine.read_models().set_mode("values", manual));
    REQUIRE(it.engine.read_models().rebuild("values"));
    CHECK(it.values() == "0[]");
    static_cast<void>(it.engine.read_models().catch_up("values"));
    CHECK(it.values() == live);
}

TEST_CASE("a replica answers as the primary does, until it goes its own way") {
    Random random(304);
    Started it;
    for (int round = 0; round < 300; ++round) {
        it.random_command(random);
    }
    CHECK(it.engine.read_models().add_replica("values").value() == 1);
    CHECK(it.values(1) == it.values(0));
    for (int round = 0; round < 300; ++round) {
        it.random_command(random);
        REQUIRE(it.values(1) == it.values(0));
    }
    REQUIRE(it.engine.read_models().pause("values", 1));
    const std::string before = it.values(1);
    it.add("fresh", 1);
    CHECK(it.values(1) == before);
    CHECK(it.values(0) != before);
    CHECK(it.info("values", 1).status == cqrs::Liveness::paused);
    CHECK(it.info("values", 0).status == cqrs::Liveness::live);
    REQUIRE(it.engine.read_models().resume("values"));
    CHECK(it.values(1) == it.values(0));
    REQUIRE(it.engine.read_models().set_mode("values", manual, 0));
    REQUIRE(it.engine.read_models().rebuild("values", 0));
    CHECK(it.values(0) == "0[]");
    CHECK(it.info("values", 1).checkpoint == static_cast<std::int64_t>(it.engine.stats().head));
}

TEST_CASE("replicas are numbered on, can be removed, and are bounded") {
    Started it({.replicas = 2});
    CHECK(it.engine.read_models().add_replica("values").value() == 1);
    CHECK(it.engine.read_models().add_replica("values").value() == 2);
    const auto more = it.engine.read_models().add_replica("values");
    REQUIRE_FALSE(more);
    CHECK(more.error().code == cqrs::Code::limit);
    CHECK(more.error().path == "limits.replicas");
    REQUIRE(it.engine.read_models().remove_replica("values", 1));
    CHECK(it.values(1) == "invalid");
    CHECK(it.engine.read_models().add_replica("values").value() == 3);
    CHECK(it.values(3) == "0[]");
    CHECK(test::code_of(it.engine.read_models().remove_replica("values", 0)) == "invalid");
    CHECK(test::code_of(it.engine.read_models().remove_replica("values", 1)) == "invalid");
    CHECK(test::code_of(it.engine.read_models().pause("values", 1)) == "invalid");
    it.add("a", 1);
    CHECK(it.values(3) == it.values(2));
}

TEST_CASE("a read model that failed says so, and may be rebuilt") {
    Started it;
    it.add("a", 60);
    it.add("a", 60);
    it.add("b", 1);
    const ReadModelInfo failed = it.info("small");
    CHECK(failed.status == cqrs::Liveness::failed);
    CHECK(failed.error == "value: expected an integer from 0 to 100, got 120");
    CHECK(failed.checkpoint == 1);
    CHECK(it.engine.read_models().catch_up("small").value() == 0);
    REQUIRE(it.engine.read_models().set_mode("small", manual));
    REQUIRE(it.engine.read_models().rebuild("small"));
    CHECK(it.info("small").status == cqrs::Liveness::live);
    CHECK(it.engine.read_models().catch_up("small").value() == 1);
    CHECK(it.info("small").status == cqrs::Liveness::failed);
    CHECK(test::asked(it.engine, "smallValue", R"({"counter":"a"})") ==
          R"({"counter":"a","value":60})");
}

TEST_CASE("a name that is no read model's is told which was probably meant") {
    Started it;
    const auto no = it.engine.read_models().pause("value");
    REQUIRE_FALSE(no);
    CHECK(no.error().code == cqrs::Code::invalid);
    CHECK(no.error().message == R"(there is no read model "value"; is values meant?)");
    CHECK(no.error().expected == "values");
    CHECK(no.error().path == "name");
    CHECK(test::code_of(it.engine.read_models().set_mode("values", delayed(-1))) == "invalid");
}

TEST_CASE("replicas and pauses give their memory back") {
    Started it;
    for (int i = 0; i < 400; ++i) {
        it.add("counter-" + std::to_string(i), 1);
    }
    const cqrs::Stats before = it.engine.stats();
    CHECK(before.checkpoint_bytes == 0);
    REQUIRE(it.engine.read_models().add_replica("values"));
    CHECK(it.engine.stats().memory_bytes == before.memory_bytes);
    for (int i = 0; i < 400; ++i) {
        it.add("counter-" + std::to_string(i), 1);
    }
    CHECK(it.engine.stats().memory_bytes > before.memory_bytes);
    const cqrs::Stats with = it.engine.stats();
    REQUIRE(it.engine.read_models().remove_replica("values", 1));
    CHECK(it.engine.stats().memory_bytes < with.memory_bytes);
    CHECK(it.engine.stats().checkpoint_bytes == 0);
}

}  // namespace read_models_tests
