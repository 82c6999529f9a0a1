/// The engine for JavaScript: plain functions that take numbers, for what is called often, and an
/// Embind class for the rest. C++ never calls JavaScript.
///
/// A call's arguments lie in one input buffer as a frame, its answer in one output buffer; both are
/// the module's, since calls do not nest. In a frame, a text is a varint length and UTF-8, a
/// position a varint, a time eight bytes of a double; messages are in the binary form of codec.hpp.
/// The frames are written out where they are read, below.

#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cqrs/engine.hpp"
#include "cqrs/json.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"

namespace {

using cqrs::Bytes;
using cqrs::Engine;
using cqrs::Error;
using cqrs::Position;
using cqrs::Reader;

enum Status : int { ok = 0, ok_duplicate = 1, failed = 2 };

cqrs::Buffer input;
cqrs::Buffer output;

int fail(const Error& error) {
    output.clear();
    // A Failure takes any text, so nothing can be wrong with it.
    static_cast<void>(cqrs::encode(cqrs::Failure::of(error), output));
    return failed;
}

Error malformed(std::string_view what) {
    Error error;
    error.message = "a malformed frame: " + std::string(what);
    return error;
}

Reader frame(std::uint32_t at, std::uint32_t size) {
    const bool inside = at <= input.size() && size <= input.size() - at;
    return Reader(inside ? input.bytes(at, at + size) : Bytes{});
}

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
std::optional<cqrs::Time> read_time(Reader& from) {
    const double time = std::trunc(from.f64());
    const auto most = static_cast<double>(cqrs::safe_integer_max);
    return time >= -most && time <= most ? std::optional(static_cast<cqrs::Time>(time))
                                         : std::nullopt;
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

int give(const cqrs::Result<cqrs::Receipt>& result) {
    if (!result) {
        return fail(result.error());
    }
    output.clear();
    output.put_f64(static_cast<double>(result->position));
    output.put_f64(static_cast<double>(result->version));
    output.put_u32(result->events);
    return result->duplicate ? ok_duplicate : ok;
}

cqrs::Payload read_payload(Reader& from, bool json) {
    return {json ? cqrs::Form::json : cqrs::Form::described, from.rest()};
}

/// Writes an answer behind the two numbers that are filled in afterwards.
class OutputTaker final : public cqrs::AnswerTaker {
public:
    void take(const cqrs::AnswerView& answer) override {
        output.put_byte(answer.value == nullptr ? 0 : 1);
        if (answer.value != nullptr) {
            fault = cqrs::encode(*answer.shape, answer.value, output);
        }
    }
    std::optional<cqrs::Fault> fault;
};

void put_record(const Engine& engine, const cqrs::Record& record) {
    const cqrs::EventLog& log = engine.log();
    const cqrs::EventType& type = log.types()[record.type];
    cqrs::Buffer spill;
    output.put_f64(static_cast<double>(record.position));
    output.put_text(type.name);
    output.put_byte(type.form == cqrs::Form::described ? 0 : 1);
    if (type.form == cqrs::Form::described) {
        output.put_varint(engine.catalogue().find_event(type.name).value_or(0));
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
    output.put_text(cqrs::as_text(record.payload));
}

Engine& engine_at(std::uintptr_t handle) { return *reinterpret_cast<Engine*>(handle); }

}  // namespace

extern "C" {

/// Makes the input buffer at least that large, keeping what is in it; 0 = there is no memory.
EMSCRIPTEN_KEEPALIVE std::uintptr_t cqrs_scratch(std::uint32_t bytes) {
    return input.size() >= bytes || input.resize(bytes)
               ? reinterpret_cast<std::uintptr_t>(input.data())
               : 0;
}

EMSCRIPTEN_KEEPALIVE std::uintptr_t cqrs_output() {
    return reinterpret_cast<std::uintptr_t>(output.data());
}

EMSCRIPTEN_KEEPALIVE std::uint32_t cqrs_output_size() {
    return static_cast<std::uint32_t>(output.size());
}

/// Frame: u8 flags [1 id, 2 seen, 4 expected version, 8 correlation id, 16 causation id, 32
/// metadata, 64 the data is JSON, 128 retries], varint command, time, those flagged, the command's
/// data. Output: f64 position, f64 version, u32 events.
EMSCRIPTEN_KEEPALIVE int cqrs_dispatch(std::uintptr_t handle, std::uint32_t at,
                                       std::uint32_t size) {
    Reader from = frame(at, size);
    Flagged flags(from);
    const std::uint64_t command = from.varint();
    const auto time = read_time(from);
    cqrs::DispatchOptions options;
    options.id = flags.text_if(1);
    options.seen = flags.number_if(2);
    options.expected_version = flags.number_if(4);
    options.correlation_id = flags.text_if(8);
    options.causation_id = flags.text_if(16);
    options.metadata = flags.text_if(32);
    options.retries = flags.number_if(128).value_or(0);
    Engine& engine = engine_at(handle);
    if (!from.ok() || command >= engine.catalogue().commands().size()) {
        return fail(malformed("dispatch"));
    }
    if (!time) {
        return fail(bad_time());
    }
    options.time = *time;
    return give(engine.dispatch(static_cast<std::size_t>(command),
                                read_payload(from, flags.has(64)), options));
}

/// Frame: u8 flags [1 at least, 64 the parameters are JSON], varint query, [position], parameters.
/// Output: f64 as of, f64 head, u8 whether there is an answer, the answer.
EMSCRIPTEN_KEEPALIVE int cqrs_query(std::uintptr_t handle, std::uint32_t at, std::uint32_t size) {
    Reader from = frame(at, size);
    Flagged flags(from);
    const std::uint64_t query = from.varint();
    cqrs::QueryOptions options;
    options.at_least = flags.number_if(1);
    Engine& engine = engine_at(handle);
    if (!from.ok() || query >= engine.catalogue().queries().size()) {
        return fail(malformed("query"));
    }
    output.clear();
    output.put_f64(0);
    output.put_f64(0);
    OutputTaker taker;
    const auto asked = engine.query(static_cast<std::size_t>(query),
                                    read_payload(from, flags.has(64)), options, taker);
    if (!asked) {
        return fail(asked.error());
    }
    if (taker.fault || output.failed()) {
        Error error = cqrs::invalid(taker.fault.value_or(cqrs::Fault{{}, "memory", "none"}));
        error.code = cqrs::Code::domain_failed;
        return fail(error);
    }
    cqrs::Buffer freshness;
    freshness.put_f64(static_cast<double>(asked->as_of));
    freshness.put_f64(static_cast<double>(asked->head));
    std::memcpy(output.data(), freshness.data(), freshness.size());
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
    return give(engine_at(handle).append(events, condition, *time));
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
    const Engine& engine = engine_at(handle);
    cqrs::LogReader reader(engine.log(), filter);
    cqrs::Buffer head;
    constexpr std::size_t head_size = 13;
    output.clear();
    output.resize(head_size);
    std::uint32_t count = 0;
    while (output.size() < bytes_max) {
        const auto record = reader.next();
        if (!record) {
            break;
        }
        put_record(engine, *record);
        ++count;
    }
    if (output.failed()) {
        return fail(cqrs::over_limit("memoryBytes", engine.limits().memory_bytes,
                                     "there is no memory for the answer"));
    }
    const Position next = reader.resume_at();
    head.put_u32(count);
    head.put_byte(next == 0 ? 0 : 1);
    head.put_f64(static_cast<double>(next));
    std::memcpy(output.data(), head.data(), head.size());
    return ok;
}

}  // extern "C"

namespace {

enum class DomainName : std::uint8_t { orders, bank };
constexpr auto words_of(DomainName /*tag*/) {
    return std::to_array<std::string_view>({orders::Orders::name, bank::Bank::name});
}

struct ChosenDomain {
    DomainName domain = DomainName::orders;

    static constexpr std::string_view name = "ChosenDomain";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("name", &ChosenDomain::domain));
    }
};

/// What an engine is made with. Limits that are not given keep their defaults.
struct Setup {
    std::string log_id;
    std::vector<ChosenDomain> domains;
    cqrs::Limits limits;

