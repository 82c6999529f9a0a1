/// The plain functions about the processes compiled in.

#include <emscripten/emscripten.h>

#include "boundary.hpp"
#include "cqrs/json.hpp"

using namespace boundary;

extern "C" {

/// Frame: time, varint the last position to react to, varint how many commands may be dispatched.
/// Output: f64 head, u32 commands dispatched, u32 count, failures: text the type of the
/// command, empty for none, text its data, text id, text correlation id, text causation id, a
/// Failure.
EMSCRIPTEN_KEEPALIVE int cqrs_react(std::uintptr_t handle, std::uint32_t at, std::uint32_t size) {
    Reader from = frame(at, size);
    const auto time = read_time(from);
    cqrs::ReactOptions options;
    options.up_to = from.varint();
    options.commands_max = from.varint();
    if (!from.ok() || !from.at_end()) {
        return fail(malformed("react"));
    }
    if (!time) {
        return fail(bad_time());
    }
    options.time = *time;
    Engine& engine = engine_at(handle);
    const cqrs::Reactions reactions = engine.react(options);
    output.clear();
    output.put_f64(static_cast<double>(engine.log().head()));
    output.put_u32(static_cast<std::uint32_t>(reactions.commands));
    output.put_u32(static_cast<std::uint32_t>(reactions.failures.size()));
    for (const cqrs::ReactionFailure& failure : reactions.failures) {
        const cqrs::IssuedCommand& command = failure.command;
        output.put_text(command.type == nullptr ? std::string_view() : command.type->name);
        output.put_text(command.data);
        output.put_text(command.id);
        output.put_text(command.correlation_id);
        output.put_text(command.causation_id);
        // A Failure takes any text, so nothing can be wrong with it.
        static_cast<void>(cqrs::encode(cqrs::Failure::of(failure.error), output));
    }
    return ok;
}

/// Frame: u8 what [0 list, 1 pause, 2 resume], text name. Output of a list: a JSON array of
/// ProcessInfo. Gives `failed`, with nothing put out, if there is no process of that name.
EMSCRIPTEN_KEEPALIVE int cqrs_processes(std::uintptr_t handle, std::uint32_t at,
                                        std::uint32_t size) {
    Reader from = frame(at, size);
    const std::uint8_t what = from.byte();
    const std::string_view name = from.text();
    Engine& engine = engine_at(handle);
    if (what != 0) {
        return (what == 1 ? engine.pause_process(name) : engine.resume_process(name)) ? ok : failed;
    }
    std::string json = "[";
    for (std::size_t i = 0; i < engine.processes().size(); ++i) {
        json += i == 0 ? "" : ",";
        json += cqrs::to_json(engine.processes().info(i, engine.log().head()));
    }
    output.clear();
    output.put(cqrs::as_bytes(json + "]"));
    return ok;
}

}  // extern "C"
