#include "cqrs/catalogue.hpp"

#include <string>

#include "catch.hpp"
#include "counters.hpp"
#include "cqrs/engine.hpp"
#include "cqrs/json.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"

namespace catalogue_tests {
namespace {

using cqrs::Catalogue;
using cqrs::Code;
using cqrs::Engine;

struct Shop {
    Shop() {
        engine.add<orders::Orders>();
        engine.add<bank::Bank>();
    }
    [[nodiscard]] const Catalogue& catalogue() const { return engine.catalogue(); }
    Engine engine;
};

template <class Entries, class NameOf>
std::string names(const Entries& entries, NameOf&& name_of) {
    std::string all;
    for (const auto& entry : entries) {
        all += std::string(name_of(entry)) + " ";
    }
    return all;
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("messages are numbered in the order in which their domains were added") {
    const Shop shop;
    const Catalogue& catalogue = shop.catalogue();
    CHECK(names(catalogue.domains(), [](const auto* domain) { return domain->name; }) ==
          "orders bank ");
    const auto name = [](const auto& entry) { return entry.entry->type->name; };
    CHECK(names(catalogue.commands(), name) ==
          "PlaceOrder AddItem CancelItem ChangeAddress PayOrder ShipOrder CancelOrder "
          "OpenAccount Deposit Withdraw TransferMoney CloseAccount ");
    CHECK(names(catalogue.events(), name) ==
          "OrderPlaced ItemAdded ItemCancelled AddressChanged OrderPaid OrderShipped "
          "OrderCancelled AccountOpened MoneyDeposited MoneyWithdrawn MoneyTransferred "
          "AccountClosed ");
    CHECK(names(catalogue.queries(), [](const auto& entry) { return entry.entry.params->name; }) ==
          "orderStatus orders revenueByProduct balance statement bankTotals ");
}

TEST_CASE("a message is found by its type and by its name, exactly as it is written") {
    const Shop shop;
    const Catalogue& catalogue = shop.catalogue();
    CHECK(catalogue.find_command("Deposit") == 8U);
    CHECK(catalogue.find_command(cqrs::type_of<bank::Deposit>()) == 8U);
    CHECK(catalogue.find_query("balance") == 3U);
    CHECK(catalogue.find_query(cqrs::type_of<bank::Balance>()) == 3U);
    CHECK(catalogue.find_event("MoneyDeposited") == 8U);
    CHECK_FALSE(catalogue.find_command("deposit").has_value());
    CHECK_FALSE(catalogue.find_command("MoneyDeposited").has_value());
    CHECK_FALSE(catalogue.find_command(cqrs::type_of<bank::MoneyDeposited>()).has_value());
    CHECK_FALSE(catalogue.find_query(cqrs::type_of<counters::Value>()).has_value());
    CHECK_FALSE(catalogue.find_event("Deposit").has_value());
    CHECK_FALSE(catalogue.find_command("").has_value());
}

TEST_CASE("an unknown name is refused with the one that was probably meant") {
    const Shop shop;
    const cqrs::Error command = shop.catalogue().unknown_command("PlaceOder");
    CHECK((command.code == Code::unknown_command));
    CHECK(command.message == "there is no command \"PlaceOder\"; is PlaceOrder meant?");
    CHECK(command.expected == "PlaceOrder");
    CHECK(command.actual == "PlaceOder");
    CHECK(command.path == "type");
    CHECK(shop.catalogue().unknown_command("deposit").expected == "Deposit");
    CHECK(shop.catalogue().unknown_command("OpenAcount").expected == "OpenAccount");
    const cqrs::Error query = shop.catalogue().unknown_query("orderstatus");
    CHECK((query.code == Code::unknown_query));
    CHECK(query.message == "there is no query \"orderstatus\"; is orderStatus meant?");
}

TEST_CASE("an unknown name that is like no other is refused without a guess") {
    const Shop shop;
    const cqrs::Error error = shop.catalogue().unknown_command("FlyToTheMoon");
    CHECK(error.message == "there is no command \"FlyToTheMoon\"");
    CHECK(error.expected.empty());
    CHECK(shop.catalogue().unknown_command("").message == "there is no command \"\"");
    const cqrs::Error long_one = shop.catalogue().unknown_command(std::string(1'000'000, 'x'));
    CHECK(long_one.message.size() < 100);
    CHECK(long_one.actual.size() < 100);
    CHECK(Catalogue().unknown_query("x").message == "there is no query \"x\"");
}

TEST_CASE("the catalogue as JSON has all that the JavaScript side is made from") {
    const Shop shop;
    const std::string json = shop.catalogue().to_json(shop.engine.limits());
    CHECK_FALSE(cqrs::check_json(json, true).has_value());
    CHECK(contains(json, R"({"name":"Deposit","domain":"bank","schema":{"title":"Deposit",)"));
    CHECK(
        contains(json, R"({"name":"OrderPaid","domain":"orders","schema":{"title":"OrderPaid",)"));
    CHECK(contains(json, R"({"name":"bankTotals","domain":"bank","params":{"title":"bankTotals",)"
                         R"("type":"object","properties":{},"required":[],)"
                         R"("additionalProperties":false},"result":{"title":"Totals",)"));
    CHECK(contains(json, R"("result":{"type":"array","items":{"title":"OrderRow",)"));
    CHECK(contains(json, R"({"domain":"bank","prefix":"account-","schema":{"title":"Account",)"));
    CHECK(contains(json, R"("codes":["invalid","unknown_command","unknown_query","rejected",)"
                         R"("conflict","id_reused","limit","not_yet","domain_failed",)"
                         R"("reentrant","corrupt","closed"])"));
    CHECK(contains(json, R"("limits":{"events":16777216,"memoryBytes":1073741824,)"
                         R"("payloadBytes":1048576,"commandsPerBatch":100000,"tagsPerEvent":16,)"
                         R"("streams":4194304,)"));
    CHECK(contains(json, R"("failure":{"title":"Failure",)"));
}

TEST_CASE("an empty catalogue is JSON too") {
    CHECK_FALSE(cqrs::check_json(Catalogue().to_json({}), true).has_value());
    CHECK(
        contains(Catalogue().to_json({}), R"("commands":[],"events":[],"queries":[],"states":[])"));
}

TEST_CASE("a failure leaves out what is empty and keeps the rest") {
    cqrs::Error error;
    error.code = Code::rejected;
    error.message = "no";
    CHECK(cqrs::to_json(cqrs::Failure::of(error)) == R"({"code":"rejected","message":"no"})");
    error.reason = "not_paid";
    error.path = "a.b";
    error.expected = "1";
    error.actual = "2";
    CHECK(cqrs::to_json(cqrs::Failure::of(error)) ==
          R"({"code":"rejected","message":"no","reason":"not_paid","path":"a.b","expected":"1",)"
          R"("actual":"2"})");
    cqrs::Buffer bytes;
    CHECK_FALSE(cqrs::encode(cqrs::Failure::of(error), bytes).has_value());
}

}  // namespace catalogue_tests
