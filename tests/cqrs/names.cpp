#include "cqrs/names.hpp"

#include <map>
#include <string>

#include "catch.hpp"
#include "random.hpp"

namespace names_tests {
namespace {

using cqrs::Budget;
using cqrs::Buffer;
using cqrs::NameHead;
using cqrs::NameId;
using cqrs::Names;
using cqrs::Storage;

Storage new_storage() { return std::make_shared<Budget>(std::uint64_t{1} << 30); }

}  // namespace

TEST_CASE("names are numbered from 1 in the order in which they come, each once") {
    Names names(new_storage());
    CHECK(names.find("a") == 0);
    CHECK(names.intern("a") == 1);
    CHECK(names.intern("b") == 2);
    CHECK(names.intern("a") == 1);
    CHECK(names.find("b") == 2);
    CHECK(names.find("c") == 0);
    CHECK(names.size() == 2);
    Buffer spill;
    CHECK(names.text(1, spill) == "a");
    CHECK(names.text(2, spill) == "b");
}

TEST_CASE("ten thousand names of any length and letters are found and told") {
    test::Random random(50);
    Names names(new_storage());
    std::map<std::string, NameId> model;
    for (int round = 0; round < 20'000; ++round) {
        std::string name = "stream-" + std::to_string(random.below(10'000));
        name.append(random.below(random.one_in(50) ? 1'000 : 20),
                    static_cast<char>('a' + random.below(3)));
        const auto [known, is_new] = model.emplace(name, static_cast<NameId>(model.size() + 1));
        if (names.find(name) != (is_new ? 0 : known->second) ||
            names.intern(name) != known->second) {
            FAIL(name << " has another number, in round " << round);
        }
    }
    CHECK(names.size() == model.size());
    Buffer spill;
    std::size_t wrong = 0;
    for (const auto& [name, number] : model) {
        wrong += names.find(name) == number && names.text(number, spill) == name ? 0 : 1;
    }
    CHECK(wrong == 0);
}

TEST_CASE("the head of a name is kept until it is set anew") {
    Names names(new_storage());
    const NameId a = names.intern("a");
    const NameId b = names.intern("b");
    CHECK(names.head(b).last == 0);
    CHECK(names.head(b).count == 0);
    NameHead head = names.head(a);
    head.last = 12;
    head.count = 3;
    head.version = 2;
    names.update_head(a, [&](NameHead& at) { at = head; });
    CHECK(names.head(a).last == 12);
    CHECK(names.head(a).count == 3);
    CHECK(names.head(a).version == 2);
    CHECK(names.head(b).last == 0);
    Buffer spill;
    CHECK(names.text(a, spill) == "a");
}

TEST_CASE("a copy of the names numbers its own from where they part") {
    Names names(new_storage());
    names.intern("a");
    Names copy(names);
    CHECK(names.intern("mine") == 2);
    CHECK(copy.intern("yours") == 2);
    CHECK(names.find("yours") == 0);
    CHECK(copy.find("mine") == 0);
    CHECK(copy.find("a") == 1);
}

}  // namespace names_tests
