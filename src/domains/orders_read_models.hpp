#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "cqrs/read_model.hpp"
#include "domains/orders.hpp"

namespace orders {

/// An order in a list.
struct OrderRow {
    std::string order_id;
    std::string customer;
    Status status = Status::placed;  ///< how far it has come
    std::int64_t items = 0;          ///< lines in the order
    std::int64_t total = 0;

    static constexpr std::string_view name = "OrderRow";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("orderId", &OrderRow::order_id, orders::order_id),
                            cqrs::field("customer", &OrderRow::customer, customer_name),
                            cqrs::field("status", &OrderRow::status),
                            cqrs::field("items", &OrderRow::items, count),
                            cqrs::field("total", &OrderRow::total, total_range));
    }
};

/// What was sold of one product in orders that were paid.
struct ProductRevenue {
    std::string sku;
    std::int64_t quantity = 0;  ///< pieces
    std::int64_t revenue = 0;   ///< in minor units

    static constexpr std::string_view name = "ProductRevenue";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("sku", &ProductRevenue::sku, sku_code),
                            cqrs::field("quantity", &ProductRevenue::quantity, count),
                            cqrs::field("revenue", &ProductRevenue::revenue, count));
    }
};

// Queries
/// An order as it is shown; null where there is no such order.
using OrderStatus = OfOrder<"orderStatus", std::optional<Order>>;

/// The orders that match, in the order in which they were placed.
struct ListOrders {
    std::optional<std::string> customer;
    std::optional<Status> status;        ///< only those that have come so far
    std::optional<std::int64_t> limit;   ///< at most so many; 1000 by default
    std::optional<std::int64_t> offset;  ///< so many of those that match are left out first

    using Answer = std::vector<OrderRow>;
    static constexpr std::string_view name = "orders";
    static constexpr auto fields() {
        return cqrs::fields(
            cqrs::field("customer", &ListOrders::customer, customer_name),
            cqrs::field("status", &ListOrders::status),
            cqrs::field("limit", &ListOrders::limit, cqrs::integer(1, cqrs::answer_rows_max)),
            cqrs::field("offset", &ListOrders::offset, count));
    }
};

/// What was sold of each product, in orders that were paid and not cancelled.
struct RevenueByProduct {
    using Answer = std::vector<ProductRevenue>;
    static constexpr std::string_view name = "revenueByProduct";
    static constexpr auto fields() { return cqrs::fields(); }
};

/// Every order as it is shown: `orderStatus` and `orders`.
class OrderCards {
public:
    static constexpr std::string_view name = "orders";
    using Events = Orders::Events;
    using Queries = std::variant<OrderStatus, ListOrders>;

    explicit OrderCards(const cqrs::Storage& storage) : orders_(storage) {}

    void apply(const OrderPlaced& event, const cqrs::EventInfo& /*info*/) {
        orders_.upsert(event.order_id, [&](Order& order) { change(order, event); });
    }
    template <class Event>
    void apply(const Event& event, const cqrs::EventInfo& /*info*/) {
        orders_.update(event.order_id, [&](Order& order) { change(order, event); });
    }

    [[nodiscard]] OrderStatus::Answer answer(const OrderStatus& query) const {
        return orders_.find(query.order_id);
    }

    [[nodiscard]] ListOrders::Answer answer(const ListOrders& query) const {
        constexpr std::int64_t usual_limit = 1'000;
        const auto limit = static_cast<std::size_t>(query.limit.value_or(usual_limit));
        std::int64_t skip = query.offset.value_or(0);
        std::vector<OrderRow> rows;
        for (std::size_t i = 0; i < orders_.size() && rows.size() < limit; ++i) {
            Order order = orders_.at(i);
            const bool matches = (!query.customer || order.customer == *query.customer) &&
                                 (!query.status || order.status == *query.status);
            if (matches && skip-- <= 0) {
                rows.push_back({std::move(order.order_id), std::move(order.customer), order.status,
                                static_cast<std::int64_t>(order.lines.size()), order.total});
            }
        }
        return rows;
    }

private:
    cqrs::Table<Order> orders_;
};

/// A product's sales as they are counted: further than they are shown, but not to where an integer
/// ends.
struct ProductSales {
    std::string sku;
    std::int64_t quantity = 0;
    std::int64_t revenue = 0;

    static constexpr std::int64_t most = std::int64_t{1} << 62;
    static constexpr std::string_view name = "ProductSales";
    static constexpr auto fields() {
        constexpr auto counted = cqrs::integer(-most, most);
        return cqrs::fields(cqrs::field("sku", &ProductSales::sku, sku_code),
                            cqrs::field("quantity", &ProductSales::quantity, counted),
                            cqrs::field("revenue", &ProductSales::revenue, counted));
    }
};

/// What was sold: `revenueByProduct`. It follows the orders until they are paid, and counts then.
class Revenue {
public:
    static constexpr std::string_view name = "revenueByProduct";
    using Events = Orders::Events;
    using Queries = std::variant<RevenueByProduct>;

    explicit Revenue(const cqrs::Storage& storage) : baskets_(storage), products_(storage) {}

    void apply(const OrderPlaced& event, const cqrs::EventInfo& /*info*/) {
        baskets_.upsert(event.order_id, [&](Order& basket) { change(basket, event); });
    }
    template <class Event>
    void apply(const Event& event, const cqrs::EventInfo& /*info*/) {
        baskets_.update(event.order_id, [&](Order& basket) {
            change(basket, event);
            if constexpr (std::is_same_v<Event, OrderPaid>) {
                count_sales(basket, 1);
            }
        });
    }
    void apply(const OrderCancelled& event, const cqrs::EventInfo& /*info*/) {
        baskets_.update(event.order_id, [&](Order& basket) {
            // A cancelled order that had been paid is paid back.
            if (basket.status == Status::paid) {
                count_sales(basket, -1);
            }
            change(basket, event);
        });
    }

    [[nodiscard]] RevenueByProduct::Answer answer(const RevenueByProduct& /*query*/) const {
        std::vector<ProductRevenue> rows;
        const auto most = static_cast<std::size_t>(cqrs::answer_rows_max);
        for (std::size_t i = 0; i < products_.size() && rows.size() < most; ++i) {
            ProductSales sales = products_.at(i);
            if (sales.quantity > 0) {
                rows.push_back({std::move(sales.sku), shown(sales.quantity), shown(sales.revenue)});
            }
        }
        return rows;
    }

private:
    static std::int64_t shown(std::int64_t total) {
        return std::clamp<std::int64_t>(total, 0, cqrs::safe_integer_max);
    }
    static std::int64_t sum(std::int64_t total, std::int64_t change) {
        return std::clamp(total + change, -ProductSales::most, ProductSales::most);
    }

    void count_sales(const Order& basket, std::int64_t sign) {
        for (const Line& line : basket.lines) {
            products_.upsert(line.sku, [&](ProductSales& product) {
                product.sku = line.sku;
                product.quantity = sum(product.quantity, sign * line.quantity);
                product.revenue = sum(product.revenue, sign * line.total());
            });
        }
    }

    cqrs::Table<Order> baskets_;
    cqrs::Table<ProductSales> products_;
};

}  // namespace orders
