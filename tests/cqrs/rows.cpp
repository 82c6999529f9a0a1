#include "cqrs/rows.hpp"

#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cqrs/json.hpp"
#include "random.hpp"
#include "samples.hpp"

namespace rows_tests {
namespace {

using cqrs::Budget;
using cqrs::Buffer;
using cqrs::RowHeap;
using cqrs::RowPlace;
using cqrs::Storage;

Storage new_storage(std::uint64_t bytes = std::uint64_t{1} << 30) {
    return std::make_shared<Budget>(bytes);
}

struct Note {
    std::string key;
    std::string text;
    std::int64_t changes = 0;

    static constexpr std::string_view name = "Note";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("key", &Note::key, cqrs::text(1, 20)),
                            cqrs::field("text", &Note::text, cqrs::text(0, 100'000)),
                            cqrs::field("changes", &Note::changes, cqrs::integer(0, 100)));
    }
};

/// Its key may be empty.
struct Any {
    std::string key;

    static constexpr std::string_view name = "Any";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("key", &Any::key, cqrs::text(0, 20)));
    }
};

std::string as_string(const RowHeap& heap, const RowPlace& place) {
    Buffer spill;
    return std::string(cqrs::as_text(heap.view(place, spill)));
}

/// Any size, most of them small, some around the border of a page and beyond.
std::size_t any_size(test::Random& random) {
    switch (random.below(12)) {
        case 0:
            return 4'090 + random.below(12);
        case 1:
            return random.below(40'000);
        default:
            return random.below(200);
    }
}

}  // namespace

TEST_CASE("a heap keeps rows of every size, replaced by shorter and longer ones") {
    test::Random random(60);
    RowHeap heap(new_storage());
    std::map<std::size_t, std::pair<RowPlace, std::string>> rows;
    for (int round = 0; round < 5'000; ++round) {
        auto& [place, content] = rows[random.below(150)];
        content.assign(1 + any_size(random), static_cast<char>(random.byte()));
        place = heap.put(place, cqrs::as_bytes(content));
        const auto& [other, expected] =
            std::next(rows.begin(), static_cast<std::ptrdiff_t>(random.below(rows.size())))->second;
        if (as_string(heap, other) != expected) {
            FAIL("another row was changed in round " << round);
        }
    }
    std::size_t wrong = 0;
    for (const auto& [number, row] : rows) {
        wrong += as_string(heap, row.first) == row.second ? 0 : 1;
    }
    CHECK(wrong == 0);
}

