#include "cqrs/event_log.hpp"

#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cqrs/limits.hpp"
#include "cqrs/log_index.hpp"
#include "log_model.hpp"
#include "random.hpp"

namespace event_log_tests {
namespace {

using cqrs::as_bytes;
using cqrs::as_text;
using cqrs::Budget;
using cqrs::Buffer;
using cqrs::EventLog;
using cqrs::NameId;
using cqrs::NewEvent;
using cqrs::Origin;
using cqrs::Position;
using cqrs::Record;
using cqrs::Storage;
using test::LogModel;

Storage new_storage() { return std::make_shared<Budget>(std::uint64_t{1} << 30); }

constexpr std::string_view some_uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";

/// Appends one event that is in a stream, carries the stream's tag and has nothing else.
void append_to(EventLog& log, std::string_view stream, std::string_view data) {
    const std::string_view tags[] = {stream};
    NewEvent event;
    const auto type = log.find_type("T", cqrs::Form::json);
    event.type = type ? *type : log.add_type({"T", cqrs::Form::json, ""});
    event.stream = stream;
    event.tags = tags;
    event.payload = as_bytes(data);
    log.append(std::span(&event, 1), Origin{});
}

}  // namespace

TEST_CASE("an empty log has no events, streams or commands") {
    const EventLog log(new_storage(), "log");
    CHECK(log.head() == 0);
    CHECK(log.streams() == 0);
    CHECK(log.bytes() == 0);
    CHECK(log.version("a") == 0);
    CHECK_FALSE(log.find_command("c").has_value());
    CHECK_FALSE(log.find_type("T", cqrs::Form::json).has_value());
}

TEST_CASE("types are numbered in the order in which they are added and found by name") {
    EventLog log(new_storage(), "log");
    CHECK(log.add_type({"A", cqrs::Form::described, "{}"}) == 0);
    CHECK(log.add_type({"B", cqrs::Form::json, ""}) == 1);
    CHECK(log.find_type("B", cqrs::Form::json) == 1U);
    CHECK_FALSE(log.find_type("C", cqrs::Form::json).has_value());
    CHECK(log.types()[0].schema == "{}");
    CHECK((log.types()[1].form == cqrs::Form::json));
}

TEST_CASE("a record gives back everything that was appended") {
    EventLog log(new_storage(), "the-log");
    const std::string_view tags[] = {"order-1", "customer-2", "vip"};
    NewEvent event;
    event.type = log.add_type({"OrderPlaced", cqrs::Form::json, ""});
    event.stream = "order-1";
    event.tags = tags;
    event.event_id = some_uuid;
    event.causation_id = "cause";
    event.metadata = R"({"by":"Ann"})";
    event.payload = as_bytes("{}");
    Origin origin;
    origin.time = 1'700'000'000'000;
    origin.command_id = "command-1";
    origin.command_hash = {1, 2};
    origin.correlation_id = "story";
    log.append(std::span(&event, 1), origin);

    Buffer spill;
    Buffer other;
    const Record record = log.at(1, spill);
    CHECK(record.position == 1);
    CHECK(record.type == 0);
    CHECK(log.names().text(record.stream, other) == "order-1");
    CHECK(record.version == 1);
    CHECK(record.previous_in_stream == 0);
    CHECK(record.time == 1'700'000'000'000);
    CHECK(record.tagged_as_stream);
    CHECK(record.tag_count == 2);
    CHECK(log.event_id(record) == some_uuid);
    CHECK(cqrs::id_text(record.command_id) == "command-1");
    CHECK((record.command_hash == cqrs::Hash128{1, 2}));
    CHECK(log.correlation_id(record) == "story");
    CHECK(cqrs::id_text(record.causation_id) == "cause");
    CHECK(record.metadata == R"({"by":"Ann"})");
    CHECK(as_text(record.payload) == "{}");
    CHECK(record.has_tag(log.names().find("vip")));
    CHECK(record.has_tag(log.names().find("order-1")));
    CHECK(log.version("order-1") == 1);
    CHECK(log.version("vip") == 0);
    CHECK(log.streams() == 1);
    CHECK(log.find_command("command-1") == 1U);
}

TEST_CASE("an event without an id is called by its log and position") {
    EventLog log(new_storage(), "the-log");
    append_to(log, "a", "1");
    append_to(log, "a", "2");
    Buffer spill;
    CHECK(log.event_id(log.at(2, spill)) == "the-log-2");
}

TEST_CASE("a log that goes on under another id leaves its events theirs") {
    EventLog log(new_storage(), "one");
    log.descend("two");
    append_to(log, "s", "1");
    append_to(log, "s", "2");
    log.descend("three");
    log.descend("four");
    append_to(log, "s", "3");
    Buffer spill;
    CHECK(log.event_id(log.at(1, spill)) == "two-1");
    CHECK(log.event_id(log.at(2, spill)) == "two-2");
    CHECK(log.event_id(log.at(3, spill)) == "four-3");
    CHECK(log.log_id() == "four");
    CHECK(log.ancestors().size() == 1);
}

TEST_CASE("a story is called as given, else by its command, else by its first event") {
    EventLog log(new_storage(), "log");
    log.add_type({"T", cqrs::Form::json, ""});
    const std::vector<NewEvent> two(2);
    Origin origin;
    log.append(two, origin);
    origin.command_id = "command";
    log.append(two, origin);
    origin.correlation_id = "story";
    log.append(two, origin);
    std::vector<NewEvent> named(2);
    named[0].event_id = "first";
    log.append(named, Origin{});
    Buffer spill;
    std::string stories;
    for (Position position = 1; position <= 8; ++position) {
        stories += log.correlation_id(log.at(position, spill)) + " ";
    }
    CHECK(stories == "log-1 log-1 command command story story first first ");
}

TEST_CASE("the events of one append know their place in it, and the first one the command's hash") {
    EventLog log(new_storage(), "log");
    const std::vector<NewEvent> three(3);
    Origin origin;
    origin.command_id = "c";
    origin.command_hash = {7, 8};
    append_to(log, "a", "before");
    log.append(three, origin);
    Buffer spill;
    for (std::uint32_t i = 0; i < 3; ++i) {
        const Record record = log.at(2 + i, spill);
        CHECK(record.index_in_append == i);
        CHECK(record.left_in_append == 2 - i);
        CHECK(cqrs::id_text(record.command_id) == "c");
        CHECK((record.command_hash == (i == 0 ? cqrs::Hash128{7, 8} : cqrs::Hash128{})));
    }
    CHECK(log.find_command("c") == 2U);
    CHECK(log.at(1, spill).left_in_append == 0);
}

TEST_CASE("a record may be of any size and lie across pages") {
    EventLog log(new_storage(), "log");
    std::vector<std::string> payloads;
    for (const std::size_t size : {0U, 1U, 4'000U, 4'096U, 80U, 4'097U, 20'000U, 1'000'000U, 3U}) {
        payloads.emplace_back(size, static_cast<char>('a' + payloads.size()));
        append_to(log, "big", payloads.back());
    }
    Buffer spill;
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        const Record record = log.at(i + 1, spill);
        CHECK(record.version == i + 1);
        CHECK(record.previous_in_stream == i);
        CHECK((as_text(record.payload) == payloads[i]));
    }
}

