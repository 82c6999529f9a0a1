#pragma once

#include <memory>
#include <string>

#include "query_model.hpp"

namespace laws {

/// Any log, and any questions to it: a reader and `last_match` say what a scan of all events says,
/// and look at no more events than carry the rarest name.
[[nodiscard]] inline std::string questions_equal_a_scan(test::Random& random) {
    cqrs::EventLog log(std::make_shared<cqrs::Budget>(std::uint64_t{1} << 30), "log");
    test::LogModel model;
    for (std::size_t appends = random.below(60); appends > 0; --appends) {
        model.append_random(log, random);
    }
    for (int round = 0; round < 4; ++round) {
        const cqrs::EventQuery query = test::random_query(random);
        const cqrs::Position after = random.below(static_cast<std::size_t>(log.head()) + 1);
        if (cqrs::last_match(log, query, after) != test::scan_last(model, query, after)) {
            return "another last match after " + std::to_string(after);
        }
        const cqrs::ReadFilter filter = test::random_filter(random, log.head());
        if (test::read(log, filter) != test::scan(model, filter)) {
            return "a reader gives other events in round " + std::to_string(round);
        }
    }
    for (cqrs::Position at = 1; at <= log.head(); ++at) {
        if (const std::string wrong = model.difference(log, at); !wrong.empty()) {
            return wrong;
        }
    }
    return "";
}

}  // namespace laws
