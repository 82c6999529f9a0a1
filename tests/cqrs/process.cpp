#include "cqrs/process.hpp"

#include "catch.hpp"
#include "cqrs/json.hpp"
#include "echoes.hpp"

namespace process_tests {
namespace {

using namespace echoes;

/// What was issued, in words.
class Notes final : public cqrs::Issued {
public:
    void command(const cqrs::Type& type, const void* command) override {
        words += std::string(type.name) + " ";
        cqrs::encode_json(type, command, words);
        words += " ";
    }
    std::string words;
};

}  // namespace

TEST_CASE("the table of a process has its name, its state and its events in their order") {
    const cqrs::Process& echo = cqrs::process_of<Echo>();
    CHECK(echo.name == "echo");
    CHECK(echo.state == cqrs::type_of<Heard>());
    REQUIRE(echo.events.size() == 2);
    CHECK(echo.events[0].type == cqrs::type_of<Added>());
    CHECK(echo.events[1].type == cqrs::type_of<Moved>());
}

TEST_CASE("an event belongs to the instance that the process names, or to none") {
    const cqrs::Process& echo = cqrs::process_of<Echo>();
    const Added added{"a", 5};
    const Added own{"echo", 5};
    const Moved moved{"b", "c", 1};
    CHECK(echo.events[0].identity(&added) == "a");
    CHECK(echo.events[0].identity(&own) == std::nullopt);
    CHECK(echo.events[1].identity(&moved) == "b");
    const Remarked remarked{"d", ""};
    CHECK(cqrs::process_of<Endless>().events[0].identity(&remarked) == "d");
}

TEST_CASE("an event is taken into the state, and what follows from both is issued in order") {
    const cqrs::Process& echo = cqrs::process_of<Echo>();
    const Added added{"a", 5};
    Heard heard{7, 7};
    echo.initial(&heard, "a");
    CHECK(heard.times == 0);
    echo.events[0].evolve(&heard, &added);
    echo.events[0].evolve(&heard, &added);
    CHECK(heard.times == 2);
    CHECK(heard.total == 10);
    Notes notes;
    echo.events[0].react(&added, &heard, notes);
    CHECK(notes.words == R"(Add {"counter":"echo","amount":5} Remark {"counter":"a","text":"2"} )");
}

TEST_CASE("a reaction is nothing, one command or several") {
    using Answer = cqrs::Reaction<std::variant<Add, Remark>>;
    CHECK(Answer().size() == 0);
    CHECK(Answer(Add{"a", 1}).size() == 1);
    Answer two(std::vector<std::variant<Add, Remark>>{Add{"a", 1}, Remark{"a", "x"}});
    two.add(Add{"b", 2});
    const Answer moved = std::move(two);
    Notes notes;
    moved.each(notes);
    CHECK(notes.words == R"(Add {"counter":"a","amount":1} Remark {"counter":"a","text":"x"} )"
                         R"(Add {"counter":"b","amount":2} )");
}

}  // namespace process_tests
