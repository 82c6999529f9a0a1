#include "cqrs/log_intake.hpp"

#include <algorithm>
#include <utility>

#include "cqrs/batch.hpp"
#include "cqrs/json.hpp"
#include "cqrs/utf8.hpp"

namespace cqrs {
namespace {

constexpr std::size_t log_id_length_max = 128;
constexpr std::size_t ancestors_max = 100'000;
// More than any described struct has: it is read into memory as a whole.
constexpr std::size_t schema_bytes_max = std::size_t{1} << 18;
// What a value takes in memory, and its JSON, for each byte of its compact form; at the most.
constexpr std::size_t bytes_per_payload_byte = 64;
constexpr std::size_t small_payload = 1'024;

Rare<Error> bad_text(std::string_view what, std::string_view text, std::size_t most) {
    const auto length = code_points(text);
    if (length && *length > 0 && *length <= most) {
        return std::nullopt;
    }
    return corrupt(
        {what, " is not text of 1 to ", std::to_string(most), " characters: ", quoted_short(text)});
}

/// Of an id that may be absent.
Rare<Error> bad_id(std::string_view what, const std::string& id) {
    return id.empty() ? std::nullopt : bad_text(what, id, id_length_max);
}

Rare<Error> bad_id(std::string_view what, Bytes encoded) {
    if (encoded.empty()) {
        return std::nullopt;
    }
    const std::string id = id_text(encoded);
    Buffer again;
    encode_id(id, again);
    if (as_text(again.bytes()) != as_text(encoded)) {
        return corrupt({what, " is not written as ids are"});
    }
    return bad_text(what, id, id_length_max);
}

bool passes(std::uint64_t value, std::int64_t limit) {
    return value > static_cast<std::uint64_t>(limit);
}

}  // namespace

Rare<Error> corrupt(std::initializer_list<std::string_view> what) {
    Error error;
    error.code = Code::corrupt;
    for (const std::string_view part : what) {
        error.message += part;
    }
    return error;
}

Rare<Error> LogIntake::no_memory() const {
    return over_limit("memoryBytes", limits_.memory_bytes, "there is no memory for the log");
}

LogIntake::LogIntake(const Storage& storage, const Limits& limits)
    : limits_(limits), storage_(storage), log_(storage, {}) {}

Rare<Error> LogIntake::begin(std::string_view log_id) {
    log_ = EventLog(storage_, std::string(log_id.substr(0, 4 * log_id_length_max + 1)));
    return bad_text("the log's id", log_id, log_id_length_max);
}

Rare<Error> LogIntake::add_ancestor(std::string_view log_id, Position last) {
    if (auto error = bad_text("an ancestor's id", log_id, log_id_length_max)) {
        return error;
    }
    // Each costs memory before any event of it is seen.
    return log_.ancestors().size() < ancestors_max &&
                   log_.restore_ancestor({std::string(log_id), last})
               ? std::nullopt
               : corrupt("its ancestors are not in order");
}

Rare<Error> LogIntake::add_name(std::string_view name) {
    if (auto error = bad_text("a name", name, id_length_max)) {
        return error;
    }
    if (log_.names().find(name) != 0) {
        return corrupt({"the name ", quoted_short(name), " comes twice"});
    }
    if (!log_.restore_name(name)) {
        return no_memory();
    }
    return std::nullopt;
}

Rare<Error> LogIntake::add_type(std::string_view name, Form form, std::string_view schema,
                                std::uint32_t version) {
    if (auto error = bad_text("an event type", name, id_length_max)) {
        return error;
    }
    if (schema.size() > schema_bytes_max) {
        return corrupt({"the description of the event type ", quoted_short(name), " is too long"});
    }
    if (passes(log_.types().size() + 1, limits_.event_types)) {
        return over_limit("eventTypes", limits_.event_types, "the log has too many event types");
    }
    constexpr std::size_t in_memory = 32;
    type_bytes_ += sizeof(EventType) + name.size() + in_memory * schema.size();
    if (passes(type_bytes_ + storage_->used(), limits_.memory_bytes) ||
        !has_memory(2 * in_memory * schema.size())) {
        return no_memory();
    }
    if (log_.find_type(name, form, schema, version)) {
        return corrupt({"the event type ", quoted_short(name), " comes twice"});
    }
    auto described = form == Form::described ? SchemaType::read(schema) : nullptr;
    const bool fits = form == Form::described ? described != nullptr && version > 0
                                              : schema.empty() && version == 1;
    if (!fits) {
        return corrupt({"the description of the event type ", quoted_short(name), " is not one"});
    }
    described_.push_back(std::move(described));
    log_.add_type({std::string(name), form, std::string(schema), version});
    return std::nullopt;
}

Rare<Error> LogIntake::check(std::uint32_t type, Bytes payload, std::string_view metadata,
                             std::size_t tags, Time time) {
    const std::string& name = log_.types()[type].name;
    if (passes(log_.head() + 1, limits_.events)) {
        return over_limit("events", limits_.events, "the log has too many events");
    }
    if (passes(payload.size(), limits_.payload_bytes) ||
        passes(metadata.size(), limits_.payload_bytes)) {
        return over_limit("payloadBytes", limits_.payload_bytes, name + " is too large");
    }
    if (passes(tags, limits_.tags_per_event)) {
        return over_limit("tagsPerEvent", limits_.tags_per_event, name + " has too many tags");
    }
    const std::size_t large = std::max(payload.size(), metadata.size());
    if (large > small_payload && !has_memory(bytes_per_payload_byte * large)) {
        return no_memory();
    }
    if (time < -safe_integer_max || time > safe_integer_max) {
        return corrupt({"the time of ", name, " is out of range"});
    }
    const Type* shape = described(type);
    const auto fault = shape == nullptr ? check_json(as_text(payload), false)
                                        : decode(*shape, payload, value_.make(*shape));
    if (fault) {
        return corrupt({"the data of ", name, ": ", invalid(*fault).message});
    }
    if (const auto wrong = metadata.empty() ? std::nullopt : check_json(metadata, true)) {
        return corrupt({"the metadata of ", name, ": ", invalid(*wrong).message});
    }
    return std::nullopt;
}

Rare<Error> LogIntake::add(Bytes stored) {
    Record record;
    if (!EventLog::parse(stored, log_.head() + 1, log_.epoch(), record)) {
        return corrupt("a record is no record");
    }
    if (record.type >= log_.types().size()) {
        return corrupt("a record is of an unknown type");
    }
    const std::size_t tags = record.tag_count + (record.tagged_as_stream ? 1U : 0U);
    if (auto error = check(record.type, record.payload, record.metadata, tags, record.time)) {
        return error;
    }
    for (const auto& [what, id] : {std::pair("an event's id", record.event_id),
                                   std::pair("a command's id", record.command_id),
                                   std::pair("a correlation id", record.correlation_id),
                                   std::pair("a causation id", record.causation_id)}) {
        if (auto error = bad_id(what, id)) {
            return error;
        }
    }
    if (!record.command_id.empty() && record.index_in_append == 0 &&
        log_.find_command(id_text(record.command_id))) {
        return corrupt("a command's id comes twice");
    }
    constexpr std::size_t pages_per_link = 2;
    if (!storage_->reserve(2 * (stored.size() / page_size + 2) + 6 + pages_per_link * (tags + 1))) {
        return no_memory();
    }
    if (auto wrong = log_.restore(stored)) {
        return corrupt({*wrong});
    }
    if (passes(log_.streams(), limits_.streams)) {
        return over_limit("streams", limits_.streams, "the log has too many streams");
    }
    left_ = log_.left_in_append(record);
    return std::nullopt;
}

Rare<Error> LogIntake::add(const NewEvent& event, const Origin& origin, std::uint32_t index,
                           std::uint32_t left) {
    if (index != next_index_ || (index > 0 && left != stored_left_ - 1)) {
        return corrupt("it does not follow the event before it in its append");
    }
    if (auto error =
            check(event.type, event.payload, event.metadata, event.tags.size(), origin.time)) {
        return error;
    }
    for (const auto& [what, id] :
         {std::pair("its id", event.event_id), std::pair("its stream", event.stream),
          std::pair("its command's id", origin.command_id),
          std::pair("its correlation id", origin.correlation_id),
          std::pair("its causation id", event.causation_id)}) {
        if (auto error = bad_id(what, std::string(id))) {
            return error;
        }
    }
    for (std::size_t i = 0; i < event.tags.size(); ++i) {
        if (auto error = bad_text("a tag", event.tags[i], id_length_max)) {
            return error;
        }
        const auto before = event.tags.first(i);
        if (std::find(before.begin(), before.end(), event.tags[i]) != before.end() ||
            (i > 0 && event.tags[i] == event.stream)) {
            return corrupt({"the tag ", quoted_short(event.tags[i]), " is out of its order"});
        }
    }
    if (index == 0 && !origin.command_id.empty() && log_.find_command(origin.command_id)) {
        return corrupt("its command's id comes twice");
    }
    const NewEvent one[] = {event};
    if (!log_.reserve(log_.pages_needed(one, origin), one)) {
        return no_memory();
    }
    log_.append(event, origin, index, left);
    if (passes(log_.streams(), limits_.streams)) {
        return over_limit("streams", limits_.streams, "the log has too many streams");
    }
    Record record;
    record.position = log_.head();
    record.left_in_append = left;
    left_ = log_.left_in_append(record);
    stored_left_ = left;
    next_index_ = left_ == 0 ? 0 : index + 1;
    return std::nullopt;
}

}  // namespace cqrs
