#include "laws/domains.hpp"

#include "domains/bank.hpp"
#include "domains/orders.hpp"

namespace laws {

void add_domains(cqrs::Engine& engine) {
    engine.add<orders::Orders>();
    engine.add<bank::Bank>();
}

}  // namespace laws
