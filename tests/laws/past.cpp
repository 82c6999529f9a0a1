#include "laws/past.hpp"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engines.hpp"
#include "laws/domains.hpp"
#include "laws/engine.hpp"

namespace laws {

std::string saved(const cqrs::EventLog& log, cqrs::SavedAs form) {
    cqrs::Buffer bytes;
    cqrs::encode_log(log, bytes, form);
    return std::string(cqrs::as_text(bytes.bytes()));
}

cqrs::Result<cqrs::LoadedLog> loaded(const std::string& text, cqrs::Damage damage) {
    return cqrs::decode_log(cqrs::as_bytes(text),
                            std::make_shared<cqrs::Budget>(std::uint64_t{1} << 26U), damage);
}

std::string round_trips(const cqrs::EventLog& log) {
    const std::string binary = saved(log);
    for (const auto form : {cqrs::SavedAs::binary, cqrs::SavedAs::ndjson}) {
        if (form == cqrs::SavedAs::ndjson && log.head() == 0) {
            continue;  // no lines, which no bytes may be taken for
        }
        const std::string text = form == cqrs::SavedAs::binary ? binary : saved(log, form);
        const auto again = loaded(text);
        if (!again) {
            return "what was saved is not read: " + again.error().message;
        }
        if (saved(again->log) != binary || saved(again->log, form) != text) {
            return "saved otherwise than it was read";
        }
    }
    return "";
}

namespace {

/// What an engine answers that was fed the events up to a position.
[[nodiscard]] std::unique_ptr<cqrs::Engine> replayed(cqrs::Engine& engine, cqrs::Position to) {
    auto fresh = std::make_unique<cqrs::Engine>();
    add_domains(*fresh);
    cqrs::Buffer spill;
    for (cqrs::Position at = 1; at <= to; ++at) {
        const std::vector<cqrs::AppendedEvent> event{test::event_at(engine, at)};
        if (!fresh->append(event, {}, engine.log().at(at, spill).time)) {
            return nullptr;
        }
    }
    return fresh;
}

[[nodiscard]] std::string asked_at(cqrs::Engine& engine, std::size_t number,
                                   const std::string& params, cqrs::Position at) {
    test::JsonTaker taker;
    cqrs::QueryOptions options;
    options.at = at;
    const auto result =
        engine.query(number, {cqrs::Form::json, cqrs::as_bytes(params)}, options, taker);
    return result ? taker.json : test::code_of(result);
}

/// Each query and each state that an engine is asked for as of that position is answered as a fresh
/// replay up to there does at its head.
[[nodiscard]] std::string differs_at(cqrs::Engine& engine, cqrs::Position at, cqrs::Engine& fresh,
                                     Random& random) {
    for (std::size_t number = 0; number < engine.catalogue().queries().size(); ++number) {
        const std::string params =
            any_json(*engine.catalogue().queries()[number].entry.params, random);
        if (asked_at(engine, number, params, at) != asked_at(fresh, number, params, at)) {
            return "as of " + std::to_string(at) + " it answers otherwise to " + params;
        }
    }
    for (const cqrs::Domain* domain : engine.catalogue().domains()) {
        const std::string stream = std::string(domain->stream_prefix) + "abcd"[random.below(4)];
        const auto encoded = [&](const cqrs::Result<std::optional<cqrs::Engine::StateView>>& of) {
            cqrs::Buffer bytes;
            if (of && *of && encode(*domain->state, (*of)->state, bytes)) {
                return std::string("a state that is not as described");
            }
            return test::code_of(of) + std::string(cqrs::as_text(bytes.bytes()));
        };
        if (encoded(engine.state(stream, at)) != encoded(fresh.state(stream, at))) {
            return "as of " + std::to_string(at) + " it has another state of " + stream;
        }
    }
    return "";
}

/// The same as of any position.
[[nodiscard]] std::string looks_back(cqrs::Engine& engine, Random& random) {
    const cqrs::Position at = random.below(static_cast<std::size_t>(engine.log().head()) + 1);
    const auto fresh = replayed(engine, at);
    return fresh == nullptr ? "not replayed up to " + std::to_string(at)
                            : differs_at(engine, at, *fresh, random);
}

/// The past at a position is what a fresh replay up to it gives, for the engine and for a fork of
/// it; what then happens to the fork does not touch its parent.
[[nodiscard]] std::string past_equals_replay(cqrs::Engine& engine, Random& random) {
    const cqrs::Position head = engine.log().head();
    const cqrs::Position at = random.below(static_cast<std::size_t>(head) + 1);
    const auto fresh = replayed(engine, at);
    auto forked = engine.fork(at, "fork");
    if (fresh == nullptr || !forked) {
        return "not replayed, or not forked, at " + std::to_string(at);
    }
    cqrs::Engine& fork = **forked;
    const std::string before = saved(engine.log());
    for (cqrs::Engine* one : {&engine, &fork}) {
        if (std::string wrong = differs_at(*one, at, *fresh, random); !wrong.empty()) {
            return (one == &fork ? "the fork: " : "") + wrong;
        }
    }
    for (int left = 5; left > 0; --left) {
        const std::size_t number = random.below(engine.catalogue().commands().size());
        const std::string json =
            any_json(*engine.catalogue().commands()[number].entry->type, random);
        const cqrs::Payload command{cqrs::Form::json, cqrs::as_bytes(json)};
        const auto one = fork.dispatch(number, command);
        const auto other = fresh->dispatch(number, command);
        if (test::said(one) != test::said(other)) {
            return "a fork decides otherwise: " + test::said(one) + ", replayed " +
                   test::said(other);
        }
    }
    if (saved(engine.log()) != before) {
        return "a fork has touched its parent";
    }
    for (cqrs::Engine* one : {&fork, &engine, &fork}) {
        if (std::string wrong = looks_back(*one, random); !wrong.empty()) {
            return (one == &fork ? "the fork, gone on: " : "beside its fork: ") + wrong;
        }
    }
    return round_trips(fork.log());
}

/// Does something to one of the read models, or looks back.
[[nodiscard]] std::string turn(cqrs::Engine& engine, Random& random) {
    auto models = engine.read_models();
    const auto all = models.list();
    const auto& name = all[random.below(all.size())].model;
    const cqrs::Mode::Kind kinds[] = {cqrs::Mode::Kind::immediate, cqrs::Mode::Kind::manual};
    cqrs::Result<cqrs::Done> done = cqrs::Done{};
    switch (random.below(8)) {
        case 0:
            done = models.pause(name);
            break;
        case 1:
            done = models.resume(name);
            break;
        case 2:
            done = models.rebuild(name);
            break;
        case 3:
            done = models.set_mode(name, {kinds[random.below(2)], 0});
            break;
        default:
            return looks_back(engine, random);
    }
    return done ? "" : done.error().message;
}

/// A log cut anywhere loads up to its last whole append; one with a byte changed anywhere does not
/// load.
[[nodiscard]] std::string damage_is_noticed(const cqrs::EventLog& log, Random& random) {
    std::string binary = saved(log);
    const std::string cut = binary.substr(0, random.below(binary.size()));
    const auto rest = loaded(cut, cqrs::Damage::recovered);
    if (rest && (rest->log.head() > log.head() || !round_trips(rest->log).empty())) {
        return "what was recovered is not whole";
    }
    binary[random.below(binary.size())] ^= static_cast<char>(1U << random.below(8));
    if (loaded(binary)) {
        return "a changed bit was not noticed";
    }
    return "";
}

}  // namespace

std::string log_lasts(Random& random) {
    // With checkpoints so near to each other the past is found from them, as in a long log.
    Story story({.checkpoint_interval = 1 + random.below(6)});
    for (int steps = 1 + static_cast<int>(random.below(60)); steps > 0 && !random.over(); --steps) {
        std::string wrong = story.step(random);
        if (wrong.empty() && random.one_in(6)) {
            wrong = turn(story.engine, random);
        }
        if (!wrong.empty()) {
            return wrong;
        }
    }
    if (std::string wrong = round_trips(story.engine.log()); !wrong.empty()) {
        return wrong;
    }
    if (std::string wrong = past_equals_replay(story.engine, random); !wrong.empty()) {
        return wrong;
    }
    return damage_is_noticed(story.engine.log(), random);
}

}  // namespace laws
