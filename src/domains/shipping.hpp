#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>

#include "cqrs/decider.hpp"
#include "domains/orders.hpp"

/// Parcels: asked for when an order is to leave, then shipped or called back.
namespace shipping {

// Commands
/// A parcel is asked for. Refused as `already_exists`.
using RequestParcel = orders::OfOrder<"RequestParcel">;
/// A parcel leaves; one that has left or was called back leads to no event. Refused as `not_found`.
using ShipParcel = orders::OfOrder<"ShipParcel">;
/// A parcel is called back; where it has left, or there is none, that leads to no event.
using CancelParcel = orders::OfOrder<"CancelParcel">;

// Events
/// A parcel has been asked for.
using ParcelRequested = orders::OfOrder<"ParcelRequested">;
/// A parcel has left.
using ParcelShipped = orders::OfOrder<"ParcelShipped">;
/// A parcel has been called back.
using ParcelCancelled = orders::OfOrder<"ParcelCancelled">;

enum class Status : std::uint8_t { none, requested, shipped, cancelled };
constexpr auto words_of(Status /*tag*/) {
    return std::to_array<std::string_view>({"none", "requested", "shipped", "cancelled"});
}

/// The parcel of an order.
struct Parcel {
    std::string order_id;
    Status status = Status::none;  ///< how far it has come

    static constexpr std::string_view name = "Parcel";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("orderId", &Parcel::order_id, orders::order_id),
                            cqrs::field("status", &Parcel::status));
    }
};

inline void change(Parcel& parcel, const ParcelRequested& /*event*/) {
    parcel.status = Status::requested;
}
inline void change(Parcel& parcel, const ParcelShipped& /*event*/) {
    parcel.status = Status::shipped;
}
inline void change(Parcel& parcel, const ParcelCancelled& /*event*/) {
    parcel.status = Status::cancelled;
}

struct Shipping {
    static constexpr std::string_view name = "shipping";
    static constexpr std::string_view stream_prefix = "parcel-";
    using Commands = std::variant<RequestParcel, ShipParcel, CancelParcel>;
    using Events = std::variant<ParcelRequested, ParcelShipped, ParcelCancelled>;
    using State = Parcel;
    using ReadModels = std::tuple<>;
    using Decision = cqrs::Decision<Events>;

    template <class Message>
    static auto identities(const Message& message) {
        return cqrs::about(message.order_id);
    }

    static Decision decide(const RequestParcel& command, const Parcel& parcel) {
        if (parcel.status != Status::none) {
            return cqrs::reject("already_exists", called(parcel) + " was asked for before");
        }
        return ParcelRequested{command.order_id};
    }

    static Decision decide(const ShipParcel& command, const Parcel& parcel) {
        if (parcel.status == Status::none) {
            return cqrs::reject("not_found", "there is no " + called(parcel));
        }
        // Called back in time, or gone: there is nothing left to do.
        if (parcel.status != Status::requested) {
            return {};
        }
        return ParcelShipped{command.order_id};
    }

    static Decision decide(const CancelParcel& command, const Parcel& parcel) {
        if (parcel.status != Status::requested) {
            return {};
        }
        return ParcelCancelled{command.order_id};
    }

    template <class Event>
    static void evolve(Parcel& parcel, const Event& event) {
        change(parcel, event);
    }

    static Parcel initial(std::string_view identity) { return {std::string(identity)}; }

private:
    static std::string called(const Parcel& parcel) {
        return "parcel for order " + parcel.order_id;
    }
};

}  // namespace shipping
