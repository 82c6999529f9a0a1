#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/event_query.hpp"
#include "log_model.hpp"
#include "random.hpp"

/// Any question to a log of LogModel's events, and the answer by looking at every one of them.
namespace test {

using Positions = std::vector<cqrs::Position>;

/// The positions that a reader gives.
[[nodiscard]] inline Positions read(const cqrs::EventLog& log, const cqrs::ReadFilter& filter) {
    Positions found;
    cqrs::LogReader reader(log, filter);
    while (const auto record = reader.next()) {
        found.push_back(record->position);
    }
    return found;
}

/// The same by looking at every event.
[[nodiscard]] inline Positions scan(const LogModel& model, const cqrs::ReadFilter& filter) {
    const cqrs::Position head = model.events.size();
    const bool turned = filter.backward && filter.to != 0 && filter.from > filter.to;
    const cqrs::Position low = std::max<cqrs::Position>(turned ? filter.to : filter.from, 1);
    const cqrs::Position last = turned ? filter.from : filter.to;
    Positions found;
    for (cqrs::Position at = low; at <= (last == 0 ? head : std::min(last, head)); ++at) {
        const LogModel::Event& event = model.at(at);
        const cqrs::QueryItem tagged{{}, filter.tags.value_or(std::vector<std::string>{})};
        if ((!filter.stream || event.stream == *filter.stream) &&
            (!filter.types || LogModel::contains(*filter.types, event.type)) &&
            LogModel::matches(tagged, event) &&
            (!filter.query || LogModel::matches(*filter.query, event))) {
            found.push_back(at);
        }
    }
    if (filter.backward) {
        std::reverse(found.begin(), found.end());
    }
    if (filter.limit && found.size() > *filter.limit) {
        found.resize(static_cast<std::size_t>(*filter.limit));
    }
    return found;
}

/// The last match after `after` by looking at every event; 0 where there is none.
[[nodiscard]] inline cqrs::Position scan_last(const LogModel& model, const cqrs::EventQuery& query,
                                              cqrs::Position after) {
    cqrs::Position last = 0;
    for (cqrs::Position at = after + 1; at <= model.events.size(); ++at) {
        last = LogModel::matches(query, model.at(at)) ? at : last;
    }
    return last;
}

/// Names that exist, and now and then one that does not.
[[nodiscard]] inline std::vector<std::string> random_texts(Random& random, std::string_view prefix,
                                                           std::size_t names, std::size_t most) {
    std::vector<std::string> texts;
    for (std::size_t count = random.below(most + 1); count > 0; --count) {
        texts.push_back(random.one_in(25) ? "unknown" : random.name(prefix, names));
    }
    return texts;
}

[[nodiscard]] inline std::vector<std::string> random_tags(Random& random) {
    return random.one_in(3) ? random_texts(random, "s-", 40, 2) : random_texts(random, "t-", 12, 2);
}

[[nodiscard]] inline cqrs::EventQuery random_query(Random& random) {
    cqrs::EventQuery query;
    for (std::size_t items = random.below(4); items > 0; --items) {
        query.push_back({random_texts(random, "Type", 6, 2), random_tags(random)});
    }
    return query;
}

[[nodiscard]] inline cqrs::ReadFilter random_filter(Random& random, cqrs::Position head) {
    cqrs::ReadFilter filter;
    if (random.one_in(4)) {
        filter.stream = random.one_in(20) ? "unknown" : random.name("s-", 40);
    }
    if (random.one_in(3)) {
        filter.types = random_texts(random, "Type", 6, 3);
    }
    if (random.one_in(3)) {
        filter.tags = random_tags(random);
    }
    if (random.one_in(3)) {
        filter.query = random_query(random);
    }
    if (random.one_in(2)) {
        filter.from = random.below(static_cast<std::size_t>(head) + 5);
    }
    if (random.one_in(2)) {
        filter.to = random.below(static_cast<std::size_t>(head) + 5);
    }
    if (random.one_in(3)) {
        filter.limit = random.below(30);
    }
    filter.backward = random.one_in(2);
    return filter;
}

}  // namespace test
