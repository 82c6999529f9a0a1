#include "cqrs/hash_index.hpp"

#include <string>
#include <unordered_map>
#include <vector>

#include "catch.hpp"
#include "cqrs/hash.hpp"
#include "random.hpp"

namespace hash_index_tests {
namespace {

using cqrs::Budget;
using cqrs::HashIndex;
using cqrs::Storage;

Storage new_storage() { return std::make_shared<Budget>(std::uint64_t{1} << 30); }

/// Keys by number, found through the index.
struct Keys {
    explicit Keys(const Storage& storage) : index(storage) {}

    [[nodiscard]] static std::uint32_t hash(const std::string& key) {
        return cqrs::hash32(cqrs::as_bytes(key));
    }
    [[nodiscard]] std::optional<std::uint32_t> find(const std::string& key) const {
        return index.find(hash(key), [&](std::uint32_t number) {
            return number < texts.size() && texts[number] == key;
        });
    }
    void add(const std::string& key) {
        index.add(hash(key), static_cast<std::uint32_t>(texts.size()));
        texts.push_back(key);
    }

    HashIndex index;
    std::vector<std::string> texts;
};

}  // namespace

TEST_CASE("an empty index finds nothing") {
    const Keys keys(new_storage());
    CHECK_FALSE(keys.find("a").has_value());
    CHECK(keys.index.size() == 0);
}

TEST_CASE("an index of 100,000 items finds what an unordered_map finds") {
    test::Random random(40);
    Keys keys(new_storage());
    std::unordered_map<std::string, std::uint32_t> model;
    while (model.size() < 100'000) {
        const std::string key = "key-" + std::to_string(random.below(1'000'000));
        const auto found = keys.find(key);
        const auto known = model.find(key);
        if (found.has_value() != (known != model.end()) || (found && *found != known->second)) {
            FAIL(key << " is found wrongly among " << model.size());
        }
        if (!found) {
            model.emplace(key, static_cast<std::uint32_t>(model.size()));
            keys.add(key);
        }
    }
    CHECK(keys.index.size() == 100'000);
    std::size_t wrong = 0;
    for (const auto& [key, number] : model) {
        wrong += keys.find(key) == number ? 0 : 1;
    }
    CHECK(wrong == 0);
    for (int i = 0; i < 1'000; ++i) {
        wrong += keys.find("other-" + std::to_string(i)) ? 1 : 0;
    }
    CHECK(wrong == 0);
}

TEST_CASE("every item is found after each of the first thousand") {
    Keys keys(new_storage());
    std::size_t wrong = 0;
    for (std::uint32_t count = 1; count <= 1'000; ++count) {
        keys.add(std::to_string(count));
        for (std::uint32_t i = 1; i <= count; i += 1 + count / 50) {
            wrong += keys.find(std::to_string(i)) == i - 1 ? 0 : 1;
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("items of one hash are told apart by what they are") {
    HashIndex index(new_storage());
    constexpr std::uint32_t count = 500;
    for (std::uint32_t i = 0; i < count; ++i) {
        index.add(7, i);
    }
    std::size_t wrong = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        wrong += index.find(7, [&](std::uint32_t number) { return number == i; }) == i ? 0 : 1;
    }
    CHECK(wrong == 0);
    CHECK_FALSE(index.find(7, [](std::uint32_t /*number*/) { return false; }).has_value());
}

TEST_CASE("an item is never offered for another hash, even in the same bucket") {
    HashIndex index(new_storage());
    for (std::uint32_t i = 0; i < 64; ++i) {
        index.add(i << 16, i);
    }
    std::size_t offered = 0;
    const auto found = index.find(5 << 16, [&](std::uint32_t number) {
        ++offered;
        return number == 5;
    });
    CHECK(found == 5U);
    CHECK(offered == 1);
}

TEST_CASE("hashes at both ends of their range are found") {
    HashIndex index(new_storage());
    const std::vector<std::uint32_t> hashes{0, 0xffffffffU, 0x80000000U, 0x7fffffffU, 1};
    for (std::uint32_t i = 0; i < hashes.size(); ++i) {
        index.add(hashes[i], i);
    }
    for (std::uint32_t i = 0; i < hashes.size(); ++i) {
        CHECK(index.find(hashes[i], [](std::uint32_t /*number*/) { return true; }) == i);
    }
}

TEST_CASE("a copy of an index does not find what is added to the other side") {
    Keys keys(new_storage());
    for (int i = 0; i < 5'000; ++i) {
        keys.add(std::to_string(i));
    }
    Keys copy(keys);
    keys.add("mine");
    copy.add("yours");
    copy.add("too");
    CHECK(keys.find("mine") == 5'000U);
    CHECK_FALSE(keys.find("yours").has_value());
    CHECK(copy.find("too") == 5'001U);
    CHECK_FALSE(copy.find("mine").has_value());
    CHECK(keys.find("4999") == 4'999U);
    CHECK(copy.find("4999") == 4'999U);
}

TEST_CASE("an index of random hashes takes no more memory than it says") {
    test::Random random(41);
    const Storage storage = new_storage();
    HashIndex index(storage);
    constexpr std::uint32_t round = 10'000;
    std::size_t too_large = 0;
    for (std::uint32_t count = 1; count <= 30 * round; ++count) {
        index.add(static_cast<std::uint32_t>(random.next()), count);
        if (count % round == 0) {
            too_large += storage->used() > count * HashIndex::bytes_per_item ? 1 : 0;
        }
    }
    CHECK(too_large == 0);
}

TEST_CASE("a number that its owner has given to another key is found by that one alone") {
    test::Random random(42);
    Keys keys(new_storage());
    std::size_t next = 0;
    for (int round = 0; round < 40; ++round) {
        for (std::size_t more = random.below(200); more > 0; --more) {
            keys.add("key-" + std::to_string(next++));
        }
        const std::size_t left = random.below(keys.texts.size() + 1);
        const std::vector<std::string> gone(keys.texts.begin() + static_cast<std::ptrdiff_t>(left),
                                            keys.texts.end());
        keys.texts.resize(left);
        std::size_t wrong = 0;
        for (std::uint32_t i = 0; i < left; ++i) {
            wrong += keys.find(keys.texts[i]) == i ? 0 : 1;
        }
        for (const std::string& key : gone) {
            wrong += keys.find(key).has_value() ? 1 : 0;
        }
        // What is gone can come again.
        if (!gone.empty()) {
            keys.add(gone.back());
            wrong += keys.find(gone.back()) == left ? 0 : 1;
        }
        REQUIRE(wrong == 0);
    }
}

}  // namespace hash_index_tests
