#include "cqrs/event_reader.hpp"

#include <string>
#include <tuple>
#include <variant>

#include "catch.hpp"
#include "cqrs/engine.hpp"
#include "cqrs/json.hpp"
#include "saved_logs.hpp"

namespace event_reader_tests {
namespace {

using cqrs::Engine;
using cqrs::field;
using cqrs::integer;
using cqrs::text;

struct Read {
    std::string meter;
    std::int64_t value = 0;
    static constexpr std::string_view name = "Read";
    static constexpr auto fields() {
        return cqrs::fields(field("meter", &Read::meter, text(1, 20)),
                            field("value", &Read::value, integer(0, 1'000'000)));
    }
};
struct Meter {
    std::string meter;
    std::int64_t watts = 0;
    static constexpr std::string_view name = "Meter";
    static constexpr auto fields() {
        return cqrs::fields(field("meter", &Meter::meter, text(1, 20)),
                            field("watts", &Meter::watts, integer(0, 1'000'000'000)));
    }
};
struct Total {
    struct Row {
        std::int64_t watts = 0;
        static constexpr std::string_view name = "Row";
        static constexpr auto fields() {
            return cqrs::fields(field("watts", &Row::watts, integer(0, 1'000'000'000)));
        }
    };
    using Answer = std::optional<Row>;
    static constexpr std::string_view name = "total";
    static constexpr auto fields() { return cqrs::fields(); }
};

/// The event in three versions: kilowatts; with a unit; watts.
struct MeterRead1 {
    std::string meter;
    std::int64_t kilowatts = 0;
    static constexpr std::string_view name = "MeterRead";
    static constexpr auto fields() {
        return cqrs::fields(field("meter", &MeterRead1::meter, text(1, 20)),
                            field("kilowatts", &MeterRead1::kilowatts, integer(0, 1'000'000)));
    }
};
enum class Unit : std::uint8_t { watts, kilowatts };
constexpr auto words_of(Unit /*tag*/) {
    return std::to_array<std::string_view>({"watts", "kilowatts"});
}
struct MeterRead2 {
    std::string meter;
    std::int64_t value = 0;
    Unit unit = Unit::watts;
    static constexpr std::string_view name = "MeterRead";
    static constexpr std::uint32_t version = 2;
    static constexpr auto fields() {
        return cqrs::fields(field("meter", &MeterRead2::meter, text(1, 20)),
                            field("value", &MeterRead2::value, integer(0, 1'000'000'000)),
                            field("unit", &MeterRead2::unit));
    }
};
template <std::int64_t Most>
struct MeterRead3 {
    std::string meter;
    std::int64_t watts = 0;
    static constexpr std::string_view name = "MeterRead";
    static constexpr std::uint32_t version = 3;
    static constexpr auto fields() {
        return cqrs::fields(field("meter", &MeterRead3::meter, text(1, 20)),
                            field("watts", &MeterRead3::watts, integer(0, Most)));
    }
};

/// What the domain is in every version of its event.
template <class Event>
struct Common {
    struct Sum {
        static constexpr std::string_view name = "sum";
        using Events = std::variant<Event>;
        using Queries = std::variant<Total>;
        explicit Sum(const cqrs::Storage& /*storage*/) {}
        void apply(const Event& event, const cqrs::EventInfo& /*info*/) {
            watts += in_watts(event);
        }
        [[nodiscard]] std::optional<Total::Row> answer(const Total& /*query*/) const {
            return Total::Row{watts};
        }
        std::int64_t watts = 0;
    };
    static std::int64_t in_watts(const MeterRead1& event) { return event.kilowatts * 1'000; }
    static std::int64_t in_watts(const MeterRead2& event) {
        return event.value * (event.unit == Unit::watts ? 1 : 1'000);
    }
    template <std::int64_t Most>
    static std::int64_t in_watts(const MeterRead3<Most>& event) {
        return event.watts;
    }

    static constexpr std::string_view name = "meters";
    static constexpr std::string_view stream_prefix = "meter-";
    using Commands = std::variant<Read>;
    using Events = std::variant<Event>;
    using State = Meter;
    using Decision = cqrs::Decision<Events>;
    using ReadModels = std::tuple<Sum>;
    static Meter initial(std::string_view identity) { return {std::string(identity), 0}; }
    template <class Message>
    static auto identities(const Message& message) {
        return cqrs::about(message.meter);
    }
    static Meter evolve(Meter state, const Event& event) {
        state.watts += in_watts(event);
        return state;
    }
};

struct Meters1 : Common<MeterRead1> {
    static Decision decide(const Read& command, const Meter& /*state*/) {
        return MeterRead1{command.meter, command.value};
    }
};
struct Meters2 : Common<MeterRead2> {
    static Decision decide(const Read& command, const Meter& /*state*/) {
        return MeterRead2{command.meter, command.value, Unit::kilowatts};
    }
};
template <std::int64_t Most>
struct Meters3 : Common<MeterRead3<Most>> {
    using Event = MeterRead3<Most>;
    using Earlier = std::variant<MeterRead1, MeterRead2>;
    static MeterRead2 upcast(const MeterRead1& event) {
        return {event.meter, event.kilowatts, Unit::kilowatts};
    }
    static Event upcast(const MeterRead2& event) {
        return {event.meter, Common<Event>::in_watts(event)};
    }
    static cqrs::Decision<std::variant<Event>> decide(const Read& command, const Meter& state) {
        if (command.value < state.watts) {
            return cqrs::reject("backwards");
        }
        return Event{command.meter, command.value};
    }
};
using Meters = Meters3<1'000'000'000>;

/// What an engine with that domain saves after a few readings.
template <class Domain>
std::string log_of(std::initializer_list<Read> readings) {
    Engine engine;
    engine.add<Domain>();
    for (const Read& reading : readings) {
        REQUIRE(engine.dispatch(reading));
    }
    return test::saved(engine.log());
}

template <class Domain>
void open(Engine& engine, const std::string& saved) {
    engine.add<Domain>();
    auto log = cqrs::decode_log(cqrs::as_bytes(saved), engine.storage());
    REQUIRE(log);
    REQUIRE(engine.open(std::move(log->log)));
}

std::int64_t total(Engine& engine) { return engine.query(Total{})->data->watts; }

/// The data of an event as it is read, and whether as an event that the engine knows.
std::pair<std::string, bool> read(Engine& engine, cqrs::Position position) {
    cqrs::Buffer spill;
    cqrs::EventReader& event = engine.reading(engine.log().at(position, spill));
    const cqrs::Bytes payload = event.payload();
    if (!event.number()) {
        return {std::string(cqrs::as_text(payload)), false};
    }
    const cqrs::Type& type = *engine.catalogue().events()[*event.number()].entry->type;
    cqrs::Value value;
    REQUIRE_FALSE(cqrs::decode(type, payload, value.make(type)).has_value());
    std::string json;
    cqrs::encode_json(type, value.get(), json);
    return {json, true};
}

}  // namespace

TEST_CASE("a log that an earlier version of a domain wrote is read by the current one") {
    const std::string first = log_of<Meters1>({{"a", 2}, {"b", 3}});
    const std::string second = log_of<Meters2>({{"a", 4}});
    Engine one;
    open<Meters>(one, first);
    CHECK(total(one) == 5'000);
    CHECK(static_cast<const Meter*>(one.state("meter-a")->state)->watts == 2'000);
    CHECK(read(one, 1) == std::pair(std::string(R"({"meter":"a","watts":2000})"), true));
    Engine two;
    open<Meters>(two, second);
    CHECK(total(two) == 4'000);
}

TEST_CASE("what is stored stays as it was, and what comes after is stored as it is now") {
    const std::string saved = log_of<Meters1>({{"a", 2}});
    Engine engine;
    open<Meters>(engine, saved);
    CHECK(test::saved(engine.log()) == saved);
    CHECK(engine.dispatch(Read{"a", 1'000}).error().reason == "backwards");
    REQUIRE(engine.dispatch(Read{"a", 2'500}));
    REQUIRE(engine.log().types().size() == 2);
    CHECK(engine.log().types()[1].version == 3);
    CHECK(test::saved(engine.log()).starts_with(saved));
    Engine again;
    open<Meters>(again, test::saved(engine.log()));
    CHECK(total(again) == 4'500);
    CHECK(total(engine) == 4'500);
}

TEST_CASE("bounds may change under one version: what is right by both is read") {
    const std::string saved = log_of<Meters>({{"a", 5}, {"b", 900}});
    Engine engine;
    open<Meters3<100>>(engine, saved);
    CHECK(total(engine) == 5);
    CHECK(read(engine, 1).second);
    CHECK(read(engine, 2) == std::pair(std::string(R"({"meter":"b","watts":900})"), false));
    CHECK(engine.dispatch(Read{"a", 50}));
    CHECK((engine.dispatch(Read{"b", 50}).error().code == cqrs::Code::domain_failed));
}

TEST_CASE("an event of a version to come is shown, kept, skipped and not decided on") {
    const std::string saved = log_of<Meters>({{"a", 5'000}, {"b", 7'000}});
    Engine engine;
    open<Meters1>(engine, saved);
    CHECK(total(engine) == 0);
    CHECK(read(engine, 1) == std::pair(std::string(R"({"meter":"a","watts":5000})"), false));
    const auto refused = engine.dispatch(Read{"a", 1});
    REQUIRE_FALSE(refused);
    CHECK((refused.error().code == cqrs::Code::domain_failed));
    CHECK(refused.error().message.find("MeterRead at position 1") != std::string::npos);
    CHECK_FALSE(engine.state("meter-a").has_value());
    CHECK(engine.dispatch(Read{"c", 1}));
    CHECK(total(engine) == 1'000);
    CHECK(test::saved(engine.log()).starts_with(saved));
}

TEST_CASE("an event of a domain that is kept as JSON is not taken for one of the domain") {
    Engine without;
    const std::vector<cqrs::AppendedEvent> events{
        {.type = "MeterRead", .data = R"({"meter":"a"})", .tags = {"meter-a"}},
        {.type = "Noted", .data = "1", .tags = {"meter-b"}}};
    REQUIRE(without.append(events));
    Engine engine;
    open<Meters>(engine, test::saved(without.log()));
    CHECK(total(engine) == 0);
    CHECK((engine.dispatch(Read{"a", 1}).error().code == cqrs::Code::domain_failed));
    // A note by somebody else says nothing about the meter.
    REQUIRE(engine.dispatch(Read{"b", 1}));
    CHECK(read(engine, 1) == std::pair(std::string(R"({"meter":"a"})"), false));
    CHECK(read(engine, 3).second);
}

}  // namespace event_reader_tests
