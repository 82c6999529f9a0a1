#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"
#include "engines.hpp"
#include "random.hpp"

namespace random_commands_tests {
namespace {

using cqrs::Engine;
using test::Random;

std::string outcome(const cqrs::Result<cqrs::Receipt>& result) {
    return result || result.error().code != cqrs::Code::rejected ? test::code_of(result)
                                                                 : result.error().reason;
}

/// The shop as somebody would write it who has never heard of events.
struct PlainShop {
    struct Order {
        std::string customer;
        std::string status = "placed";
        std::string address;
        std::vector<orders::Line> lines;

        [[nodiscard]] std::int64_t total() const {
            std::int64_t sum = 0;
            for (const orders::Line& line : lines) {
                sum += line.quantity * line.unit_price;
            }
            return sum;
        }
    };

    [[nodiscard]] std::string why_finished(const std::string& id) const {
        const auto found = orders.find(id);
        if (found == orders.end()) {
            return "not_found";
        }
        return found->second.status == "cancelled" ? "cancelled"
               : found->second.status == "shipped" ? "already_shipped"
                                                   : "";
    }
    [[nodiscard]] std::string why_fixed(const std::string& id) const {
        const std::string why = why_finished(id);
        return why.empty() && orders.at(id).status == "paid" ? "already_paid" : why;
    }
    std::string place(const std::string& id, const std::string& customer,
                      const std::vector<orders::Line>& lines) {
        if (!orders.emplace(id, Order{customer, "placed", "", lines}).second) {
            return "already_exists";
        }
        in_order.push_back(id);
        return "ok";
    }
    std::string add(const std::string& id, const orders::Line& added) {
        if (const std::string why = why_fixed(id); !why.empty()) {
            return why;
        }
        auto& lines = orders[id].lines;
        for (orders::Line& line : lines) {
            if (line.sku == added.sku && line.unit_price == added.unit_price &&
                line.quantity + added.quantity <= orders::quantity_max) {
                line.quantity += added.quantity;
                return "ok";
            }
        }
        if (lines.size() == static_cast<std::size_t>(orders::lines_max)) {
            return "order_full";
        }
        lines.push_back(added);
        return "ok";
    }
    std::string cancel_item(const std::string& id, const std::string& sku) {
        if (const std::string why = why_fixed(id); !why.empty()) {
            return why;
        }
        return std::erase_if(orders[id].lines,
                             [&](const orders::Line& line) { return line.sku == sku; }) > 0
                   ? "ok"
                   : "no_such_item";
    }
    std::string change_address(const std::string& id, const std::string& address) {
        const std::string why = why_finished(id);
        if (why.empty()) {
            orders[id].address = address;
        }
        return why.empty() ? "ok" : why;
    }
    std::string pay(const std::string& id) {
        if (const std::string why = why_fixed(id); !why.empty()) {
            return why;
        }
        if (orders[id].lines.empty()) {
            return "empty_order";
        }
        orders[id].status = "paid";
        sell(orders[id], 1);
        return "ok";
    }
    std::string ship(const std::string& id) {
        if (const std::string why = why_finished(id); !why.empty()) {
            return why;
        }
        if (orders[id].status != "paid") {
            return "not_paid";
        }
        orders[id].status = "shipped";
        return "ok";
    }
    std::string cancel(const std::string& id) {
        if (const std::string why = why_finished(id); !why.empty()) {
            return why;
        }
        if (orders[id].status == "paid") {
            sell(orders[id], -1);
        }
        orders[id].status = "cancelled";
        return "ok";
    }
    void sell(const Order& order, std::int64_t sign) {
        for (const orders::Line& line : order.lines) {
            if (std::find(products.begin(), products.end(), line.sku) == products.end()) {
                products.push_back(line.sku);
            }
            sold[line.sku].first += sign * line.quantity;
            sold[line.sku].second += sign * line.quantity * line.unit_price;
        }
    }

    [[nodiscard]] std::string status_json(const std::string& id) const {
        const auto found = orders.find(id);
        if (found == orders.end()) {
            return "null";
        }
        const Order& order = found->second;
        std::string json = "{\"orderId\":\"" + id + "\",\"customer\":\"" + order.customer +
                           "\",\"status\":\"" + order.status + "\",";
        json += order.address.empty() ? "" : "\"address\":\"" + order.address + "\",";
        json += "\"lines\":[";
        for (const orders::Line& line : order.lines) {
            json += json.back() == '[' ? "" : ",";
            json += "{\"sku\":\"" + line.sku + "\",\"quantity\":" + std::to_string(line.quantity) +
                    ",\"unitPrice\":" + std::to_string(line.unit_price) + "}";
        }
        return json + "],\"total\":" + std::to_string(order.total()) + "}";
    }
    [[nodiscard]] std::string list_json(const std::string& status) const {
        std::string json = "[";
        for (const std::string& id : in_order) {
            const Order& order = orders.at(id);
            if (order.status == status) {
                json += json.size() == 1 ? "" : ",";
                json += "{\"orderId\":\"" + id + "\",\"customer\":\"" + order.customer +
                        "\",\"status\":\"" + status +
                        "\",\"items\":" + std::to_string(order.lines.size()) +
                        ",\"total\":" + std::to_string(order.total()) + "}";
            }
        }
        return json + "]";
    }
    [[nodiscard]] std::string revenue_json() const {
        std::string json = "[";
        for (const std::string& sku : products) {
            const auto& [quantity, revenue] = sold.at(sku);
            if (quantity > 0) {
                json += json.size() == 1 ? "" : ",";
                json += "{\"sku\":\"" + sku + "\",\"quantity\":" + std::to_string(quantity) +
                        ",\"revenue\":" + std::to_string(revenue) + "}";
            }
        }
        return json + "]";
    }

