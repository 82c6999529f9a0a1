#pragma once

#if defined(__EMSCRIPTEN__)
#include <emscripten/emscripten.h>
#else
// The plain functions are ordinary ones natively, where tests call them.
#define EMSCRIPTEN_KEEPALIVE
#endif

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cqrs/engine.hpp"

/// How JavaScript and the engine meet: plain functions that take numbers, for what is called often
/// (calls.cpp), and an Embind table for the rest (table.cpp). C++ never calls JavaScript.
///
/// A call's arguments lie in one input buffer as a frame, its answer in one output buffer; both are
/// the module's, since calls do not nest. In a frame, a text is a varint length and UTF-8, a
/// position a varint, a time eight bytes of a double; messages are in the binary form of codec.hpp.
/// The frames are written out where they are read.
namespace boundary {

using cqrs::Bytes;
using cqrs::Engine;
using cqrs::Error;
using cqrs::Position;
using cqrs::Reader;

/// What a plain function returns; the answer, or the failure, is the output then.
enum Status : int { ok = 0, ok_duplicate = 1, failed = 2 };

extern cqrs::Buffer input;
extern cqrs::Buffer output;
/// There is always room for so much output, as all fixed parts of answers need less.
inline constexpr std::size_t output_min = 64;

/// The error `limit` for want of memory.
[[nodiscard]] Error no_room();

/// Puts out the error, and nothing else.
int fail(const Error& error);
/// Adds the error to the output.
void put_failure(const Error& error);
/// What is to be said of a frame that could not be read. `no_room()`, where that was why.
[[nodiscard]] Error malformed(std::string_view what);
[[nodiscard]] Error bad_time();
[[nodiscard]] Error out_of_memory(const Engine& engine);

/// The frame that lies there in the input; an empty one where it would reach beyond, or where there
/// is no memory for what such a frame may ask for. Every call begins with this.
[[nodiscard]] Reader frame(std::uint32_t at, std::uint32_t size);
/// Likewise of several frames in one, for each of which `room_for` is asked.
[[nodiscard]] Reader frames(std::uint32_t at, std::uint32_t size);
[[nodiscard]] bool room_for(std::size_t size);

/// What comes after the flags: `text_if(1)` is a text that is there if flag 1 is.
class Flagged {
public:
    explicit Flagged(Reader& from) : from_(from), flags_(from.byte()) {}

    [[nodiscard]] bool has(unsigned flag) const { return (flags_ & flag) != 0; }
    std::optional<std::string_view> text_if(unsigned flag) {
        return has(flag) ? std::optional(from_.text()) : std::nullopt;
    }
    std::optional<std::string> string_if(unsigned flag) {
        return has(flag) ? std::optional(std::string(from_.text())) : std::nullopt;
    }
    std::optional<std::uint64_t> number_if(unsigned flag) {
        return has(flag) ? std::optional(from_.varint()) : std::nullopt;
    }
    template <class Read>
    auto if_has(unsigned flag, Read&& read) {
        return has(flag) ? std::optional(read(from_)) : std::nullopt;
    }

private:
    Reader& from_;
    unsigned flags_;
};

/// Milliseconds as JavaScript has them. Nothing finer, and nothing a number does not hold exactly.
[[nodiscard]] std::optional<cqrs::Time> read_time(Reader& from);
[[nodiscard]] std::vector<std::string> read_texts(Reader& from);
[[nodiscard]] cqrs::EventQuery read_query(Reader& from);
/// What is said with a command: [1 id, 2 seen, 4 expected version, 8 correlation id, 16 causation
/// id, 32 metadata, 128 retries]. The time is not among them.
[[nodiscard]] cqrs::DispatchOptions read_options(Flagged& flags);
[[nodiscard]] cqrs::Payload read_payload(Reader& from, bool json);

/// What a call answers; `no_room()` where it may come of bytes that there was no memory to read.
[[nodiscard]] cqrs::Result<cqrs::Receipt> reliable(cqrs::Result<cqrs::Receipt> result);

/// Puts out a receipt: f64 position, f64 version, u32 events.
int give(const cqrs::Result<cqrs::Receipt>& result);

/// Writes eight bytes of a double. Wasm's memory is little-endian, as what JavaScript reads.
inline void put_number(std::uint8_t* to, std::uint64_t value) {
    const auto number = static_cast<double>(value);
    std::memcpy(to, &number, sizeof number);
}

/// A fork of an engine, if the position and the log id are right.
[[nodiscard]] cqrs::Result<std::unique_ptr<Engine>> fork(Engine& engine, double position,
                                                         const std::string& log_id);

void put_record(Engine& engine, const cqrs::Record& record);

[[nodiscard]] inline Engine& engine_at(std::uintptr_t handle) {
    return *reinterpret_cast<Engine*>(handle);
}

}  // namespace boundary