TEST_CASE("time may go backward, before 1970 and from end to end") {
    EventLog log(new_storage(), "log");
    const std::vector<cqrs::Time> times{
        1'700'000'000'000, 0, -5, cqrs::safe_integer_max, -cqrs::safe_integer_max,
        1'700'000'000'001};
    const NewEvent event;
    for (const cqrs::Time time : times) {
        Origin origin;
        origin.time = time;
        log.append(std::span(&event, 1), origin);
    }
    Buffer spill;
    for (std::size_t i = 0; i < times.size(); ++i) {
        CHECK(log.at(i + 1, spill).time == times[i]);
    }
}

TEST_CASE("commands are found by their ids, whatever they look like") {
    EventLog log(new_storage(), "log");
    const NewEvent event;
    std::vector<std::string> ids{std::string(some_uuid), "0F8FAD5B-D9CB-469F-A165-70867728950E"};
    for (int i = 0; i < 5'000; ++i) {
        ids.push_back("c" + std::to_string(i));
    }
    for (const std::string& id : ids) {
        Origin origin;
        origin.command_id = id;
        log.append(std::span(&event, 1), origin);
        log.append(std::span(&event, 1), Origin{});
    }
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        wrong += log.find_command(ids[i]) == 2 * i + 1 ? 0 : 1;
    }
    CHECK(wrong == 0);
    CHECK_FALSE(log.find_command("c5000").has_value());
    CHECK_FALSE(log.find_command("").has_value());
}

