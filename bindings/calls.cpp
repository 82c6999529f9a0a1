/// The plain functions.

#include <cstring>

#include "boundary.hpp"
#include "headroom.hpp"

using namespace boundary;

namespace {

constexpr std::size_t freshness_size = 16;

/// Writes an answer behind the two numbers that are filled in afterwards.
class OutputTaker final : public cqrs::AnswerTaker {
public:
    void take(const cqrs::AnswerView& answer) override {
        output.put_byte(answer.value == nullptr ? 0 : 1);
        if (answer.value != nullptr) {
            fault = cqrs::encode(*answer.shape, answer.value, output);
        }
    }
    [[nodiscard]] bool expects(std::size_t bytes) override {
        if (room_for_answer(bytes)) {
            return true;
        }
        // A long answer before this one may have taken what is missing.
        output.release();
        output.resize(freshness_size);
        return !output.failed() && room_for_answer(bytes);
    }
    cqrs::Rare<cqrs::Fault> fault;
};

constexpr std::size_t catalogue_bytes_max = 131'072;  // and for the making of it
constexpr std::size_t failure_size_max = 1 << 14;     // texts of callers are shortened in it

cqrs::Result<cqrs::Receipt> dispatch(Engine& engine, Reader from) {
    Flagged flags(from);
    const std::uint64_t command = from.varint();
    const auto time = read_time(from);
    cqrs::DispatchOptions options = read_options(flags);
    if (!from.ok() || command >= engine.catalogue().commands().size()) {
        return malformed("dispatch");
    }
    if (!time) {
        return bad_time();
    }
    options.time = *time;
    return reliable(engine.dispatch(static_cast<std::size_t>(command),
                                    read_payload(from, flags.has(64)), options));
}

}  // namespace

