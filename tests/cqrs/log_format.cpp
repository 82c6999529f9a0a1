#include "cqrs/log_format.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "bank_log.hpp"
#include "catch.hpp"
#include "log_model.hpp"
#include "random.hpp"
#include "saved_logs.hpp"

namespace log_format_tests {
namespace {

using cqrs::Bytes;
using cqrs::Code;
using cqrs::Damage;
using cqrs::SavedAs;
using test::fill;
using test::loaded;
using test::saved;

constexpr auto both = {SavedAs::binary, SavedAs::ndjson};

/// Loads the text as it comes over a wire.
std::string loaded_in_pieces(std::string_view text, std::size_t size) {
    cqrs::LogReading reading(test::storage(), cqrs::Limits{}, "log");
    for (std::size_t at = 0; at < text.size(); at += size) {
        const auto error = reading.feed(cqrs::as_bytes(text.substr(at, size)));
        REQUIRE_FALSE(error);
    }
    REQUIRE_FALSE(reading.finish());
    const SavedAs form = reading.form();
    const cqrs::EventLog log = reading.take();
    return saved(log, form);
}

}  // namespace

TEST_CASE("a saved log that is loaded and saved again has the same bytes, in both forms") {
    cqrs::Engine engine({.log_id = "the log/1%", .limits = {}});
    fill(engine);
    for (const SavedAs form : both) {
        const std::string text = saved(engine.log(), form);
        const auto log = loaded(text);
        REQUIRE(log);
        CHECK((log->form == form));
        CHECK(log->dropped == 0);
        CHECK(log->log.head() == 7);
        CHECK(log->log.log_id() == "the log/1%");
        CHECK(log->log.version("account-b") == 2);
        CHECK(log->log.find_command("d1") == cqrs::Position{3});
        for (const SavedAs other : both) {
            CHECK(saved(log->log, other) == saved(engine.log(), other));
        }
    }
}

TEST_CASE("random logs have the same bytes after a round trip in both forms") {
    test::Random random(11);
    for (int round = 0; round < 20; ++round) {
        cqrs::EventLog log(test::storage(), "log");
        test::LogModel model;
        model.json = true;
        while (log.head() < 40) {
            REQUIRE(test::storage()->reserve(1));
            model.append_random(log, random);
        }
        const std::string binary = saved(log);
        const std::string lines = saved(log, SavedAs::ndjson);
        const auto of_binary = loaded(binary);
        const auto of_lines = loaded(lines);
        REQUIRE(of_binary);
        REQUIRE(of_lines);
        CHECK(saved(of_lines->log) == binary);
        CHECK(saved(of_binary->log, SavedAs::ndjson) == lines);
        for (cqrs::Position position = 1; position <= log.head(); ++position) {
            CHECK(model.difference(of_lines->log, position).empty());
        }
    }
}

TEST_CASE("a log may come in pieces of any size") {
    cqrs::Engine engine;
    fill(engine);
    for (const SavedAs form : both) {
        const std::string text = saved(engine.log(), form);
        for (std::size_t size = 1; size < text.size(); size += 1 + size / 3) {
            CHECK(loaded_in_pieces(text, size) == text);
        }
    }
}

TEST_CASE("a part goes on from what was saved before, and is refused alone") {
    cqrs::Engine engine;
    fill(engine);
    for (const SavedAs form : both) {
        const std::string whole = saved(engine.log(), form);
        for (cqrs::Position after = 1; after <= engine.log().head(); ++after) {
            const std::string part = saved(engine.log(), form, after);
            if (form == SavedAs::ndjson) {
                CHECK(whole.ends_with(part));
            }
            if (part.empty()) {
                continue;
            }
            const auto alone = loaded(part, Damage::recovered);
            REQUIRE_FALSE(alone);
            CHECK((alone.error().code == Code::corrupt));
            if (form == SavedAs::binary) {
                CHECK(alone.error().message.find("goes on after position " +
                                                 std::to_string(after)) != std::string::npos);
            }
        }
        const std::string begun = saved(engine.log(), form).substr(0, whole.size());
        CHECK(begun == whole);
    }
    // What was saved at position 4, and what came after it.
    const auto before =
        loaded(saved(engine.log())
                   .substr(0, saved(engine.log()).size() -
                                  (saved(engine.log(), SavedAs::binary, 4).size() -
                                   saved(engine.log(), SavedAs::binary, 7).size())));
    REQUIRE(before);
    CHECK(before->log.head() == 4);
    for (const SavedAs form : both) {
        const auto joined = loaded(saved(before->log, form) + saved(engine.log(), form, 4));
        REQUIRE(joined);
        CHECK(saved(joined->log, form) == saved(engine.log(), form));
        CHECK_FALSE(loaded(saved(before->log, form) + saved(engine.log(), form, 5)));
        cqrs::Engine other({.log_id = "other", .limits = {}});
        fill(other);
        CHECK_FALSE(loaded(saved(before->log, form) + saved(other.log(), form, 4)));
    }
}

TEST_CASE("a log without events can be saved in binary") {
    const cqrs::Engine engine({.log_id = "empty", .limits = {}});
    const auto log = loaded(saved(engine.log()));
    REQUIRE(log);
    CHECK(log->log.head() == 0);
    CHECK(log->log.log_id() == "empty");
    CHECK(saved(engine.log(), SavedAs::ndjson).empty());
}

TEST_CASE("a saved log knows which log wrote which of its events") {
    cqrs::Engine engine({.log_id = "first", .limits = {}});
    fill(engine);
    cqrs::EventLog log = engine.log();
    log.descend("second");
    for (const SavedAs form : both) {
        const std::string text = saved(log, form);
        const auto again = loaded(text);
        REQUIRE(again);
        CHECK(saved(again->log, form) == text);
        CHECK(again->log.log_id() == "second");
        cqrs::Buffer spill;
        CHECK(again->log.event_id(again->log.at(7, spill)) == "first-7");
        // What was lost was the first log's; what will be written is the second's.
        const auto cut = loaded(text.substr(0, text.size() - 3), Damage::recovered);
        REQUIRE(cut);
        REQUIRE(cut->log.ancestors().size() == 1);
        CHECK(cut->log.ancestors()[0].last == 4);
    }
}

TEST_CASE("every flipped bit of a saved log is noticed") {
    cqrs::Engine engine;
    fill(engine);
    std::string bytes = saved(engine.log());
    std::size_t unnoticed = 0;
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        const auto mask = static_cast<char>(1U << (bit % 8));
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
        const auto log = loaded(bytes);
        unnoticed += log.ok() ? 1 : 0;
        if (!log) {
            CHECK((log.error().code == Code::corrupt));
            CHECK((log.error().path == "byte" || log.error().path == "line"));
        }
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
    }
    CHECK(unnoticed == 0);
}

