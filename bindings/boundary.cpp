#include "boundary.hpp"

#include <cmath>

#include "headroom.hpp"

namespace boundary {

cqrs::Buffer input;
cqrs::Buffer output;

namespace {

/// What a frame may need for a moment: the smallest values in it become objects and texts of their
/// own, in the command, its events, states and the batch. Measured, and rounded up.
constexpr std::size_t bytes_per_byte = 128;
constexpr std::size_t bytes_per_call = 65'536;

bool room_for_frame = true;

}  // namespace

Error no_room() {
    Error error;
    error.code = cqrs::Code::limit;
    error.message = "the module has no memory for this";
    return error;
}

int fail(const Error& error) {
    output.clear();
    put_failure(error);
    if (output.failed()) {
        // There was no memory for so long a text; for this one there has been from the start.
        output.clear();
        put_failure(no_room());
    }
    return failed;
}

void put_failure(const Error& error) {
    if (error.code == cqrs::Code::limit) {
        note_refusal();
    }
    // A Failure takes any text, so nothing can be wrong with it.
    static_cast<void>(cqrs::encode(cqrs::Failure::of(error), output));
}

Error malformed(std::string_view what) {
    if (!room_for_frame) {
        return no_room();
    }
    Error error;
    error.message = "a malformed frame: " + std::string(what);
    return error;
}

bool room_for(std::size_t size) {
    // Where the product does not fit there is certainly no room.
    const std::size_t most = (SIZE_MAX - 2 * bytes_per_call) / bytes_per_byte;
    room_for_frame = size <= most && headroom(bytes_per_call + bytes_per_byte * size);
    return room_for_frame;
}

Reader frame(std::uint32_t at, std::uint32_t size) {
    if (!room_for(size)) {
        // What the last call put out has been read by now.
        output.release();
        output.reserve(output_min);
        static_cast<void>(room_for(size));
    }
    return room_for_frame ? frames(at, size) : Reader({});
}

Reader frames(std::uint32_t at, std::uint32_t size) {
    const bool inside = at <= input.size() && size <= input.size() - at;
    return Reader(inside ? input.bytes(at, at + size) : Bytes{});
}

std::optional<cqrs::Time> read_time(Reader& from) {
    const double time = std::trunc(from.f64());
    const auto most = static_cast<double>(cqrs::safe_integer_max);
    return time >= -most && time <= most ? std::optional(static_cast<cqrs::Time>(time))
                                         : std::nullopt;
}

Error out_of_memory(const Engine& engine) {
    return cqrs::over_limit("memoryBytes", engine.limits().memory_bytes,
                            "there is no memory for the answer");
}

Error bad_time() { return cqrs::invalid({"time", "milliseconds since 1970", "another number"}); }

std::vector<std::string> read_texts(Reader& from) {
    std::vector<std::string> texts;
    for (std::uint64_t count = from.varint(); count > 0 && from.ok(); --count) {
        texts.emplace_back(from.text());
    }
    return texts;
}

cqrs::EventQuery read_query(Reader& from) {
    cqrs::EventQuery query;
    for (std::uint64_t count = from.varint(); count > 0 && from.ok(); --count) {
        cqrs::QueryItem item;
        item.types = read_texts(from);
        item.tags = read_texts(from);
        query.push_back(std::move(item));
    }
    return query;
}

cqrs::Result<cqrs::Receipt> reliable(cqrs::Result<cqrs::Receipt> result) {
    const bool appended = result && !result->duplicate && result->events > 0;
    return cqrs::Buffer::shortage() && !appended ? no_room() : std::move(result);
}

cqrs::DispatchOptions read_options(Flagged& flags) {
    cqrs::DispatchOptions options;
    options.id = flags.text_if(1);
    options.seen = flags.number_if(2);
    options.expected_version = flags.number_if(4);
    options.correlation_id = flags.text_if(8);
    options.causation_id = flags.text_if(16);
    options.metadata = flags.text_if(32);
    options.retries = flags.number_if(128).value_or(0);
    return options;
}

int give(const cqrs::Result<cqrs::Receipt>& result) {
    if (!result) {
        return fail(result.error());
    }
    output.clear();
    output.resize(2 * sizeof(double) + sizeof result->events);
    put_number(output.data(), result->position);
    put_number(output.data() + sizeof(double), result->version);
    std::memcpy(output.data() + 2 * sizeof(double), &result->events, sizeof result->events);
    return result->duplicate ? ok_duplicate : ok;
}

cqrs::Payload read_payload(Reader& from, bool json) {
    return {json ? cqrs::Form::json : cqrs::Form::described, from.rest()};
}

void put_record(Engine& engine, const cqrs::Record& record) {
    const cqrs::EventLog& log = engine.log();
    cqrs::EventReader& event = engine.reading(record);
    // First of all: it may find that the event cannot be read.
    const Bytes payload = event.payload();
    cqrs::Buffer spill;
    output.put_f64(static_cast<double>(record.position));
    output.put_text(log.types()[record.type].name);
    output.put_byte(event.number() ? 0 : 1);
    if (event.number()) {
        output.put_varint(*event.number());
    }
    output.put_byte(static_cast<std::uint8_t>(
        (record.stream != 0 ? 1U : 0U) | (record.command_id.empty() ? 0U : 2U) |
        (record.causation_id.empty() ? 0U : 4U) | (record.metadata.empty() ? 0U : 8U)));
    if (record.stream != 0) {
        output.put_text(log.names().text(record.stream, spill));
    }
    output.put_f64(static_cast<double>(record.version));
    output.put_f64(static_cast<double>(record.time));
    output.put_text(log.event_id(record));
    if (!record.command_id.empty()) {
        output.put_text(cqrs::id_text(record.command_id));
    }
    output.put_text(log.correlation_id(record));
    if (!record.causation_id.empty()) {
        output.put_text(cqrs::id_text(record.causation_id));
    }
    if (!record.metadata.empty()) {
        output.put_text(record.metadata);
    }
    output.put_varint(record.tag_count + (record.tagged_as_stream ? 1U : 0U));
    if (record.tagged_as_stream) {
        output.put_text(log.names().text(record.stream, spill));
    }
    record.each_tag(
        [&](const cqrs::TagLink& tag) { output.put_text(log.names().text(tag.name, spill)); });
    output.put_text(cqrs::as_text(payload));
}

}  // namespace boundary