extern "C" {

/// Whether there is memory for so many bytes, which a call past the frame takes for a moment.
EMSCRIPTEN_KEEPALIVE int cqrs_room(std::uint32_t bytes) {
    output.release();
    return output.reserve(output_min) && boundary::headroom(bytes) ? 1 : 0;
}

/// Makes the input buffer at least that large, keeping what is in it; 0 = there is no memory.
EMSCRIPTEN_KEEPALIVE std::uintptr_t cqrs_scratch(std::uint32_t bytes) {
    const bool done = output.reserve(output_min) && (input.size() >= bytes || input.resize(bytes));
    return done ? reinterpret_cast<std::uintptr_t>(input.data()) : 0;
}

EMSCRIPTEN_KEEPALIVE std::uintptr_t cqrs_output() {
    return reinterpret_cast<std::uintptr_t>(output.data());
}

EMSCRIPTEN_KEEPALIVE std::uint32_t cqrs_output_size() {
    return static_cast<std::uint32_t>(output.size());
}

/// Frame: empty. Output: what the engine understands, as JSON. It is a long text, which Embind
/// would take apart byte by byte.
EMSCRIPTEN_KEEPALIVE int cqrs_catalogue(std::uintptr_t handle, std::uint32_t at,
                                        std::uint32_t size) {
    static_cast<void>(frame(at, size));
    make_way(catalogue_bytes_max);
    const Engine& engine = engine_at(handle);
    const std::string json = engine.catalogue().to_json(engine.limits());
    output.clear();
    output.put(cqrs::as_bytes(json));
    return output.failed() ? fail(no_room()) : ok;
}

/// Frame: u8 flags [1 id, 2 seen, 4 expected version, 8 correlation id, 16 causation id, 32
/// metadata, 64 the data is JSON, 128 retries], varint command, time, those flagged, the command's
/// data. Output: f64 position, f64 version, u32 events.
EMSCRIPTEN_KEEPALIVE int cqrs_dispatch(std::uintptr_t handle, std::uint32_t at,
                                       std::uint32_t size) {
    return give(dispatch(engine_at(handle), frame(at, size)));
}

/// Frame: for each command u32 the size of its frame and the frame, as in cqrs_dispatch; one after
/// the other, whatever becomes of it. Output: f64 head, u32 count of those it came to before
/// there was no memory to go on, u32 count of those that failed, for each u32 its index and the
/// failure.
EMSCRIPTEN_KEEPALIVE int cqrs_dispatch_all(std::uintptr_t handle, std::uint32_t at,
                                           std::uint32_t size) {
    Engine& engine = engine_at(handle);
    Reader from = frames(at, size);
    struct {
        std::uint32_t done = 0;
        std::uint32_t failed = 0;
    } counts;
    output.clear();
    output.resize(sizeof(double) + sizeof counts);
    for (; !from.at_end() && output.reserve(failure_size_max); ++counts.done) {
        const Reader command(from.bytes(from.u32()));
        const auto done = room_for(command.left()) ? dispatch(engine, command)
                                                   : cqrs::Result<cqrs::Receipt>(no_room());
        if (!done) {
            ++counts.failed;
            output.put_u32(counts.done);
            put_failure(done.error());
        }
    }
    put_number(output.data(), engine.log().head());
    std::memcpy(output.data() + sizeof(double), &counts, sizeof counts);
    return ok;
}

/// Frame: u8 flags [1 at least, 2 replica, 4 at, 8 now, 64 the parameters are JSON], varint query,
/// [position], [varint replica], [position], [time], parameters.
/// Output: f64 as of, f64 head, u8 whether there is an answer, the answer.
EMSCRIPTEN_KEEPALIVE int cqrs_query(std::uintptr_t handle, std::uint32_t at, std::uint32_t size) {
    Reader from = frame(at, size);
    Flagged flags(from);
    const std::uint64_t query = from.varint();
    cqrs::QueryOptions options;
    options.at_least = flags.number_if(1);
    options.replica = static_cast<std::uint32_t>(flags.number_if(2).value_or(0));
    options.at = flags.number_if(4);
    if (flags.has(8)) {
        options.now = read_time(from);
        if (!options.now) {
            return fail(bad_time());
        }
    }
    Engine& engine = engine_at(handle);
    if (!from.ok() || query >= engine.catalogue().queries().size()) {
        return fail(malformed("query"));
    }
    output.clear();
    output.resize(freshness_size);
    OutputTaker taker;
    const auto asked = engine.query(static_cast<std::size_t>(query),
                                    read_payload(from, flags.has(64)), options, taker);
    if (!asked) {
        return fail(asked.error());
    }
    if (output.failed() || cqrs::Buffer::shortage()) {
        return fail(no_room());
    }
    if (taker.fault) {
        Error error = cqrs::invalid(*taker.fault);
        error.code = cqrs::Code::domain_failed;
        return fail(error);
    }
    put_number(output.data(), asked->as_of);
    put_number(output.data() + sizeof(double), asked->head);
    return ok;
}

/// Frame: time, u8 flags [1 condition], varint count, events: text type, u8 flags [1 stream, 2 id,
/// 4 metadata], [text stream], texts tags, [text id], [text metadata], text data as JSON; then the
/// condition: u8 flags [1 stream, 2 version, 4 query, 8 after], [text stream], [u8 kind 0 number
/// 1 none 2 exists 3 any, the number], [query: varint count, items: texts types, texts tags],
/// [position after]. Output as of dispatch.
EMSCRIPTEN_KEEPALIVE int cqrs_append(std::uintptr_t handle, std::uint32_t at, std::uint32_t size) {
    Reader from = frame(at, size);
    const auto time = read_time(from);
    const bool conditional = (from.byte() & 1U) != 0;
    std::vector<cqrs::AppendedEvent> events;
    for (std::uint64_t count = from.varint(); count > 0 && from.ok(); --count) {
        cqrs::AppendedEvent event;
        event.type = from.text();
        Flagged flags(from);
        event.stream = flags.string_if(1);
        event.tags = read_texts(from);
        event.id = flags.string_if(2);
        event.metadata = flags.string_if(4);
        event.data = from.text();
        events.push_back(std::move(event));
    }
    cqrs::AppendCondition condition;
    if (conditional) {
        Flagged flags(from);
        condition.stream = flags.string_if(1);
        if (flags.has(2)) {
            condition.expected = static_cast<cqrs::AppendCondition::Expected>(from.byte() & 3U);
            if (condition.expected == cqrs::AppendCondition::Expected::number) {
                condition.version = from.varint();
            }
        }
        condition.fail_if_events_match = flags.if_has(4, read_query);
        condition.after = flags.number_if(8).value_or(0);
    }
    if (!from.ok() || !from.at_end()) {
        return fail(malformed("append"));
    }
    if (!time) {
        return fail(bad_time());
    }
    return give(reliable(engine_at(handle).append(events, condition, *time)));
}

/// Frame: u8 flags [1 stream, 2 types, 4 tags, 8 query, 16 from, 32 to, 64 limit, 128 backward],
/// those flagged, varint the bytes of output after which to stop. Output: u32 count, u8 more, f64
/// the position to go on from, records as `put_record` writes them.
EMSCRIPTEN_KEEPALIVE int cqrs_read(std::uintptr_t handle, std::uint32_t at, std::uint32_t size) {
    Reader from = frame(at, size);
    Flagged flags(from);
    cqrs::ReadFilter filter;
    filter.stream = flags.string_if(1);
    filter.types = flags.if_has(2, read_texts);
    filter.tags = flags.if_has(4, read_texts);
    filter.query = flags.if_has(8, read_query);
    filter.from = flags.number_if(16).value_or(0);
    filter.to = flags.number_if(32).value_or(0);
    filter.limit = flags.number_if(64);
    filter.backward = flags.has(128);
    const std::uint64_t bytes_max = from.varint();
    if (!from.ok() || !from.at_end()) {
        return fail(malformed("read"));
    }
    Engine& engine = engine_at(handle);
    cqrs::LogReader reader(engine.log(), filter);
    cqrs::Buffer head;
    constexpr std::size_t head_size = 13;
    output.clear();
    output.resize(head_size);
    std::uint32_t count = 0;
    while (output.size() < bytes_max && !output.failed()) {
        const auto record = reader.next();
        if (!record) {
            break;
        }
        put_record(engine, *record);
        ++count;
    }
    if (output.failed() || cqrs::Buffer::shortage()) {
        return fail(no_room());
    }
    const Position next = reader.resume_at();
    head.put_u32(count);
    head.put_byte(next == 0 ? 0 : 1);
    head.put_f64(static_cast<double>(next));
    std::memcpy(output.data(), head.data(), head.size());
    return ok;
}

}  // extern "C"
