/// What an engine is at a position of its log, from stored events.

#include "cqrs/engine.hpp"
#include "cqrs/view.hpp"

namespace cqrs {
namespace {

Rare<Error> too_large(const EventLog& log, const Limits& limits) {
    const auto passes = [](std::uint64_t value, std::int64_t limit) {
        return value > static_cast<std::uint64_t>(limit);
    };
    if (passes(log.head(), limits.events)) {
        return over_limit("events", limits.events, "the log has too many events");
    }
    if (passes(log.streams(), limits.streams)) {
        return over_limit("streams", limits.streams, "the log has too many streams");
    }
    if (passes(log.types().size(), limits.event_types)) {
        return over_limit("eventTypes", limits.event_types, "the log has too many event types");
    }
    return std::nullopt;
}

}  // namespace

Result<Done> Engine::open(EventLog log) {
    if (auto error = too_large(log, limits_)) {
        return error;
    }
    States states(catalogue_, storage_);
    LogIndex index = [&] {
        const Copying copying(Copying::As::snapshot, storage_);
        return LogIndex(storage_);
    }();
    EventReader events;
    const Course course{log, catalogue_};
    while (states.position() < log.head()) {
        if (auto error = states.follow(events, course)) {
            history_.clear();
            return error;
        }
        index.follow(events.record(), log);
        history_.keep(states, index);
    }
    std::string log_id = log_.log_id();
    log_ = std::move(log);
    reader_.reset();
    folds_ = std::move(states.folds());
    projections_.connect(catalogue_);
    projections_.catch_up(log_, catalogue_);
    for (std::size_t number = 0; number < projections_.size(); ++number) {
        if (projections_.status(number).error == Budget::out_of_memory) {
            start_over(std::move(log_id));
            return over_limit("memoryBytes", limits_.memory_bytes,
                              "there is no memory for the read models of the log");
        }
    }
    processes_.start_at(log_.head());
    return Done{};
}

void Engine::start_over(std::string log_id) {
    history_.clear();
    log_ = EventLog(storage_, std::move(log_id));
    folds_ = std::move(States(catalogue_, storage_).folds());
    projections_.connect(catalogue_);
    for (std::size_t number = 0; number < projections_.size(); ++number) {
        projections_.rebuild(number, std::nullopt, {log_, catalogue_});
    }
}

bool Engine::give_up_the_past() {
    const bool any = history_.snapshots().bytes() > 0;
    projections_.forget_past();
    history_.forget();
    history_.snapshots().clear();
    return any;
}

void Engine::shrink_the_past() {
    history_.snapshots().shrink();
    if (history_.snapshots().over()) {
        projections_.forget_past();
        history_.forget();
    }
}

Rare<Error> Engine::beyond_head(std::string_view path, Position position) const {
    if (position <= log_.head()) {
        return std::nullopt;
    }
    Error error =
        invalid({std::string(path), "a position up to the head " + std::to_string(log_.head()),
                 std::to_string(position)});
    error.expected = std::to_string(log_.head());
    return error;
}

std::optional<Engine::StateView> Engine::state_in(std::vector<Folds>& folds, const Names& names,
                                                  std::string_view stream) {
    for (std::size_t i = 0; i < folds.size(); ++i) {
        Folds& fold = folds[i];
        const std::string_view prefix = fold.domain().stream_prefix;
        if (stream.starts_with(prefix)) {
            fold.clear();
            const std::size_t place = fold.take(stream.substr(prefix.size()), names);
            return fold.is_kept(place) ? std::optional(StateView{i, fold.state(place)})
                                       : std::nullopt;
        }
    }
    return std::nullopt;
}

Result<std::optional<Engine::StateView>> Engine::state(std::string_view stream, Position at) {
    if (auto error = beyond_head("at", at)) {
        return error;
    }
    if (at == log_.head()) {
        return state(stream);
    }
    // The state that is given out is on the desk of what the next shrinking may let go.
    bound_the_past();
    auto states = history_.states(at, {log_, catalogue_});
    if (!states) {
        return std::move(states).error();
    }
    return state_in((*states)->folds(), log_.names(), stream);
}

Result<View> Engine::at(Position position) {
    if (auto error = beyond_head("position", position)) {
        return error;
    }
    return View(*this, position);
}

Result<std::unique_ptr<Engine>> Engine::fork(Position position, std::string log_id) {
    if (auto error = beyond_head("position", position)) {
        return error;
    }
    // What has to be stepped over is charged to the fork, so that nothing here is held by it that
    // is not held anyway.
    auto fork = std::make_unique<Engine>(EngineOptions{{}, limits_, drains_});
    const auto no_memory = [&] {
        return over_limit("memoryBytes", limits_.memory_bytes, "there is no memory for the fork");
    };
    fork->catalogue_ = catalogue_;
    const Copying copying(Copying::As::successor, fork->storage_);
    fork->log_ = log_;
    fork->log_.go_back(position, history_.index(position, log_, fork->storage_));
    if (!fork->storage_->trouble().empty()) {
        return no_memory();
    }
    const Course course{fork->log_, fork->catalogue_};
    States states = position == log_.head()
                        ? States(folds_, position)
                        : history_.start_for(position, fork->catalogue_, fork->storage_);
    EventReader events;
    while (states.position() < position) {
        if (auto error = states.follow(events, course)) {
            return error;
        }
    }
    fork->folds_ = std::move(states.folds());
    for (std::size_t number = 0; number < projections_.size(); ++number) {
        const auto start = projections_.start_for(number, position);
        fork->projections_.add(start.model == nullptr
                                   ? projections_.model(number).empty(fork->storage_)
                                   : start.model->copy(),
                               fork->catalogue_, start.position);
    }
    fork->processes_.inherit(processes_, position, fork->catalogue_);
    fork->history_.inherit(history_, position);
    fork->projections_.catch_up(fork->log_, fork->catalogue_);
    for (std::size_t number = 0; number < projections_.size(); ++number) {
        if (fork->projections_.status(number).error == Budget::out_of_memory) {
            return no_memory();
        }
    }
    fork->log_.descend(std::move(log_id));
    return fork;
}

}  // namespace cqrs
