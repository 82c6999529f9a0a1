#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cqrs/engine.hpp"
#include "cqrs/json.hpp"
#include "log_model.hpp"

namespace test {

/// What an engine should say and record, worked out from a plain list of events: every state is
/// folded anew from all of them, every condition looks at all of them. It knows the domains by
/// their tables alone, so a new domain is in it from the start.
class EngineModel {
public:
    using Event = LogModel::Event;

    explicit EngineModel(const cqrs::Catalogue& catalogue) : catalogue_(&catalogue) {}

    LogModel log;

    /// What became of a command or append.
    struct Outcome {
        std::string code = "ok";
        std::string reason;
        cqrs::Receipt receipt;
    };

    [[nodiscard]] cqrs::Position head() const { return log.events.size(); }
    [[nodiscard]] std::uint64_t version(const std::string& stream) const {
        return static_cast<std::uint64_t>(
            std::count_if(log.events.begin(), log.events.end(),
                          [&](const Event& event) { return event.stream == stream; }));
    }

    /// The fold of all events about the identity, in its binary form; empty where it is not as
    /// described, `known` where there is any such event.
    struct State {
        bool known = false;
        std::string bytes;
        std::unique_ptr<cqrs::Value> value;
    };
    [[nodiscard]] State state(std::size_t domain, std::string_view identity,
                              const std::vector<Event>& events) const;

    /// Does what `Engine::dispatch` should.
    Outcome dispatch(std::size_t number, const void* command, const cqrs::DispatchOptions& options);
    /// Does what `Engine::append` should with events that are as they should be.
    Outcome append(const std::vector<cqrs::AppendedEvent>& events,
                   const cqrs::AppendCondition& condition, cqrs::Time time);

private:
    struct Remembered {
        std::string command;
        cqrs::Receipt receipt;
    };
    class Deciding;

    [[nodiscard]] static Outcome failed(std::string code, std::string reason = {}) {
        return {std::move(code), std::move(reason), {}};
    }
    [[nodiscard]] bool violated(const cqrs::AppendCondition& condition,
                                const std::vector<Event>& events) const;
    [[nodiscard]] Event described(std::size_t number, const void* event) const;
    /// Appends them if every state that they change stays as described.
    Outcome record(std::vector<Event> events);

    const cqrs::Catalogue* catalogue_;
    std::map<std::string, Remembered> remembered_;
};

/// Takes what a decider decided, as events of the model.
class EngineModel::Deciding final : public cqrs::Decided {
public:
    Deciding(const EngineModel& in, std::size_t of_domain) : model(in), domain(of_domain) {}

    void rejected(const cqrs::Rejection& rejection) override { reason = rejection.reason; }
    void event(std::size_t number, const void* event) override {
        const auto& all = model.catalogue_->events();
        std::size_t at = 0;
        while (all[at].domain != domain) {
            ++at;
        }
        cqrs::Buffer bytes;
        faulty = faulty || encode(*all[at + number].entry->type, event, bytes).has_value();
        events.push_back(model.described(at + number, event));
    }

