#include "domains/services.hpp"

#include <array>
#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "engines.hpp"
#include "random.hpp"

namespace services_tests {
namespace {

using namespace orders;
using cqrs::Engine;
using cqrs::Position;
using inventory::Restock;

constexpr std::array<std::string_view, 5> all_services{"payments", "inventory", "shipping", "email",
                                                       "fulfilment"};

cqrs::EngineOptions options(bool drains = true) {
    cqrs::EngineOptions made;
    made.log_id = "l";
    made.drains = drains;
    return made;
}

struct Shop {
    explicit Shop(bool drains = true) : engine(options(drains)) {
        engine.add<Orders>();
        services::add_to(engine);
    }

    template <class Command>
    std::string tell(const Command& command) {
        const auto result = engine.dispatch(command);
        return result ? "ok" : result.error().reason;
    }
    std::string place(const std::string& order, std::int64_t quantity, std::int64_t price) {
        return tell(PlaceOrder{order, "Ann", {{"tea", quantity, price}}});
    }
    [[nodiscard]] std::string status(const std::string& order) {
        const auto found = engine.query(OrderStatus{order});
        return found->data
                   ? std::string(words_of(Status{})[static_cast<std::size_t>(found->data->status)])
                   : "none";
    }
    std::string ask(std::string_view query, std::string_view params = "{}") {
        return test::asked(engine, query, params);
    }
    /// The decider's state of a stream, as JSON.
    std::string state(std::string_view stream) {
        const auto found = engine.state(stream);
        std::string json;
        if (found) {
            cqrs::encode_json(*engine.catalogue().domains()[found->domain]->state, found->state,
                              json);
        }
        return json;
    }
    /// The types of the events, in the order of the log.
    [[nodiscard]] std::string story() const {
        std::string words;
        for (Position position = 1; position <= engine.log().head(); ++position) {
            words += test::type_at(engine, position) + " ";
        }
        return words;
    }
    void resume_all() {
        for (const std::string_view name : all_services) {
            CHECK(engine.resume_process(name));
        }
    }

    Engine engine;
};

/// What the events of a log add up to, order by order.
struct Books {
    struct Entry {
        std::int64_t taken = 0;
        std::int64_t refunded = 0;
        std::int64_t paid = 0;
        std::int64_t pieces = 0;
        std::int64_t reserved = 0;
        bool placed = false;
        bool cancelled = false;
        bool shipped = false;
    };

    explicit Books(const Engine& engine) {
        for (Position position = 1; position <= engine.log().head(); ++position) {
            const std::string type = test::type_at(engine, position);
            const std::string data = test::data_at(engine, position);
            if (type == "OrderPlaced") {
                const auto event = read<OrderPlaced>(data);
                Entry& entry = orders[event.order_id];
                entry.placed = true;
                for (const Line& line : event.lines) {
                    entry.pieces += line.quantity;
                }
            } else if (type == "OrderPaid") {
                orders[read<OrderPaid>(data).order_id].paid = read<OrderPaid>(data).amount;
            } else if (type == "OrderCancelled") {
                orders[read<OrderCancelled>(data).order_id].cancelled = true;
            } else if (type == "OrderShipped") {
                orders[read<OrderShipped>(data).order_id].shipped = true;
            } else if (type == "PaymentTaken") {
                const auto event = read<payments::PaymentTaken>(data);
                orders[event.order_id].taken += event.amount;
            } else if (type == "PaymentRefunded") {
                const auto event = read<payments::PaymentRefunded>(data);
                orders[event.order_id].refunded += event.amount;
            } else if (type == "StockReserved" || type == "StockReleased") {
                const auto event = read<inventory::StockReserved>(data);
                const std::int64_t sign = type == "StockReserved" ? 1 : -1;
                orders[event.order_id].reserved += sign * event.quantity;
                stock[event.sku] -= sign * event.quantity;
                lowest = std::min(lowest, stock[event.sku] + inventory::first_stock);
            } else if (type == "Restocked") {
                stock[read<inventory::Restocked>(data).sku] +=
                    read<inventory::Restocked>(data).quantity;
            }
        }
    }

