#include "cqrs/testing.hpp"

#include <string>

#include "catch.hpp"
#include "echoes.hpp"

namespace testing_tests {
namespace {

using namespace echoes;
using cqrs::given;

}  // namespace

TEST_CASE("what was decided is compared with what was expected, message by message") {
    const auto outcome = given<Counters>({Added{"a", 5}}).when(Move{"a", "b", 3});
    CHECK(outcome.then({Moved{"a", "b", 3}}));
    CHECK_FALSE(outcome.then({Moved{"a", "b", 4}}));
    CHECK_FALSE(outcome.then({Moved{"a", "b", 3}, Moved{"a", "b", 3}}));
    CHECK_FALSE(outcome.then({Added{"a", 3}}));
    CHECK_FALSE(outcome.then_nothing());
    CHECK_FALSE(outcome.then_rejected("too_little"));
}

TEST_CASE("a rejection is compared by its reason") {
    const auto outcome = given<Counters>({Added{"a", 5}}).when(Move{"a", "b", 6});
    CHECK(outcome.then_rejected("too_little"));
    CHECK_FALSE(outcome.then_rejected("same_counter"));
    CHECK_FALSE(outcome.then_nothing());
    CHECK_FALSE(outcome.then({Moved{"a", "b", 6}}));
}

TEST_CASE("nothing is an outcome too") {
    const auto outcome = given<Counters>({}).when(AddOnes{"a", 0});
    CHECK(outcome.then_nothing());
    CHECK(outcome.then({}));
    CHECK_FALSE(outcome.then_rejected("too_little"));
}

TEST_CASE("a verdict says what was given, done, expected and there instead") {
    const auto outcome = given<Counters>({Added{"a", 5}}).when(Move{"a", "b", 6});
    CHECK(outcome.then({Moved{"a", "b", 6}}).message == R"(given
Added {"counter":"a","amount":5}
when
Move {"from":"a","to":"b","amount":6}
then expected
Moved {"from":"a","to":"b","amount":6}
but was
rejected: too_little, a has 5
)");
    CHECK(given<Counters>({}).when(Add{"a", 1}).then_rejected("no").message == R"(given
nothing
when
Add {"counter":"a","amount":1}
then expected
rejected: no
but was
Added {"counter":"a","amount":1}
)");
}

TEST_CASE("an event that is not as described is never what was expected by chance") {
    const auto outcome = given<Counters>({}).when(Break{"a", 1});
    CHECK_FALSE(outcome.then({Added{"a", 1}, Added{"a", 1}}));
    const std::string message = outcome.then_nothing().message;
    CHECK(message.find("Added is not as described: amount: expected an integer from 1 to 1000") !=
          std::string::npos);
}

TEST_CASE("a decider gets the fold of the events of each identity") {
    const auto world = given<Counters>({Added{"a", 5}, Added{"b", 9}, Moved{"b", "a", 2}});
    CHECK(world.state("a").value == 7);
    CHECK(world.state("b").value == 7);
    CHECK(world.state("c").value == 0);
    CHECK(world.when(Move{"b", "a", 7}).then({Moved{"b", "a", 7}}));
    CHECK(world.when(Move{"b", "a", 8}).then_rejected("too_little"));
}

TEST_CASE("a process gets the events of one instance, and answers the last with commands") {
    const auto world = given<Echo>({Added{"a", 5}, Added{"b", 9}, Added{"a", 1}});
    CHECK(world.state("a").times == 2);
    CHECK(world.when(Added{"a", 7}).then({Add{"echo", 7}, Remark{"a", "3"}}));
    CHECK(world.when(Added{"c", 7}).then({Add{"echo", 7}, Remark{"c", "1"}}));
    CHECK_FALSE(world.when(Added{"a", 7}).then({Add{"echo", 7}, Remark{"a", "2"}}));
    CHECK(world.when(Added{"echo", 7}).then_nothing());
    CHECK(world.when(Moved{"a", "b", 1}).then_nothing());
}

}  // namespace testing_tests
