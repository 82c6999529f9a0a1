// The tape that tests/web/timeline.test.ts copies, word for word as the page writes it.
#include "catch.hpp"

#if __has_include(<catch2/catch.hpp>) || __has_include(<catch2/catch_test_macros.hpp>)
#include "web/copied_tape.txt"
#endif