TEST_CASE("a log agrees with a plain list of events under random appends") {
    test::Random random(70);
    EventLog log(new_storage(), "log");
    LogModel model;
    for (int round = 0; round < 3'000; ++round) {
        model.append_random(log, random);
    }
    REQUIRE(log.head() == model.events.size());
    CHECK(model.events.size() > 5'000);
    std::string difference;
    for (std::size_t i = 0; i < model.events.size() && difference.empty(); ++i) {
        difference = model.difference(log, i + 1);
    }
    CHECK(difference.empty());
    CHECK(log.streams() == model.streams().size());
    for (const auto& [stream, version] : model.streams()) {
        CHECK(log.version(stream) == version);
    }
}

TEST_CASE(
    "the chain of a name leads through all its events and no others, from the last to the first") {
    test::Random random(71);
    EventLog log(new_storage(), "log");
    LogModel model;
    for (int round = 0; round < 2'000; ++round) {
        model.append_random(log, random);
    }
    Buffer spill;
    for (NameId name = 1; name <= log.names().size(); ++name) {
        const std::string text(log.names().text(name, spill));
        std::vector<Position> expected;
        for (Position at = model.events.size(); at > 0; --at) {
            if (model.is_in_chain(text, at)) {
                expected.push_back(at);
            }
        }
        std::vector<Position> found;
        Position at = log.names().head(name).last;
        while (at > 0 && found.size() <= expected.size()) {
            found.push_back(at);
            at = log.at(at, spill).previous(name);
        }
        CHECK(log.names().head(name).count == expected.size());
        CHECK((found == expected));
    }
}

TEST_CASE("a log that goes back keeps the kind of a name that it had, and forgets the later one") {
    EventLog log(new_storage(), "log");
    append_to(log, "s", "of the first kind");
    cqrs::LogIndex index(log);
    NewEvent event;
    event.type = log.add_type({"T", cqrs::Form::described, "{}", 2});
    log.append(std::span(&event, 1), Origin{});
    log.go_back(1, index);
    CHECK(log.find_type("T", cqrs::Form::json) == 0U);
    CHECK_FALSE(log.find_type("T", cqrs::Form::described, "{}", 2).has_value());
    CHECK(log.add_type({"T", cqrs::Form::described, "{}", 3}) == 1);
    CHECK(log.find_type("T", cqrs::Form::described, "{}", 3) == 1U);
    CHECK(log.find_type("T", cqrs::Form::json) == 0U);
}

TEST_CASE("a copy of a log is a fork: each side goes on by itself") {
    const Storage storage = new_storage();
    EventLog log(storage, "log");
    for (int i = 0; i < 1'000; ++i) {
        append_to(log, "s" + std::to_string(i % 50), std::to_string(i));
    }
    const std::uint64_t used = storage->used();
    EventLog fork(log);
    CHECK(storage->used() == used);
    append_to(log, "s1", "mine");
    append_to(fork, "s2", "yours");
    append_to(fork, "only-here", "too");
    CHECK(log.head() == 1'001);
    CHECK(fork.head() == 1'002);
    CHECK(log.version("s1") == 21);
    CHECK(fork.version("s1") == 20);
    CHECK(log.version("only-here") == 0);
    Buffer spill;
    CHECK(as_text(log.at(1'001, spill).payload) == "mine");
    CHECK(as_text(fork.at(1'001, spill).payload) == "yours");
    CHECK(as_text(fork.at(500, spill).payload) == "499");
    CHECK(storage->used() - used < 30 * cqrs::page_size);
}

TEST_CASE("an append takes no more pages than were said to be needed") {
    test::Random random(72);
    const Storage storage = new_storage();
    EventLog log(storage, "log");
    LogModel model;
    for (int round = 0; round < 1'500; ++round) {
        const std::uint64_t before = storage->used();
        const std::size_t pages = model.append_random(log, random);
        const std::uint64_t taken = storage->used() - before;
        if (taken > pages * (cqrs::page_size + 600)) {
            FAIL(taken << " bytes where " << pages << " pages were said, in round " << round);
        }
    }
    CHECK(storage->trouble().empty());
}

}  // namespace event_log_tests
