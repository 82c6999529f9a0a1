/// What an engine may be made of. A core has those that its link exports; see CMakeLists.txt.

#include "boundary.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"
#include "domains/services.hpp"

using namespace boundary;

extern "C" {

// To be called before anything else is done with the engine.

void cqrs_add_orders(std::uintptr_t handle) { engine_at(handle).add<orders::Orders>(); }

void cqrs_add_bank(std::uintptr_t handle) { engine_at(handle).add<bank::Bank>(); }

/// Those around an order, which the engine has to have.
void cqrs_add_services(std::uintptr_t handle) { services::add_to(engine_at(handle)); }

}  // extern "C"