TEST_CASE("a saved log cut at any byte is recovered up to its last whole append") {
    cqrs::Engine engine({.log_id = "mine", .limits = {}});
    fill(engine);
    for (const SavedAs form : both) {
        const std::string bytes = saved(engine.log(), form);
        cqrs::Position head_before = 0;
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const std::string cut = bytes.substr(0, size);
            const auto recovered = loaded(cut, Damage::recovered);
            if (!recovered) {
                // What is not even one line of JSON may be anything.
                CHECK((form == SavedAs::ndjson && head_before == 0));
                CHECK((recovered.error().code == Code::corrupt));
                continue;
            }
            const cqrs::Position head = recovered->log.head();
            if (recovered->log.log_id() == "log") {
                // Its header was not whole, so neither was anything else.
                CHECK((head == 0 && recovered->dropped == size));
                CHECK_FALSE(loaded(cut).ok());
                continue;
            }
            CHECK(head >= head_before);
            // A last line is whole without its end.
            CHECK((head <= 4 || head == 7));
            CHECK(bytes.starts_with(saved(recovered->log, form).substr(0, size)));
            const auto refused = loaded(cut);
            CHECK(refused.ok() == (recovered->dropped == 0));
            head_before = head;
        }
        CHECK(head_before >= 4);
    }
}

