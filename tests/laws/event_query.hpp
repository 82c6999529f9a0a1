#pragma once

#include <string>

#include "random.hpp"

namespace laws {

/// Any log, and any questions to it: a reader and `last_match` say what a scan of all events says,
/// and look at no more events than carry the rarest name.
[[nodiscard]] std::string questions_equal_a_scan(test::Random& random);

}  // namespace laws