    static constexpr std::string_view name = "Setup";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("logId", &Setup::log_id, cqrs::text(1, 128)),
                            cqrs::field("domains", &Setup::domains, cqrs::list(0, 16)),
                            cqrs::field("limits", &Setup::limits));
    }
};

/// One engine as JavaScript holds it.
class BoundEngine {
public:
    /// `setup` is the JSON of a Setup; where it is not right, `failure()` says why.
    explicit BoundEngine(const std::string& setup) {
        Setup wanted;
        if (const auto fault =
                cqrs::decode_json(*cqrs::type_of<Setup>(), setup, &wanted, cqrs::Missing::kept)) {
            failure_ = cqrs::to_json(cqrs::Failure::of(cqrs::invalid(*fault)));
            return;
        }
        engine_ = std::make_unique<Engine>(cqrs::EngineOptions{wanted.log_id, wanted.limits});
        for (const ChosenDomain& chosen : wanted.domains) {
            switch (chosen.domain) {
                case DomainName::orders:
                    engine_->add<orders::Orders>();
                    break;
                case DomainName::bank:
                    engine_->add<bank::Bank>();
                    break;
            }
        }
    }

    /// The `engine` argument of the plain functions; 0 if there is none.
    [[nodiscard]] std::uint32_t handle() const {
        return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(engine_.get()));
    }
    [[nodiscard]] std::string failure() const { return failure_; }
    [[nodiscard]] std::string catalogue() const {
        return engine_->catalogue().to_json(engine_->limits());
    }
    [[nodiscard]] std::string stats_json() const {
        const cqrs::Stats stats = engine_->stats();
        std::string json = "{\"head\":" + std::to_string(stats.head);
        json += ",\"streams\":" + std::to_string(stats.streams);
        json += ",\"logBytes\":" + std::to_string(stats.log_bytes);
        json += ",\"memoryBytes\":" + std::to_string(stats.memory_bytes);
        return json + "}";
    }
    /// Output: varint number of the state in the catalogue, the state; nothing where there is none.
    [[nodiscard]] int state(const std::string& stream) {
        output.clear();
        if (const auto found = engine_->state(stream)) {
            const auto& domain = *engine_->catalogue().domains()[found->domain];
            output.put_varint(found->domain);
            // It was decoded from bytes that were as described.
            static_cast<void>(cqrs::encode(*domain.state, found->state, output));
        }
        return ok;
    }

private:
    std::unique_ptr<Engine> engine_;
    std::string failure_;
};

}  // namespace

EMSCRIPTEN_BINDINGS(cqrs) {
    emscripten::class_<BoundEngine>("Engine")
        .constructor<const std::string&>()
        .function("handle", &BoundEngine::handle)
        .function("failure", &BoundEngine::failure)
        .function("catalogue", &BoundEngine::catalogue)
        .function("statsJson", &BoundEngine::stats_json)
        .function("state", &BoundEngine::state);
}
