#include "cqrs/page_array.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "catch.hpp"
#include "random.hpp"

namespace page_array_tests {
namespace {

using cqrs::Budget;
using cqrs::Buffer;
using cqrs::page_size;
using cqrs::PageArray;
using cqrs::PageBytes;
using cqrs::Storage;

Storage new_storage() { return std::make_shared<Budget>(std::uint64_t{1} << 30); }

struct Three {
    std::uint32_t a;
    std::uint32_t b;
    std::uint32_t c;
};

std::vector<std::uint8_t> random_bytes(test::Random& random, std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    std::generate(bytes.begin(), bytes.end(), [&] { return random.byte(); });
    return bytes;
}

}  // namespace

TEST_CASE("an array of values that do not fill a page evenly keeps each of them") {
    const Storage storage = new_storage();
    PageArray<Three> array(storage);
    constexpr std::uint32_t count = 3 * page_size / sizeof(Three);
    for (std::uint32_t i = 0; i < count; ++i) {
        array.push({i, i + 1, i + 2});
    }
    CHECK(array.size() == count);
    std::size_t wrong = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        wrong += array[i].a == i && array[i].b == i + 1 && array[i].c == i + 2 ? 0 : 1;
    }
    CHECK(wrong == 0);
}

TEST_CASE("an array reads as zero beyond its end and where it was skipped") {
    PageArray<std::uint32_t> array(new_storage());
    CHECK(array[0] == 0);
    CHECK(array[123'456'789] == 0);
    array.set(5'000, 1);
    CHECK(array.size() == 5'001);
    CHECK(array[4'999] == 0);
    CHECK(array[5'000] == 1);
    array.set(10, 2);
    CHECK(array.size() == 5'001);
    array.update(10, [](std::uint32_t& value) { value += 40; });
    CHECK(array[10] == 42);
}

TEST_CASE("an array agrees with a vector under random changes, and so do its copies") {
    test::Random random(31);
    using Pair = std::pair<PageArray<std::uint64_t>, std::vector<std::uint64_t>>;
    std::vector<Pair> all{Pair(PageArray<std::uint64_t>(new_storage()), {})};
    for (int round = 0; round < 30'000; ++round) {
        const std::size_t which = random.below(all.size());
        auto& [array, model] = all[which];
        const std::uint64_t value = random.next();
        if (random.one_in(1'000) && all.size() < 5) {
            all.push_back(Pair(all[which]));
        } else if (model.empty() || random.one_in(2)) {
            array.push(value);
            model.push_back(value);
        } else {
            const std::size_t at = random.below(model.size());
            array.set(at, value);
            model[at] = value;
        }
    }
    REQUIRE(all.size() == 5);
    for (const auto& [array, model] : all) {
        CHECK(array.size() == model.size());
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < model.size(); ++i) {
            wrong += array[i] == model[i] ? 0 : 1;
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("bytes within a page are seen in place, bytes across pages are copied together") {
    PageBytes run(new_storage());
    test::Random random(32);
    const auto bytes = random_bytes(random, 3 * page_size);
    run.append(bytes);
    Buffer spill;
    const auto seen = [&](std::uint64_t at, std::size_t count) {
        const cqrs::Bytes found = run.view(at, count, spill);
        return std::vector<std::uint8_t>(found.begin(), found.end()) ==
               std::vector<std::uint8_t>(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                         bytes.begin() + static_cast<std::ptrdiff_t>(at + count));
    };
    CHECK(seen(0, page_size));
    CHECK(spill.empty());
    CHECK(seen(page_size - 1, 1));
    CHECK(seen(page_size, 10));
    CHECK(spill.empty());
    CHECK(seen(page_size - 1, 2));
    CHECK(seen(10, 2 * page_size));
    CHECK(seen(0, 3 * page_size));
    CHECK(seen(3 * page_size, 0));
}

TEST_CASE("a run of bytes agrees with a vector under random appends and writes") {
    test::Random random(33);
    PageBytes run(new_storage());
    std::vector<std::uint8_t> model;
    Buffer spill;
    for (int round = 0; round < 2'000; ++round) {
        const auto piece = random_bytes(random, random.below(random.one_in(20) ? 20'000 : 200));
        if (model.empty() || random.one_in(2)) {
            run.append(piece);
            model.insert(model.end(), piece.begin(), piece.end());
        } else {
            const std::size_t at = random.below(model.size());
            run.write(at, piece);
            model.resize(std::max(model.size(), at + piece.size()));
            std::copy(piece.begin(), piece.end(), model.begin() + static_cast<std::ptrdiff_t>(at));
        }
        const std::size_t from = random.below(model.size() + 1);
        const std::size_t count =
            random.below(std::min<std::size_t>(model.size() - from, 9'000) + 1);
        const cqrs::Bytes found = run.view(from, count, spill);
        if (run.size() != model.size() ||
            !std::equal(found.begin(), found.end(),
                        model.begin() + static_cast<std::ptrdiff_t>(from)) ||
            found.size() != count) {
            FAIL(count << " bytes at " << from << " differ in round " << round);
        }
    }
}

TEST_CASE("a run that is made longer is zero where it is new, and is never made shorter") {
    PageBytes run(new_storage());
    run.append(cqrs::as_bytes("abc"));
    run.extend(10);
    CHECK(run.size() == 10);
    run.extend(5);
    CHECK(run.size() == 10);
    run.append(cqrs::as_bytes("z"));
    Buffer spill;
    CHECK(cqrs::as_text(run.view(0, 11, spill)) == std::string_view("abc\0\0\0\0\0\0\0z", 11));
}

TEST_CASE("a copy of a run does not see what is appended to the other side") {
    const Storage storage = new_storage();
    PageBytes run(storage);
    run.append(cqrs::as_bytes("shared"));
    PageBytes copy(run);
    run.append(cqrs::as_bytes(" one"));
    copy.append(cqrs::as_bytes(" two"));
    Buffer spill;
    CHECK(cqrs::as_text(run.view(0, 10, spill)) == "shared one");
    CHECK(cqrs::as_text(copy.view(0, 10, spill)) == "shared two");
}

}  // namespace page_array_tests
