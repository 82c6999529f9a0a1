#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cqrs/engine.hpp"
#include "cqrs/json.hpp"

/// Shorthand for tests that look at an engine from outside.
namespace test {

template <class T>
[[nodiscard]] std::string code_of(const cqrs::Result<T>& result) {
    return result
               ? "ok"
               : std::string(words_of(cqrs::Code{})[static_cast<std::size_t>(result.error().code)]);
}

/// `position 3, version 2, events 1`, or the code and the message.
[[nodiscard]] inline std::string said(const cqrs::Result<cqrs::Receipt>& result) {
    if (!result) {
        return code_of(result) + ": " + result.error().message;
    }
    return "position " + std::to_string(result->position) + ", version " +
           std::to_string(result->version) + ", events " + std::to_string(result->events) +
           (result->duplicate ? ", duplicate" : "");
}

[[nodiscard]] inline bool same(const cqrs::Stats& a, const cqrs::Stats& b) {
    return a.head == b.head && a.streams == b.streams && a.log_bytes == b.log_bytes &&
           a.memory_bytes == b.memory_bytes;
}

/// Keeps an answer as JSON, `null` for none.
class JsonTaker final : public cqrs::AnswerTaker {
public:
    void take(const cqrs::AnswerView& answer) override {
        json.clear();
        if (answer.value == nullptr) {
            json = "null";
        } else if (answer.shape->kind == cqrs::Kind::object) {
            cqrs::encode_json(*answer.shape->type(), answer.value, json);
        } else {
            for (std::size_t i = 0; i < answer.shape->list->size(answer.value); ++i) {
                json += i == 0 ? "[" : ",";
                cqrs::encode_json(*answer.shape->type(), answer.shape->list->at(answer.value, i),
                                  json);
            }
            json += json.empty() ? "[]" : "]";
        }
    }
    std::string json;
};

/// The answer to a query by name and JSON parameters, as JSON; or the code of the failure.
[[nodiscard]] inline std::string asked(cqrs::Engine& engine, std::string_view name,
                                       std::string_view params = "{}") {
    const auto number = engine.catalogue().find_query(name);
    if (!number) {
        return "unknown_query";
    }
    JsonTaker taker;
    const auto result =
        engine.query(*number, {cqrs::Form::json, cqrs::as_bytes(params)}, {}, taker);
    return result ? taker.json : code_of(result);
}

/// Dispatches a command by name and JSON.
[[nodiscard]] inline cqrs::Result<cqrs::Receipt> told(cqrs::Engine& engine, std::string_view name,
                                                      std::string_view json,
                                                      const cqrs::DispatchOptions& options = {}) {
    const auto number = engine.catalogue().find_command(name);
    if (!number) {
        return engine.catalogue().unknown_command(name);
    }
    return engine.dispatch(*number, {cqrs::Form::json, cqrs::as_bytes(json)}, options);
}

/// The data of the event at a position, as JSON.
[[nodiscard]] inline std::string data_at(const cqrs::Engine& engine, cqrs::Position position) {
    cqrs::Buffer spill;
    const cqrs::Record record = engine.log().at(position, spill);
    const cqrs::EventType& event_type = engine.log().types()[record.type];
    if (event_type.form == cqrs::Form::json) {
        return std::string(cqrs::as_text(record.payload));
    }
    const auto number = engine.catalogue().find_event(event_type.name);
    const cqrs::Type& described = *engine.catalogue().events()[*number].entry->type;
    cqrs::Value value;
    std::string json;
    if (cqrs::decode(described, record.payload, value.make(described))) {
        return "not as described";
    }
    cqrs::encode_json(described, value.get(), json);
    return json;
}

[[nodiscard]] inline std::string type_at(const cqrs::Engine& engine, cqrs::Position position) {
    cqrs::Buffer spill;
    return engine.log().types()[engine.log().at(position, spill).type].name;
}

/// The event at a position as somebody would append it.
[[nodiscard]] inline cqrs::AppendedEvent event_at(const cqrs::Engine& engine,
                                                  cqrs::Position position) {
    cqrs::Buffer spill;
    cqrs::Buffer other;
    const cqrs::EventLog& log = engine.log();
    cqrs::AppendedEvent event{type_at(engine, position), data_at(engine, position)};
    const cqrs::Record record = log.at(position, spill);
    if (record.stream != 0) {
        event.stream = std::string(log.names().text(record.stream, other));
    }
    if (record.tagged_as_stream) {
        event.tags.push_back(*event.stream);
    }
    record.each_tag([&](const cqrs::TagLink& tag) {
        event.tags.emplace_back(log.names().text(tag.name, other));
    });
    return event;
}

/// The names of an event's tags, in order, each followed by a space.
[[nodiscard]] inline std::string tags_at(const cqrs::Engine& engine, cqrs::Position position) {
    std::string all;
    for (const std::string& tag : event_at(engine, position).tags) {
        all += tag + " ";
    }
    return all;
}

}  // namespace test
