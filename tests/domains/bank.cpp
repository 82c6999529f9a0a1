#include "domains/bank.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "engines.hpp"
#include "given.hpp"

namespace bank_tests {
namespace {

using namespace bank;
using test::asked;
using test::code_of;

test::Given<Bank> given(std::vector<Bank::Events> events) {
    return test::given<Bank>(std::move(events));
}

/// Ann's account `a` with so much in it, and Bob's `b` with nothing.
std::vector<Bank::Events> ann_and_bob(std::int64_t amount) {
    std::vector<Bank::Events> events{AccountOpened{"a", "Ann"}, AccountOpened{"b", "Bob"}};
    while (amount > 0) {
        const std::int64_t part = std::min(amount, amount_max);
        events.emplace_back(MoneyDeposited{"a", part});
        amount -= part;
    }
    return events;
}

std::vector<Bank::Events> and_then(std::vector<Bank::Events> events, Bank::Events event) {
    events.push_back(std::move(event));
    return events;
}

struct Branch {
    Branch() { engine.add<Bank>(); }

    template <class Command>
    std::string tell(const Command& command, cqrs::Time time = 0) {
        cqrs::DispatchOptions options;
        options.time = time;
        const auto result = engine.dispatch(command, options);
        return result || result.error().code != cqrs::Code::rejected ? code_of(result)
                                                                     : result.error().reason;
    }
    std::string ask(std::string_view query, std::string_view params = "{}") {
        return asked(engine, query, params);
    }
    cqrs::Engine engine;
};

}  // namespace

TEST_CASE("an account is opened once") {
    given({}).when(OpenAccount{"a", "Ann"}).then({AccountOpened{"a", "Ann"}});
    given({AccountOpened{"a", "Ann"}})
        .when(OpenAccount{"a", "Ann"})
        .then_rejected("already_exists");
    given({AccountOpened{"a", "Ann"}})
        .when(OpenAccount{"b", "Ann"})
        .then({AccountOpened{"b", "Ann"}});
    given({AccountOpened{"a", "Ann"}, AccountClosed{"a"}})
        .when(OpenAccount{"a", "Bob"})
        .then_rejected("already_exists");
}

TEST_CASE("money is deposited into an open account") {
    given({AccountOpened{"a", "Ann"}}).when(Deposit{"a", 5}).then({MoneyDeposited{"a", 5}});
    given({AccountOpened{"a", "Ann"}})
        .when(Deposit{"a", amount_max})
        .then({MoneyDeposited{"a", amount_max}});
    given({}).when(Deposit{"a", 5}).then_rejected("not_found");
    given({AccountOpened{"a", "Ann"}, AccountClosed{"a"}})
        .when(Deposit{"a", 5})
        .then_rejected("account_closed");
}

TEST_CASE("an account holds no more than a balance may be") {
    given(ann_and_bob(balance_max - 5)).when(Deposit{"a", 5}).then({MoneyDeposited{"a", 5}});
    given(ann_and_bob(balance_max - 5)).when(Deposit{"a", 6}).then_rejected("balance_too_large");
    given(and_then(ann_and_bob(balance_max), MoneyDeposited{"b", 5}))
        .when(TransferMoney{"b", "a", 1})
        .then_rejected("balance_too_large");
}

TEST_CASE("money is withdrawn as far as there is any") {
    given(ann_and_bob(5)).when(Withdraw{"a", 5}).then({MoneyWithdrawn{"a", 5}});
    given(ann_and_bob(5)).when(Withdraw{"a", 6}).then_rejected("insufficient_funds");
    given(ann_and_bob(5)).when(Withdraw{"b", 1}).then_rejected("insufficient_funds");
    given({}).when(Withdraw{"a", 1}).then_rejected("not_found");
    given({AccountOpened{"a", "Ann"}, AccountClosed{"a"}})
        .when(Withdraw{"a", 1})
        .then_rejected("account_closed");
}

TEST_CASE("money is transferred between two open accounts") {
    given(ann_and_bob(5)).when(TransferMoney{"a", "b", 5}).then({MoneyTransferred{"a", "b", 5}});
    given(ann_and_bob(5)).when(TransferMoney{"a", "b", 6}).then_rejected("insufficient_funds");
    given(ann_and_bob(5)).when(TransferMoney{"b", "a", 1}).then_rejected("insufficient_funds");
    given(ann_and_bob(5)).when(TransferMoney{"a", "a", 1}).then_rejected("same_account");
    given({}).when(TransferMoney{"a", "a", 1}).then_rejected("same_account");
    given(ann_and_bob(5)).when(TransferMoney{"a", "nobody", 1}).then_rejected("not_found");
    given(ann_and_bob(5)).when(TransferMoney{"nobody", "a", 1}).then_rejected("not_found");
    given(and_then(ann_and_bob(5), AccountClosed{"b"}))
        .when(TransferMoney{"a", "b", 1})
        .then_rejected("account_closed");
    given(and_then(ann_and_bob(5), AccountClosed{"b"}))
        .when(TransferMoney{"b", "a", 1})
        .then_rejected("account_closed");
}

TEST_CASE("an account is closed when it is empty") {
    given(ann_and_bob(0)).when(CloseAccount{"a"}).then({AccountClosed{"a"}});
    given(ann_and_bob(5)).when(CloseAccount{"a"}).then_rejected("balance_not_zero");
    given(and_then(ann_and_bob(5), MoneyTransferred{"a", "b", 5}))
        .when(CloseAccount{"a"})
        .then({AccountClosed{"a"}});
    given(and_then(ann_and_bob(5), MoneyTransferred{"a", "b", 5}))
        .when(CloseAccount{"b"})
        .then_rejected("balance_not_zero");
    given({}).when(CloseAccount{"a"}).then_rejected("not_found");
    given(and_then(ann_and_bob(0), AccountClosed{"a"}))
        .when(CloseAccount{"a"})
        .then_rejected("account_closed");
}

TEST_CASE("an account is the fold of its events") {
    CHECK(given({}).state_json("a") == R"({"account":"a","owner":"","balance":0,"status":"open"})");
    const auto history =
        given({AccountOpened{"a", "Ann"}, AccountOpened{"b", "Bob"}, MoneyDeposited{"a", 10},
               MoneyWithdrawn{"a", 3}, MoneyTransferred{"a", "b", 5}, MoneyTransferred{"b", "a", 1},
               MoneyWithdrawn{"b", 4}, AccountClosed{"b"}});
    CHECK(history.state_json("a") ==
          R"({"account":"a","owner":"Ann","balance":3,"status":"open"})");
    CHECK(history.state_json("b") ==
          R"({"account":"b","owner":"Bob","balance":0,"status":"closed"})");
}

TEST_CASE("amounts are positive and bounded, and names are not empty") {
    Branch branch;
    CHECK(branch.tell(OpenAccount{"a", "Ann"}) == "ok");
    for (const std::int64_t amount : {std::int64_t{0}, std::int64_t{-1}, amount_max + 1}) {
        CHECK(branch.tell(Deposit{"a", amount}) == "invalid");
        CHECK(branch.tell(Withdraw{"a", amount}) == "invalid");
        CHECK(branch.tell(TransferMoney{"a", "b", amount}) == "invalid");
    }
    CHECK(branch.tell(OpenAccount{"b", ""}) == "invalid");
    CHECK(branch.tell(OpenAccount{"", "Bob"}) == "invalid");
    CHECK(branch.tell(OpenAccount{std::string(65, 'x'), "Bob"}) == "invalid");
}

TEST_CASE("a balance is answered for an account that was opened, and nothing for another") {
    Branch branch;
    const std::string a = R"({"account":"a"})";
    CHECK(branch.ask("balance", a) == "null");
    CHECK(branch.tell(OpenAccount{"a", "Ann"}) == "ok");
    CHECK(branch.ask("balance", a) ==
          R"({"account":"a","owner":"Ann","balance":0,"status":"open"})");
    CHECK(branch.tell(Deposit{"a", 5}) == "ok");
    CHECK(branch.tell(Withdraw{"a", 5}) == "ok");
    CHECK(branch.tell(CloseAccount{"a"}) == "ok");
    CHECK(branch.ask("balance", a) ==
          R"({"account":"a","owner":"Ann","balance":0,"status":"closed"})");
    CHECK(branch.ask("balance", R"({"account":"b"})") == "null");
}

TEST_CASE("a statement lists what moved money, newest first, with the balance after it") {
    Branch branch;
    CHECK(branch.ask("statement", R"({"account":"a"})") == "null");
    CHECK(branch.tell(OpenAccount{"a", "Ann"}, 1) == "ok");
    CHECK(branch.tell(OpenAccount{"b", "Bob"}, 2) == "ok");
    CHECK(branch.ask("statement", R"({"account":"a"})") == R"({"account":"a","entries":[]})");
    CHECK(branch.tell(Deposit{"a", 10}, 3) == "ok");
    CHECK(branch.tell(TransferMoney{"a", "b", 4}, 4) == "ok");
    CHECK(branch.tell(Withdraw{"a", 1}, 5) == "ok");
    CHECK(branch.tell(TransferMoney{"b", "a", 2}, 6) == "ok");
    CHECK(
        branch.ask("statement", R"({"account":"a"})") ==
        R"({"account":"a","entries":[)"
        R"({"position":6,"time":6,"type":"MoneyTransferred","amount":2,"balance":7,"counterparty":"b"},)"
        R"({"position":5,"time":5,"type":"MoneyWithdrawn","amount":1,"balance":5},)"
        R"({"position":4,"time":4,"type":"MoneyTransferred","amount":4,"balance":6,"counterparty":"b"},)"
        R"({"position":3,"time":3,"type":"MoneyDeposited","amount":10,"balance":10}]})");
    CHECK(
        branch.ask("statement", R"({"account":"b"})") ==
        R"({"account":"b","entries":[)"
        R"({"position":6,"time":6,"type":"MoneyTransferred","amount":2,"balance":2,"counterparty":"a"},)"
        R"({"position":4,"time":4,"type":"MoneyTransferred","amount":4,"balance":4,"counterparty":"a"}]})");
}

TEST_CASE("a statement is read in pages: so many entries before a position, which is exclusive") {
    Branch branch;
    CHECK(branch.tell(OpenAccount{"a", "Ann"}) == "ok");
    for (int i = 1; i <= 1'200; ++i) {
        CHECK(branch.tell(Deposit{"a", 1}) == "ok");
    }
    const auto balances = [&](Statement query) {
        const auto answer = branch.engine.query(query);
        std::vector<std::int64_t> found;
        for (const StatementEntry& entry : answer->data->entries) {
            found.push_back(entry.balance);
        }
        return found;
    };
    // The deposit that makes the balance n is at position n + 1.
    CHECK((balances({"a", 3, std::nullopt}) == std::vector<std::int64_t>{1'200, 1'199, 1'198}));
    CHECK((balances({"a", 2, 1'199}) == std::vector<std::int64_t>{1'197, 1'196}));
    CHECK((balances({"a", 5, 4}) == std::vector<std::int64_t>{2, 1}));
    CHECK(balances({"a", 5, 2}).empty());
    CHECK(balances({"a", 5, 0}).empty());
    CHECK(balances({"a", std::nullopt, std::nullopt}).size() == 1'000);
    CHECK(balances({"a", 10'000, std::nullopt}).size() == 1'200);
    CHECK(branch.ask("statement", R"({"account":"a","limit":0})") == "invalid");
    CHECK(branch.ask("statement", R"({"account":"a","limit":10001})") == "invalid");
    CHECK(branch.ask("statement", R"({"account":"a","before":-1})") == "invalid");
}

TEST_CASE("the totals count accounts, money and what moved it") {
    Branch branch;
    CHECK(branch.ask("bankTotals") == R"({"accounts":0,"open":0,"money":0,"deposits":0,)"
                                      R"("withdrawals":0,"transfers":0})");
    CHECK(branch.tell(OpenAccount{"a", "Ann"}) == "ok");
    CHECK(branch.tell(OpenAccount{"b", "Bob"}) == "ok");
    CHECK(branch.tell(OpenAccount{"c", "Cat"}) == "ok");
    CHECK(branch.tell(Deposit{"a", 10}) == "ok");
    CHECK(branch.tell(Deposit{"b", 7}) == "ok");
    CHECK(branch.tell(Withdraw{"a", 3}) == "ok");
    CHECK(branch.tell(TransferMoney{"a", "b", 5}) == "ok");
    CHECK(branch.tell(CloseAccount{"c"}) == "ok");
    CHECK(branch.tell(Withdraw{"a", 100}) == "insufficient_funds");
    CHECK(branch.ask("bankTotals") == R"({"accounts":3,"open":2,"money":14,"deposits":2,)"
                                      R"("withdrawals":1,"transfers":1})");
}

TEST_CASE("the totals of a very rich bank stay within what a JavaScript number holds") {
    Branch branch;
    for (int i = 0; i < 10; ++i) {
        const std::string account = "a" + std::to_string(i);
        CHECK(branch.tell(OpenAccount{account, "Ann"}) == "ok");
        for (std::int64_t left = balance_max; left > 0; left -= amount_max) {
            if (branch.tell(Deposit{account, amount_max}) != "ok") {
                FAIL("a deposit was refused");
            }
        }
        CHECK(branch.tell(Deposit{account, 1}) == "balance_too_large");
    }
    CHECK(branch.ask("bankTotals") == R"({"accounts":10,"open":10,"money":9007199254740991,)"
                                      R"("deposits":10000,"withdrawals":0,"transfers":0})");
    for (int i = 0; i < 1'000; ++i) {
        if (branch.tell(Withdraw{"a0", amount_max}) != "ok") {
            FAIL("a withdrawal was refused");
        }
    }
    CHECK(branch.ask("bankTotals") == R"({"accounts":10,"open":10,"money":9000000000000000,)"
                                      R"("deposits":10000,"withdrawals":1000,"transfers":0})");
}

TEST_CASE("events appended in any order leave decider and read models in agreement") {
    Branch branch;
    const std::vector<cqrs::AppendedEvent> events{
        {"MoneyDeposited", R"({"account":"a","amount":500})"},
        {"MoneyTransferred", R"({"from":"a","to":"a","amount":900})"},
        {"AccountClosed", R"({"account":"c"})"},
        {"MoneyTransferred", R"({"from":"a","to":"b","amount":100})"}};
    CHECK(code_of(branch.engine.append(events)) == "ok");
    CHECK(branch.ask("balance", R"({"account":"a"})") == "null");
    CHECK(branch.ask("statement", R"({"account":"b"})") == "null");
    CHECK(branch.tell(Withdraw{"a", 1}) == "not_found");
    CHECK(branch.tell(OpenAccount{"a", "Ann"}) == "ok");
    CHECK(branch.tell(OpenAccount{"b", "Bob"}) == "ok");
    CHECK(branch.tell(OpenAccount{"c", "Cat"}) == "ok");
    CHECK(branch.tell(Deposit{"c", 1}) == "account_closed");
    CHECK(branch.tell(Withdraw{"a", 401}) == "insufficient_funds");
    CHECK(branch.tell(Withdraw{"a", 400}) == "ok");
    CHECK(branch.ask("balance", R"({"account":"a"})") ==
          R"({"account":"a","owner":"Ann","balance":0,"status":"open"})");
    CHECK(branch.ask("balance", R"({"account":"b"})") ==
          R"({"account":"b","owner":"Bob","balance":100,"status":"open"})");
    CHECK(branch.ask("balance", R"({"account":"c"})") ==
          R"({"account":"c","owner":"Cat","balance":0,"status":"closed"})");
    for (std::size_t i = 0; i < branch.engine.projections().size(); ++i) {
        CHECK(branch.engine.projections().status(i).error.empty());
    }
}

TEST_CASE("an event that would overdraw an account is not appended") {
    Branch branch;
    CHECK(branch.tell(OpenAccount{"a", "Ann"}) == "ok");
    const std::vector<cqrs::AppendedEvent> events{
        {"MoneyWithdrawn", R"({"account":"a","amount":1})"}};
    CHECK(code_of(branch.engine.append(events)) == "domain_failed");
    CHECK(branch.ask("balance", R"({"account":"a"})") ==
          R"({"account":"a","owner":"Ann","balance":0,"status":"open"})");
}

}  // namespace bank_tests
