#include "laws/past.hpp"

#include "law.hpp"

TEST_CASE("any log survives being saved, is its own past and can be forked, and shows any damage") {
    test::check_law(500, laws::log_lasts);
}