TEST_CASE("what a row leaves behind is used again") {
    const Storage storage = new_storage();
    RowHeap heap(storage);
    const std::string small(100, 's');
    const std::string large(3'000, 'l');
    std::vector<RowPlace> places(50);
    const auto put_all = [&](const std::string& row) {
        for (RowPlace& place : places) {
            place = heap.put(place, cqrs::as_bytes(row));
        }
    };
    put_all(small);
    put_all(large);
    put_all(small);
    const std::uint64_t used = storage->used();
    for (int round = 0; round < 20; ++round) {
        put_all(large);
        put_all(small);
    }
    CHECK(storage->used() == used);
    CHECK(as_string(heap, places[49]) == small);
}

TEST_CASE("a row that still fits stays where it is") {
    RowHeap heap(new_storage());
    const RowPlace first = heap.put({}, cqrs::as_bytes("nine here"));
    const RowPlace second = heap.put(first, cqrs::as_bytes("ten, still"));
    CHECK(second.at == first.at);
    CHECK(second.size == 10);
    CHECK(as_string(heap, second) == "ten, still");
}

TEST_CASE("putting a row takes no more pages than were said to be needed") {
    for (const std::size_t size : {1U, 100U, 4'096U, 5'000U, 70'000U, 1'000'000U}) {
        const Storage storage = new_storage();
        RowHeap heap(storage);
        const RowPlace old = heap.put({}, cqrs::as_bytes(std::string(20, 'x')));
        const std::uint64_t before = storage->used();
        const std::string row(size, 'y');
        CHECK(as_string(heap, heap.put(old, cqrs::as_bytes(row))) == row);
        CHECK((storage->used() - before) / cqrs::page_size <= RowHeap::pages_needed(size));
    }
}

TEST_CASE("a table agrees with a map under random changes of random sizes") {
    test::Random random(61);
    cqrs::Table<Note> table(new_storage());
    std::map<std::string, Note> model;
    std::vector<std::string> order;
    for (int round = 0; round < 8'000; ++round) {
        const std::string key = random.name("k", 300);
        const std::string text(any_size(random), 'x');
        if (random.one_in(3)) {
            table.update(key, [&](Note& note) { note.text = text; });
            if (const auto known = model.find(key); known != model.end()) {
                known->second.text = text;
            }
        } else {
            const auto change = [&](Note& note) {
                note.key = key;
                note.text = text;
                note.changes = (note.changes + 1) % 100;
            };
            table.upsert(key, change);
            if (model.find(key) == model.end()) {
                order.push_back(key);
            }
            change(model[key]);
        }
        const std::string other = random.name("k", 310);
        const auto found = table.find(other);
        const auto known = model.find(other);
        if (found.has_value() != (known != model.end()) ||
            (found && cqrs::to_json(*found) != cqrs::to_json(known->second))) {
            FAIL(other << " differs in round " << round);
        }
    }
    REQUIRE(table.size() == model.size());
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        wrong += cqrs::to_json(table.at(i)) == cqrs::to_json(model[order[i]]) ? 0 : 1;
    }
    CHECK(wrong == 0);
}

TEST_CASE("a copy of a table is a snapshot: neither side sees what the other changes") {
    const Storage storage = new_storage();
    cqrs::Table<Note> table(storage);
    const auto put = [](cqrs::Table<Note>& in, const std::string& key, const std::string& text) {
        in.upsert(key, [&](Note& note) {
            note.key = key;
            note.text = text;
        });
    };
    for (int i = 0; i < 500; ++i) {
        put(table, "k" + std::to_string(i), "before");
    }
    const std::uint64_t used = storage->used();
    cqrs::Table<Note> copy(table);
    CHECK(storage->used() == used);
    put(table, "k7", "a longer text than the one before, which goes elsewhere");
    put(copy, "k7", "short");
    put(copy, "new", "only here");
    put(table, "k8", "a longer text than the one before, which goes elsewhere");
    CHECK(table.find("k7")->text.size() > 50);
    CHECK(copy.find("k7")->text == "short");
    CHECK(copy.find("k8")->text == "before");
    CHECK_FALSE(table.find("new").has_value());
    CHECK(copy.find("new")->text == "only here");
}

namespace {

using Notes = cqrs::Table<Note>;

/// Adds notes with the keys `<prefix>0`, `<prefix>1` … up to so many rows.
void fill(Notes& notes, std::size_t rows, const std::string& prefix = "k") {
    while (notes.size() < rows) {
        const std::string key = prefix + std::to_string(notes.size());
        notes.upsert(key, [&](Note& note) { note.key = key; });
    }
}

/// How many keys of those up to `to` are found under their number, though that is below `from`, or
/// are not, though it is.
std::size_t wrong_keys(const Notes& notes, std::size_t to, const std::string& prefix = "k") {
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < to; ++i) {
        const auto number = notes.find_number(prefix + std::to_string(i));
        wrong += (i < notes.size()) == (number == static_cast<std::uint32_t>(i)) &&
                         number.has_value() == (i < notes.size())
                     ? 0
                     : 1;
    }
    return wrong;
}

Notes snapshot_of(const Notes& notes) {
    const cqrs::Copying copying(cqrs::Copying::As::snapshot);
    Notes copy(notes);
    return copy;
}

}  // namespace