TEST_CASE("recovering says what was dropped: bytes, or lines that are not empty") {
    cqrs::Engine engine;
    fill(engine);
    const std::string bytes = saved(engine.log());
    const std::string lines = saved(engine.log(), SavedAs::ndjson);
    std::string damaged = bytes;
    damaged[bytes.size() - saved(engine.log(), SavedAs::binary, 4).size()] ^= 1;
    const auto of_bytes = loaded(damaged, Damage::recovered);
    REQUIRE(of_bytes);
    CHECK(saved(of_bytes->log).size() + of_bytes->dropped == bytes.size());
    std::string broken = lines;
    broken[broken.size() - saved(engine.log(), SavedAs::ndjson, 5).size()] = '?';
    const auto of_lines = loaded(broken + "\r\n\n", Damage::recovered);
    REQUIRE(of_lines);
    CHECK(of_lines->log.head() == 4);
    CHECK(of_lines->dropped == 3);
}

TEST_CASE("the error names the byte or the line of the first fault") {
    cqrs::Engine engine;
    fill(engine);
    const std::string bytes = saved(engine.log());
    const auto cut = loaded(bytes.substr(0, bytes.size() - 1));
    REQUIRE_FALSE(cut);
    CHECK(cut.error().path == "byte");
    CHECK(std::stoul(cut.error().actual) < bytes.size());
    std::string lines = saved(engine.log(), SavedAs::ndjson);
    lines.insert(lines.find('\n') + 1, "\n{}\n");
    const auto fault = loaded(lines);
    REQUIRE_FALSE(fault);
    CHECK(fault.error().path == "line");
    CHECK(fault.error().actual == "3");
}

TEST_CASE("where an event is can be looked for, by its byte or its line") {
    cqrs::Engine engine;
    fill(engine);
    for (const SavedAs form : both) {
        const std::string bytes = saved(engine.log(), form);
        for (cqrs::Position position = 1; position <= engine.log().head(); ++position) {
            cqrs::LogReading reading(test::storage(), cqrs::Limits{}, "log");
            reading.look_for(position);
            auto found = reading.feed(cqrs::as_bytes(bytes));
            REQUIRE(found);
            CHECK((found->code == Code::corrupt));
            const std::uint64_t place = std::stoull(found->actual);
            if (form == SavedAs::ndjson) {
                CHECK(place == position);
                continue;
            }
            // The event before is whole by then, and its own record begins there.
            CHECK(bytes[static_cast<std::size_t>(place)] == 'R');
            CHECK(saved(engine.log(), form, position - 1).size() > bytes.size() - place);
        }
    }
}

TEST_CASE("who does without lines reads a binary log, and is told of lines that they are no log") {
    cqrs::Engine engine;
    fill(engine);
    for (const SavedAs form : both) {
        const std::string bytes = saved(engine.log(), form);
        cqrs::LogReading reading(test::storage(), cqrs::Limits{}, "log", bytes.size(), nullptr);
        const auto error = reading.feed(cqrs::as_bytes(bytes));
        REQUIRE(!error == (form == SavedAs::binary));
        if (error) {
            CHECK((error->code == Code::corrupt));
            CHECK(error->message.find("begins neither as a saved log") != std::string::npos);
            continue;
        }
        REQUIRE_FALSE(reading.finish());
        CHECK(saved(reading.take(), form) == bytes);
    }
}

