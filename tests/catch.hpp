// The one header that tests include: Catch2 v2 (Debian 12) or v3. As wasm, where v3 is not to be
// had, doctest under Catch2's names.
#pragma once

#if __has_include(<catch2/catch.hpp>)
#include <catch2/catch.hpp>
#elif __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else

#define DOCTEST_CONFIG_NO_SHORT_MACRO_NAMES
#define DOCTEST_CONFIG_NO_EXCEPTIONS_BUT_WITH_ALL_ASSERTS
#include <doctest/doctest.h>

#include <sstream>

#define TEST_CASE(name, ...) DOCTEST_TEST_CASE(name)
#define SECTION(name) DOCTEST_SUBCASE(name)
#define CHECK(...) DOCTEST_CHECK(__VA_ARGS__)
#define CHECK_FALSE(...) DOCTEST_CHECK_FALSE(__VA_ARGS__)
#define REQUIRE(...) DOCTEST_REQUIRE(__VA_ARGS__)
#define REQUIRE_FALSE(...) DOCTEST_REQUIRE_FALSE(__VA_ARGS__)
#define STATIC_REQUIRE(...) static_assert(__VA_ARGS__)
#define FAIL(message) DOCTEST_FAIL((std::ostringstream{} << message).str())
#define INFO(message) DOCTEST_INFO((std::ostringstream{} << message).str())
#define CAPTURE(value) DOCTEST_CAPTURE(value)
#define SUCCEED(...) DOCTEST_CHECK(true)
#endif
