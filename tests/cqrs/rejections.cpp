#include "cqrs/rejections.hpp"

#include "catch.hpp"
#include "cqrs/outside.hpp"
#include "domains/bank.hpp"

namespace rejections_tests {
namespace {

using cqrs::RejectedCommand;
using cqrs::Rejections;

RejectedCommand rejected(std::string_view type, std::string_view data = "{}") {
    RejectedCommand command;
    command.type = type;
    command.data = data;
    return command;
}

std::string types(const Rejections& rejections) {
    std::string all;
    for (std::size_t i = 0; i < rejections.size(); ++i) {
        all += rejections.at(i).type;
    }
    return all;
}

}  // namespace

TEST_CASE("the last rejections are kept, the oldest first") {
    Rejections rejections(3, 1 << 20);
    for (const std::string_view type : {"a", "b", "c", "d", "e"}) {
        rejections.add(rejected(type));
    }
    CHECK(types(rejections) == "cde");
    Rejections none(0, 1 << 20);
    none.add(rejected("a"));
    CHECK(none.size() == 0);
}

TEST_CASE("rejections take no more than their part of an engine's memory") {
    Rejections rejections(100, 64 * 1000);
    const std::string data(400, ' ');
    for (const std::string_view type : {"a", "b", "c"}) {
        rejections.add(rejected(type, data));
    }
    CHECK(types(rejections) == "bc");
    rejections.add(rejected("d", std::string(2000, ' ')));
    CHECK(types(rejections) == "bc");
}

TEST_CASE("an engine keeps the commands that its domains and others rejected") {
    cqrs::Engine engine;
    engine.add<bank::Bank>();
    cqrs::DispatchOptions options{.id = "w1", .causation_id = "why", .time = 7};
    REQUIRE(engine.dispatch(bank::OpenAccount{.account = "a", .owner = "Ann"}).ok());
    CHECK_FALSE(engine.dispatch(bank::Withdraw{.account = "a", .amount = 5}, options).ok());
    CHECK_FALSE(engine.dispatch(bank::Withdraw{.account = "a", .amount = 0}, options).ok());
    options.correlation_id = "story";
    engine.reject({"Park", "", "lot-a", std::nullopt, options}, R"({"x":1})", {"full", "no space"});
    REQUIRE(engine.rejections().size() == 2);
    const RejectedCommand first = engine.rejections().at(0);
    CHECK(first.type == "Withdraw");
    CHECK(first.data == R"({"account":"a","amount":5})");
    CHECK(first.reason == "insufficient_funds");
    CHECK_FALSE(first.message.empty());
    CHECK(first.id == "w1");
    CHECK(first.correlation_id == "w1");
    CHECK(first.causation_id == "why");
    CHECK(first.time == 7);
    CHECK(first.head == 1);
    const RejectedCommand second = engine.rejections().at(1);
    CHECK(second.type == "Park");
    CHECK(second.data == R"({"x":1})");
    CHECK(second.reason == "full");
    CHECK(second.message == "no space");
    CHECK(second.correlation_id == "story");
    CHECK(engine.log().head() == 1);
}

}  // namespace rejections_tests
