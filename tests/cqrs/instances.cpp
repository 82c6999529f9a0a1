#include "cqrs/instances.hpp"

#include <map>
#include <string>

#include "catch.hpp"
#include "random.hpp"

namespace instances_tests {
namespace {

using cqrs::as_bytes;
using cqrs::as_text;
using cqrs::Budget;
using cqrs::Instances;

std::string found(const Instances& instances, std::string_view identity) {
    cqrs::Buffer spill;
    return std::string(as_text(instances.find(identity, spill)));
}

}  // namespace

TEST_CASE("a state is found by its identity, and there is none of another") {
    Instances instances(std::make_shared<Budget>(1U << 20U));
    CHECK(found(instances, "a").empty());
    CHECK(instances.put("a", as_bytes("one")));
    CHECK(instances.put("b", as_bytes("two")));
    CHECK(instances.put("a", as_bytes("three, and longer")));
    CHECK(found(instances, "a") == "three, and longer");
    CHECK(found(instances, "b") == "two");
    CHECK(found(instances, "ab").empty());
    CHECK(instances.size() == 2);
}

TEST_CASE("a copy of the instances is apart from the others from then on") {
    Instances instances(std::make_shared<Budget>(1U << 20U));
    CHECK(instances.put("a", as_bytes("one")));
    Instances copy = instances;
    CHECK(instances.put("a", as_bytes("two")));
    CHECK(copy.put("b", as_bytes("three")));
    CHECK(found(copy, "a") == "one");
    CHECK(found(instances, "a") == "two");
    CHECK(found(instances, "b").empty());
}

TEST_CASE("any states by any identities are found as a map finds them") {
    test::Random random(11);
    Instances instances(std::make_shared<Budget>(1U << 26U));
    std::map<std::string, std::string> model;
    for (int i = 0; i < 5'000; ++i) {
        const std::string identity = random.name("instance", 700);
        const std::string state(random.below(9'000) / (1 + random.below(200)), 'x');
        CHECK(instances.put(identity, as_bytes(state)));
        model[identity] = state;
    }
    for (const auto& [identity, state] : model) {
        CHECK(found(instances, identity) == state);
    }
    CHECK(instances.size() == model.size());
}

TEST_CASE("a state for which there is no memory is not kept, and nothing else has changed") {
    const auto storage = std::make_shared<Budget>(400'000);
    Instances instances(storage);
    CHECK(instances.put("a", as_bytes("one")));
    const std::string large(10'000, 'x');
    int kept = 0;
    while (kept < 100 && instances.put("large" + std::to_string(kept), as_bytes(large))) {
        ++kept;
    }
    CHECK(kept > 1);
    CHECK(kept < 100);
    CHECK(storage->trouble().empty());
    CHECK(found(instances, "a") == "one");
    CHECK(found(instances, "large0") == large);
    CHECK(found(instances, "large" + std::to_string(kept)).empty());
    CHECK_FALSE(instances.put("a", as_bytes(large)));
    CHECK(found(instances, "a") == "one");
}

}  // namespace instances_tests
