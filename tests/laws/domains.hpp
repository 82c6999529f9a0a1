#pragma once

#include "cqrs/engine.hpp"

namespace laws {

/// All the domains there are, by which the laws are tried.
void add_domains(cqrs::Engine& engine);

}  // namespace laws
