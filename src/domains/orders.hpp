#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "cqrs/decider.hpp"
#include "cqrs/read_model.hpp"

/// Retail orders: placed, changed, paid, shipped or cancelled. Prices are in minor units (cents).
namespace orders {

inline constexpr std::int64_t lines_max = 100;
inline constexpr std::int64_t quantity_max = 1'000;
inline constexpr std::int64_t price_max = 1'000'000'000;
inline constexpr std::int64_t total_max = lines_max * quantity_max * price_max;

inline constexpr auto order_id = cqrs::text(1, 64, "the order's id");
inline constexpr auto sku_code = cqrs::text(1, 64, "the product's code");
inline constexpr auto customer_name = cqrs::text(1, 200, "who orders");
inline constexpr auto address_text = cqrs::text(1, 500, "where it goes");
inline constexpr auto piece_count = cqrs::integer(1, quantity_max, "pieces");
inline constexpr auto price = cqrs::integer(0, price_max, "minor units, such as cents, a piece");
inline constexpr auto total_range = cqrs::integer(0, total_max, "minor units, such as cents");
inline constexpr auto count = cqrs::integer(0, cqrs::safe_integer_max);

/// So many pieces of one product.
struct Line {
    std::string sku;
    std::int64_t quantity = 0;
    std::int64_t unit_price = 0;

    [[nodiscard]] std::int64_t total() const { return quantity * unit_price; }

    static constexpr std::string_view name = "Line";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("sku", &Line::sku, sku_code),
                            cqrs::field("quantity", &Line::quantity, piece_count),
                            cqrs::field("unitPrice", &Line::unit_price, price));
    }
};

/// A message about one order and nothing else. A query says with what it is answered.
template <cqrs::Name N, class AnswerType = void>
struct OfOrder {
    using Answer = AnswerType;
    std::string order_id;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("orderId", &OfOrder::order_id, orders::order_id));
    }
};

/// A message about a whole new order.
template <cqrs::Name N>
struct OfLines {
    std::string order_id;
    std::string customer;
    std::vector<Line> lines;  ///< what is ordered

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("orderId", &OfLines::order_id, orders::order_id),
                            cqrs::field("customer", &OfLines::customer, customer_name),
                            cqrs::field("lines", &OfLines::lines, cqrs::list(1, lines_max)));
    }
};

/// A message about a product that joins an order.
template <cqrs::Name N>
struct OfItem {
    std::string order_id;
    std::string sku;
    std::int64_t quantity = 0;
    std::int64_t unit_price = 0;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("orderId", &OfItem::order_id, orders::order_id),
                            cqrs::field("sku", &OfItem::sku, sku_code),
                            cqrs::field("quantity", &OfItem::quantity, piece_count),
                            cqrs::field("unitPrice", &OfItem::unit_price, price));
    }
};

/// A message about one product in an order.
template <cqrs::Name N>
struct OfSku {
    std::string order_id;
    std::string sku;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("orderId", &OfSku::order_id, orders::order_id),
                            cqrs::field("sku", &OfSku::sku, sku_code));
    }
};

/// A message about where an order goes.
template <cqrs::Name N>
struct OfAddress {
    std::string order_id;
    std::string address;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("orderId", &OfAddress::order_id, orders::order_id),
                            cqrs::field("address", &OfAddress::address, address_text));
    }
};

// Commands
/// An order begins. Refused as `already_exists`.
using PlaceOrder = OfLines<"PlaceOrder">;
/// A product joins an order, or more of it. Refused as `not_found`, `cancelled`, `already_shipped`,
/// `already_paid` or `order_full`.
using AddItem = OfItem<"AddItem">;
/// A product leaves an order. Refused as `not_found`, `cancelled`, `already_shipped`,
/// `already_paid` or `no_such_item`.
using CancelItem = OfSku<"CancelItem">;
/// An order is to go elsewhere. The address it has leads to no event. Refused as `not_found`,
/// `cancelled` or `already_shipped`.
using ChangeAddress = OfAddress<"ChangeAddress">;
/// An order is paid, all of it. Refused as `not_found`, `cancelled`, `already_shipped`,
/// `already_paid` or `empty_order`.
using PayOrder = OfOrder<"PayOrder">;
/// An order leaves. Refused as `not_found`, `cancelled`, `already_shipped` or `not_paid`.
using ShipOrder = OfOrder<"ShipOrder">;
/// An order ends, paid or not. Refused as `not_found`, `cancelled` or `already_shipped`.
using CancelOrder = OfOrder<"CancelOrder">;

