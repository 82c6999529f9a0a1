#include "cqrs/refusals.hpp"

#include "catch.hpp"
#include "cqrs/limits.hpp"

namespace refusals_tests {

TEST_CASE("a name is well-formed text of bounded length, counted in characters") {
    CHECK_FALSE(cqrs::bad_name("id", "x"));
    CHECK_FALSE(cqrs::bad_name("id", std::string(cqrs::id_length_max, 'x')));
    std::string wide;
    for (std::size_t i = 0; i < cqrs::id_length_max; ++i) {
        wide += "ä";
    }
    CHECK_FALSE(cqrs::bad_name("id", wide));
    CHECK(cqrs::bad_name("id", wide + "x")->path == "id");
    CHECK(cqrs::bad_name("id", "")->actual == "an empty text");
    CHECK(cqrs::bad_name("id", "\xff")->code == cqrs::Code::invalid);
}

TEST_CASE("a time is one that a JavaScript number holds exactly, metadata the JSON of an object") {
    CHECK_FALSE(cqrs::bad_time(-1));
    CHECK_FALSE(cqrs::bad_time(cqrs::safe_integer_max));
    CHECK(cqrs::bad_time(cqrs::safe_integer_max + 1)->path == "time");
    CHECK_FALSE(cqrs::bad_metadata("metadata", "{}"));
    CHECK(cqrs::bad_metadata("metadata", "[]")->path == "metadata");
    CHECK(cqrs::conflict("moved", 1, 2).actual == "2");
}

}  // namespace refusals_tests
