#include "cqrs/strands.hpp"

#include <vector>

#include "catch.hpp"
#include "random.hpp"

namespace strands_tests {
namespace {

using cqrs::Budget;
using cqrs::Storage;
using cqrs::StrandEnd;
using cqrs::Strands;

Storage new_storage() { return std::make_shared<Budget>(std::uint64_t{1} << 30); }

using Entry = std::vector<std::uint8_t>;

/// The bytes of all entries, from the newest back, each entry as it was written.
Entry read_back(const Strands& strands, const StrandEnd& end) {
    Entry bytes;
    for (Strands::Walk walk(strands, end); !walk.at_end();) {
        bytes.push_back(walk.byte());
    }
    return bytes;
}

Entry from_newest(const std::vector<Entry>& entries) {
    Entry bytes;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        bytes.insert(bytes.end(), entry->begin(), entry->end());
    }
    return bytes;
}

}  // namespace

TEST_CASE("a strand without entries has nothing to read") {
    const Strands strands(new_storage());
    Strands::Walk walk(strands, StrandEnd{});
    CHECK(walk.at_end());
    CHECK(walk.byte() == 0);
    CHECK(walk.varint() == 0);
}

TEST_CASE(
    "strands are read from their newest entry back, whatever the sizes and however they mix") {
    test::Random random(77);
    Strands strands(new_storage());
    constexpr std::size_t count = 20;
    std::vector<StrandEnd> ends(count);
    std::vector<std::vector<Entry>> model(count);
    for (int i = 0; i < 5'000; ++i) {
        const std::size_t which = random.below(1 + random.below(count));
        Entry entry(random.one_in(10) ? random.below(Strands::entry_size_max + 1)
                                      : 1 + random.below(8));
        for (std::uint8_t& byte : entry) {
            byte = random.byte();
        }
        strands.push(ends[which], entry);
        model[which].push_back(entry);
    }
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < count; ++i) {
        wrong += read_back(strands, ends[i]) == from_newest(model[i]) ? 0 : 1;
    }
    CHECK(wrong == 0);
}

TEST_CASE("an entry of numbers is read as it was written") {
    Strands strands(new_storage());
    StrandEnd end;
    for (std::uint64_t i = 0; i < 200; ++i) {
        std::uint8_t entry[Strands::entry_size_max];
        std::uint8_t* at = cqrs::write_varint(entry, i * i * i * 1'000'003);
        at = cqrs::write_varint(at, cqrs::to_zigzag(-static_cast<std::int64_t>(i)));
        strands.push(end, {entry, at});
    }
    Strands::Walk walk(strands, end);
    std::size_t wrong = 0;
    for (std::uint64_t i = 200; i-- > 0;) {
        wrong += walk.varint() == i * i * i * 1'000'003 ? 0 : 1;
        wrong += walk.zigzag() == -static_cast<std::int64_t>(i) ? 0 : 1;
    }
    CHECK(wrong == 0);
    CHECK(walk.at_end());
}

TEST_CASE("a copy of strands keeps what it had when the other side goes on") {
    Strands strands(new_storage());
    StrandEnd end;
    const Entry one{1, 2, 3};
    strands.push(end, one);
    Strands copy(strands);
    StrandEnd end_of_copy = end;
    strands.push(end, Entry{4});
    copy.push(end_of_copy, Entry{5, 6});
    CHECK(read_back(strands, end) == Entry{4, 1, 2, 3});
    CHECK(read_back(copy, end_of_copy) == Entry{5, 6, 1, 2, 3});
}

TEST_CASE("a short strand takes one small block, and a long one little more than its bytes") {
    const Storage storage = new_storage();
    Strands strands(storage);
    StrandEnd end;
    constexpr std::size_t bytes = 100'000;
    for (std::size_t i = 0; i < bytes; ++i) {
        strands.push(end, Entry{7});
    }
    CHECK(storage->used() < bytes * 9 / 8);
    std::vector<StrandEnd> shorts(10'000);
    const std::uint64_t before = storage->used();
    for (StrandEnd& one : shorts) {
        strands.push(one, Entry{1, 2, 3, 4, 5, 6, 7, 8});
    }
    CHECK(storage->used() - before < shorts.size() * 34);
}

}  // namespace strands_tests
