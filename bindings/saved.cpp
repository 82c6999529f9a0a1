/// The plain functions that take a log out and in, in the cores whose links export them. A log goes
/// in pieces, so that it is never twice in the module's memory; JavaScript calls nothing else in
/// between.

#include <memory>

#include "boundary.hpp"
#include "cqrs/cloud_events.hpp"
#include "cqrs/log_format.hpp"
#include "cqrs/log_frames.hpp"

using namespace boundary;

namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

std::unique_ptr<cqrs::LogWriter> writing;
std::unique_ptr<cqrs::LogReading> reading;

/// What has been read is thrown away; behind the error stands how much of it could be recovered.
int give_up(const Error& error) {
    const auto whole = reading == nullptr ? std::nullopt : reading->whole();
    reading.reset();
    const int status = fail(error);
    output.put_f64(whole ? static_cast<double>(*whole) : -1);
    return status;
}

using Writing = std::unique_ptr<cqrs::LogWriter> (*)(const cqrs::EventLog& log, Position after);

int put_out(std::uintptr_t handle, std::uint32_t at, std::uint32_t size, Writing form) {
    const Engine& engine = engine_at(handle);
    Reader from = frame(at, size);
    Flagged flags(from);
    if (const auto after = flags.number_if(1)) {
        if (*after > engine.log().head()) {
            return fail(cqrs::invalid(
                {"after", "a position up to the head " + std::to_string(engine.log().head()),
                 std::to_string(*after)}));
        }
        writing = form(engine.log(), *after);
    }
    if (!from.ok() || writing == nullptr) {
        return fail(malformed("export"));
    }
    output.clear();
    bool more = true;
    while (more && output.size() < piece_bytes) {
        more = writing->write(output);
    }
    const bool failed_to_grow = output.failed();
    if (!more || failed_to_grow) {
        writing.reset();
    }
    return failed_to_grow ? fail(out_of_memory(engine)) : more ? ok : ok_duplicate;
}

int take_in(std::uintptr_t handle, std::uint32_t at, std::uint32_t size, cqrs::LineParsing lines) {
    Engine& engine = engine_at(handle);
    Reader from = frame(at, size);
    Flagged flags(from);
    if (flags.has(1)) {
        const double most = from.f64();
        reading = std::make_unique<cqrs::LogReading>(engine.storage(), engine.limits(),
                                                     engine.log().log_id(),
                                                     static_cast<std::uint64_t>(most), lines);
        reading->look_for(from.varint());
    }
    if (!from.ok() || reading == nullptr) {
        return fail(malformed("import"));
    }
    if (const auto error = reading->feed(from.rest())) {
        return give_up(*error);
    }
    output.clear();
    if (!flags.has(2)) {
        return ok;
    }
    if (const auto error = reading->finish()) {
        return give_up(*error);
    }
    output.put_f64(static_cast<double>(reading->dropped()));
    output.put_byte(reading->form() == cqrs::SavedAs::ndjson ? 1 : 0);
    const auto opened = engine.open(reading->take());
    reading.reset();
    return opened ? ok : give_up(opened.error());
}

}  // namespace

extern "C" {

// Frame: u8 flags [1 the first piece], [1: position after which to begin]. Output: the next piece,
// in NDJSON whole lines. Returns 1 when it was the last.

int cqrs_export_binary(std::uintptr_t handle, std::uint32_t at, std::uint32_t size) {
    return put_out(handle, at, size, cqrs::write_frames);
}

int cqrs_export_ndjson(std::uintptr_t handle, std::uint32_t at, std::uint32_t size) {
    return put_out(handle, at, size, cqrs::write_cloud_events);
}

// Frame: u8 flags [1 the first piece, 2 the last], [1: f64 how many bytes to read in all, varint
// position of an event of which to say where it is, 0 for none], the piece. The engine takes the
// log with the last piece. Output: f64 how much was left out, in bytes, or in lines if the next is
// 1: u8; of a failure: the failure, f64 how many bytes can be recovered, -1 where none can.

/// Of a log that begins as a binary one does.
int cqrs_import_binary(std::uintptr_t handle, std::uint32_t at, std::uint32_t size) {
    return take_in(handle, at, size, nullptr);
}

/// Of a log in any form.
int cqrs_import(std::uintptr_t handle, std::uint32_t at, std::uint32_t size) {
    return take_in(handle, at, size, cqrs::parse_cloud_events);
}

}  // extern "C"