TEST_CASE("a snapshot of a table finds its own rows, whatever keys come to the table") {
    const Storage storage = new_storage();
    Notes table(storage);
    fill(table, 400);
    Notes past = snapshot_of(table);
    fill(table, 2'000);
    CHECK(wrong_keys(past, 2'000) == 0);

    SECTION("and goes on the same way, beyond the table as well") {
        fill(past, 900);
        CHECK(wrong_keys(past, 2'000) == 0);
        fill(past, 2'500);
        fill(table, 2'400);
        CHECK(wrong_keys(past, 3'000) == 0);
        CHECK(wrong_keys(table, 3'000) == 0);
    }
    SECTION("and goes on another way, which the table does not see") {
        fill(past, 1'500, "other");
        fill(table, 2'400);
        CHECK(past.find_number("k399") == 399U);
        CHECK_FALSE(past.find_number("k400").has_value());
        CHECK(past.find_number("other400") == 400U);
        CHECK(past.find_number("other1499") == 1'499U);
        CHECK(wrong_keys(table, 3'000) == 0);
        CHECK_FALSE(table.find_number("other400").has_value());
    }
    SECTION("and a table that goes on from the snapshot has its own") {
        Notes fork(past);
        fill(fork, 1'500, "other");
        CHECK(fork.find_number("k399") == 399U);
        CHECK_FALSE(fork.find_number("k1400").has_value());
        CHECK(fork.find_number("other1400") == 1'400U);
        CHECK(wrong_keys(past, 2'000) == 0);
        CHECK(wrong_keys(table, 2'000) == 0);
    }
}

TEST_CASE("a key that came after a snapshot is not found there, not even the empty one") {
    cqrs::Table<Any> table(new_storage());
    table.add("a", {"a"});
    const auto past = [&] {
        const cqrs::Copying copying(cqrs::Copying::As::snapshot);
        return cqrs::Table<Any>(table);
    }();
    table.add("", {""});
    CHECK(table.find_number("") == 1U);
    CHECK(past.find_number("a") == 0U);
    CHECK_FALSE(past.find_number("").has_value());
}

TEST_CASE("the index of a table's keys is there once, however many snapshots there are") {
    const Storage storage = new_storage();
    std::optional<Notes> table(storage);
    fill(*table, 8'000);
    std::vector<Notes> kept;
    for (std::size_t rows = 8'000; rows < 10'000; rows += 100) {
        kept.push_back(snapshot_of(*table));
        fill(*table, rows + 100);
    }
    // For each snapshot the last page of the rows and of their places, and the nodes above them.
    const std::uint64_t each = storage->kept_bytes() / kept.size();
    CHECK(each > cqrs::page_size);
    CHECK(each < 5 * cqrs::page_size);

    SECTION("and is counted to the snapshots when it is theirs alone") {
        table.reset();
        CHECK(storage->kept_bytes() == storage->used());
        CHECK(wrong_keys(kept.back(), 10'000) == 0);
    }
    SECTION("and what one of them adds for itself is not counted to the table") {
        const std::uint64_t live = storage->used() - storage->kept_bytes();
        fill(kept.back(), 10'500, "other");
        CHECK(storage->used() - storage->kept_bytes() == live);
        kept.clear();
        CHECK(storage->kept_bytes() == 0);
        CHECK(storage->used() == live);
    }
}

TEST_CASE("a table gives back its memory") {
    const Storage storage = new_storage();
    {
        cqrs::Table<Note> table(storage);
        for (int i = 0; i < 1'000; ++i) {
            table.upsert("k" + std::to_string(i),
                         [&](Note& note) { note.key = "k" + std::to_string(i); });
        }
        CHECK(storage->used() > 5 * cqrs::page_size);
    }
    CHECK(storage->used() == 0);
}

TEST_CASE("a row that is not as described is not kept, and the storage says why") {
    const Storage storage = new_storage();
    cqrs::Table<Note> table(storage);
    table.upsert("k", [](Note& note) { note.key = "k"; });
    table.update("k", [](Note& note) { note.changes = 101; });
    CHECK(storage->trouble() == "changes: expected an integer from 0 to 100, got 101");
    CHECK(table.find("k")->changes == 0);
    storage->settle();
    table.upsert("other", [](Note& note) { note.text = "no key"; });
    CHECK(storage->trouble() == "key: expected text of 1 to 20 characters, got an empty text");
    CHECK(table.size() == 1);
    CHECK_FALSE(table.find("other").has_value());
    storage->settle();
    table.upsert("next", [](Note& note) { note.key = "next"; });
    CHECK(table.find("next").has_value());
    CHECK(storage->trouble().empty());
}

TEST_CASE("a change to a row that is not there does nothing") {
    cqrs::Table<Note> table(new_storage());
    table.update("none", [](Note& /*note*/) { FAIL("there is no such row"); });
    CHECK(table.size() == 0);
    CHECK_FALSE(table.find("none").has_value());
}

TEST_CASE("a list keeps its rows in the order in which they came") {
    test::Random random(62);
    const Storage storage = new_storage();
    cqrs::List<test::Everything> list(storage);
    std::vector<std::string> model;
    for (int i = 0; i < 500; ++i) {
        const auto row = test::random_value<test::Everything>(random);
        list.push(row);
        model.push_back(cqrs::to_json(row));
    }
    REQUIRE(list.size() == model.size());
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < model.size(); ++i) {
        wrong += cqrs::to_json(list.at(i)) == model[i] ? 0 : 1;
    }
    CHECK(wrong == 0);
    CHECK(storage->trouble().empty());
}

TEST_CASE("a list that is out of memory says so and keeps what it had") {
    const Storage storage = new_storage(60'000);
    cqrs::List<Note> list(storage);
    const Note note{"k", std::string(1'000, 'x'), 0};
    std::size_t kept = 0;
    while (storage->trouble().empty()) {
        list.push(note);
        kept += storage->trouble().empty() ? 1 : 0;
    }
    CHECK(storage->trouble() == "out of memory");
    CHECK(kept > 20);
    CHECK(storage->used() <= 60'000);
    for (std::size_t i = 0; i < kept; ++i) {
        CHECK(list.at(i).text == note.text);
    }
}

}  // namespace rows_tests
