#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cqrs/event_log.hpp"
#include "cqrs/event_query.hpp"
#include "random.hpp"

namespace test {

/// The log as a plain list of events, and what is asked of it answered by looking at all of them.
struct LogModel {
    struct Event {
        std::string type;
        std::string stream;
        std::vector<std::string> tags;
        std::string id;
        std::string causation_id;
        std::string metadata;
        std::string payload;
        std::string command_id;
        std::string correlation_id;
        cqrs::Time time = 0;
        std::uint64_t version = 0;
        std::uint32_t index = 0;
        std::uint32_t left = 0;
    };

    std::vector<Event> events;
    bool json = false;  ///< whether payloads are JSON, as those of types without a schema must be

    /// Appends one to four random events to both; gives the pages that the log said it needed.
    std::size_t append_random(cqrs::EventLog& log, Random& random);

    /// In what the record at a position differs from the model's event; empty for nothing.
    [[nodiscard]] std::string difference(const cqrs::EventLog& log, cqrs::Position position) const;

    /// How many events each stream has.
    [[nodiscard]] std::map<std::string, std::uint64_t> streams() const {
        std::map<std::string, std::uint64_t> found;
        for (const Event& event : events) {
            if (!event.stream.empty()) {
                ++found[event.stream];
            }
        }
        return found;
    }
    [[nodiscard]] const Event& at(cqrs::Position position) const {
        return events[static_cast<std::size_t>(position - 1)];
    }
    /// The event is in the stream of that name or carries the tag.
    [[nodiscard]] bool is_in_chain(const std::string& name, cqrs::Position position) const {
        return at(position).stream == name || has_tag(at(position), name);
    }
    [[nodiscard]] static bool has_tag(const Event& event, const std::string& tag) {
        return std::find(event.tags.begin(), event.tags.end(), tag) != event.tags.end();
    }
    [[nodiscard]] static bool matches(const cqrs::QueryItem& item, const Event& event) {
        const auto carried = [&](const std::string& tag) { return has_tag(event, tag); };
        return (item.types.empty() || contains(item.types, event.type)) &&
               std::all_of(item.tags.begin(), item.tags.end(), carried);
    }
    [[nodiscard]] static bool matches(const cqrs::EventQuery& query, const Event& event) {
        return std::any_of(query.begin(), query.end(),
                           [&](const cqrs::QueryItem& item) { return matches(item, event); });
    }
    [[nodiscard]] static bool contains(const std::vector<std::string>& all,
                                       const std::string& one) {
        return std::find(all.begin(), all.end(), one) != all.end();
    }

private:
    Event random_event(Random& random) const;
};

inline LogModel::Event LogModel::random_event(Random& random) const {
    Event event;
    event.type = random.name("Type", 6);
    if (!random.one_in(6)) {
        event.stream = random.name("s-", 40);
        // The stream's own name comes first, or not at all.
        if (!random.one_in(4)) {
            event.tags.push_back(event.stream);
        }
    }
    for (std::size_t more = random.below(4); more > 0; --more) {
        const std::string tag = random.one_in(3) ? random.name("s-", 40) : random.name("t-", 12);
        if (tag != event.stream && !contains(event.tags, tag)) {
            event.tags.push_back(tag);
        }
    }
    event.id = random.one_in(5) ? random.name("event-", 1'000'000) : "";
    event.causation_id = random.one_in(5) ? random.name("cause-", 1'000) : "";
    event.metadata = random.one_in(5) ? "{\"a\":" + std::to_string(random.below(100)) + "}" : "";
    event.payload.assign(random.below(random.one_in(40) ? 9'000 : 60),
                         static_cast<char>(random.byte()));
    if (json) {
        event.payload = "{\"text\": \"" + std::string(event.payload.size(), 'x') + "\"}";
    }
    return event;
}

inline std::size_t LogModel::append_random(cqrs::EventLog& log, Random& random) {
    const std::size_t count = 1 + (random.one_in(2) ? random.below(4) : 0);
    cqrs::Origin origin;
    origin.time = random.between(0, 1'000'000);
    const std::string command =
        random.one_in(2) ? "command-" + std::to_string(events.size()) : std::string();
    const std::string correlation = random.one_in(4) ? random.name("story-", 20) : "";
    origin.command_id = command;
    origin.correlation_id = correlation;
    const std::size_t first = events.size();
    for (std::size_t i = 0; i < count; ++i) {
        Event event = random_event(random);
        event.command_id = command;
        event.correlation_id = correlation;
        event.time = origin.time;
        event.index = static_cast<std::uint32_t>(i);
        event.left = static_cast<std::uint32_t>(count - 1 - i);
        event.version = 1 + static_cast<std::uint64_t>(std::count_if(
                                events.begin(), events.end(),
                                [&](const Event& other) { return other.stream == event.stream; }));
        events.push_back(std::move(event));
    }
    std::vector<std::vector<std::string_view>> tags(count);
    std::vector<cqrs::NewEvent> appended(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Event& event = events[first + i];
        const auto type = log.find_type(event.type, cqrs::Form::json);
        tags[i].assign(event.tags.begin(), event.tags.end());
        appended[i].type = type ? *type : log.add_type({event.type, cqrs::Form::json, {}});
        appended[i].stream = event.stream;
        appended[i].tags = tags[i];
        appended[i].event_id = event.id;
        appended[i].causation_id = event.causation_id;
        appended[i].metadata = event.metadata;
        appended[i].payload = cqrs::as_bytes(event.payload);
    }
    const std::size_t pages = log.pages_needed(appended, origin);
    log.append(appended, origin);
    return pages;
}

inline std::string LogModel::difference(const cqrs::EventLog& log, cqrs::Position position) const {
    const Event& event = at(position);
    cqrs::Buffer spill;
    cqrs::Buffer other;
    const cqrs::Record record = log.at(position, spill);
    const std::string where = " differs at " + std::to_string(position);
    std::vector<std::string> tags;
    if (record.tagged_as_stream) {
        tags.emplace_back(log.names().text(record.stream, other));
    }
    record.each_tag(
        [&](const cqrs::TagLink& tag) { tags.emplace_back(log.names().text(tag.name, other)); });
    const Event& first = events[static_cast<std::size_t>(position - 1 - event.index)];
    const std::string event_id = event.id.empty() ? "log-" + std::to_string(position) : event.id;
    const std::string first_id =
        first.id.empty() ? "log-" + std::to_string(position - event.index) : first.id;
    const std::string correlation = !event.correlation_id.empty() ? event.correlation_id
                                    : !event.command_id.empty()   ? event.command_id
                                                                  : first_id;
    const std::string stream(record.stream == 0 ? "" : log.names().text(record.stream, other));
    if (log.types()[record.type].name != event.type) return "type" + where;
    if (stream != event.stream) return "stream" + where;
    if (record.version != (stream.empty() ? 0 : event.version)) return "version" + where;
    if (tags != event.tags) return "tags" + where;
    if (record.time != event.time) return "time" + where;
    if (log.event_id(record) != event_id) return "event id" + where;
    if (log.correlation_id(record) != correlation) return "correlation id" + where;
    if (cqrs::id_text(record.command_id) != event.command_id) return "command id" + where;
    if (cqrs::id_text(record.causation_id) != event.causation_id) return "causation id" + where;
    if (record.metadata != event.metadata) return "metadata" + where;
    if (record.index_in_append != event.index) return "index in append" + where;
    if (record.left_in_append != event.left) return "left in append" + where;
    if (cqrs::as_text(record.payload) != event.payload) return "payload" + where;
    const auto brief = cqrs::EventLog::brief(log.stored(position, other), log.epoch());
    const bool same = brief.time == event.time && cqrs::as_text(brief.payload) == event.payload;
    return same ? "" : "what is read in brief" + where;
}

}  // namespace test
