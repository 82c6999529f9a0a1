#include "laws/event_query.hpp"

#include "law.hpp"

TEST_CASE("any question to any log is answered as by a scan of all its events") {
    test::check_law(2'000, laws::questions_equal_a_scan);
}
