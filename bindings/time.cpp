/// The past, and forks.

#include <emscripten/emscripten.h>

#include "boundary.hpp"
#include "cqrs/utf8.hpp"
#include "cqrs/view.hpp"

using namespace boundary;

namespace boundary {

cqrs::Result<std::unique_ptr<Engine>> fork(Engine& engine, double position,
                                           const std::string& log_id) {
    constexpr std::size_t log_id_max = 128;
    const std::size_t length = cqrs::code_points(log_id).value_or(0);
    if (length < 1 || length > log_id_max) {
        return cqrs::invalid(
            {"logId", "text of 1 to 128 characters", "a text of " + std::to_string(length)});
    }
    return engine.fork(static_cast<Position>(position), log_id);
}

}  // namespace boundary

extern "C" {

/// Frame: position, text stream. Output: varint number of the state in the catalogue, the state;
/// nothing where there is none.
EMSCRIPTEN_KEEPALIVE int cqrs_state_at(std::uintptr_t handle, std::uint32_t at,
                                       std::uint32_t size) {
    Reader from = frame(at, size);
    const Position position = from.varint();
    const std::string_view stream = from.text();
    if (!from.ok()) {
        return fail(malformed("state"));
    }
    Engine& engine = engine_at(handle);
    const auto found = engine.state(stream, position);
    if (!found) {
        return fail(found.error());
    }
    output.clear();
    if (*found) {
        const auto& domain = *engine.catalogue().domains()[(*found)->domain];
        output.put_varint((*found)->domain);
        // It was decoded from bytes that were as described.
        static_cast<void>(cqrs::encode(*domain.state, (*found)->state, output));
    }
    if (output.failed() || cqrs::Buffer::shortage()) {
        return fail(no_room());
    }
    return ok;
}

}  // extern "C"
