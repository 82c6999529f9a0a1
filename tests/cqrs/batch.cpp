#include "cqrs/batch.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "counters.hpp"

namespace batch_tests {
namespace {

using counters::Added;
using counters::Moved;
using cqrs::Batch;
using cqrs::Budget;
using cqrs::Buffer;
using cqrs::Catalogue;
using cqrs::EventLog;
using cqrs::Folds;
using cqrs::Limits;
using cqrs::Origin;
using cqrs::Storage;

/// What a batch works with, put together by hand.
struct Bench {
    Bench() {
        catalogue.add(cqrs::domain_of<counters::Counters>());
        folds.emplace_back(cqrs::domain_of<counters::Counters>(), storage);
        batch.clear(folds);
    }
    [[nodiscard]] std::string add(const Added& event, std::vector<std::string> more = {}) {
        tags = std::move(more);
        return said(batch.add(0, &event, folds, log, tags));
    }
    [[nodiscard]] std::string add(const Moved& event) {
        return said(batch.add(1, &event, folds, log));
    }
    [[nodiscard]] static std::string said(const cqrs::Rare<cqrs::Fault>& fault) {
        return fault ? cqrs::invalid(*fault).message : "fine";
    }
    [[nodiscard]] std::string check() {
        const auto error = batch.check(Origin{}, folds, log, 0);
        return error ? error->message : "fine";
    }
    void commit() { batch.commit(Origin{}, folds, log); }
    [[nodiscard]] std::int64_t value(std::string_view counter) {
        folds[0].clear();
        const std::size_t place = folds[0].take(counter, log.names());
        return static_cast<const counters::Count*>(folds[0].state(place))->value;
    }

    Storage storage = std::make_shared<Budget>(10'000'000);
    Limits limits;
    Catalogue catalogue;
    EventLog log{storage, "log"};
    std::vector<Folds> folds;
    std::vector<std::string> tags;
    Batch batch{catalogue, limits};
};

}  // namespace

TEST_CASE("nothing of a batch is in the log or the folds before it is committed") {
    Bench bench;
    CHECK(bench.add(Added{"a", 5}) == "fine");
    CHECK(bench.add(Moved{"a", "b", 2}) == "fine");
    CHECK(bench.batch.size() == 2);
    CHECK(bench.check() == "fine");
    CHECK(bench.log.head() == 0);
    CHECK(bench.log.names().size() == 0);
    CHECK(bench.log.types().empty());
    CHECK(bench.storage->used() == 0);
    bench.commit();
    CHECK(bench.log.head() == 2);
    CHECK(bench.value("a") == 3);
    CHECK(bench.value("b") == 2);
}

TEST_CASE("a batch that is cleared has left nothing behind") {
    Bench bench;
    CHECK(bench.add(Added{"a", 5}) == "fine");
    bench.batch.clear(bench.folds);
    CHECK(bench.batch.size() == 0);
    CHECK(bench.value("a") == 0);
    bench.batch.clear(bench.folds);
    CHECK(bench.add(Added{"a", 7}) == "fine");
    CHECK(bench.check() == "fine");
    bench.commit();
    CHECK(bench.value("a") == 7);
    CHECK(bench.log.head() == 1);
}

TEST_CASE("a described type is added to the log with its schema, another as JSON without one") {
    Bench bench;
    CHECK(bench.add(Added{"a", 5}) == "fine");
    bench.batch.add("Happened", "{}", "", {});
    CHECK(bench.check() == "fine");
    bench.commit();
    REQUIRE(bench.log.types().size() == 2);
    CHECK((bench.log.types()[0].form == cqrs::Form::described));
    CHECK(bench.log.types()[0].schema.find(R"("title":"Added")") != std::string::npos);
    CHECK((bench.log.types()[1].form == cqrs::Form::json));
    CHECK(bench.log.types()[1].schema.empty());
}

TEST_CASE("an event about one identity twice changes it once and carries its tag once") {
    Bench bench;
    CHECK(bench.add(Added{"a", 5}) == "fine");
    CHECK(bench.add(Moved{"a", "a", 5}) == "fine");
    CHECK(bench.check() == "fine");
    bench.commit();
    CHECK(bench.value("a") == 0);
    Buffer spill;
    CHECK(bench.log.at(2, spill).tag_count == 0);
    CHECK(bench.log.at(2, spill).tagged_as_stream);
}

TEST_CASE("a batch knows the streams of its first and of its last event") {
    Bench bench;
    CHECK(bench.batch.first_stream().empty());
    CHECK(bench.add(Added{"a", 5}) == "fine");
    CHECK(bench.add(Added{"b", 5}) == "fine");
    CHECK(bench.batch.first_stream() == "counter-a");
    CHECK(bench.batch.last_stream() == "counter-b");
    bench.batch.add("Happened", "{}", "", {});
    CHECK(bench.batch.last_stream().empty());
}

TEST_CASE("a label is of the event added last, or of all") {
    Bench bench;
    CHECK(bench.add(Added{"a", 5}) == "fine");
    bench.batch.label("first", "{\"n\":1}");
    CHECK(bench.add(Added{"a", 6}) == "fine");
    bench.batch.label("second", "");
    CHECK(bench.check() == "fine");
    bench.commit();
    Buffer spill;
    CHECK(bench.log.event_id(bench.log.at(1, spill)) == "first");
    CHECK(bench.log.at(1, spill).metadata == "{\"n\":1}");
    CHECK(bench.log.event_id(bench.log.at(2, spill)) == "second");
    CHECK(bench.log.at(2, spill).metadata.empty());
    bench.batch.clear(bench.folds);
    CHECK(bench.add(Added{"a", 5}) == "fine");
    CHECK(bench.add(Added{"a", 6}) == "fine");
    bench.batch.label_all("cause", "{\"n\":2}");
    CHECK(bench.check() == "fine");
    bench.commit();
    for (const cqrs::Position position : {3U, 4U}) {
        CHECK(cqrs::id_text(bench.log.at(position, spill).causation_id) == "cause");
        CHECK(bench.log.at(position, spill).metadata == "{\"n\":2}");
    }
}

TEST_CASE("an event that is not as described is a fault with its path") {
    Bench bench;
    CHECK(bench.add(Added{"a", 0}) == "amount: expected an integer from 1 to 1000, got 0");
    CHECK(bench.add(Added{"", 1}) ==
          "counter: expected text of 1 to 64 characters, got an empty text");
}

TEST_CASE("a state that would not be as described is the domain's failure") {
    Bench bench;
    CHECK(bench.add(Added{"a", 5}) == "fine");
    CHECK(bench.add(Moved{"a", "b", 6}) == "fine");
    CHECK(bench.check() ==
          "the state of counters would not be as described: "
          "value: expected an integer from 0 to 10000, got -1");
    CHECK(bench.storage->used() == 0);
}

TEST_CASE("the memory for a batch is refused before anything changes") {
    Bench bench;
    bench.storage = std::make_shared<Budget>(20'000);
    bench.log = EventLog(bench.storage, "log");
    bench.limits.memory_bytes = 20'000;
    bench.batch.add("Happened", "\"" + std::string(30'000, 'x') + "\"", "s", {});
    CHECK(bench.check() == "there is no memory for more: the limit memoryBytes is 20000");
    CHECK(bench.storage->used() == 0);
}

}  // namespace batch_tests