    const EngineModel& model;
    std::size_t domain;
    std::string reason;
    bool faulty = false;
    std::vector<Event> events;
};

inline EngineModel::Event EngineModel::described(std::size_t number, const void* event) const {
    const cqrs::Catalogue::Event& entry = catalogue_->events()[number];
    Event made;
    made.type = entry.entry->type->name;
    cqrs::Buffer bytes;
    static_cast<void>(encode(*entry.entry->type, event, bytes));
    made.payload = cqrs::as_text(bytes.bytes());
    for (const std::string_view identity : entry.entry->identities(event)) {
        const std::string tag =
            std::string(catalogue_->domains()[entry.domain]->stream_prefix) + std::string(identity);
        if (!LogModel::contains(made.tags, tag)) {
            made.tags.push_back(tag);
        }
    }
    made.stream = made.tags.front();
    return made;
}

inline EngineModel::State EngineModel::state(std::size_t domain, std::string_view identity,
                                             const std::vector<Event>& events) const {
    const cqrs::Domain& folded = *catalogue_->domains()[domain];
    State found;
    found.value = std::make_unique<cqrs::Value>();
    void* current = found.value->make(*folded.state);
    folded.initial(current, identity);
    cqrs::Value data;
    for (const Event& event : events) {
        const auto number = catalogue_->find_event(event.type);
        if (!number || catalogue_->events()[*number].domain != domain) {
            continue;
        }
        const cqrs::Domain::Event& entry = *catalogue_->events()[*number].entry;
        static_cast<void>(
            decode(*entry.type, cqrs::as_bytes(event.payload), data.make(*entry.type)));
        const cqrs::Identities about = entry.identities(data.get());
        if (std::find(about.begin(), about.end(), identity) != about.end()) {
            entry.evolve(current, data.get());
            found.known = true;
        }
    }
    cqrs::Buffer bytes;
    if (!encode(*folded.state, current, bytes)) {
        found.bytes = cqrs::as_text(bytes.bytes());
    }
    return found;
}

inline EngineModel::Outcome EngineModel::record(std::vector<Event> events) {
    const std::size_t before = log.events.size();
    for (std::size_t i = 0; i < events.size(); ++i) {
        events[i].index = static_cast<std::uint32_t>(i);
        events[i].left = static_cast<std::uint32_t>(events.size() - 1 - i);
        events[i].version = version(events[i].stream) + 1;
        log.events.push_back(events[i]);
    }
    // As described after each of the events, not only after the last.
    for (std::size_t domain = 0; domain < catalogue_->domains().size(); ++domain) {
        const std::string_view prefix = catalogue_->domains()[domain]->stream_prefix;
        for (std::size_t i = 0; i < events.size(); ++i) {
            const auto end = log.events.begin() + static_cast<std::ptrdiff_t>(before + i + 1);
            const std::vector<Event> so_far(log.events.begin(), end);
            for (const std::string& tag : events[i].tags) {
                if (tag.starts_with(prefix) &&
                    state(domain, tag.substr(prefix.size()), so_far).bytes.empty()) {
                    log.events.resize(before);
                    return failed("domain_failed");
                }
            }
        }
    }
    const Event& last = log.events.back();
    const std::uint64_t at = last.stream.empty() ? 0 : last.version;
    return {"ok", {}, {head(), at, static_cast<std::uint32_t>(events.size()), false}};
}

inline EngineModel::Outcome EngineModel::dispatch(std::size_t number, const void* command,
                                                  const cqrs::DispatchOptions& options) {
    const cqrs::Catalogue::Command& entry = catalogue_->commands()[number];
    const cqrs::Domain& domain = *catalogue_->domains()[entry.domain];
    cqrs::Buffer bytes;
    static_cast<void>(encode(*entry.entry->type, command, bytes));
    const std::string text =
        std::string(entry.entry->type->name) + ' ' + std::string(cqrs::as_text(bytes.bytes()));
    if (options.seen.value_or(0) > head()) {
        return failed("invalid");
    }
    const std::string id(options.id.value_or(""));
    if (const auto found = remembered_.find(id); options.id && found != remembered_.end()) {
        Outcome again{"ok", {}, found->second.receipt};
        again.receipt.duplicate = true;
        return found->second.command == text ? again : failed("id_reused");
    }
    std::vector<std::string> scope;
    std::vector<State> states;
    std::array<const void*, cqrs::identities_max> views{};
    for (const std::string_view identity : entry.entry->identities(command)) {
        scope.push_back(std::string(domain.stream_prefix) + std::string(identity));
        states.push_back(state(entry.domain, identity, log.events));
        views[states.size() - 1] = states.back().value->get();
    }
    const std::uint64_t own = version(scope.front());
    if (options.retries == 0) {
        const auto moved = [&](const Event& event) {
            return std::any_of(scope.begin(), scope.end(), [&](const std::string& tag) {
                return LogModel::has_tag(event, tag);
            });
        };
        if (options.expected_version.value_or(own) != own ||
            (options.seen &&
             std::any_of(log.events.begin() + static_cast<std::ptrdiff_t>(*options.seen),
                         log.events.end(), moved))) {
            return failed("conflict");
        }
    }
    Deciding decided(*this, entry.domain);
    entry.entry->decide(command, views.data(), decided);
    if (!decided.reason.empty() || decided.faulty) {
        return decided.faulty ? failed("domain_failed") : failed("rejected", decided.reason);
    }
    if (decided.events.empty()) {
        return {"ok", {}, {head(), own, 0, false}};
    }
    for (Event& event : decided.events) {
        event.time = options.time;
        event.command_id = id;
        event.correlation_id = options.correlation_id.value_or("");
        event.causation_id = options.causation_id.value_or("");
        event.metadata = options.metadata.value_or("");
    }
    Outcome outcome = record(std::move(decided.events));
    if (options.id && outcome.code == "ok") {
        remembered_.emplace(id, Remembered{text, outcome.receipt});
    }
    return outcome;
}

inline bool EngineModel::violated(const cqrs::AppendCondition& condition,
                                  const std::vector<Event>& events) const {
    using Expected = cqrs::AppendCondition::Expected;
    const std::string stream =
        condition.stream.value_or(events.empty() ? "" : events.front().stream);
    const std::uint64_t at = stream.empty() ? 0 : version(stream);
    const bool holds = condition.expected == Expected::any      ? true
                       : condition.expected == Expected::none   ? at == 0
                       : condition.expected == Expected::exists ? at > 0
                                                                : at == condition.version;
    bool matched = false;
    for (cqrs::Position position = condition.after + 1; position <= head(); ++position) {
        matched = matched || (condition.fail_if_events_match &&
                              LogModel::matches(*condition.fail_if_events_match, log.at(position)));
    }
    return !holds || matched;
}

inline EngineModel::Outcome EngineModel::append(const std::vector<cqrs::AppendedEvent>& events,
                                                const cqrs::AppendCondition& condition,
                                                cqrs::Time time) {
    std::vector<Event> made;
    for (const cqrs::AppendedEvent& event : events) {
        Event one;
        if (const auto number = catalogue_->find_event(event.type)) {
            const cqrs::Type& type = *catalogue_->events()[*number].entry->type;
            cqrs::Value value;
            static_cast<void>(decode_json(type, event.data, value.make(type)));
            one = described(*number, value.get());
        } else {
            one.type = event.type;
            one.payload = event.data;
            one.stream = event.stream.value_or("");
            if (event.stream && LogModel::contains(event.tags, *event.stream)) {
                one.tags.push_back(*event.stream);
            }
        }
        for (const std::string& tag : event.tags) {
            if (!LogModel::contains(one.tags, tag)) {
                one.tags.push_back(tag);
            }
        }
        one.id = event.id.value_or("");
        one.metadata = event.metadata.value_or("");
        one.time = time;
        made.push_back(std::move(one));
    }
    if (condition.after > head()) {
        return failed("invalid");
    }
    if (violated(condition, made)) {
        return failed("conflict");
    }
    return made.empty() ? Outcome{"ok", {}, {head(), 0, 0, false}} : record(std::move(made));
}

}  // namespace test
