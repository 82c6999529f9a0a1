#include "laws/engine.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "engines.hpp"
#include "laws/domains.hpp"
#include "query_model.hpp"
#include "samples.hpp"

namespace laws {
namespace {

/// One of a few names, so that calls meet.
std::string any_name(Random& random) {
    static constexpr auto names = std::to_array<std::string_view>(
        {"account-a", "account-b", "order-a", "s-1", "s-2", "t-1", "t-2", "unknown"});
    return std::string(names[random.below(names.size())]);
}

std::vector<std::string> any_names(Random& random, std::size_t most) {
    std::vector<std::string> names;
    for (std::size_t left = random.below(most + 1); left > 0; --left) {
        names.push_back(any_name(random));
    }
    return names;
}

}  // namespace

std::string any_json(const cqrs::Type& type, Random& random) {
    cqrs::Value value;
    test::randomize(type, value.make(type), random);
    std::string json;
    encode_json(type, value.get(), json);
    return json;
}

Story::Story(cqrs::EngineOptions options) : engine(std::move(options)), model_(engine.catalogue()) {
    add_domains(engine);
}

std::string Story::step(Random& random) {
    time_ += random.between(-2, 10);
    const std::string wrong = random.below(3) == 2 ? append(random) : dispatch(random);
    return wrong.empty() ? look(random) : wrong;
}

std::string Story::end(Random& random) {
    for (cqrs::Position at = 1; at <= model_.head(); ++at) {
        if (const std::string wrong = model_.log.difference(engine.log(), at); !wrong.empty()) {
            return wrong;
        }
    }
    cqrs::Engine replayed;
    add_domains(replayed);
    cqrs::Buffer spill;
    for (cqrs::Position at = 1; at <= model_.head(); ++at) {
        const std::vector<cqrs::AppendedEvent> event{test::event_at(engine, at)};
        const auto result = replayed.append(event, {}, engine.log().at(at, spill).time);
        if (!result || result->position != at) {
            return "not replayed at " + std::to_string(at) + ": " + test::said(result);
        }
    }
    for (std::size_t number = 0; number < engine.catalogue().queries().size(); ++number) {
        for (int round = 0; round < 3; ++round) {
            const std::string params =
                any_json(*engine.catalogue().queries()[number].entry.params, random);
            const std::string live = asked(engine, number, params);
            if (live != asked(replayed, number, params)) {
                return "replayed it answers otherwise to " + params + ": " + live;
            }
        }
    }
    return "";
}

std::string Story::asked(cqrs::Engine& engine, std::size_t number, const std::string& params) {
    test::JsonTaker taker;
    const auto result = engine.query(number, {cqrs::Form::json, cqrs::as_bytes(params)}, {}, taker);
    if (!result || result->as_of != engine.log().head()) {
        return "not answered: " + test::code_of(result);
    }
    return taker.json;
}

std::string Story::dispatch(Random& random) {
    std::size_t number = random.below(engine.catalogue().commands().size());
    const bool again = !sent_.empty() && random.one_in(8);
    const Sent repeated = again ? sent_[random.below(sent_.size())] : Sent{};
    number = again ? repeated.number : number;
    const cqrs::Type& type = *engine.catalogue().commands()[number].entry->type;
    cqrs::Value command;
    void* data = command.make(type);
    if (again) {
        static_cast<void>(decode(type, cqrs::as_bytes(repeated.data), data));
    } else {
        test::randomize(type, data, random);
    }
    cqrs::DispatchOptions options;
    options.time = time_;
    const std::uint8_t flags = random.byte();
    const std::string id = random.name("id-", 12);
    const std::string other = random.name("other-", 3);
    if ((flags & 1U) != 0) options.id = id;
    if (again) options.id = repeated.id;
    if ((flags & 2U) != 0) options.correlation_id = other;
    if ((flags & 4U) != 0) options.causation_id = other;
    if ((flags & 8U) != 0) options.metadata = "{\"by\":\"me\"}";
    if ((flags & 0x70U) == 0x10U) options.seen = model_.head() - random.below(head() + 1);
    if ((flags & 0x70U) == 0x20U) options.seen = model_.head() + 1;
    if ((flags & 0x70U) == 0x30U) options.expected_version = random.below(4);
    if ((flags & 0x80U) != 0) options.retries = random.below(3);
    const auto expected = model_.dispatch(number, command.get(), options);
    cqrs::Buffer bytes;
    std::string json;
    static_cast<void>(encode(type, command.get(), bytes));
    encode_json(type, command.get(), json);
    if (options.id && expected.code == "ok" && !again) {
        sent_.push_back({number, std::string(cqrs::as_text(bytes.bytes())), id});
    }
    const auto result =
        random.one_in(2)
            ? engine.dispatch(number, {cqrs::Form::json, cqrs::as_bytes(json)}, options)
            : engine.dispatch(number, {cqrs::Form::described, bytes.bytes()}, options);
    return difference(std::string(type.name) + " " + json, result, expected);
}

std::string Story::append(Random& random) {
    std::vector<cqrs::AppendedEvent> events;
    for (std::size_t left = 1 + random.below(3); left > 0; --left) {
        cqrs::AppendedEvent event;
        if (random.one_in(2)) {
            const auto& all = engine.catalogue().events();
            const cqrs::Type& type = *all[random.below(all.size())].entry->type;
            event.type = type.name;
            event.data = any_json(type, random);
        } else {
            event.type = random.name("Type", 4);
            event.data = random.one_in(2) ? "[1,{\"a\":null}]" : "\"x\"";
            if (random.one_in(2)) event.stream = any_name(random);
        }
        event.tags = any_names(random, 3);
        if (random.one_in(4)) event.id = random.name("event-", 50);
        if (random.one_in(4)) event.metadata = "{}";
        events.push_back(std::move(event));
    }
    const cqrs::AppendCondition condition = any_condition(random);
    const auto expected = model_.append(events, condition, time_);
    return difference("append of " + events.front().type, engine.append(events, condition, time_),
                      expected);
}

cqrs::AppendCondition Story::any_condition(Random& random) const {
    cqrs::AppendCondition condition;
    if (random.one_in(2)) condition.stream = any_name(random);
    condition.expected = static_cast<cqrs::AppendCondition::Expected>(random.below(4));
    condition.version = random.below(3);
    if (!random.one_in(3)) {
        condition.expected = cqrs::AppendCondition::Expected::any;
    }
    if (random.one_in(2)) {
        condition.fail_if_events_match.emplace();
        for (std::size_t left = random.below(3); left > 0; --left) {
            cqrs::QueryItem item{{}, any_names(random, 2)};
            for (std::size_t types = random.below(3); types > 0; --types) {
                item.types.push_back(any_type(random));
            }
            condition.fail_if_events_match->push_back(std::move(item));
        }
    }
    if (random.one_in(2)) condition.after = random.below(head() + 2);
    return condition;
}

std::string Story::any_type(Random& random) const {
    const auto& all = engine.catalogue().events();
    return random.one_in(2) ? random.name("Type", 5)
                            : std::string(all[random.below(all.size())].entry->type->name);
}

std::string Story::difference(const std::string& what, const cqrs::Result<cqrs::Receipt>& result,
                              const test::EngineModel::Outcome& expected) {
    const std::string code = test::code_of(result);
    bool same = code == expected.code && engine.log().head() == model_.head();
    ++outcomes[result && result->duplicate ? "duplicate" : code];
    if (result) {
        const cqrs::Receipt& receipt = expected.receipt;
        same = same && result->position == receipt.position && result->version == receipt.version &&
               result->events == receipt.events && result->duplicate == receipt.duplicate;
    } else {
        same = same && result.error().reason == expected.reason;
    }
    return same ? ""
                : what + ": " + test::said(result) + ", but expected " + expected.code + " " +
                      expected.reason;
}

std::string Story::look(Random& random) {
    const auto& domains = engine.catalogue().domains();
    const std::size_t domain = random.below(domains.size());
    const std::string identity(1, static_cast<char>('a' + random.below(4)));
    const auto expected = model_.state(domain, identity, model_.log.events);
    const auto found = engine.state(std::string(domains[domain]->stream_prefix) + identity);
    cqrs::Buffer bytes;
    if (found) {
        static_cast<void>(encode(*domains[domain]->state, found->state, bytes));
    }
    if (found.has_value() != expected.known ||
        (found && cqrs::as_text(bytes.bytes()) != expected.bytes)) {
        return "another state of " + identity;
    }
    cqrs::ReadFilter filter;
    if (random.one_in(3)) filter.stream = any_name(random);
    if (random.one_in(3)) filter.tags = any_names(random, 2);
    if (random.one_in(3)) filter.types = {any_type(random), any_type(random)};
    if (random.one_in(3)) filter.from = random.below(head() + 2);
    if (random.one_in(3)) filter.limit = random.below(4);
    filter.backward = random.one_in(2);
    return test::read(engine.log(), filter) == test::scan(model_.log, filter)
               ? ""
               : "a reader gives other events";
}

std::string engine_equals_model(Random& random) {
    Story story;
    for (int steps = 0; steps < 200 && !random.over(); ++steps) {
        if (std::string wrong = story.step(random); !wrong.empty()) {
            return wrong;
        }
    }
    return story.end(random);
}

}  // namespace laws