// Events
/// An order has begun.
using OrderPlaced = OfLines<"OrderPlaced">;
/// A product has joined an order.
using ItemAdded = OfItem<"ItemAdded">;
/// A product has left an order.
using ItemCancelled = OfSku<"ItemCancelled">;
/// An order goes elsewhere.
using AddressChanged = OfAddress<"AddressChanged">;
/// An order has left.
using OrderShipped = OfOrder<"OrderShipped">;
/// An order has ended.
using OrderCancelled = OfOrder<"OrderCancelled">;

/// An order has been paid.
struct OrderPaid {
    std::string order_id;
    std::int64_t amount = 0;

    static constexpr std::string_view name = "OrderPaid";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("orderId", &OrderPaid::order_id, orders::order_id),
                            cqrs::field("amount", &OrderPaid::amount, total_range));
    }
};

enum class Status : std::uint8_t { placed, paid, shipped, cancelled };
constexpr auto words_of(Status /*tag*/) {
    return std::to_array<std::string_view>({"placed", "paid", "shipped", "cancelled"});
}

/// An order: what the decider knows of it, and what `orderStatus` answers.
struct Order {
    std::string order_id;
    std::string customer;            ///< who orders; empty before the order is placed
    Status status = Status::placed;  ///< how far it has come
    std::optional<std::string> address;
    std::vector<Line> lines;  ///< what is in it
    std::int64_t total = 0;   ///< of all lines

    static constexpr std::string_view name = "Order";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("orderId", &Order::order_id, orders::order_id),
                            cqrs::field("customer", &Order::customer, cqrs::text(0, 200)),
                            cqrs::field("status", &Order::status),
                            cqrs::field("address", &Order::address, address_text),
                            cqrs::field("lines", &Order::lines, cqrs::list(0, lines_max)),
                            cqrs::field("total", &Order::total, total_range));
    }
};

/// How an order changes. Decider and read models keep orders apart from each other, each for its
/// own job, but what the events mean they know from here.
inline void change(Order& order, const OrderPlaced& event) {
    order = Order{event.order_id, event.customer, Status::placed, std::nullopt, event.lines, 0};
    for (const Line& line : event.lines) {
        order.total += line.total();
    }
}

inline void change(Order& order, const ItemAdded& event) {
    const Line added{event.sku, event.quantity, event.unit_price};
    order.total += added.total();
    // More of the same at the same price joins its line, as far as a line goes.
    for (Line& line : order.lines) {
        if (line.sku == added.sku && line.unit_price == added.unit_price &&
            line.quantity + added.quantity <= quantity_max) {
            line.quantity += added.quantity;
            return;
        }
    }
    order.lines.push_back(added);
}

inline void change(Order& order, const ItemCancelled& event) {
    for (const Line& line : order.lines) {
        order.total -= line.sku == event.sku ? line.total() : 0;
    }
    std::erase_if(order.lines, [&](const Line& line) { return line.sku == event.sku; });
}

inline void change(Order& order, const AddressChanged& event) { order.address = event.address; }
inline void change(Order& order, const OrderPaid& /*event*/) { order.status = Status::paid; }
inline void change(Order& order, const OrderShipped& /*event*/) { order.status = Status::shipped; }
inline void change(Order& order, const OrderCancelled& /*event*/) {
    order.status = Status::cancelled;
}

template <class Event>
concept ChangesOrder = requires(Order& order, const Event& event) {
    change(order, event);
};

