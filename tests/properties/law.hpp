#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "random.hpp"

namespace test {

/// Checks that a law holds whatever the tape says: `law(Random&)` answers what is wrong. What fails
/// is repeated with less and less of the tape until the least example is found. `length` is that of
/// the longest tapes; RC_PARAMS says how many and from which seed.
template <class Law>
void check_law(int length, Law&& law) {
    const auto result = rc::detail::checkTestable([&] {
        const auto tape =
            *rc::gen::scale(length / 100.0, rc::gen::arbitrary<std::vector<std::uint8_t>>());
        Random random(tape);
        const std::string wrong = law(random);
        RC_LOG() << wrong;
        RC_ASSERT(wrong.empty());
    });
    std::ostringstream said;
    rc::detail::printResultMessage(result, said);
    INFO(said.str());
    CHECK(result.template is<rc::detail::SuccessResult>());
}

}  // namespace test
