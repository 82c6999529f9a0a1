/// What an engine is at a position of its log, from stored events.

#include "cqrs/engine.hpp"

namespace cqrs {
namespace {

Error corrupt_at(Position position, std::string_view type, const std::string& what) {
    Error error;
    error.code = Code::corrupt;
    error.path = "position";
    error.actual = std::to_string(position);
    error.message =
        "the event at position " + error.actual + ", " + std::string(type) + ", " + what;
    return error;
}

std::optional<Error> too_large(const EventLog& log, const Limits& limits) {
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
        return std::move(*error);
    }
    std::vector<Folds> folds;
    for (const Domain* domain : catalogue_.domains()) {
        folds.emplace_back(*domain, storage_);
    }
    EventReader events;
    storage_->settle();
    for (Position position = 1; position <= log.head(); ++position) {
        events.go_to(position, log, catalogue_);
        if (!events.number()) {
            continue;
        }
        const Catalogue::Event& event = catalogue_.events()[*events.number()];
        const std::string_view type = event.entry->type->name;
        if (events.data() == nullptr) {
            return corrupt_at(position, type, "is not as described");
        }
        if (const auto fault =
                folds[event.domain].follow(*event.entry, events.data(), log.names())) {
            if (!storage_->trouble().empty()) {
                return over_limit("memoryBytes", limits_.memory_bytes,
                                  "there is no memory for the log");
            }
            return corrupt_at(position, type, "does not fit: " + invalid(*fault).message);
        }
    }
    log_ = std::move(log);
    folds_ = std::move(folds);
    projections_.connect(catalogue_);
    projections_.catch_up(log_, catalogue_);
    return Done{};
}

}  // namespace cqrs