    std::map<std::string, Entry> orders;
    std::map<std::string, std::int64_t> stock;  // changes
    std::int64_t lowest = 0;

private:
    template <class Event>
    static Event read(const std::string& json) {
        Event event;
        // The names of the fields are those of another event where two share them.
        CHECK_FALSE(cqrs::decode_json(json, event).has_value());
        return event;
    }
};

/// What must be true of every order when nothing is under way any more.
void check_books(const Engine& engine) {
    const Books books(engine);
    CHECK(books.lowest >= 0);
    for (const auto& [order, entry] : books.orders) {
        INFO("order " << order);
        const bool counts = entry.paid > 0 && !entry.cancelled;
        CHECK(entry.taken - entry.refunded == (counts ? entry.paid : 0));
        if (entry.cancelled) {
            CHECK(entry.reserved == 0);
        }
        CHECK_FALSE((entry.cancelled && entry.shipped));
        CHECK((!entry.shipped || entry.paid > 0));
        CHECK(entry.reserved >= 0);
    }
}

}  // namespace

TEST_CASE("an order is seen through from the cart to the door in one call") {
    Shop shop;
    CHECK(shop.place("o", 2, 300) == "ok");
    CHECK(shop.status("o") == "shipped");
    CHECK(shop.story() ==
          "OrderPlaced PaymentTaken StockReserved MailSent OrderPaid MailSent ParcelRequested "
          "ParcelShipped OrderShipped MailSent ");
    CHECK(shop.engine.reactions().failures.empty());
    CHECK(shop.state("payment-o") ==
          R"({"orderId":"o","taken":600,"refunded":0,"declined":false})");
    CHECK(shop.ask("stock") == R"([{"sku":"tea","available":98,"reserved":2}])");
    CHECK(shop.state("parcel-o") == R"({"orderId":"o","status":"shipped"})");
    CHECK(shop.ask("mails") == R"([{"orderId":"o","customer":"Ann","subject":"order_received"},)"
                               R"({"orderId":"o","customer":"Ann","subject":"payment_received"},)"
                               R"({"orderId":"o","customer":"Ann","subject":"order_shipped"}])");
    check_books(shop.engine);
}

TEST_CASE("where the card declines, the stock is released and the order cancelled") {
    Shop shop;
    CHECK(shop.place("o", 3, 400'000) == "ok");
    CHECK(shop.status("o") == "cancelled");
    CHECK(shop.engine.reactions().failures.empty());
    CHECK(shop.state("payment-o") == R"({"orderId":"o","taken":0,"refunded":0,"declined":true})");
    CHECK(shop.ask("stock") == R"([{"sku":"tea","available":100,"reserved":0}])");
    CHECK(shop.state("parcel-o").empty());
    CHECK(shop.ask("mails") == R"([{"orderId":"o","customer":"Ann","subject":"order_received"},)"
                               R"({"orderId":"o","customer":"Ann","subject":"payment_declined"},)"
                               R"({"orderId":"o","customer":"Ann","subject":"order_cancelled"}])");
    check_books(shop.engine);
}

TEST_CASE("where stock is short, the money is given back and the order cancelled") {
    Shop shop;
    CHECK(shop.tell(PlaceOrder{"o", "Ann", {{"cup", 1, 100}, {"tea", 101, 5}}}) == "ok");
    CHECK(shop.status("o") == "cancelled");
    CHECK(shop.engine.reactions().failures.empty());
    CHECK(shop.state("payment-o") ==
          R"({"orderId":"o","taken":605,"refunded":605,"declined":false})");
    CHECK(shop.ask("stock", R"({"sku":"cup"})") ==
          R"([{"sku":"cup","available":100,"reserved":0}])");
    CHECK(shop.ask("mails").find("out_of_stock") != std::string::npos);
    check_books(shop.engine);
    CHECK(shop.tell(Restock{"tea", 1}) == "ok");
    CHECK(shop.place("p", 101, 5) == "ok");
    CHECK(shop.status("p") == "shipped");
}

TEST_CASE("an order that the customer cancels is refunded, released and not sent") {
    Shop shop;
    shop.engine.pause_process("shipping");
    CHECK(shop.place("o", 2, 300) == "ok");
    CHECK(shop.status("o") == "paid");
    CHECK(shop.state("parcel-o") == R"({"orderId":"o","status":"requested"})");
    CHECK(shop.tell(CancelOrder{"o"}) == "ok");
    CHECK(shop.state("parcel-o") == R"({"orderId":"o","status":"cancelled"})");
    CHECK(shop.state("payment-o") ==
          R"({"orderId":"o","taken":600,"refunded":600,"declined":false})");
    CHECK(shop.ask("stock") == R"([{"sku":"tea","available":100,"reserved":0}])");
    CHECK(shop.engine.resume_process("shipping"));
    CHECK(shop.engine.reactions().failures.empty());
    CHECK(shop.status("o") == "cancelled");
    CHECK(shop.state("parcel-o") == R"({"orderId":"o","status":"cancelled"})");
    check_books(shop.engine);
}

TEST_CASE("each service that is paused holds up its own part, and catches up when it resumes") {
    for (const std::string_view name : all_services) {
        INFO(name);
        Shop shop;
        CHECK(shop.engine.pause_process(name));
        CHECK(shop.place("o", 2, 300) == "ok");
        CHECK(shop.place("p", 200, 3) == "ok");
        if (name != "email") {
            CHECK(shop.status("o") != "shipped");
        }
        CHECK(shop.engine.resume_process(name));
        CHECK(shop.status("o") == "shipped");
        CHECK(shop.status("p") == "cancelled");
        CHECK(shop.engine.reactions().failures.empty());
        check_books(shop.engine);
    }
}

TEST_CASE("a service that is hired late writes the mails of the past") {
    Shop shop;
    CHECK(shop.place("o", 2, 300) == "ok");
    CHECK(shop.place("p", 200, 3) == "ok");
    const std::string mails = shop.ask("mails");

    Engine late(options());
    late.add<Orders>();
    late.add<payments::Payments>();
    late.add<inventory::Inventory>();
    late.add<shipping::Shipping>();
    late.add<email::Email>();
    late.add_process<fulfilment::Payments>();
    late.add_process<fulfilment::Inventory>();
    late.add_process<fulfilment::Shipping>();
    late.add_process<fulfilment::Fulfilment>();
    CHECK(late.dispatch(PlaceOrder{"o", "Ann", {{"tea", 2, 300}}}).ok());
    CHECK(late.dispatch(PlaceOrder{"p", "Ann", {{"tea", 200, 3}}}).ok());
    CHECK(test::asked(late, "mails") == "[]");
    late.add_process<fulfilment::Email>(1);
    CHECK(late.react().failures.empty());
    CHECK(test::asked(late, "mails") == mails);
}

TEST_CASE("an engine without the services has none of it") {
    Engine engine;
    engine.add<Orders>();
    CHECK(engine.dispatch(PlaceOrder{"o", "Ann", {{"tea", 2, 300}}}).ok());
    CHECK(engine.stats().head == 1);
    CHECK(test::code_of(engine.dispatch(Restock{"tea", 1})) == "unknown_command");
}

TEST_CASE("the events of a story are caused by one another, and belong together") {
    Shop shop;
    CHECK(
        shop.engine.dispatch(PlaceOrder{"o", "Ann", {{"tea", 2, 300}}}, {.correlation_id = "story"})
            .ok());
    std::map<std::string, Position> at;
    for (Position position = 1; position <= shop.engine.log().head(); ++position) {
        cqrs::Buffer spill;
        const cqrs::Record record = shop.engine.log().at(position, spill);
        CHECK(shop.engine.log().correlation_id(record) == "story");
        at[shop.engine.log().event_id(record)] = position;
        if (position > 1) {
            const auto cause = at.find(cqrs::id_text(record.causation_id));
            REQUIRE(cause != at.end());
            CHECK(cause->second < position);
        }
    }
}

TEST_CASE("whatever happens in whatever order, money and goods add up when all is done") {
    test::Random random(2'026);
    for (int round = 0; round < 60; ++round) {
        Shop shop;
        const std::size_t steps = 10 + random.below(60);
        for (std::size_t i = 0; i < steps; ++i) {
            const std::string order = random.name("o", 5);
            const std::string sku = random.name("s", 3);
            switch (random.below(12)) {
                case 0:
                case 1:
                case 2:
                    shop.tell(PlaceOrder{order,
                                         "Ann",
                                         {{sku, random.between(1, 60), random.between(0, 9'000)},
                                          {random.name("s", 3), random.between(1, 30),
                                           random.one_in(8) ? 900'000 : 200}}});
                    break;
                case 3:
                case 4:
                    shop.tell(AddItem{order, sku, random.between(1, 20),
                                      random.one_in(10) ? 1'000'001 : random.between(0, 500)});
                    break;
                case 5:
                    shop.tell(CancelItem{order, sku});
                    break;
                case 6:
                    shop.tell(CancelOrder{order});
                    break;
                case 7:
                    shop.tell(Restock{sku, random.between(1, 50)});
                    break;
                case 8:
                    shop.tell(PayOrder{order});
                    break;
                case 9:
                case 10:
                    shop.engine.pause_process(all_services[random.below(all_services.size())]);
                    break;
                default:
                    shop.engine.resume_process(all_services[random.below(all_services.size())]);
            }
        }
        shop.resume_all();
        shop.engine.react();
        INFO("round " << round << ": " << shop.story());
        check_books(shop.engine);
        for (std::size_t i = 0; i < all_services.size(); ++i) {
            CHECK(shop.engine.processes().info(i, shop.engine.stats().head).lag_events == 0);
        }
    }
}

TEST_CASE("in steps of any length, orders end as they do at once") {
    test::Random random(7);
    for (int round = 0; round < 20; ++round) {
        Shop at_once;
        Shop in_steps(false);
        for (int i = 0; i < 8; ++i) {
            const PlaceOrder command{"o" + std::to_string(i),
                                     "Ann",
                                     {{"tea" + std::to_string(i), random.between(1, 110),
                                       random.one_in(4) ? 1'000'000 : random.between(1, 99)}}};
            CHECK(at_once.tell(command) == "ok");
            CHECK(in_steps.tell(command) == "ok");
            in_steps.engine.react({.up_to = random.below(static_cast<std::size_t>(
                                       in_steps.engine.log().head() + 2))});
        }
        while (in_steps.engine.react({.commands_max = 1 + random.below(3)}).commands > 0) {
        }
        CHECK(in_steps.engine.stats().head == at_once.engine.stats().head);
        CHECK(in_steps.ask("orders") == at_once.ask("orders"));
        check_books(in_steps.engine);
    }
}

}  // namespace services_tests
