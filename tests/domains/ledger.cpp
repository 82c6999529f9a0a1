#include "domains/ledger.hpp"

#include "catch.hpp"
#include "random.hpp"

namespace ledger_tests {

using services::Ledger;

TEST_CASE("a ledger asks for what is missing once, and gives back what is too much") {
    Ledger ledger;
    ledger.settle(10);
    CHECK(ledger.get == 10);
    CHECK(ledger.give_back == 0);
    ledger.settle(10);
    CHECK(ledger.get == 0);
    ledger.came(10);
    ledger.settle(4);
    CHECK(ledger.get == 0);
    CHECK(ledger.give_back == 6);
    CHECK(ledger.held == 4);
}

TEST_CASE("a ledger gives back what comes too late") {
    Ledger ledger;
    ledger.settle(10);
    ledger.settle(0);
    CHECK(ledger.give_back == 0);
    ledger.came(10);
    ledger.settle(0);
    CHECK(ledger.give_back == 10);
    CHECK(ledger.held == 0);
}

TEST_CASE("a ledger that more came to than it asked for gives it back") {
    Ledger ledger;
    ledger.settle(10);
    ledger.came(15);
    ledger.settle(10);
    CHECK(ledger.asked == 0);
    CHECK(ledger.give_back == 5);
}

TEST_CASE("however much is wanted in the meantime, a ledger ends at what is wanted last") {
    test::Random random(3);
    for (int round = 0; round < 200; ++round) {
        Ledger ledger;
        std::int64_t there = 0;      // what the other side has handed out, less what it got back
        std::int64_t under_way = 0;  // what it has been asked for and not handed out yet
        std::int64_t wanted = 0;
        for (int i = 0; i < 40; ++i) {
            wanted = random.one_in(2) ? random.between(0, 50) : wanted;
            if (under_way > 0 && random.one_in(2)) {
                const std::int64_t amount = random.between(1, under_way);
                under_way -= amount;
                there += amount;
                ledger.came(amount);
            }
            ledger.settle(wanted);
            under_way += ledger.get;
            there -= ledger.give_back;
            CHECK(there >= 0);
        }
        ledger.came(under_way);
        there += under_way;
        ledger.settle(wanted);
        there -= ledger.give_back;
        CHECK(ledger.get == 0);
        CHECK(there == wanted);
    }
}

}  // namespace ledger_tests
