/// The Embind table.

#include <emscripten/bind.h>

#include <memory>
#include <string>

#include "boundary.hpp"
#include "cqrs/json.hpp"
#include "headroom.hpp"

using namespace boundary;

namespace {

/// What an engine is made with. Limits that are not given keep their defaults.
struct Setup {
    std::string log_id;
    cqrs::Limits limits;

    static constexpr std::string_view name = "Setup";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("logId", &Setup::log_id, cqrs::text(1, 128)),
                            cqrs::field("limits", &Setup::limits));
    }
};

/// Why the last engine could not be made.
std::string failure_json;

/// Embind copies a text with a malloc that it does not check.
void make_way_for_text() {
    constexpr std::size_t text_bytes_max = 131'072;
    make_way(text_bytes_max);
}

/// The engine is JavaScript's to close from here on.
std::uint32_t handed_over(std::unique_ptr<Engine> engine) {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(engine.release()));
}

std::uint32_t refused(const Error& error) {
    failure_json = cqrs::to_json(cqrs::Failure::of(error));
    return 0;
}

/// The handle of a new engine without domains, which is the `engine` of all other functions; 0
/// where `setup`, the JSON of a Setup, is not right: then `failure` says why.
std::uint32_t open_engine(const std::string& setup) {
    Setup wanted;
    if (const auto fault =
            cqrs::decode_json(*cqrs::type_of<Setup>(), setup, &wanted, cqrs::Missing::kept)) {
        return refused(cqrs::invalid(*fault));
    }
    // Each event is to be reacted to at its turn, which JavaScript knows.
    constexpr bool drains = false;
    auto engine =
        std::make_unique<Engine>(cqrs::EngineOptions{wanted.log_id, wanted.limits, drains});
    return handed_over(std::move(engine));
}

/// Likewise of a fork of an engine, under a log id of its own.
std::uint32_t fork_engine(std::uint32_t parent, double position, const std::string& log_id) {
    auto forked = fork(engine_at(parent), position, log_id);
    return forked ? handed_over(std::move(*forked)) : refused(forked.error());
}

void close_engine(std::uint32_t engine) { delete &engine_at(engine); }

std::string failure() {
    make_way_for_text();
    return failure_json;
}

std::string stats(std::uint32_t engine) {
    make_way_for_text();
    const cqrs::Stats stats = engine_at(engine).stats();
    std::string json = "{\"head\":" + std::to_string(stats.head);
    json += ",\"streams\":" + std::to_string(stats.streams);
    json += ",\"logBytes\":" + std::to_string(stats.log_bytes);
    json += ",\"memoryBytes\":" + std::to_string(stats.memory_bytes);
    json += ",\"checkpointBytes\":" + std::to_string(stats.checkpoint_bytes);
    return json + "}";
}

}  // namespace

// Functions alone: a class would bring the whole of Embind's class support along, twice as large as
// all the rest of it.
EMSCRIPTEN_BINDINGS(cqrs) {
    emscripten::function("open", &open_engine);
    emscripten::function("fork", &fork_engine);
    emscripten::function("close", &close_engine);
    emscripten::function("failure", &failure);
    emscripten::function("stats", &stats);
}
