#include "domains/orders.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "engines.hpp"
#include "given.hpp"

namespace orders_tests {
namespace {

using namespace orders;
using test::asked;
using test::code_of;
using Events = std::vector<Orders::Events>;

test::Given<Orders> given(Events events) { return test::given<Orders>(std::move(events)); }

const std::vector<Line> two_lines{{"tea", 2, 300}, {"cup", 1, 950}};

const OrderPlaced placed{"o", "Ann", two_lines};
const OrderPaid paid{"o", 1'550};
const OrderShipped shipped{"o"};
const OrderCancelled cancelled{"o"};

/// So many lines of different products.
std::vector<Line> lines(std::size_t count) {
    std::vector<Line> all;
    for (std::size_t i = 0; i < count; ++i) {
        all.push_back({"sku-" + std::to_string(i), 1, 1});
    }
    return all;
}

struct Shop {
    Shop() { engine.add<Orders>(); }

    template <class Command>
    std::string tell(const Command& command) {
        const auto result = engine.dispatch(command);
        return result || result.error().code != cqrs::Code::rejected ? code_of(result)
                                                                     : result.error().reason;
    }
    std::string ask(std::string_view query, std::string_view params = "{}") {
        return asked(engine, query, params);
    }
    cqrs::Engine engine;
};

}  // namespace

TEST_CASE("an order is placed once") {
    given({}).when(PlaceOrder{"o", "Ann", two_lines}).then({OrderPlaced{"o", "Ann", two_lines}});
    given({placed}).when(PlaceOrder{"o", "Ann", two_lines}).then_rejected("already_exists");
    given({placed, cancelled})
        .when(PlaceOrder{"o", "Bob", two_lines})
        .then_rejected("already_exists");
    given({placed})
        .when(PlaceOrder{"p", "Bob", two_lines})
        .then({OrderPlaced{"p", "Bob", two_lines}});
}

TEST_CASE("an item is added to an order until it is paid") {
    const AddItem command{"o", "milk", 3, 120};
    given({placed}).when(command).then({ItemAdded{"o", "milk", 3, 120}});
    given({}).when(command).then_rejected("not_found");
    given({placed, paid}).when(command).then_rejected("already_paid");
    given({placed, paid, shipped}).when(command).then_rejected("already_shipped");
    given({placed, cancelled}).when(command).then_rejected("cancelled");
    given({placed, paid, cancelled}).when(command).then_rejected("cancelled");
}

TEST_CASE("an order has no more than a hundred lines") {
    const OrderPlaced full{"o", "Ann", lines(100)};
    const OrderPlaced nearly{"o", "Ann", lines(99)};
    given({nearly}).when(AddItem{"o", "milk", 1, 1}).then({ItemAdded{"o", "milk", 1, 1}});
    given({full}).when(AddItem{"o", "milk", 1, 1}).then_rejected("order_full");
    given({full}).when(AddItem{"o", "sku-7", 999, 1}).then({ItemAdded{"o", "sku-7", 999, 1}});
    given({full}).when(AddItem{"o", "sku-7", 1'000, 1}).then_rejected("order_full");
    given({full}).when(AddItem{"o", "sku-7", 1, 2}).then_rejected("order_full");
    given({full, ItemCancelled{"o", "sku-7"}})
        .when(AddItem{"o", "milk", 1, 1})
        .then({ItemAdded{"o", "milk", 1, 1}});
}

TEST_CASE("an item is cancelled if the order has it and until it is paid") {
    given({placed}).when(CancelItem{"o", "tea"}).then({ItemCancelled{"o", "tea"}});
    given({placed}).when(CancelItem{"o", "milk"}).then_rejected("no_such_item");
    given({placed, ItemCancelled{"o", "tea"}})
        .when(CancelItem{"o", "tea"})
        .then_rejected("no_such_item");
    given({placed, ItemAdded{"o", "milk", 1, 1}})
        .when(CancelItem{"o", "milk"})
        .then({ItemCancelled{"o", "milk"}});
    given({}).when(CancelItem{"o", "tea"}).then_rejected("not_found");
    given({placed, paid}).when(CancelItem{"o", "tea"}).then_rejected("already_paid");
    given({placed, paid, shipped}).when(CancelItem{"o", "tea"}).then_rejected("already_shipped");
    given({placed, cancelled}).when(CancelItem{"o", "tea"}).then_rejected("cancelled");
}

TEST_CASE("an address is changed until the order has left; to the same address nothing happens") {
    const ChangeAddress command{"o", "Main Street 1"};
    const AddressChanged changed{"o", "Main Street 1"};
    given({placed}).when(command).then({changed});
    given({placed, changed}).when(command).then_nothing();
    given({placed, changed})
        .when(ChangeAddress{"o", "Hill 2"})
        .then({AddressChanged{"o", "Hill 2"}});
    given({placed, paid}).when(command).then({changed});
    given({}).when(command).then_rejected("not_found");
    given({placed, paid, shipped}).when(command).then_rejected("already_shipped");
    given({placed, changed, paid, shipped}).when(command).then_rejected("already_shipped");
    given({placed, cancelled}).when(command).then_rejected("cancelled");
}

TEST_CASE("an order is paid once, at its total, and not when it is empty") {
    given({placed}).when(PayOrder{"o"}).then({OrderPaid{"o", 1'550}});
    given({placed, ItemAdded{"o", "tea", 1, 250}, ItemCancelled{"o", "cup"}})
        .when(PayOrder{"o"})
        .then({OrderPaid{"o", 850}});
    given({placed, ItemCancelled{"o", "cup"}, ItemCancelled{"o", "tea"}})
        .when(PayOrder{"o"})
        .then_rejected("empty_order");
    given({OrderPlaced{"o", "Ann", {{"gift", 1, 0}}}})
        .when(PayOrder{"o"})
        .then({OrderPaid{"o", 0}});
    given({}).when(PayOrder{"o"}).then_rejected("not_found");
    given({placed, paid}).when(PayOrder{"o"}).then_rejected("already_paid");
    given({placed, paid, shipped}).when(PayOrder{"o"}).then_rejected("already_shipped");
    given({placed, cancelled}).when(PayOrder{"o"}).then_rejected("cancelled");
}

TEST_CASE("an order is shipped once, and not before it is paid") {
    given({placed, paid}).when(ShipOrder{"o"}).then({OrderShipped{"o"}});
    given({placed}).when(ShipOrder{"o"}).then_rejected("not_paid");
    given({}).when(ShipOrder{"o"}).then_rejected("not_found");
    given({placed, paid, shipped}).when(ShipOrder{"o"}).then_rejected("already_shipped");
    given({placed, paid, cancelled}).when(ShipOrder{"o"}).then_rejected("cancelled");
}

TEST_CASE("an order is cancelled once, and not after it has left") {
    given({placed}).when(CancelOrder{"o"}).then({OrderCancelled{"o"}});
    given({placed, paid}).when(CancelOrder{"o"}).then({OrderCancelled{"o"}});
    given({}).when(CancelOrder{"o"}).then_rejected("not_found");
    given({placed, paid, shipped}).when(CancelOrder{"o"}).then_rejected("already_shipped");
    given({placed, cancelled}).when(CancelOrder{"o"}).then_rejected("cancelled");
}

TEST_CASE("an order is the fold of its events") {
    CHECK(given({}).state_json("o") ==
          R"({"orderId":"o","customer":"","status":"placed","lines":[],"total":0})");
    const Events history{OrderPlaced{"o", "Ann", {{"tea", 2, 300}, {"cup", 1, 950}, {"tea", 1, 1}}},
                         AddressChanged{"o", "Hill 2"}, ItemCancelled{"o", "tea"},
                         ItemAdded{"o", "milk", 3, 100}};
    CHECK(
        given(history).state_json("o") ==
        R"({"orderId":"o","customer":"Ann","status":"placed","address":"Hill 2","lines":[)"
        R"({"sku":"cup","quantity":1,"unitPrice":950},{"sku":"milk","quantity":3,"unitPrice":100}],)"
        R"("total":1250})");
    CHECK((given({placed, paid}).state("o").status == Status::paid));
    CHECK((given({placed, paid, shipped}).state("o").status == Status::shipped));
    CHECK((given({placed, cancelled}).state("o").status == Status::cancelled));
}

TEST_CASE("more of the same at the same price joins its line, as far as a line goes") {
    const auto lines_after = [](const ItemAdded& added) {
        const auto order = given({OrderPlaced{"o", "Ann", {{"tea", 600, 300}}}, added}).state("o");
        std::string all = std::to_string(order.total) + ":";
        for (const Line& line : order.lines) {
            all += " " + std::to_string(line.quantity);
        }
        return all;
    };
    CHECK(lines_after({"o", "tea", 400, 300}) == "300000: 1000");
    CHECK(lines_after({"o", "tea", 401, 300}) == "300300: 600 401");
    CHECK(lines_after({"o", "tea", 1, 299}) == "180299: 600 1");
    CHECK(lines_after({"o", "cup", 1, 300}) == "180300: 600 1");
}

TEST_CASE("the largest order there may be has a total and can be paid") {
    Shop shop;
    PlaceOrder place{"o", "Ann", {}};
    place.lines.assign(100, {"gold", quantity_max, price_max});
    CHECK(shop.tell(place) == "ok");
    CHECK(shop.tell(PayOrder{"o"}) == "ok");
    CHECK(test::data_at(shop.engine, 2) == R"({"orderId":"o","amount":100000000000000})");
    place.lines.push_back({"gold", 1, 1});
    place.order_id = "p";
    CHECK(shop.tell(place) == "invalid");
}

TEST_CASE("quantities are positive and bounded, prices are not negative, and names are not empty") {
    Shop shop;
    CHECK(shop.tell(PlaceOrder{"o", "Ann", two_lines}) == "ok");
    CHECK(shop.tell(AddItem{"o", "tea", 0, 1}) == "invalid");
    CHECK(shop.tell(AddItem{"o", "tea", -1, 1}) == "invalid");
    CHECK(shop.tell(AddItem{"o", "tea", quantity_max + 1, 1}) == "invalid");
    CHECK(shop.tell(AddItem{"o", "tea", 1, -1}) == "invalid");
    CHECK(shop.tell(AddItem{"o", "tea", 1, price_max + 1}) == "invalid");
    CHECK(shop.tell(AddItem{"o", "", 1, 1}) == "invalid");
    CHECK(shop.tell(AddItem{"o", "tea", 1, 0}) == "ok");
    CHECK(shop.tell(PlaceOrder{"p", "Ann", {}}) == "invalid");
    CHECK(shop.tell(PlaceOrder{"p", "", two_lines}) == "invalid");
    CHECK(shop.tell(PlaceOrder{"", "Ann", two_lines}) == "invalid");
    CHECK(shop.tell(ChangeAddress{"o", ""}) == "invalid");
    CHECK(shop.engine.stats().head == 2);
}

TEST_CASE("the status of an order is answered, and nothing for one that is not there") {
    Shop shop;
    const std::string o = R"({"orderId":"o"})";
    CHECK(shop.ask("orderStatus", o) == "null");
    CHECK(shop.tell(PlaceOrder{"o", "Ann", two_lines}) == "ok");
    const std::string rest = R"("lines":[{"sku":"tea","quantity":2,"unitPrice":300},)"
                             R"({"sku":"cup","quantity":1,"unitPrice":950}],"total":1550})";
    CHECK(shop.ask("orderStatus", o) ==
          R"({"orderId":"o","customer":"Ann","status":"placed",)" + rest);
    CHECK(shop.tell(ChangeAddress{"o", "Hill 2"}) == "ok");
    CHECK(shop.tell(PayOrder{"o"}) == "ok");
    CHECK(shop.ask("orderStatus", o) ==
          R"({"orderId":"o","customer":"Ann","status":"paid","address":"Hill 2",)" + rest);
    CHECK(shop.tell(ShipOrder{"o"}) == "ok");
    CHECK(shop.ask("orderStatus", o).find(R"("status":"shipped")") != std::string::npos);
    CHECK(shop.tell(PlaceOrder{"p", "Bob", two_lines}) == "ok");
    CHECK(shop.tell(CancelOrder{"p"}) == "ok");
    CHECK(shop.ask("orderStatus", R"({"orderId":"p"})").find(R"("status":"cancelled")") !=
          std::string::npos);
    CHECK(shop.ask("orderStatus", R"({"orderId":"q"})") == "null");
}

TEST_CASE("orders are listed in the order in which they were placed") {
    Shop shop;
    CHECK(shop.ask("orders") == "[]");
    CHECK(shop.tell(PlaceOrder{"z", "Ann", two_lines}) == "ok");
    CHECK(shop.tell(PlaceOrder{"a", "Bob", {{"tea", 1, 5}}}) == "ok");
    CHECK(shop.tell(AddItem{"z", "milk", 5, 10}) == "ok");
    CHECK(shop.tell(PayOrder{"a"}) == "ok");
    CHECK(shop.ask("orders") ==
          R"([{"orderId":"z","customer":"Ann","status":"placed","items":3,"total":1600},)"
          R"({"orderId":"a","customer":"Bob","status":"paid","items":1,"total":5}])");
}

TEST_CASE("the list of orders is filtered, and read in pages") {
    Shop shop;
    for (int i = 0; i < 30; ++i) {
        const std::string id = std::to_string(i);
        CHECK(shop.tell(PlaceOrder{id, i % 3 == 0 ? "Ann" : "Bob", two_lines}) == "ok");
        if (i % 2 == 0) {
            CHECK(shop.tell(PayOrder{id}) == "ok");
        }
    }
    const auto ids = [&](const ListOrders& query) {
        std::string all;
        const auto answer = shop.engine.query(query);
        for (const OrderRow& row : answer->data) {
            all += row.order_id + " ";
        }
        return all;
    };
    ListOrders query;
    query.customer = "Ann";
    CHECK(ids(query) == "0 3 6 9 12 15 18 21 24 27 ");
    query.status = Status::paid;
    CHECK(ids(query) == "0 6 12 18 24 ");
    query.limit = 2;
    CHECK(ids(query) == "0 6 ");
    query.offset = 2;
    CHECK(ids(query) == "12 18 ");
    query.offset = 4;
    CHECK(ids(query) == "24 ");
    query.offset = 5;
    CHECK(ids(query).empty());
    query = {};
    query.limit = 3;
    query.offset = 28;
    CHECK(ids(query) == "28 29 ");
    query = {};
    query.status = Status::shipped;
    CHECK(ids(query).empty());
    query = {};
    query.customer = "ann";
    CHECK(ids(query).empty());
    CHECK(shop.ask("orders", R"({"limit":0})") == "invalid");
    CHECK(shop.ask("orders", R"({"limit":10001})") == "invalid");
    CHECK(shop.ask("orders", R"({"offset":-1})") == "invalid");
    CHECK(shop.ask("orders", R"({"status":"lost"})") == "invalid");
}

TEST_CASE("a thousand orders are listed unless more are asked for") {
    Shop shop;
    for (int i = 0; i < 1'100; ++i) {
        if (shop.tell(PlaceOrder{std::to_string(i), "Ann", {{"tea", 1, 1}}}) != "ok") {
            FAIL("order " << i << " was refused");
        }
    }
    ListOrders query;
    CHECK(shop.engine.query(query)->data.size() == 1'000);
    query.limit = 10'000;
    CHECK(shop.engine.query(query)->data.size() == 1'100);
}

TEST_CASE("revenue counts what was in an order when it was paid") {
    Shop shop;
    CHECK(shop.ask("revenueByProduct") == "[]");
    CHECK(shop.tell(PlaceOrder{"o", "Ann", two_lines}) == "ok");
    CHECK(shop.tell(AddItem{"o", "tea", 1, 250}) == "ok");
    CHECK(shop.ask("revenueByProduct") == "[]");
    CHECK(shop.tell(PayOrder{"o"}) == "ok");
    CHECK(shop.ask("revenueByProduct") == R"([{"sku":"tea","quantity":3,"revenue":850},)"
                                          R"({"sku":"cup","quantity":1,"revenue":950}])");
    CHECK(shop.tell(PlaceOrder{"p", "Bob", {{"cup", 2, 900}}}) == "ok");
    CHECK(shop.tell(PayOrder{"p"}) == "ok");
    CHECK(shop.tell(ShipOrder{"p"}) == "ok");
    CHECK(shop.ask("revenueByProduct") == R"([{"sku":"tea","quantity":3,"revenue":850},)"
                                          R"({"sku":"cup","quantity":3,"revenue":2750}])");
}

TEST_CASE("a paid order that is cancelled is no revenue any more") {
    Shop shop;
    CHECK(shop.tell(PlaceOrder{"o", "Ann", two_lines}) == "ok");
    CHECK(shop.tell(PlaceOrder{"p", "Bob", {{"cup", 2, 900}}}) == "ok");
    CHECK(shop.tell(PlaceOrder{"q", "Cat", {{"cup", 9, 900}}}) == "ok");
    CHECK(shop.tell(PayOrder{"o"}) == "ok");
    CHECK(shop.tell(PayOrder{"p"}) == "ok");
    CHECK(shop.tell(CancelOrder{"o"}) == "ok");
    CHECK(shop.tell(CancelOrder{"q"}) == "ok");
    CHECK(shop.ask("revenueByProduct") == R"([{"sku":"cup","quantity":2,"revenue":1800}])");
    CHECK(shop.tell(CancelOrder{"p"}) == "ok");
    CHECK(shop.ask("revenueByProduct") == "[]");
}

TEST_CASE("revenue of very large orders stays within what a JavaScript number holds") {
    Shop shop;
    PlaceOrder place{"", "Ann", {}};
    place.lines.assign(100, {"gold", quantity_max, price_max});
    for (int i = 0; i < 100; ++i) {
        place.order_id = std::to_string(i);
        CHECK(shop.tell(place) == "ok");
        CHECK(shop.tell(PayOrder{place.order_id}) == "ok");
    }
    CHECK(shop.ask("revenueByProduct") ==
          R"([{"sku":"gold","quantity":10000000,"revenue":9007199254740991}])");
    for (int i = 0; i < 50; ++i) {
        CHECK(shop.tell(CancelOrder{std::to_string(i)}) == "ok");
    }
    CHECK(shop.ask("revenueByProduct") ==
          R"([{"sku":"gold","quantity":5000000,"revenue":5000000000000000}])");
}

TEST_CASE("events appended in any order leave an order's decider and read models in agreement") {
    Shop shop;
    const std::vector<cqrs::AppendedEvent> early{
        {"ItemAdded", R"({"orderId":"o","sku":"tea","quantity":2,"unitPrice":300})"},
        {"OrderPaid", R"({"orderId":"o","amount":600})"},
        {"AddressChanged", R"({"orderId":"o","address":"Hill 2"})"}};
    CHECK(code_of(shop.engine.append(early)) == "ok");
    CHECK(shop.ask("orderStatus", R"({"orderId":"o"})") == "null");
    CHECK(shop.tell(PayOrder{"o"}) == "not_found");
    CHECK(shop.tell(PlaceOrder{"o", "Ann", {{"cup", 1, 950}}}) == "ok");
    const std::string fresh =
        R"({"orderId":"o","customer":"Ann","status":"placed",)"
        R"("lines":[{"sku":"cup","quantity":1,"unitPrice":950}],"total":950})";
    CHECK(shop.ask("orderStatus", R"({"orderId":"o"})") == fresh);
    CHECK(shop.tell(PayOrder{"o"}) == "ok");
    CHECK(test::data_at(shop.engine, 5) == R"({"orderId":"o","amount":950})");
    const std::vector<cqrs::AppendedEvent> late{
        {"ItemAdded", R"({"orderId":"o","sku":"cup","quantity":9,"unitPrice":950})"},
        {"OrderCancelled", R"({"orderId":"o"})"}};
    CHECK(code_of(shop.engine.append(late)) == "ok");
    CHECK(shop.ask("revenueByProduct") == "[]");
    for (std::size_t i = 0; i < shop.engine.projections().size(); ++i) {
        CHECK(shop.engine.projections().status(i).error.empty());
    }
}

}  // namespace orders_tests
