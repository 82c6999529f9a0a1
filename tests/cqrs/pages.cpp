#include "cqrs/pages.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "catch.hpp"
#include "random.hpp"

namespace pages_tests {
namespace {

using cqrs::Budget;
using cqrs::page_size;
using cqrs::Pages;
using cqrs::Storage;

using Bytes = std::array<std::uint8_t, page_size>;

constexpr std::uint64_t plenty = std::uint64_t{1} << 30;

Storage storage_of(std::uint64_t bytes) { return std::make_shared<Budget>(bytes); }

/// The same thing done the simple way.
struct Model {
    std::vector<Bytes> pages;
};

bool same(const Pages& pages, const Model& model) {
    for (std::size_t i = 0; i < model.pages.size(); ++i) {
        if (std::memcmp(pages.page(i), model.pages[i].data(), page_size) != 0) {
            return false;
        }
    }
    return true;
}

bool all_zero(const std::uint8_t* page) {
    return std::all_of(page, page + page_size, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

TEST_CASE("a page that nobody has written is zero and takes no memory") {
    const Storage storage = storage_of(plenty);
    const Pages pages(storage);
    CHECK(all_zero(pages.page(0)));
    CHECK(all_zero(pages.page(1'000'000)));
    CHECK(storage->used() == 0);
}

TEST_CASE("a page keeps what was written to it, near or far") {
    const Storage storage = storage_of(plenty);
    Pages pages(storage);
    const std::vector<std::size_t> numbers{0,    1,    63,     64,     65,         4095, 4096,
                                           4097, 5000, 262143, 262144, 16'777'216, 2};
    for (const std::size_t number : numbers) {
        pages.edit(number)[0] = 1;
        std::memcpy(pages.edit(number) + 8, &number, sizeof number);
    }
    for (const std::size_t number : numbers) {
        std::size_t found = 0;
        std::memcpy(&found, pages.page(number) + 8, sizeof found);
        CHECK(found == number);
        CHECK(pages.page(number)[0] == 1);
    }
    CHECK(all_zero(pages.page(3)));
    CHECK(all_zero(pages.page(16'777'215)));
    CHECK(storage->trouble().empty());
}

TEST_CASE("a page stays where it is until it is written to by a second owner") {
    const Storage storage = storage_of(plenty);
    Pages pages(storage);
    std::uint8_t* first = pages.edit(0);
    for (std::size_t i = 1; i < 10'000; ++i) {
        pages.edit(i)[0] = 1;
    }
    CHECK(pages.page(0) == first);
    CHECK(pages.edit(0) == first);
    const Pages copy(pages);
    CHECK(copy.page(0) == first);
    CHECK(pages.edit(0) != first);
    CHECK(copy.page(0) == first);
}

TEST_CASE("a copy takes no memory, and the first write to it one way from the root to the page") {
    const Storage storage = storage_of(plenty);
    Pages pages(storage);
    for (std::size_t i = 0; i < 5'000; ++i) {
        pages.edit(i)[0] = 7;
    }
    const std::uint64_t before = storage->used();
    CHECK(before >= 5'000 * page_size);
    CHECK(before < 5'300 * page_size);
    Pages copy(pages);
    CHECK(storage->used() == before);
    copy.edit(2'500)[0] = 8;
    const std::uint64_t written = storage->used() - before;
    CHECK(written >= page_size);
    CHECK(written < 2 * page_size);
    copy.edit(2'500)[1] = 9;
    CHECK(storage->used() == before + written);
    CHECK(pages.page(2'500)[0] == 7);
    CHECK(copy.page(2'500)[0] == 8);
    copy = pages;
    CHECK(storage->used() == before);
}

TEST_CASE("copies go their own ways: they agree with plain arrays under random writes and copies") {
    const Storage storage = storage_of(plenty);
    test::Random random(30);
    constexpr std::size_t page_count = 70;
    {
        std::vector<std::pair<Pages, Model>> all;
        all.emplace_back(Pages(storage), Model{std::vector<Bytes>(page_count)});
        for (int round = 0; round < 4'000; ++round) {
            const std::size_t which = random.below(all.size());
            if (random.one_in(20) && all.size() < 8) {
                all.push_back(all[which]);
            } else if (random.one_in(40) && all.size() > 1) {
                all.erase(all.begin() + static_cast<std::ptrdiff_t>(which));
            } else if (random.one_in(40)) {
                all[which] = all[random.below(all.size())];
            } else {
                const std::size_t number = random.below(page_count);
                const std::size_t at = random.below(page_size);
                const std::uint8_t byte = random.byte();
                all[which].first.edit(number)[at] = byte;
                all[which].second.pages[number][at] = byte;
            }
            const auto& one = all[random.below(all.size())];
            const std::size_t number = random.below(page_count);
            if (std::memcmp(one.first.page(number), one.second.pages[number].data(), page_size) !=
                0) {
                FAIL("page " << number << " differs in round " << round);
            }
        }
        for (const auto& [pages, model] : all) {
            CHECK(same(pages, model));
        }
        CHECK(storage->used() > 0);
    }
    CHECK(storage->used() == 0);
    CHECK(storage->trouble().empty());
}

TEST_CASE("memory is given back when the last owner is gone") {
    const Storage storage = storage_of(plenty);
    auto pages = std::make_unique<Pages>(storage);
    for (std::size_t i = 0; i < 300; ++i) {
        pages->edit(i * 37)[0] = 1;
    }
    auto copy = std::make_unique<Pages>(*pages);
    copy->edit(37)[0] = 2;
    pages.reset();
    CHECK(copy->page(37 * 299)[0] == 1);
    CHECK(storage->used() > 300 * page_size);
    Pages moved(std::move(*copy));
    copy.reset();
    CHECK(storage->used() > 300 * page_size);
    CHECK(moved.page(37)[0] == 2);
    moved = Pages(storage);
    CHECK(storage->used() == 0);
}

TEST_CASE("what was moved from gives nothing back twice and can be assigned to") {
    const Storage storage = storage_of(plenty);
    Pages pages(storage);
    pages.edit(100)[0] = 1;
    const std::uint64_t used = storage->used();
    {
        Pages taken(std::move(pages));
        CHECK(taken.page(100)[0] == 1);
        CHECK(storage->used() == used);
        pages = Pages(storage);
        pages.edit(5)[0] = 2;
        CHECK(pages.page(5)[0] == 2);
        CHECK(all_zero(pages.page(100)));
        CHECK(all_zero(taken.page(5)));
    }
    CHECK(storage->used() < used);
    CHECK(pages.page(5)[0] == 2);
}

TEST_CASE("the account is charged until the pages are gone, even if they outlive its holder") {
    Storage storage = storage_of(plenty);
    auto pages = std::make_unique<Pages>(storage);
    pages->edit(0)[0] = 1;
    const std::weak_ptr<Budget> watched = storage;
    storage.reset();
    CHECK_FALSE(watched.expired());
    CHECK(pages->page(0)[0] == 1);
    pages.reset();
    CHECK(watched.expired());
}

TEST_CASE("a page beyond the account is refused and said, and nothing else is lost") {
    const Storage storage = storage_of(20 * (page_size + 600));
    Pages pages(storage);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < 40; ++i) {
        pages.edit(i)[7] = static_cast<std::uint8_t>(i + 1);
        if (storage->trouble().empty()) {
            kept = i + 1;
        }
        if (storage->used() > storage->bytes_max()) {
            FAIL("used more than the account holds, at page " << i);
        }
    }
    CHECK(storage->trouble() == "out of memory");
    CHECK(kept >= 15);
    CHECK(kept < 40);
    for (std::size_t i = 0; i < 40; ++i) {
        CHECK(pages.page(i)[7] == (i < kept ? i + 1 : 0));
    }
    storage->settle();
    CHECK(storage->trouble().empty());
    pages.edit(0)[7] = 99;
    CHECK(storage->trouble().empty());
    CHECK(pages.page(0)[7] == 99);
}

TEST_CASE("a write to a shared page that cannot be copied leaves both sides as they were") {
    const Storage storage = storage_of(3 * (page_size + 600));
    Pages pages(storage);
    pages.edit(0)[0] = 1;
    pages.edit(1)[0] = 2;
    Pages copy(pages);
    for (int i = 0; i < 3; ++i) {
        copy.edit(0)[0] = 8;
        copy.edit(1)[0] = 9;
        copy.edit(70)[0] = 10;
    }
    CHECK(storage->trouble() == "out of memory");
    CHECK(pages.page(0)[0] == 1);
    CHECK(pages.page(1)[0] == 2);
    CHECK(all_zero(pages.page(70)));
    CHECK(storage->used() <= storage->bytes_max());
    copy = Pages(storage);
    CHECK(pages.page(1)[0] == 2);
    pages = Pages(storage);
    CHECK(storage->used() == 0);
}

TEST_CASE("memory that is given back can be used again") {
    const Storage storage = storage_of(10 * (page_size + 600));
    for (int round = 0; round < 50; ++round) {
        Pages pages(storage);
        for (std::size_t i = 0; i < 8; ++i) {
            pages.edit(i)[0] = 1;
        }
        if (!storage->trouble().empty()) {
            FAIL("out of memory in round " << round);
        }
    }
    CHECK(storage->used() == 0);
}

TEST_CASE("what was reserved can be taken, what does not fit is refused beforehand") {
    const Storage storage = storage_of(100 * (page_size + 600));
    CHECK(storage->reserve(0));
    CHECK(storage->reserve(90));
    CHECK_FALSE(storage->reserve(200));
    CHECK(storage->used() == 0);
    Pages pages(storage);
    std::size_t next = 0;
    while (storage->reserve(8)) {
        for (int i = 0; i < 8; ++i) {
            pages.edit(next++)[0] = 1;
        }
        CHECK(storage->trouble().empty());
    }
    CHECK(next >= 80);
    CHECK(storage->used() <= storage->bytes_max());
    CHECK_FALSE(storage->reserve(static_cast<std::size_t>(-1)));
    CHECK_FALSE(storage->reserve(static_cast<std::size_t>(-1) / page_size));
}

TEST_CASE("a copy under another account writes there, and the original's pages stay charged") {
    const Storage one = std::make_shared<Budget>(1'000'000);
    const Storage other = std::make_shared<Budget>(1'000'000);
    Pages pages(one);
    pages.edit(0)[0] = 1;
    pages.edit(1)[0] = 1;
    const std::uint64_t before = one->used();
    {
        Pages fork = [&] {
            const cqrs::Copying copying(cqrs::Copying::As::successor, other);
            return Pages(pages);
        }();
        CHECK(other->used() == 0);
        fork.edit(1)[0] = 2;
        CHECK(pages.page(1)[0] == 1);
        CHECK(fork.page(0)[0] == 1);
        CHECK(other->used() > 0);
        CHECK(other->kept_bytes() == 0);
        CHECK(one->used() == before);
    }
    CHECK(other->used() == 0);
    CHECK(one->kept_bytes() == 0);
}

TEST_CASE("only what snapshots alone reach counts as kept") {
    const Storage storage = std::make_shared<Budget>(1'000'000);
    Pages pages(storage);
    pages.edit(0)[0] = 1;
    const auto copied = [&](cqrs::Copying::As as) {
        const cqrs::Copying copying(as);
        return Pages(pages);
    };
    {
        Pages snapshot = copied(cqrs::Copying::As::snapshot);
        CHECK(storage->kept_bytes() == 0);
        pages.edit(0)[0] = 2;
        CHECK(storage->kept_bytes() >= page_size);
        // The snapshot takes the place of what it was a copy of.
        const cqrs::Copying copying(cqrs::Copying::As::successor);
        pages = Pages(snapshot);
        CHECK(storage->kept_bytes() == 0);
    }
    CHECK(pages.page(0)[0] == 1);
    CHECK(storage->kept_bytes() == 0);
    {
        Pages replica = copied(cqrs::Copying::As::replica);
        replica.edit(0)[0] = 3;
        CHECK(storage->kept_bytes() == 0);
    }
    pages = Pages(storage);
    CHECK(storage->used() == 0);
}

}  // namespace pages_tests
