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
#include "domains/orders.hpp"

/// Pieces of products: there, or set aside for orders.
namespace inventory {

/// A product that was never restocked has so many pieces.
inline constexpr std::int64_t first_stock = 100;
inline constexpr std::int64_t stock_max = 1'000'000'000;

inline constexpr auto pieces = cqrs::integer(1, orders::lines_max* orders::quantity_max, "pieces");
inline constexpr auto stock_range = cqrs::integer(0, stock_max, "pieces");

/// A message about pieces of a product for an order.
template <cqrs::Name N>
struct OfPieces {
    std::string sku;
    std::string order_id;
    std::int64_t quantity = 0;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("sku", &OfPieces::sku, orders::sku_code),
                            cqrs::field("orderId", &OfPieces::order_id, orders::order_id),
                            cqrs::field("quantity", &OfPieces::quantity, pieces));
    }
};

/// A message about pieces that come in.
template <cqrs::Name N>
struct OfDelivery {
    std::string sku;
    std::int64_t quantity = 0;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("sku", &OfDelivery::sku, orders::sku_code),
                            cqrs::field("quantity", &OfDelivery::quantity, pieces));
    }
};

// Commands
/// Pieces come in. Refused as `no_room`.
using Restock = OfDelivery<"Restock">;
/// Pieces are set aside for an order. Where there are too few, that is an event.
using ReserveStock = OfPieces<"ReserveStock">;
/// Pieces that were set aside are free again. Refused as `not_reserved`.
using ReleaseStock = OfPieces<"ReleaseStock">;

// Events
/// Pieces have come in.
using Restocked = OfDelivery<"Restocked">;
/// Pieces have been set aside.
using StockReserved = OfPieces<"StockReserved">;
/// There were too few pieces: none has been set aside.
using StockShort = OfPieces<"StockShort">;
/// Pieces are free again.
using StockReleased = OfPieces<"StockReleased">;

/// The pieces of one product: what the decider knows of them, and a row of `stock`.
struct Stock {
    std::string sku;
    std::int64_t available = first_stock;
    std::int64_t reserved = 0;  ///< set aside for orders, those that were shipped included

    static constexpr std::string_view name = "Stock";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("sku", &Stock::sku, orders::sku_code),
                            cqrs::field("available", &Stock::available, stock_range),
                            cqrs::field("reserved", &Stock::reserved, orders::count));
    }
};

inline void change(Stock& stock, const Restocked& event) { stock.available += event.quantity; }
inline void change(Stock& stock, const StockReserved& event) {
    stock.available -= event.quantity;
    stock.reserved += event.quantity;
}
inline void change(Stock& /*stock*/, const StockShort& /*event*/) {}
inline void change(Stock& stock, const StockReleased& event) {
    stock.available += event.quantity;
    stock.reserved -= event.quantity;
}

struct Inventory {
    static constexpr std::string_view name = "inventory";
    static constexpr std::string_view stream_prefix = "stock-";
    using Commands = std::variant<Restock, ReserveStock, ReleaseStock>;
    using Events = std::variant<Restocked, StockReserved, StockShort, StockReleased>;
    using State = Stock;
    using ReadModels = std::tuple<class Shelves>;
    using Decision = cqrs::Decision<Events>;

    template <class Message>
    static auto identities(const Message& message) {
        return cqrs::about(message.sku);
    }

    static Decision decide(const Restock& command, const Stock& stock) {
        if (stock.available + stock.reserved + command.quantity > stock_max) {
            return cqrs::reject("no_room", "there is no room for so many " + stock.sku);
        }
        return Restocked{command.sku, command.quantity};
    }

    static Decision decide(const ReserveStock& command, const Stock& stock) {
        // That there are too few is an outcome that others act on, and so an event.
        if (command.quantity > stock.available) {
            return StockShort{command.sku, command.order_id, command.quantity};
        }
        return StockReserved{command.sku, command.order_id, command.quantity};
    }

    static Decision decide(const ReleaseStock& command, const Stock& stock) {
        if (command.quantity > stock.reserved) {
            return cqrs::reject("not_reserved",
                                "so many " + stock.sku + " have not been set aside");
        }
        return StockReleased{command.sku, command.order_id, command.quantity};
    }

    template <class Event>
    static void evolve(Stock& stock, const Event& event) {
        change(stock, event);
    }

    static Stock initial(std::string_view identity) { return {std::string(identity)}; }
};

/// The products that anything has happened to, or one of them.
struct ListStock {
    std::optional<std::string> sku;

    using Answer = std::vector<Stock>;
    static constexpr std::string_view name = "stock";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("sku", &ListStock::sku, orders::sku_code));
    }
};

/// The products that anything has happened to: `stock`.
class Shelves {
public:
    static constexpr std::string_view name = "shelves";
    using Events = Inventory::Events;
    using Queries = std::variant<ListStock>;

    explicit Shelves(const cqrs::Storage& storage) : shelves_(storage) {}

    template <class Event>
    void apply(const Event& event, const cqrs::EventInfo& /*info*/) {
        shelves_.upsert(event.sku, [&](Stock& stock) {
            stock.sku = event.sku;
            change(stock, event);
        });
    }
    [[nodiscard]] ListStock::Answer answer(const ListStock& query) const {
        ListStock::Answer rows;
        const auto most = static_cast<std::size_t>(cqrs::answer_rows_max);
        for (std::size_t i = 0; i < shelves_.size() && rows.size() < most; ++i) {
            Stock stock = shelves_.at(i);
            if (!query.sku || stock.sku == *query.sku) {
                rows.push_back(std::move(stock));
            }
        }
        return rows;
    }

private:
    cqrs::Table<Stock> shelves_;
};

}  // namespace inventory
