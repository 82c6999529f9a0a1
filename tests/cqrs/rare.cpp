#include "cqrs/rare.hpp"

#include <string>
#include <utility>

#include "catch.hpp"
#include "cqrs/result.hpp"

namespace rare_tests {
namespace {

using cqrs::Rare;

static_assert(sizeof(Rare<cqrs::Error>) == sizeof(void*));

TEST_CASE("What is rare is not there until it is given", "[rare]") {
    Rare<std::string> word;
    REQUIRE_FALSE(word);
    word = std::string("said");
    REQUIRE(word);
    REQUIRE(*word == "said");
    REQUIRE(word->size() == 4);
    word = std::nullopt;
    REQUIRE_FALSE(word);
}

TEST_CASE("A copy of what is rare is its own", "[rare]") {
    Rare<std::string> word(std::string("said"));
    const Rare<std::string> copy = word;
    *word = "unsaid";
    REQUIRE(*copy == "said");
    const Rare<std::string> none;
    const Rare<std::string> copy_of_none = none;
    REQUIRE_FALSE(copy_of_none);
}

TEST_CASE("A result can be copied and moved, whichever it holds", "[rare]") {
    cqrs::Error error;
    error.path = "lines[2].quantity";
    cqrs::Result<std::string> bad(error);
    const cqrs::Result<std::string> copy = bad;
    const cqrs::Result<std::string> moved = std::move(bad);
    REQUIRE(copy.error().path == "lines[2].quantity");
    REQUIRE(moved.error().path == "lines[2].quantity");

    cqrs::Result<std::string> good(std::string("fine"));
    cqrs::Result<std::string> again = good;
    *again = "changed";
    REQUIRE(*good == "fine");
    good = again;
    REQUIRE(*good == "changed");
    REQUIRE(good->size() == 7);
}

}  // namespace

}  // namespace rare_tests