struct Orders {
    static constexpr std::string_view name = "orders";
    static constexpr std::string_view stream_prefix = "order-";
    using Commands = std::variant<PlaceOrder, AddItem, CancelItem, ChangeAddress, PayOrder,
                                  ShipOrder, CancelOrder>;
    using Events = std::variant<OrderPlaced, ItemAdded, ItemCancelled, AddressChanged, OrderPaid,
                                OrderShipped, OrderCancelled>;
    using State = Order;
    using ReadModels = std::tuple<class OrderCards, class Revenue>;
    using Decision = cqrs::Decision<Events>;

    template <class Message>
    static auto identities(const Message& message) {
        return cqrs::about(message.order_id);
    }

    static Decision decide(const PlaceOrder& command, const Order& order) {
        if (exists(order)) {
            return cqrs::reject("already_exists", called(order) + " was placed before");
        }
        return OrderPlaced{command.order_id, command.customer, command.lines};
    }

    static Decision decide(const AddItem& command, const Order& order) {
        if (const auto no = unchangeable(order)) {
            return *no;
        }
        const ItemAdded added{command.order_id, command.sku, command.quantity, command.unit_price};
        Order after = order;
        change(after, added);
        if (static_cast<std::int64_t>(after.lines.size()) > lines_max) {
            return cqrs::reject("order_full", called(order) + " has " + std::to_string(lines_max) +
                                                  " lines already");
        }
        return added;
    }

    static Decision decide(const CancelItem& command, const Order& order) {
        if (const auto no = unchangeable(order)) {
            return *no;
        }
        const auto has_sku = [&](const Line& line) { return line.sku == command.sku; };
        if (std::none_of(order.lines.begin(), order.lines.end(), has_sku)) {
            return cqrs::reject("no_such_item", called(order) + " has no " + command.sku);
        }
        return ItemCancelled{command.order_id, command.sku};
    }

    static Decision decide(const ChangeAddress& command, const Order& order) {
        // A parcel can be sent elsewhere until it has left.
        if (const auto no = finished(order)) {
            return *no;
        }
        if (order.address == command.address) {
            return {};
        }
        return AddressChanged{command.order_id, command.address};
    }

    static Decision decide(const PayOrder& command, const Order& order) {
        if (const auto no = unchangeable(order)) {
            return *no;
        }
        if (order.lines.empty()) {
            return cqrs::reject("empty_order", called(order) + " has nothing to pay for");
        }
        return OrderPaid{command.order_id, order.total};
    }

    static Decision decide(const ShipOrder& command, const Order& order) {
        if (const auto no = finished(order)) {
            return *no;
        }
        if (order.status != Status::paid) {
            return cqrs::reject("not_paid", called(order) + " has not been paid");
        }
        return OrderShipped{command.order_id};
    }

    static Decision decide(const CancelOrder& command, const Order& order) {
        if (const auto no = finished(order)) {
            return *no;
        }
        return OrderCancelled{command.order_id};
    }

    template <ChangesOrder Event>
    static void evolve(Order& order, const Event& event) {
        change(order, event);
    }

    static Order initial(std::string_view identity) {
        Order order;
        order.order_id = identity;
        return order;
    }

private:
    using Objection = std::optional<cqrs::Rejection>;

    static bool exists(const Order& order) { return !order.customer.empty(); }

    static std::string called(const Order& order) { return "order " + order.order_id; }

    /// The order does not exist, or nothing more happens to it.
    static Objection finished(const Order& order) {
        if (!exists(order)) {
            return cqrs::reject("not_found", "there is no " + called(order));
        }
        if (order.status == Status::cancelled) {
            return cqrs::reject("cancelled", called(order) + " was cancelled");
        }
        if (order.status == Status::shipped) {
            return cqrs::reject("already_shipped", called(order) + " has been shipped");
        }
        return std::nullopt;
    }

    /// What is in the order can no longer change.
    static Objection unchangeable(const Order& order) {
        if (auto no = finished(order)) {
            return no;
        }
        if (order.status == Status::paid) {
            return cqrs::reject("already_paid", called(order) + " has been paid");
        }
        return std::nullopt;
    }
};

}  // namespace orders

#include "domains/orders_read_models.hpp"
