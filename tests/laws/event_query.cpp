#include "laws/event_query.hpp"

#include <algorithm>
#include <memory>

#include "query_model.hpp"

namespace laws {

namespace {

/// How many events after `after` carry the rarest tag of each item, counted one by one.
[[nodiscard]] std::uint64_t most_to_look_at(const test::LogModel& model,
                                            const cqrs::EventQuery& query, cqrs::Position after) {
    std::uint64_t most = 0;
    for (const cqrs::QueryItem& item : query) {
        std::uint64_t rarest = model.events.size() + 1;
        std::uint64_t of_rarest = 0;
        for (const std::string& tag : item.tags) {
            std::uint64_t all = 0;
            std::uint64_t behind = 0;
            for (cqrs::Position at = 1; at <= model.events.size(); ++at) {
                const bool carries = model.is_in_chain(tag, at);
                all += carries ? 1 : 0;
                behind += carries && at > after ? 1 : 0;
            }
            of_rarest = all < rarest ? behind : of_rarest;
            rarest = std::min(rarest, all);
        }
        most += of_rarest;
    }
    return most;
}

}  // namespace

std::string questions_equal_a_scan(test::Random& random) {
    cqrs::EventLog log(std::make_shared<cqrs::Budget>(std::uint64_t{1} << 30), "log");
    test::LogModel model;
    for (std::size_t appends = random.below(60); appends > 0; --appends) {
        model.append_random(log, random);
    }
    for (int round = 0; round < 4; ++round) {
        const cqrs::EventQuery query = test::random_query(random);
        const cqrs::Position after = random.below(static_cast<std::size_t>(log.head()) + 1);
        const cqrs::LastMatch last = cqrs::last_match(log, query, after);
        if (last.position != test::scan_last(model, query, after)) {
            return "another last match after " + std::to_string(after);
        }
        if (last.looked_at > most_to_look_at(model, query, after)) {
            return "looked at " + std::to_string(last.looked_at) + " events for the last match";
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
