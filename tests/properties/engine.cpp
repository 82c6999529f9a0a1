#include "laws/engine.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "law.hpp"

TEST_CASE("any sequence of commands and appends ends as a model says that looks at all events") {
    test::check_law(2'000, laws::engine_equals_model);
}

TEST_CASE("such sequences come to every outcome there is") {
    test::Random bytes(500);
    std::map<std::string, int> outcomes;
    for (int round = 0; round < 60; ++round) {
        std::vector<std::uint8_t> tape(2'000);
        std::generate(tape.begin(), tape.end(), [&] { return bytes.byte(); });
        test::Random random(tape);
        laws::Story story;
        while (!random.over()) {
            const std::string wrong = story.step(random);
            CHECK(wrong == "");
        }
        for (const auto& [code, count] : story.outcomes) {
            outcomes[code] += count;
        }
    }
    for (const std::string code :
         {"ok", "duplicate", "id_reused", "conflict", "rejected", "invalid", "domain_failed"}) {
        CAPTURE(code);
        CHECK(outcomes[code] >= 10);
    }
}
