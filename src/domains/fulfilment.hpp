#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "cqrs/process.hpp"
#include "domains/dossier.hpp"
#include "domains/email.hpp"
#include "domains/inventory.hpp"
#include "domains/orders.hpp"
#include "domains/payments.hpp"
#include "domains/shipping.hpp"

/// The processes that see orders through, each with a checkpoint of its own.
namespace fulfilment {

/// One instance for each order. All of them follow the same events; they differ in what they do.
struct ByOrder {
    using Events =
        std::variant<orders::OrderPlaced, orders::ItemAdded, orders::ItemCancelled,
                     orders::OrderPaid, orders::OrderShipped, orders::OrderCancelled,
                     payments::PaymentTaken, payments::PaymentDeclined, inventory::StockReserved,
                     inventory::StockShort, shipping::ParcelRequested, shipping::ParcelShipped>;
    using State = services::Dossier;

    static State initial(std::string_view identity) {
        State dossier;
        dossier.order_id = identity;
        return dossier;
    }
    template <class Event>
    static const std::string& identity(const Event& event) {
        return event.order_id;
    }
    template <class Event>
    static void evolve(State& dossier, const Event& event) {
        dossier.news = services::News::none;
        dossier.step = services::Step::none;
        dossier.note(event);
        dossier.advance();
    }
};

/// Sees to it that what is held for an order is what the order costs, and nothing once it is
/// cancelled or cannot be filled.
struct Payments : ByOrder {
    static constexpr std::string_view name = "payments";
    using Commands = std::variant<payments::TakePayment, payments::RefundPayment>;
    using Reaction = cqrs::Reaction<Commands>;

    template <class Event>
    static Reaction react(const Event& /*event*/, const State& dossier) {
        return settle(dossier);
    }

private:
    static Reaction settle(const State& dossier) {
        if (dossier.money.get > 0) {
            return payments::TakePayment{dossier.order_id, dossier.money.get};
        }
        if (dossier.money.give_back > 0) {
            return payments::RefundPayment{dossier.order_id, dossier.money.give_back};
        }
        return {};
    }
};

/// The same with pieces of products.
struct Inventory : ByOrder {
    static constexpr std::string_view name = "inventory";
    using Commands = std::variant<inventory::ReserveStock, inventory::ReleaseStock>;
    using Reaction = cqrs::Reaction<Commands>;

    template <class Event>
    static Reaction react(const Event& /*event*/, const State& dossier) {
        return settle(dossier);
    }

private:
    static Reaction settle(const State& dossier) {
        Reaction reaction;
        for (const auto& [sku, wanted, price, pieces] : dossier.needs) {
            if (pieces.get > 0) {
                reaction.add(inventory::ReserveStock{sku, dossier.order_id, pieces.get});
            }
            if (pieces.give_back > 0) {
                reaction.add(inventory::ReleaseStock{sku, dossier.order_id, pieces.give_back});
            }
        }
        return reaction;
    }
};

/// Ships the parcels that are asked for.
struct Shipping : ByOrder {
    static constexpr std::string_view name = "shipping";
    using Commands = std::variant<shipping::ShipParcel>;
    using Reaction = cqrs::Reaction<Commands>;

    template <class Event>
    static Reaction react(const Event& /*event*/, const State& dossier) {
        return dossier.news == services::News::asked
                   ? Reaction(shipping::ShipParcel{dossier.order_id})
                   : Reaction();
    }
};

/// Tells the customer how the order is getting on.
struct Email : ByOrder {
    static constexpr std::string_view name = "email";
    using Commands = std::variant<email::SendMail>;
    using Reaction = cqrs::Reaction<Commands>;

    template <class Event>
    static Reaction react(const Event& /*event*/, const State& dossier) {
        return write(dossier);
    }

private:
    static Reaction write(const State& dossier) {
        using services::News;
        if (dossier.customer.empty() || dossier.news == News::none || dossier.news == News::asked) {
            return {};
        }
        // What is news is a subject, in the same order.
        const auto subject = static_cast<email::Subject>(static_cast<int>(dossier.news) - 1);
        return email::SendMail{dossier.order_id, dossier.customer, subject};
    }
};

/// Brings orders on: paid once the money and the goods are there, shipped once the parcel has left,
/// cancelled where one of them is not to be had.
struct Fulfilment : ByOrder {
    static constexpr std::string_view name = "fulfilment";
    using Commands = std::variant<orders::PayOrder, orders::ShipOrder, orders::CancelOrder,
                                  shipping::RequestParcel, shipping::CancelParcel>;
    using Reaction = cqrs::Reaction<Commands>;

    template <class Event>
    static Reaction react(const Event& /*event*/, const State& dossier) {
        return take(dossier.step, dossier.order_id);
    }

private:
    static Reaction take(services::Step step, const std::string& order_id) {
        using services::Step;
        switch (step) {
            case Step::pay:
                return orders::PayOrder{order_id};
            case Step::send:
                return shipping::RequestParcel{order_id};
            case Step::ship:
                return orders::ShipOrder{order_id};
            case Step::cancel:
                return orders::CancelOrder{order_id};
            case Step::call_back:
                return shipping::CancelParcel{order_id};
            case Step::none:
                break;
        }
        return {};
    }
};

}  // namespace fulfilment
