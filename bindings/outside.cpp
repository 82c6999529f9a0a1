/// The plain functions for commands that are decided in JavaScript.

#include <emscripten/emscripten.h>

#include <cstring>

#include "boundary.hpp"
#include "cqrs/outside.hpp"
#include "cqrs/story.hpp"

using namespace boundary;

namespace {

/// The head of every frame here: u8 flags [64 scope, and those of `read_options`], time, those
/// flagged, text type, text stream, text canonical data, [query scope].
class OutsideFrame {
public:
    OutsideFrame(std::uint32_t at, std::uint32_t size) : from(frame(at, size)) {
        Flagged flags(from);
        const auto time = read_time(from);
        command.options = read_options(flags);
        command.options.time = time.value_or(0);
        command.type = from.text();
        command.stream = from.text();
        command.canonical = from.text();
        command.scope = flags.if_has(64, read_query);
        has_time = time.has_value();
    }

    Reader from;
    cqrs::OutsideCommand command;
    bool has_time = false;
};

}  // namespace

extern "C" {

/// Frame: as above. Output as of dispatch; without events where the command is to be decided.
EMSCRIPTEN_KEEPALIVE int cqrs_known(std::uintptr_t handle, std::uint32_t at, std::uint32_t size) {
    const OutsideFrame call(at, size);
    if (!call.from.ok() || !call.has_time) {
        return fail(call.has_time ? malformed("known") : bad_time());
    }
    return give(engine_at(handle).known(call.command));
}

/// Frame: as above, then u8 flags [1 cqrs_known has just been asked], varint count, events: text
/// type, texts tags, text data as JSON. Output as of dispatch.
EMSCRIPTEN_KEEPALIVE int cqrs_record(std::uintptr_t handle, std::uint32_t at, std::uint32_t size) {
    OutsideFrame call(at, size);
    const bool asked = (call.from.byte() & 1U) != 0;
    std::vector<cqrs::OutsideEvent> events;
    for (std::uint64_t count = call.from.varint(); count > 0 && call.from.ok(); --count) {
        cqrs::OutsideEvent& event = events.emplace_back();
        event.type = call.from.text();
        event.tags = read_texts(call.from);
        event.data = call.from.text();
    }
    if (!call.from.ok() || !call.has_time) {
        return fail(call.has_time ? malformed("record") : bad_time());
    }
    return give(engine_at(handle).record(call.command, events, asked));
}

/// Frame: as above, then text data as JSON, text reason, text message. No output.
EMSCRIPTEN_KEEPALIVE int cqrs_reject(std::uintptr_t handle, std::uint32_t at, std::uint32_t size) {
    OutsideFrame call(at, size);
    const std::string_view data = call.from.text();
    const std::string reason(call.from.text());
    const std::string message(call.from.text());
    if (!call.from.ok()) {
        return fail(malformed("reject"));
    }
    engine_at(handle).reject(call.command, data, {reason, message});
    return ok;
}

/// Frame: empty. Output: u32 count, rejected commands, the oldest first: texts type, data, reason,
/// message, id, correlation id, causation id and metadata, f64 time, f64 head; what is not there is
/// empty.
EMSCRIPTEN_KEEPALIVE int cqrs_rejections(std::uintptr_t handle, std::uint32_t /*at*/,
                                         std::uint32_t /*size*/) {
    const cqrs::Rejections& rejections = engine_at(handle).rejections();
    output.clear();
    output.put_u32(static_cast<std::uint32_t>(rejections.size()));
    for (std::size_t i = 0; i < rejections.size(); ++i) {
        const cqrs::RejectedCommand command = rejections.at(i);
        for (const std::string_view text :
             {command.type, command.data, command.reason, command.message, command.id,
              command.correlation_id, command.causation_id, command.metadata}) {
            output.put_text(text);
        }
        output.put_f64(static_cast<double>(command.time));
        output.put_f64(static_cast<double>(command.head));
    }
    return output.failed() ? fail(out_of_memory(engine_at(handle))) : ok;
}

/// Frame: text correlation id. Output: u32 count, records as `put_record` writes them.
EMSCRIPTEN_KEEPALIVE int cqrs_story(std::uintptr_t handle, std::uint32_t at, std::uint32_t size) {
    Reader from = frame(at, size);
    const std::string_view correlation_id = from.text();
    Engine& engine = engine_at(handle);
    cqrs::StoryReader story(engine.log(), correlation_id);
    output.clear();
    output.put_u32(0);
    std::uint32_t count = 0;
    while (const auto record = story.next()) {
        put_record(engine, *record);
        ++count;
    }
    if (output.failed()) {
        return fail(out_of_memory(engine));
    }
    std::memcpy(output.data(), &count, sizeof count);
    return ok;
}

}  // extern "C"