    std::map<std::string, Order> orders;
    std::vector<std::string> in_order;
    std::vector<std::string> products;
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> sold;
};

orders::Line random_line(Random& random) {
    return {random.name("sku-", 8), random.between(1, random.one_in(5) ? 1'000 : 5),
            random.between(0, 3) * 100};
}

/// Does the same in both; gives what each said of it.
std::pair<std::string, std::string> shop(Engine& engine, PlainShop& plain, Random& random) {
    const std::string id = random.name("o", 400);
    switch (random.below(12)) {
        case 0:
        case 1: {
            const std::string customer = random.name("customer-", 20);
            std::vector<orders::Line> lines;
            for (std::size_t left = random.one_in(8) ? 100 : 1 + random.below(2); left > 0;
                 --left) {
                lines.push_back(random_line(random));
            }
            return {outcome(engine.dispatch(orders::PlaceOrder{id, customer, lines})),
                    plain.place(id, customer, lines)};
        }
        case 2:
        case 3:
        case 4: {
            orders::Line line = random_line(random);
            line.sku = random.name("sku-", 40);
            return {outcome(engine.dispatch(
                        orders::AddItem{id, line.sku, line.quantity, line.unit_price})),
                    plain.add(id, line)};
        }
        case 5:
        case 6: {
            const auto there = plain.orders.find(id);
            const bool any = there == plain.orders.end() || there->second.lines.empty();
            const std::string sku = any ? random.name("sku-", 8) : there->second.lines.front().sku;
            return {outcome(engine.dispatch(orders::CancelItem{id, sku})),
                    plain.cancel_item(id, sku)};
        }
        case 7: {
            const std::string address = random.name("Street ", 3);
            return {outcome(engine.dispatch(orders::ChangeAddress{id, address})),
                    plain.change_address(id, address)};
        }
        case 8:
        case 9:
            return {outcome(engine.dispatch(orders::PayOrder{id})), plain.pay(id)};
        case 10:
            return {outcome(engine.dispatch(orders::ShipOrder{id})), plain.ship(id)};
        default:
            return {outcome(engine.dispatch(orders::CancelOrder{id})), plain.cancel(id)};
    }
}

/// A random command of the bank; `money` is what is in it by then.
std::string bank_command(Engine& engine, Random& random, std::int64_t& money) {
    const std::string account = random.name("a", 60);
    const std::int64_t amount = random.between(1, 2'000);
    cqrs::DispatchOptions options;
    options.time = random.between(0, 1'000'000);
    std::string said;
    switch (random.below(8)) {
        case 0:
            return outcome(engine.dispatch(bank::OpenAccount{account, "Ann"}, options));
        case 1:
        case 2:
            said = outcome(engine.dispatch(bank::Deposit{account, amount}, options));
            money += said == "ok" ? amount : 0;
            return said;
        case 3:
            said = outcome(engine.dispatch(bank::Withdraw{account, amount}, options));
            money -= said == "ok" ? amount : 0;
            return said;
        case 4:
            return random.one_in(10)
                       ? outcome(engine.dispatch(bank::CloseAccount{account}, options))
                       : "ok";
        default:
            return outcome(engine.dispatch(
                bank::TransferMoney{account, random.name("a", 60), amount}, options));
    }
}

/// All accounts that are there, by asking for each.
std::vector<bank::Account> accounts(Engine& engine) {
    std::vector<bank::Account> all;
    for (int i = 0; i < 60; ++i) {
        const auto answer = engine.query(bank::Balance{"a" + std::to_string(i)});
        if (answer && answer->data) {
            all.push_back(*answer->data);
        }
    }
    return all;
}

std::string everything_asked(Engine& engine) {
    std::string all = test::asked(engine, "bankTotals") + test::asked(engine, "orders") +
                      test::asked(engine, "revenueByProduct");
    for (int i = 0; i < 60; ++i) {
        const std::string params = "{\"account\":\"a" + std::to_string(i) + "\"}";
        all += test::asked(engine, "balance", params) + test::asked(engine, "statement", params);
    }
    for (int i = 0; i < 400; ++i) {
        all += test::asked(engine, "orderStatus", "{\"orderId\":\"o" + std::to_string(i) + "\"}");
    }
    return all;
}

struct Both {
    Both() {
        engine.add<orders::Orders>();
        engine.add<bank::Bank>();
    }
    Engine engine;
};

}  // namespace

TEST_CASE("a plain model of the shop agrees with the engine over 10,000 random commands") {
    Both both;
    PlainShop plain;
    Random random(200);
    std::map<std::string, int> outcomes;
    for (int round = 0; round < 10'000; ++round) {
        const auto [engine_said, plain_said] = shop(both.engine, plain, random);
        ++outcomes[engine_said];
        if (engine_said != plain_said) {
            FAIL("round " << round << ": " << engine_said << " where " << plain_said
                          << " was expected");
        }
        const std::string id = random.name("o", 410);
        const std::string params = "{\"orderId\":\"" + id + "\"}";
        if (test::asked(both.engine, "orderStatus", params) != plain.status_json(id)) {
            FAIL("order " << id << " differs in round " << round);
        }
        if (round % 1'000 == 999) {
            for (const std::string status : {"placed", "paid", "shipped", "cancelled"}) {
                CHECK(test::asked(both.engine, "orders", "{\"status\":\"" + status + "\"}") ==
                      plain.list_json(status));
            }
            CHECK(test::asked(both.engine, "revenueByProduct") == plain.revenue_json());
        }
    }
    // All that can be said was said.
    CHECK(outcomes.size() == 10);
    for (const auto& [said, count] : outcomes) {
        CAPTURE(said);
        CHECK(count >= 5);
    }
}

TEST_CASE("money is conserved and no balance is ever negative under random commands") {
    Both both;
    Random random(201);
    std::int64_t money = 0;
    std::map<std::string, int> outcomes;
    for (int round = 0; round < 10'000; ++round) {
        ++outcomes[bank_command(both.engine, random, money)];
        if (round % 100 != 0) {
            continue;
        }
        std::int64_t in_accounts = 0;
        for (const bank::Account& account : accounts(both.engine)) {
            in_accounts += account.balance;
            if (account.balance < 0) {
                FAIL(account.account << " is overdrawn in round " << round);
            }
            const auto state = both.engine.state("account-" + account.account);
            if (!state ||
                static_cast<const bank::Account*>(state->state)->balance != account.balance) {
                FAIL("decider and read model differ about " << account.account);
            }
        }
        const auto totals = both.engine.query(bank::BankTotals{});
        if (in_accounts != money || totals->data->money != money) {
            FAIL(in_accounts << " in accounts, " << totals->data->money << " in the totals, "
                             << money << " paid in, in round " << round);
        }
    }
    CHECK(money > 100'000);
    for (const std::string reason : {"ok", "insufficient_funds", "same_account", "already_exists",
                                     "not_found", "account_closed", "balance_not_zero"}) {
        CAPTURE(reason);
        CHECK(outcomes[reason] >= 5);
    }
}

TEST_CASE("a statement adds up: each balance is the one before it and the entry's amount") {
    Both both;
    Random random(202);
    std::int64_t money = 0;
    for (int round = 0; round < 5'000; ++round) {
        bank_command(both.engine, random, money);
    }
    std::size_t entries = 0;
    for (const bank::Account& account : accounts(both.engine)) {
        const auto answer =
            both.engine.query(bank::Statement{account.account, 10'000, std::nullopt});
        std::int64_t balance = 0;
        cqrs::Position before = 0;
        const auto& list = answer->data->entries;
        for (auto entry = list.rbegin(); entry != list.rend(); ++entry, ++entries) {
            const std::int64_t change = entry->balance - balance;
            balance = entry->balance;
            const auto position = static_cast<cqrs::Position>(entry->position);
            if ((change != entry->amount && change != -entry->amount) || position <= before) {
                FAIL("the statement of " << account.account << " is wrong at " << position);
            }
            before = position;
        }
        CHECK(balance == account.balance);
    }
    CHECK(entries > 2'000);
}

TEST_CASE("replay equals live: an engine fed with the events of another answers the same") {
    Both live;
    Random random(203);
    PlainShop plain;
    std::int64_t money = 0;
    for (int round = 0; round < 3'000; ++round) {
        if (random.one_in(2)) {
            bank_command(live.engine, random, money);
        } else {
            shop(live.engine, plain, random);
        }
    }
    Both replayed;
    cqrs::Buffer spill;
    for (cqrs::Position at = 1; at <= live.engine.stats().head; ++at) {
        const std::vector<cqrs::AppendedEvent> event{test::event_at(live.engine, at)};
        const auto result = replayed.engine.append(event, {}, live.engine.log().at(at, spill).time);
        if (!result || result->position != at ||
            result->version != live.engine.log().at(at, spill).version) {
            FAIL("event " << at << " is replayed otherwise: " << test::said(result));
        }
    }
    CHECK(live.engine.stats().head > 800);
    CHECK(replayed.engine.stats().head == live.engine.stats().head);
    CHECK((everything_asked(replayed.engine) == everything_asked(live.engine)));
    // What comes next is decided alike too.
    Random one(204);
    Random two(204);
    std::int64_t ignored = 0;
    for (int round = 0; round < 1'000; ++round) {
        if (bank_command(live.engine, one, money) != bank_command(replayed.engine, two, ignored)) {
            FAIL("decided otherwise in round " << round);
        }
    }
    CHECK((everything_asked(replayed.engine) == everything_asked(live.engine)));
}

}  // namespace random_commands_tests
