#pragma once

#include "cqrs/engine.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"

namespace test {

/// All the domains there are.
inline void add_domains(cqrs::Engine& engine) {
    engine.add<orders::Orders>();
    engine.add<bank::Bank>();
}

}  // namespace test
