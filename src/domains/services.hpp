#pragma once

#include <tuple>

#include "cqrs/engine.hpp"
#include "domains/email.hpp"
#include "domains/fulfilment.hpp"
#include "domains/inventory.hpp"
#include "domains/orders.hpp"
#include "domains/payments.hpp"
#include "domains/shipping.hpp"

/// The services around an order: domains, and the processes of fulfilment.hpp that drive them by
/// the events of one another, each of which can be paused, resumed and added late by itself.
///
///     OrderPlaced → TakePayment, ReserveStock → PayOrder → RequestParcel → ShipParcel → ShipOrder
///
/// and where a card declines or stock is short: CancelOrder, RefundPayment, ReleaseStock.
namespace services {

using Domains =
    std::tuple<payments::Payments, inventory::Inventory, shipping::Shipping, email::Email>;
using Processes = std::tuple<fulfilment::Payments, fulfilment::Inventory, fulfilment::Shipping,
                             fulfilment::Email, fulfilment::Fulfilment>;

/// Adds all of them to an engine that has the orders.
inline void add_to(cqrs::Engine& engine) {
    [&]<class... D, class... P>(std::tuple<D...>* /*domains*/, std::tuple<P...>* /*processes*/) {
        (engine.add<D>(), ...);
        (engine.add_process<P>(), ...);
    }(static_cast<Domains*>(nullptr), static_cast<Processes*>(nullptr));
}

}  // namespace services
