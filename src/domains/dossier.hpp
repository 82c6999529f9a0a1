#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domains/inventory.hpp"
#include "domains/ledger.hpp"
#include "domains/orders.hpp"
#include "domains/payments.hpp"
#include "domains/shipping.hpp"

namespace services {

/// What an order needs of one product.
struct Need {
    std::string sku;
    std::int64_t wanted = 0;
    std::int64_t price = 0;  ///< of all that is wanted
    Ledger pieces;

    static constexpr std::string_view name = "Need";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("sku", &Need::sku, orders::sku_code),
                            cqrs::field("wanted", &Need::wanted, orders::count),
                            cqrs::field("price", &Need::price, orders::count),
                            cqrs::field("pieces", &Need::pieces));
    }
};

/// What the last event about an order was, as far as it is answered by itself.
enum class News : std::uint8_t {
    none,
    placed,
    paid,
    shipped,
    cancelled,
    declined,
    short_of,
    asked
};
constexpr auto words_of(News /*tag*/) {
    return std::to_array<std::string_view>(
        {"none", "placed", "paid", "shipped", "cancelled", "declined", "shortOf", "asked"});
}

/// How far an order has been brought.
enum class Stage : std::uint8_t { waiting, paying, sending, over };
constexpr auto words_of(Stage /*tag*/) {
    return std::to_array<std::string_view>({"waiting", "paying", "sending", "over"});
}

enum class Step : std::uint8_t { none, pay, send, ship, cancel, call_back };
constexpr auto words_of(Step /*tag*/) {
    return std::to_array<std::string_view>({"none", "pay", "send", "ship", "cancel", "callBack"});
}

/// What a service knows of an order. Each keeps a dossier of its own and reads of it what concerns
/// it; how events change it is the same for all.
struct Dossier {
    std::string order_id;
    std::string customer;  ///< empty before the order is placed
    orders::Status status = orders::Status::placed;
    Ledger money;
    std::vector<Need> needs;
    bool failed = false;  ///< money or goods are not to be had
    News news = News::none;
    Stage stage = Stage::waiting;
    Step step = Step::none;  ///< what is to be done now to bring the order on

    static constexpr std::string_view name = "Dossier";
    static constexpr auto fields() {
        using D = Dossier;
        constexpr auto any_number = cqrs::list(0, cqrs::safe_integer_max);
        return cqrs::fields(cqrs::field("orderId", &D::order_id, orders::order_id),
                            cqrs::field("customer", &D::customer, cqrs::text(0, 200)),
                            cqrs::field("status", &D::status), cqrs::field("money", &D::money),
                            cqrs::field("needs", &D::needs, any_number),
                            cqrs::field("failed", &D::failed), cqrs::field("news", &D::news),
                            cqrs::field("stage", &D::stage), cqrs::field("step", &D::step));
    }

    void note(const orders::OrderPlaced& event) {
        customer = event.customer;
        for (const orders::Line& line : event.lines) {
            want(line.sku, line.quantity, line.total());
        }
        news = News::placed;
    }
    void note(const orders::ItemAdded& event) {
        want(event.sku, event.quantity, event.quantity * event.unit_price);
    }
    void note(const orders::ItemCancelled& event) {
        Need& need = need_of(event.sku);
        want(event.sku, -need.wanted, -need.price);
    }
    void note(const orders::OrderPaid& /*event*/) { become(orders::Status::paid, News::paid); }
    void note(const orders::OrderShipped& /*event*/) {
        become(orders::Status::shipped, News::shipped);
    }
    void note(const orders::OrderCancelled& /*event*/) {
        become(orders::Status::cancelled, News::cancelled);
    }
    void note(const payments::PaymentTaken& event) { money.came(event.amount); }
    void note(const payments::PaymentDeclined& event) {
        money.answered(event.amount);
        failed = true;
        news = News::declined;
    }
    void note(const inventory::StockReserved& event) {
        need_of(event.sku).pieces.came(event.quantity);
    }
    void note(const inventory::StockShort& event) {
        need_of(event.sku).pieces.answered(event.quantity);
        failed = true;
        news = News::short_of;
    }
    void note(const shipping::ParcelRequested& /*event*/) { news = News::asked; }
    void note(const shipping::ParcelShipped& /*event*/) {
        step = is_alive() ? Step::ship : Step::none;
    }

    /// What has been noted is followed up.
    void advance() {
        const bool open = !failed && is_alive();
        std::int64_t total = 0;
        std::int64_t pieces = 0;
        bool settled = true;
        for (Need& need : needs) {
            // What was shipped stays where it is.
            const bool wanted = open || (status == orders::Status::shipped && !failed);
            need.pieces.settle(wanted ? need.wanted : 0);
            settled = settled && need.pieces.asked == 0 && need.pieces.held == need.wanted;
            total += wanted ? need.price : 0;
            pieces += need.wanted;
        }
        money.settle(total);
        settled = settled && pieces > 0 && money.asked == 0 && money.held == total;
        if (stage == Stage::over || customer.empty()) {
            return;
        }
        if (!is_alive()) {
            const bool parcel = stage == Stage::sending && status == orders::Status::cancelled;
            go(Stage::over, parcel ? Step::call_back : Step::none);
        } else if (failed) {
            go(Stage::over, Step::cancel);
        } else if (settled && status == orders::Status::placed && stage == Stage::waiting) {
            go(Stage::paying, Step::pay);
        } else if (settled && status == orders::Status::paid && stage != Stage::sending) {
            go(Stage::sending, Step::send);
        }
    }

private:
    [[nodiscard]] bool is_alive() const {
        return !customer.empty() &&
               (status == orders::Status::placed || status == orders::Status::paid);
    }
    void become(orders::Status now, News about) {
        status = now;
        news = about;
    }
    void go(Stage now, Step next) {
        stage = now;
        step = next;
    }
    Need& need_of(const std::string& sku) {
        for (Need& need : needs) {
            if (need.sku == sku) {
                return need;
            }
        }
        Need& need = needs.emplace_back();
        need.sku = sku;
        return need;
    }
    void want(const std::string& sku, std::int64_t quantity, std::int64_t price) {
        Need& need = need_of(sku);
        need.wanted += quantity;
        need.price += price;
        if (stage == Stage::paying) {
            // The order changed, so that it may have been empty when it was to be paid.
            stage = Stage::waiting;
        }
    }
};

}  // namespace services
