#include "cqrs/fold.hpp"

#include <map>
#include <string>

#include "catch.hpp"
#include "counters.hpp"
#include "domains/orders.hpp"
#include "random.hpp"

namespace fold_tests {
namespace {

using counters::Added;
using counters::Count;
using counters::Counters;
using cqrs::Budget;
using cqrs::domain_of;
using cqrs::Folds;
using cqrs::Names;
using cqrs::Storage;

struct Desk {
    explicit Desk(const cqrs::Domain& domain)
        : storage(std::make_shared<Budget>(std::uint64_t{1} << 30)),
          names(storage),
          folds(domain, storage) {}

    void evolve(std::string_view identity, std::int64_t amount) {
        const Added event{std::string(identity), amount};
        REQUIRE_FALSE(
            folds.evolve(folds.take(identity, names), domain_of<Counters>().events[0], &event));
    }
    /// What an append does: the names are in the log by the time the states are put back.
    void keep(std::initializer_list<std::string_view> identities) {
        CHECK_FALSE(folds.encode_changed().has_value());
        for (const std::string_view identity : identities) {
            names.intern("counter-" + std::string(identity));
        }
        folds.put_back(names);
        folds.clear();
    }
    [[nodiscard]] std::int64_t value(std::string_view identity) {
        folds.clear();
        return static_cast<const Count*>(folds.state(folds.take(identity, names)))->value;
    }

    Storage storage;
    Names names;
    Folds folds;
};

}  // namespace

TEST_CASE("a state that nobody has kept is the initial one of its identity") {
    Desk desk(domain_of<Counters>());
    const std::size_t place = desk.folds.take("a", desk.names);
    CHECK(desk.folds.stream(place) == "counter-a");
    CHECK(desk.folds.name(place) == 0);
    CHECK_FALSE(desk.folds.is_kept(place));
    const auto* count = static_cast<const Count*>(desk.folds.state(place));
    CHECK(count->counter == "a");
    CHECK(count->value == 0);
}

TEST_CASE("an identity is taken onto the desk once, and others of similar name beside it") {
    Desk desk(domain_of<Counters>());
    const std::size_t a = desk.folds.take("a", desk.names);
    const std::size_t aa = desk.folds.take("aa", desk.names);
    const std::size_t b = desk.folds.take("b", desk.names);
    CHECK(desk.folds.take("a", desk.names) == a);
    CHECK(desk.folds.take("aa", desk.names) == aa);
    CHECK(a != aa);
    CHECK(b != a);
    desk.evolve("a", 5);
    desk.evolve("a", 5);
    CHECK(static_cast<const Count*>(desk.folds.state(a))->value == 10);
    CHECK(static_cast<const Count*>(desk.folds.state(aa))->value == 0);
}

TEST_CASE("what happens on the desk is forgotten unless it is put back") {
    Desk desk(domain_of<Counters>());
    desk.evolve("a", 5);
    desk.folds.clear();
    CHECK(desk.value("a") == 0);
    desk.folds.clear();
    desk.evolve("a", 6);
    desk.keep({"a"});
    CHECK(desk.value("a") == 6);
    desk.evolve("a", 7);
    desk.folds.clear();
    CHECK(desk.value("a") == 6);
}

TEST_CASE("only what has changed is put back") {
    Desk desk(domain_of<Counters>());
    desk.folds.take("looked-at", desk.names);
    desk.evolve("a", 1);
    desk.keep({"looked-at", "a"});
    desk.folds.clear();
    CHECK_FALSE(desk.folds.is_kept(desk.folds.take("looked-at", desk.names)));
    CHECK(desk.folds.is_kept(desk.folds.take("a", desk.names)));
}

TEST_CASE("a state that is not as described is a fault, and nothing is put back") {
    Desk desk(domain_of<Counters>());
    desk.evolve("a", counters::value_max);
    desk.keep({"a"});
    desk.evolve("a", 1);
    const auto fault = desk.folds.encode_changed();
    REQUIRE(fault.has_value());
    CHECK(fault->path == "value");
    CHECK(fault->actual == "10001");
    desk.folds.clear();
    CHECK(desk.value("a") == counters::value_max);
}

TEST_CASE("the states of many identities agree with a map") {
    test::Random random(90);
    Desk desk(domain_of<Counters>());
    std::map<std::string, std::int64_t> model;
    for (int round = 0; round < 5'000; ++round) {
        const std::string one = random.name("c", 400);
        const std::string two = random.name("c", 400);
        const std::int64_t amount = random.between(1, 20);
        desk.evolve(one, amount);
        desk.evolve(two, amount);
        if (random.one_in(3)) {
            desk.folds.clear();
        } else {
            desk.keep({one, two});
            model[one] += amount;
            model[two] += amount;
        }
        const std::string other = random.name("c", 400);
        if (desk.value(other) != model[other]) {
            FAIL(other << " differs in round " << round);
        }
        desk.folds.clear();
    }
}

TEST_CASE("putting states back takes no more pages than were said to be needed") {
    Desk desk(domain_of<orders::Orders>());
    for (int lines = 1; lines <= 100; lines += 9) {
        const std::string id = "o" + std::to_string(lines % 4);
        orders::OrderPlaced placed{id, "customer", {}};
        placed.lines.assign(static_cast<std::size_t>(lines), {std::string(60, 's'), 1, 1});
        REQUIRE_FALSE(desk.folds.evolve(desk.folds.take(id, desk.names),
                                        domain_of<orders::Orders>().events[0], &placed));
        REQUIRE_FALSE(desk.folds.encode_changed().has_value());
        desk.names.intern("order-" + id);
        const std::uint64_t before = desk.storage->used();
        const std::size_t needed = desk.folds.pages_needed(desk.names);
        desk.folds.put_back(desk.names);
        CHECK((desk.storage->used() - before) / cqrs::page_size <= needed);
        desk.folds.clear();
    }
}

}  // namespace fold_tests
