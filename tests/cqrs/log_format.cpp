#include "cqrs/log_format.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cqrs/engine.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"

namespace {

using cqrs::Buffer;
using cqrs::Bytes;
using cqrs::Damage;

cqrs::Storage storage() { return std::make_shared<cqrs::Budget>(std::uint64_t{1} << 30); }

/// Events of every kind: described and not, with and without ids, several in one append.
void fill(cqrs::Engine& engine) {
    engine.add<bank::Bank>();
    engine.add<orders::Orders>();
    REQUIRE(engine.dispatch(bank::OpenAccount{.account = "a", .owner = "Ann"},
                            {.id = "0b7d6b0e-6f86-4c4e-9d3b-0f2f4a9d6c11", .time = 1'000}));
    REQUIRE(engine.dispatch(bank::OpenAccount{.account = "b", .owner = "Bob"}, {.time = 900}));
    REQUIRE(engine.dispatch(bank::Deposit{.account = "a", .amount = 500},
                            {.id = "d1", .correlation_id = "story", .metadata = R"({"by":"me"})"}));
    REQUIRE(engine.dispatch(bank::TransferMoney{.from = "a", .to = "b", .amount = 20},
                            {.causation_id = "why", .time = 2'000}));
    const std::vector<cqrs::AppendedEvent> several{
        {.type = "Noted", .data = R"({"text":"hello"})", .stream = "notes", .tags = {"x", "y"}},
        {.type = "Noted", .data = "null", .tags = {"y"}, .id = "mine"},
        {.type = "MoneyDeposited", .data = R"({"account":"b","amount":1})"}};
    REQUIRE(engine.append(several, {}, 3'000));
}

Buffer saved(const cqrs::EventLog& log) {
    Buffer bytes;
    cqrs::encode_log(log, bytes);
    return bytes;
}

std::string text(const Buffer& bytes) { return std::string(cqrs::as_text(bytes.bytes())); }

}  // namespace

TEST_CASE("a saved log that is loaded and saved again has the same bytes") {
    cqrs::Engine engine({.log_id = "the-log", .limits = {}});
    fill(engine);
    const Buffer bytes = saved(engine.log());
    const auto loaded = cqrs::decode_log(bytes.bytes(), storage());
    REQUIRE(loaded);
    CHECK(loaded->dropped_bytes == 0);
    CHECK(loaded->log.head() == 7);
    CHECK(loaded->log.log_id() == "the-log");
    CHECK(loaded->log.version("account-b") == 2);
    CHECK(loaded->log.find_command("d1") == cqrs::Position{3});
    CHECK(text(saved(loaded->log)) == text(bytes));
}

TEST_CASE("a log without events can be saved") {
    const cqrs::Engine engine({.log_id = "empty", .limits = {}});
    const auto loaded = cqrs::decode_log(saved(engine.log()).bytes(), storage());
    REQUIRE(loaded);
    CHECK(loaded->log.head() == 0);
    CHECK(loaded->log.log_id() == "empty");
}

TEST_CASE("a saved log knows which log wrote which of its events") {
    cqrs::Engine engine({.log_id = "first", .limits = {}});
    fill(engine);
    cqrs::EventLog log = engine.log();
    log.descend("second");
    const Buffer bytes = saved(log);
    const auto loaded = cqrs::decode_log(bytes.bytes(), storage());
    REQUIRE(loaded);
    CHECK(text(saved(loaded->log)) == text(bytes));
    CHECK(loaded->log.log_id() == "second");
    Buffer spill;
    CHECK(loaded->log.event_id(loaded->log.at(7, spill)) == "first-7");
    // What was lost was the first log's; what will be written is the second's.
    const auto cut =
        cqrs::decode_log(bytes.bytes(0, bytes.size() - 1), storage(), Damage::recovered);
    REQUIRE(cut);
    REQUIRE(cut->log.ancestors().size() == 1);
    CHECK(cut->log.ancestors()[0].last == 4);
}

TEST_CASE("every flipped bit of a saved log is noticed") {
    cqrs::Engine engine;
    fill(engine);
    Buffer bytes = saved(engine.log());
    std::size_t unnoticed = 0;
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
        bytes.data()[bit / 8] ^= mask;
        const auto loaded = cqrs::decode_log(bytes.bytes(), storage());
        unnoticed += loaded.ok() ? 1 : 0;
        if (!loaded) {
            CHECK(loaded.error().code == cqrs::Code::corrupt);
        }
        bytes.data()[bit / 8] ^= mask;
    }
    CHECK(unnoticed == 0);
}

TEST_CASE("a saved log cut at any byte is recovered up to its last whole append") {
    cqrs::Engine engine;
    fill(engine);
    const Buffer bytes = saved(engine.log());
    cqrs::Position loaded_before = 0;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const Bytes cut = bytes.bytes(0, size);
        const auto recovered = cqrs::decode_log(cut, storage(), Damage::recovered);
        if (!recovered) {
            // Without a whole header there is no log.
            CHECK(loaded_before == 0);
            continue;
        }
        const cqrs::Position head = recovered->log.head();
        CHECK(head >= loaded_before);
        CHECK((head <= 4 || head == 7));
        const Buffer again = saved(recovered->log);
        CHECK(text(bytes).starts_with(text(again)));
        CHECK(recovered->dropped_bytes <= size);
        loaded_before = head;
    }
    CHECK(loaded_before == 4);
}

TEST_CASE("a cut log is refused unless it is to be recovered, and the error names the byte") {
    cqrs::Engine engine;
    fill(engine);
    const Buffer bytes = saved(engine.log());
    const auto loaded = cqrs::decode_log(bytes.bytes(0, bytes.size() - 1), storage());
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == cqrs::Code::corrupt);
    CHECK(std::stoul(loaded.error().actual) < bytes.size());
}

TEST_CASE("records out of their order are refused although each is whole") {
    cqrs::Engine engine;
    fill(engine);
    cqrs::EventLog other(storage(), "other");
    Buffer spill;
    for (const auto& type : engine.log().types()) {
        other.add_type(type);
    }
    for (cqrs::NameId name = 1; name <= engine.log().names().size(); ++name) {
        REQUIRE(other.restore_name(engine.log().names().text(name, spill)));
    }
    CHECK_FALSE(other.restore(engine.log().stored(1, spill)).has_value());
    CHECK(other.restore(engine.log().stored(3, spill)) == "its stream or version is wrong");
    CHECK(other.head() == 1);
}

TEST_CASE("a file that is no saved log is refused") {
    for (const std::string_view file : {"", "{}",
                                        "\x89"
                                        "CQRS\r\n"}) {
        const auto loaded = cqrs::decode_log(cqrs::as_bytes(file), storage(), Damage::recovered);
        REQUIRE_FALSE(loaded);
        CHECK(loaded.error().code == cqrs::Code::corrupt);
    }
}
