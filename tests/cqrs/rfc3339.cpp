#include "cqrs/rfc3339.hpp"

#include "catch.hpp"
#include "random.hpp"

namespace rfc3339_tests {

using cqrs::read_rfc3339;
using cqrs::rfc3339;

TEST_CASE("times are written in UTC to the millisecond") {
    CHECK(rfc3339(0) == "1970-01-01T00:00:00.000Z");
    CHECK(rfc3339(-1) == "1969-12-31T23:59:59.999Z");
    CHECK(rfc3339(951'782'400'000) == "2000-02-29T00:00:00.000Z");
    CHECK(rfc3339(1'709'207'999'007) == "2024-02-29T11:59:59.007Z");
    CHECK(rfc3339(253'402'300'799'999) == "9999-12-31T23:59:59.999Z");
    CHECK(rfc3339(-62'167'219'200'000) == "0000-01-01T00:00:00.000Z");
}

TEST_CASE("a year without four digits is not written") {
    CHECK_FALSE(rfc3339(253'402'300'800'000).has_value());
    CHECK_FALSE(rfc3339(-62'167'219'200'001).has_value());
}

TEST_CASE("times are read with any offset and fraction") {
    CHECK(read_rfc3339("1970-01-01T00:00:00Z") == 0);
    CHECK(read_rfc3339("1970-01-01t01:30:00.5+01:30") == 500);
    CHECK(read_rfc3339("1969-12-31 23:00:00.1239-01:00") == 123);
    CHECK(read_rfc3339("1998-12-31T23:59:60Z") == read_rfc3339("1999-01-01T00:00:00Z"));
}

TEST_CASE("what is no time is not read") {
    for (const char* text :
         {"", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z", "1970-02-30T00:00:00Z",
          "1900-02-29T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:00:00.Z",
          "1970-01-01T00:00:00Zx", "1970-01-01T00:00:00+1:00", "70-01-01T00:00:00Z"}) {
        INFO(text);
        CHECK_FALSE(read_rfc3339(text).has_value());
    }
}

TEST_CASE("what was written reads as the same time") {
    test::Random random(1);
    for (int i = 0; i < 2'000; ++i) {
        const std::int64_t ms = random.between(-62'167'219'200'000, 253'402'300'799'999);
        CHECK(read_rfc3339(*rfc3339(ms)) == ms);
    }
}

}  // namespace rfc3339_tests