TEST_CASE("records out of their order are refused although each is whole") {
    cqrs::Engine engine;
    fill(engine);
    cqrs::EventLog other(test::storage(), "other");
    cqrs::Buffer spill;
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
    const auto refused = [](std::string_view file, Damage damage) {
        const auto log = loaded(file, damage);
        REQUIRE_FALSE(log);
        CHECK((log.error().code == Code::corrupt));
    };
    for (const std::string_view file : {"{}", "hello", "[]", "{\"specversion\":\"1.0\"}",
                                        "\x89"
                                        "PNG\r\n"}) {
        refused(file, Damage::recovered);
    }
    // The second may once have been one.
    refused("", Damage::refused);
    refused(
        "\x89"
        "CQRS\r\n",
        Damage::refused);
}

TEST_CASE("a log that passes a limit is refused with that limit, in both forms") {
    cqrs::Engine engine;
    fill(engine);
    const auto refused = [&](const char* name, std::int64_t cqrs::Limits::*limit,
                             std::int64_t most) {
        for (const SavedAs form : both) {
            INFO(name);
            cqrs::Limits limits;
            limits.*limit = most;
            CHECK(loaded(saved(engine.log(), form), Damage::recovered, limits));
            limits.*limit = most - 1;
            const auto log = loaded(saved(engine.log(), form), Damage::recovered, limits);
            REQUIRE_FALSE(log);
            CHECK((log.error().code == Code::limit));
            CHECK(log.error().path == std::string("limits.") + name);
        }
    };
    refused("events", &cqrs::Limits::events, 7);
    refused("streams", &cqrs::Limits::streams, 3);
    refused("eventTypes", &cqrs::Limits::event_types, 4);
    refused("tagsPerEvent", &cqrs::Limits::tags_per_event, 2);
    refused("payloadBytes", &cqrs::Limits::payload_bytes, 16);
}

TEST_CASE("a log never takes more memory than the limit, whatever it says of itself") {
    cqrs::Engine engine;
    fill(engine);
    for (const SavedAs form : both) {
        const std::string text = saved(engine.log(), form);
        std::size_t refused = 0;
        for (std::int64_t most = 0; most < 1'000'000; most += 20'000) {
            cqrs::Limits limits;
            limits.memory_bytes = most;
            const auto log = loaded(text, Damage::refused, limits);
            if (!log) {
                CHECK((log.error().code == Code::limit));
                CHECK(log.error().path == "limits.memoryBytes");
                ++refused;
            }
        }
        CHECK(refused > 3);
        CHECK(refused < 49);
    }
}

TEST_CASE("the same commands give the same bytes natively and through the package") {
    cqrs::Engine engine({.log_id = "bank-log", .limits = {}});
    engine.add<orders::Orders>();
    engine.add<bank::Bank>();
    cqrs::Time now = 1'709'208'000'000;
    REQUIRE(engine.dispatch(bank::OpenAccount{.account = "a", .owner = "Ann"},
                            {.id = "open-a", .time = now}));
    now += 250;
    REQUIRE(engine.dispatch(bank::OpenAccount{.account = "b", .owner = "Bob \xe2\x98\x82"},
                            {.time = now}));
    REQUIRE(engine.dispatch(bank::Deposit{.account = "a", .amount = 500},
                            {.id = "f81d4fae-7dec-41d0-a765-00a0c91e6bf6",
                             .correlation_id = "story",
                             .metadata = R"({"by":"Ann"})",
                             .time = now}));
    now += 86'400'000;
    REQUIRE(engine.dispatch(bank::TransferMoney{.from = "a", .to = "b", .amount = 20},
                            {.causation_id = "why", .time = now}));
    const std::vector<cqrs::AppendedEvent> note{{.type = "Noted",
                                                 .data = R"({"text":"hello"})",
                                                 .stream = "notes",
                                                 .tags = {"notes", "x"},
                                                 .id = "mine"}};
    REQUIRE(engine.append(note, {}, now));
    CHECK(saved(engine.log(), SavedAs::ndjson) == test::bank_log);
    const auto log = loaded(test::bank_log);
    REQUIRE(log);
    CHECK(saved(log->log) == saved(engine.log()));
}

}  // namespace log_format_tests
