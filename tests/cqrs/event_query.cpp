#include "cqrs/event_query.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "query_model.hpp"
#include "random.hpp"

namespace event_query_tests {
namespace {

using cqrs::Budget;
using cqrs::EventLog;
using cqrs::EventQuery;
using cqrs::LogReader;
using cqrs::Position;
using cqrs::QueryItem;
using cqrs::ReadFilter;
using test::LogModel;

using test::Positions;
using test::random_filter;
using test::random_query;
using test::read;
using test::scan;
using Texts = std::vector<std::string>;

struct Sample {
    explicit Sample(int appends, std::uint64_t seed = 80)
        : log(std::make_shared<Budget>(std::uint64_t{1} << 30), "log") {
        test::Random random(seed);
        for (int i = 0; i < appends; ++i) {
            model.append_random(log, random);
        }
    }
    EventLog log;
    LogModel model;
};

/// Reads a few events at a time, going on each time where the reader says.
Positions paged(const EventLog& log, ReadFilter filter, std::size_t page) {
    Positions found;
    for (std::size_t rounds = 0; rounds <= log.head() + 1; ++rounds) {
        LogReader reader(log, filter);
        for (std::size_t i = 0; i < page; ++i) {
            if (const auto record = reader.next()) {
                found.push_back(record->position);
                if (filter.limit) {
                    --*filter.limit;
                }
            }
        }
        const Position next = reader.resume_at();
        if (next == 0) {
            return found;
        }
        // What has been read is left out: the range is given with its lower end first.
        const bool turned = filter.backward && filter.to != 0 && filter.from > filter.to;
        if (turned) {
            std::swap(filter.from, filter.to);
        }
        (filter.backward ? filter.to : filter.from) = next;
    }
    return {};
}

}  // namespace

TEST_CASE("without a filter a reader gives every event in order, or all of them backward") {
    const Sample sample(20);
    const Position head = sample.log.head();
    const Positions forward = read(sample.log, {});
    REQUIRE(forward.size() == head);
    CHECK(forward.front() == 1);
    CHECK(forward.back() == head);
    ReadFilter backward;
    backward.backward = true;
    Positions turned = read(sample.log, backward);
    std::reverse(turned.begin(), turned.end());
    CHECK((turned == forward));
}

TEST_CASE("an empty log gives nothing") {
    const Sample sample(0);
    CHECK(read(sample.log, {}).empty());
    ReadFilter filter;
    filter.backward = true;
    CHECK(read(sample.log, filter).empty());
    CHECK(LogReader(sample.log, filter).resume_at() == 0);
    CHECK(cqrs::last_match(sample.log, {QueryItem{}}, 0).position == 0);
}

TEST_CASE("both ends of a range are included, in both directions") {
    const Sample sample(20);
    ReadFilter filter;
    filter.from = 3;
    filter.to = 6;
    CHECK((read(sample.log, filter) == Positions{3, 4, 5, 6}));
    filter.backward = true;
    CHECK((read(sample.log, filter) == Positions{6, 5, 4, 3}));
    filter.from = 6;
    filter.to = 3;
    CHECK((read(sample.log, filter) == Positions{6, 5, 4, 3}));
    filter.backward = false;
    CHECK(read(sample.log, filter).empty());
}

TEST_CASE("a range may be open at either end, in both directions") {
    const Sample sample(20);
    const Position head = sample.log.head();
    ReadFilter filter;
    filter.from = head - 1;
    CHECK((read(sample.log, filter) == Positions{head - 1, head}));
    filter.backward = true;
    CHECK((read(sample.log, filter) == Positions{head, head - 1}));
    filter.from = 0;
    filter.to = 2;
    CHECK((read(sample.log, filter) == Positions{2, 1}));
    filter.backward = false;
    CHECK((read(sample.log, filter) == Positions{1, 2}));
    filter.to = head + 100;
    CHECK(read(sample.log, filter).size() == head);
    filter.from = head + 1;
    CHECK(read(sample.log, filter).empty());
}

TEST_CASE("a limit ends a reading, and nothing is left to go on with") {
    const Sample sample(20);
    ReadFilter filter;
    filter.limit = 3;
    CHECK((read(sample.log, filter) == Positions{1, 2, 3}));
    filter.limit = 0;
    CHECK(read(sample.log, filter).empty());
    filter.limit = 1;
    LogReader reader(sample.log, filter);
    CHECK(reader.resume_at() == 1);
    CHECK(reader.next().has_value());
    CHECK(reader.resume_at() == 0);
}

TEST_CASE("no items match nothing, and an item that asks for nothing matches everything") {
    const Sample sample(20);
    ReadFilter filter;
    filter.query = EventQuery{};
    CHECK(read(sample.log, filter).empty());
    filter.query = EventQuery{QueryItem{}};
    CHECK(read(sample.log, filter).size() == sample.log.head());
    CHECK(cqrs::last_match(sample.log, {}, 0).position == 0);
    CHECK(cqrs::last_match(sample.log, {QueryItem{}}, 0).position == sample.log.head());
    CHECK(cqrs::last_match(sample.log, {QueryItem{}}, sample.log.head()).position == 0);
}

TEST_CASE("one of no types is none, all of no tags is any") {
    const Sample sample(20);
    ReadFilter filter;
    filter.types = Texts{};
    CHECK(read(sample.log, filter).empty());
    filter.types.reset();
    filter.tags = Texts{};
    CHECK(read(sample.log, filter).size() == sample.log.head());
}

TEST_CASE("a reader gives what a scan of all events gives") {
    const Sample sample(700);
    test::Random random(81);
    std::size_t found_in_all = 0;
    for (int round = 0; round < 3'000; ++round) {
        const ReadFilter filter = random_filter(random, sample.log.head());
        const Positions found = read(sample.log, filter);
        found_in_all += found.size();
        if (found != scan(sample.model, filter)) {
            FAIL("round " << round << " differs");
        }
    }
    CHECK(found_in_all > 100'000);
}

TEST_CASE("a reading that is resumed gives the same as one in one go") {
    const Sample sample(300);
    test::Random random(82);
    for (int round = 0; round < 500; ++round) {
        const ReadFilter filter = random_filter(random, sample.log.head());
        const std::size_t page = 1 + random.below(20);
        if (paged(sample.log, filter, page) != read(sample.log, filter)) {
            FAIL("round " << round << " differs when read " << page << " at a time");
        }
    }
}

TEST_CASE("the last match is the one a scan finds") {
    const Sample sample(700);
    test::Random random(83);
    std::size_t matches = 0;
    for (int round = 0; round < 5'000; ++round) {
        const EventQuery query = random_query(random);
        const Position after =
            random.one_in(3) ? 0 : random.below(static_cast<std::size_t>(sample.log.head()) + 1);
        const Position expected = test::scan_last(sample.model, query, after);
        matches += expected == 0 ? 0 : 1;
        if (cqrs::last_match(sample.log, query, after).position != expected) {
            FAIL("round " << round << " differs");
        }
    }
    CHECK(matches > 1'000);
    CHECK(matches < 4'900);
}

TEST_CASE("a query that names an unknown tag or only unknown types is hopeless") {
    const Sample sample(50);
    CHECK(cqrs::ItemMatcher(sample.log, {{"Unknown"}, {}}).hopeless());
    CHECK(cqrs::ItemMatcher(sample.log, {{}, {"t-1", "unknown"}}).hopeless());
    CHECK_FALSE(cqrs::ItemMatcher(sample.log, {{"Unknown", "Type1"}, {"t-1"}}).hopeless());
    CHECK(cqrs::ItemMatcher(sample.log, {{}, {}}).rarest_tag() == 0);
}

namespace {

/// 2,000 events tagged `all`; every 100th is tagged `some` and of a type of its own too.
struct Tagged {
    Tagged() : log(std::make_shared<Budget>(std::uint64_t{1} << 30), "log") {
        const std::uint32_t often = log.add_type({"Often", cqrs::Form::json, {}});
        const std::uint32_t seldom = log.add_type({"Seldom", cqrs::Form::json, {}});
        for (int i = 1; i <= 2'000; ++i) {
            const std::vector<std::string_view> tags{"all", i % 100 == 0 ? "some" : "others"};
            cqrs::NewEvent event;
            event.type = i % 100 == 0 ? seldom : often;
            event.tags = tags;
            log.append(std::span(&event, 1), {});
        }
    }
    EventLog log;
};

std::uint64_t looked_at(const EventLog& log, const ReadFilter& filter) {
    LogReader reader(log, filter);
    while (reader.next()) {
    }
    return reader.looked_at();
}

}  // namespace

TEST_CASE("a condition looks at the events that carry its rarest tag after a position, no others") {
    const Tagged tagged;
    const EventQuery impossible{{{"Often"}, {"all", "some"}}};
    CHECK(cqrs::last_match(tagged.log, impossible, 0).looked_at == 20);
    CHECK(cqrs::last_match(tagged.log, impossible, 1'000).looked_at == 10);
    CHECK(cqrs::last_match(tagged.log, impossible, 2'000).looked_at == 0);
    CHECK(cqrs::last_match(tagged.log, {{{"Seldom"}, {"all", "some"}}}, 0).looked_at == 1);
}

TEST_CASE("a condition on types, on one tag or on nothing looks at no event at all") {
    const Tagged tagged;
    for (const QueryItem& item :
         {QueryItem{{"Seldom"}, {}}, QueryItem{{}, {"some"}}, QueryItem{{}, {}}}) {
        const cqrs::LastMatch last = cqrs::last_match(tagged.log, {item}, 0);
        CHECK(last.position == 2'000);
        CHECK(last.looked_at == 0);
    }
    CHECK(cqrs::last_match(tagged.log, {{{"Often"}, {}}}, 0).position == 1'999);
    CHECK(cqrs::last_match(tagged.log, {{{"Often"}, {}}}, 1'999).position == 0);
    CHECK(cqrs::last_match(tagged.log, {{{"Often", "Unknown"}, {"some"}}}, 1'900).looked_at == 1);
}

TEST_CASE("a reader of tags looks at the events that carry them, whatever the items") {
    const Tagged tagged;
    ReadFilter filter;
    filter.query = EventQuery{{{}, {"some"}}, {{"Often"}, {"some", "all"}}};
    CHECK(read(tagged.log, filter).size() == 20);
    CHECK(looked_at(tagged.log, filter) == 40);
    filter.backward = true;
    filter.limit = 1;
    CHECK((read(tagged.log, filter) == Positions{2'000}));
    CHECK(looked_at(tagged.log, filter) == 1);
}

TEST_CASE("the last event of a type is found where it stands") {
    const Tagged tagged;
    ReadFilter filter;
    filter.types = Texts{"Often"};
    filter.backward = true;
    filter.limit = 1;
    CHECK((read(tagged.log, filter) == Positions{1'999}));
    CHECK(looked_at(tagged.log, filter) == 1);
}

}  // namespace event_query_tests
