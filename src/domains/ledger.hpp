#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "domains/orders.hpp"

/// What the services around an order have in common.
namespace services {

/// A service that gets something for an order and gives it back: money, or pieces of a product. It
/// asks for it and hears later what came, and the order may change meanwhile.
struct Ledger {
    std::int64_t held = 0;       ///< what came, but for what is given back
    std::int64_t asked = 0;      ///< what was asked for and has not been answered yet
    std::int64_t get = 0;        ///< what is to be asked for now
    std::int64_t give_back = 0;  ///< what is to be given back now

    void came(std::int64_t amount) {
        answered(amount);
        held += amount;
    }
    void answered(std::int64_t amount) { asked = std::max<std::int64_t>(asked - amount, 0); }

    /// Whether it comes to `wanted`, or what is to be done so that it will.
    void settle(std::int64_t wanted) {
        const std::int64_t missing = wanted - held - asked;
        get = std::max<std::int64_t>(missing, 0);
        give_back = std::clamp<std::int64_t>(-missing, 0, held);
        asked += get;
        held -= give_back;
    }

    static constexpr std::string_view name = "Ledger";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("held", &Ledger::held, orders::count),
                            cqrs::field("asked", &Ledger::asked, orders::count),
                            cqrs::field("get", &Ledger::get, orders::count),
                            cqrs::field("giveBack", &Ledger::give_back, orders::count));
    }
};

}  // namespace services
