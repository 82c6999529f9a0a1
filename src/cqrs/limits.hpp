#pragma once

#include <cstddef>
#include <cstdint>

#include "cqrs/describe.hpp"

namespace cqrs {

/// What an engine may grow to. Passing one is the error `limit`, and nothing has changed.
struct Limits {
    std::int64_t events = 16'777'216;
    std::int64_t memory_bytes = 1'073'741'824;
    std::int64_t payload_bytes = 1'048'576;
    std::int64_t commands_per_batch = 100'000;
    std::int64_t tags_per_event = 16;
    std::int64_t streams = 4'194'304;
    std::int64_t event_types = 4'096;
    std::int64_t subscriptions = 10'000;
    std::int64_t retries = 10;
    std::int64_t replicas = 64;
    std::int64_t checkpoint_bytes = 67'108'864;
    std::int64_t reactions_per_drain = 10'000;
    std::int64_t rejected_trace = 100;
    std::int64_t states_cached = 65'536;

    static constexpr std::string_view name = "Limits";
    static constexpr auto fields() {
        constexpr std::int64_t most = std::int64_t{1} << 32;
        constexpr auto up_to = [](std::int64_t max, std::string_view about) {
            return integer(0, max, about);
        };
        return cqrs::fields(
            field("events", &Limits::events, up_to(most - 1, "events in the log")),
            field("memoryBytes", &Limits::memory_bytes, up_to(most, "pages of one engine")),
            field("payloadBytes", &Limits::payload_bytes,
                  up_to(std::int64_t{1} << 24, "one event's data and metadata, each")),
            field("commandsPerBatch", &Limits::commands_per_batch, up_to(most, "dispatchAll")),
            field("tagsPerEvent", &Limits::tags_per_event, up_to(1'024, "tags on one event")),
            field("streams", &Limits::streams, up_to(most - 1, "streams with events")),
            field("eventTypes", &Limits::event_types, up_to(65'536, "names of events")),
            field("subscriptions", &Limits::subscriptions, up_to(most, "subscribe and watch")),
            field("retries", &Limits::retries, up_to(1'000, "decisions of one command")),
            field("replicas", &Limits::replicas, up_to(1'000, "of one read model")),
            field("checkpointBytes", &Limits::checkpoint_bytes,
                  up_to(most, "pages kept for past states alone")),
            field("reactionsPerDrain", &Limits::reactions_per_drain,
                  up_to(most, "commands of processes that one call leads to")),
            field("rejectedTrace", &Limits::rejected_trace, up_to(10'000, "rejections kept")),
            field("statesCached", &Limits::states_cached, up_to(most, "of domains outside")));
    }
};

/// The longest id of an event, command, correlation or causation, and the longest name of a stream,
/// tag or event type, in characters.
inline constexpr std::size_t id_length_max = 256;

}  // namespace cqrs
