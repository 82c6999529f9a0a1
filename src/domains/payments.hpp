#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>

#include "cqrs/decider.hpp"
#include "domains/orders.hpp"

/// Takes the money for orders and gives it back. Amounts are in minor units (cents).
namespace payments {

/// What a card pays for one order at the most: 10,000.00. Beyond that it is declined.
inline constexpr std::int64_t card_limit = 1'000'000;

/// A message about money for an order.
template <cqrs::Name N>
struct OfAmount {
    std::string order_id;
    std::int64_t amount = 0;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("orderId", &OfAmount::order_id, orders::order_id),
                            cqrs::field("amount", &OfAmount::amount,
                                        cqrs::integer(1, orders::total_max, "minor units")));
    }
};

// Commands
/// A card is asked for money. More than 10,000.00 an order is declined, which is an event.
using TakePayment = OfAmount<"TakePayment">;
/// Money is given back, no more than is kept. Refused as `nothing_taken`.
using RefundPayment = OfAmount<"RefundPayment">;

// Events
/// A card has paid.
using PaymentTaken = OfAmount<"PaymentTaken">;
/// A card has said no.
using PaymentDeclined = OfAmount<"PaymentDeclined">;
/// Money has been given back.
using PaymentRefunded = OfAmount<"PaymentRefunded">;

/// The money for one order.
struct Payment {
    std::string order_id;
    std::int64_t taken = 0;     ///< in minor units
    std::int64_t refunded = 0;  ///< in minor units
    bool declined = false;      ///< the card has said no

    [[nodiscard]] std::int64_t kept() const { return taken - refunded; }

    static constexpr std::string_view name = "Payment";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("orderId", &Payment::order_id, orders::order_id),
                            cqrs::field("taken", &Payment::taken, orders::count),
                            cqrs::field("refunded", &Payment::refunded, orders::count),
                            cqrs::field("declined", &Payment::declined));
    }
};

inline void change(Payment& payment, const PaymentTaken& event) { payment.taken += event.amount; }
inline void change(Payment& payment, const PaymentDeclined& /*event*/) { payment.declined = true; }
inline void change(Payment& payment, const PaymentRefunded& event) {
    payment.refunded += event.amount;
}

struct Payments {
    static constexpr std::string_view name = "payments";
    static constexpr std::string_view stream_prefix = "payment-";
    using Commands = std::variant<TakePayment, RefundPayment>;
    using Events = std::variant<PaymentTaken, PaymentDeclined, PaymentRefunded>;
    using State = Payment;
    using ReadModels = std::tuple<>;
    using Decision = cqrs::Decision<Events>;

    template <class Message>
    static auto identities(const Message& message) {
        return cqrs::about(message.order_id);
    }

    static Decision decide(const TakePayment& command, const Payment& payment) {
        // A card that says no is an outcome that others act on, and so an event.
        if (payment.kept() + command.amount > card_limit) {
            return PaymentDeclined{command.order_id, command.amount};
        }
        return PaymentTaken{command.order_id, command.amount};
    }

    static Decision decide(const RefundPayment& command, const Payment& payment) {
        if (payment.kept() == 0) {
            return cqrs::reject("nothing_taken", "nothing is held for order " + payment.order_id);
        }
        return PaymentRefunded{command.order_id, std::min(command.amount, payment.kept())};
    }

    template <class Event>
    static void evolve(Payment& payment, const Event& event) {
        change(payment, event);
    }

    static Payment initial(std::string_view identity) { return {std::string(identity)}; }
};

}  // namespace payments
