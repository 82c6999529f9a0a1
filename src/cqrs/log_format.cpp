#include "cqrs/log_format.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace cqrs {
namespace {

constexpr std::array<std::uint8_t, 8> magic{0x89, 'C', 'Q', 'R', 'S', '\r', '\n', 0x1a};

enum Kind : std::uint8_t { header = 'H', name = 'N', type = 'T', record = 'R' };

void put_frame(Kind kind, Bytes body, Buffer& into) {
    const std::size_t start = into.size();
    into.put_byte(kind);
    into.put_varint(body.size());
    into.put(body);
    into.put_u32(crc32c(into.bytes(start, into.size())));
}

/// Writes the log in order, each name and type before the first record that uses it.
class LogWriter {
public:
    LogWriter(const EventLog& log, Buffer& into) : log_(log), into_(into) {}

    void write() {
        into_.put(magic);
        body_.put_varint(log_format_version);
        body_.put_text(log_.log_id());
        body_.put_zigzag(log_.epoch());
        body_.put_varint(0);
        body_.put_varint(log_.ancestors().size());
        for (const Ancestor& ancestor : log_.ancestors()) {
            body_.put_text(ancestor.log_id);
            body_.put_varint(ancestor.last);
        }
        frame(header);
        for (Position position = 1; position <= log_.head(); ++position) {
            const Record event = log_.at(position, spill_);
            // Both are numbered in the order of first use.
            NameId newest = event.stream;
            event.each_tag([&](const TagLink& tag) { newest = std::max(newest, tag.name); });
            write_names(newest);
            write_types(event.type);
            put_frame(record, log_.stored(position, spill_), into_);
        }
    }

private:
    void write_names(NameId newest) {
        while (names_ < newest) {
            ++names_;
            body_.put_varint(names_);
            body_.put_text(log_.names().text(names_, name_spill_));
            frame(name);
        }
    }
    void write_types(std::uint32_t newest) {
        for (; types_ <= newest; ++types_) {
            const EventType& event_type = log_.types()[types_];
            body_.put_varint(types_);
            body_.put_text(event_type.name);
            body_.put_varint(1);
            body_.put_byte(static_cast<std::uint8_t>(event_type.form));
            body_.put_text(event_type.schema);
            frame(type);
        }
    }
    void frame(Kind kind) {
        put_frame(kind, body_.bytes(), into_);
        body_.clear();
    }

    const EventLog& log_;
    Buffer& into_;
    Buffer body_;
    Buffer spill_;
    Buffer name_spill_;
    NameId names_ = 0;
    std::uint32_t types_ = 0;
};

struct Frame {
    std::uint8_t kind = 0;
    Bytes body;
};

/// Reads frame by frame, and restores append by append.
class LogLoader {
public:
    LogLoader(Bytes saved, const Storage& storage) : saved_(saved), log_(storage, {}) {}

    [[nodiscard]] Result<LoadedLog> load(const Storage& storage, Damage damage) {
        if (saved_.size() < magic.size() ||
            !std::equal(magic.begin(), magic.end(), saved_.begin())) {
            return corrupt("it does not begin as a saved log does");
        }
        at_ = magic.size();
        if (auto wrong = load_header(storage)) {
            return corrupt(*wrong);
        }
        std::size_t good = at_;  // the end of the last whole append
        std::optional<std::string> wrong;
        while (!wrong && at_ < saved_.size()) {
            const std::size_t start = at_;
            wrong = load_frame();
            at_ = wrong ? start : at_;
            good = wrong || !pending_.empty() ? good : at_;
        }
        if (!wrong && !pending_.empty()) {
            wrong = "it ends in the middle of an append";
        }
        if (wrong && damage == Damage::refused) {
            return corrupt(*wrong);
        }
        log_.end_restoring();
        return LoadedLog{std::move(log_), saved_.size() - good};
    }

private:
    [[nodiscard]] Error corrupt(const std::string& what) const {
        Error error;
        error.code = Code::corrupt;
        error.message = "the saved log is damaged at byte " + std::to_string(at_) + ": " + what;
        error.path = "byte";
        error.actual = std::to_string(at_);
        return error;
    }

    [[nodiscard]] std::optional<Frame> next_frame() {
        constexpr std::size_t sum_size = 4;
        Reader from(saved_.subspan(at_));
        Frame frame;
        frame.kind = from.byte();
        frame.body = from.bytes(from.varint());
        const std::size_t summed = from.at();
        const std::uint32_t sum = from.u32();
        if (!from.ok() || sum != crc32c(saved_.subspan(at_, summed))) {
            return std::nullopt;
        }
        at_ += summed + sum_size;
        return frame;
    }

    [[nodiscard]] std::optional<std::string> load_header(const Storage& storage) {
        const auto frame = next_frame();
        if (!frame || frame->kind != header) {
            return "its header is missing or damaged";
        }
        Reader from(frame->body);
        if (const std::uint64_t version = from.varint(); version != log_format_version) {
            return "it is of format version " + std::to_string(version) + ", not " +
                   std::to_string(log_format_version);
        }
        log_ = EventLog(storage, std::string(from.text()));
        log_.restore_epoch(from.zigzag());
        if (from.varint() != 0) {
            return "it does not begin with the first event";
        }
        for (std::uint64_t count = from.varint(); count > 0 && from.ok(); --count) {
            std::string log_id(from.text());
            if (!log_.restore_ancestor({std::move(log_id), from.varint()})) {
                return "its ancestors are not in order";
            }
        }
        return from.ok() && from.at_end() ? std::nullopt
                                          : std::optional<std::string>("its header is no header");
    }

    [[nodiscard]] std::optional<std::string> load_frame() {
        const auto frame = next_frame();
        if (!frame) {
            return "a frame is cut short or damaged";
        }
        switch (frame->kind) {
            case name:
                return load_name(frame->body);
            case type:
                return load_type(frame->body);
            case record:
                return load_record(frame->body);
            default:
                return "a frame of an unknown kind";
        }
    }

    [[nodiscard]] std::optional<std::string> load_name(Bytes body) {
        Reader from(body);
        const std::uint64_t number = from.varint();
        const std::string_view text = from.text();
        if (!from.ok() || !from.at_end() || text.empty() || number != log_.names().size() + 1) {
            return "a name is not the next one";
        }
        return log_.restore_name(text) ? std::nullopt
                                       : std::optional<std::string>("a name comes twice");
    }

    [[nodiscard]] std::optional<std::string> load_type(Bytes body) {
        Reader from(body);
        const std::uint64_t number = from.varint();
        const std::string_view text = from.text();
        const std::uint64_t schema_version = from.varint();
        const std::uint8_t form = from.byte();
        const std::string_view schema = from.text();
        if (!from.ok() || !from.at_end() || number != log_.types().size() || schema_version != 1 ||
            form > static_cast<std::uint8_t>(Form::json) || log_.find_type(text)) {
            return "an event type is not the next one";
        }
        log_.add_type({std::string(text), static_cast<Form>(form), std::string(schema)});
        return std::nullopt;
    }

    /// Keeps the records of an append until its last one is there: all of them or none.
    [[nodiscard]] std::optional<std::string> load_record(Bytes body) {
        const auto event = EventLog::parse(body, log_.head() + 1, log_.epoch());
        if (!event) {
            return "a record is no record";
        }
        // Those before it in its append are not in the log yet.
        Record record = *event;
        record.position += pending_.size();
        const bool ends = log_.left_in_append(record) == 0;
        if (ends && pending_.empty()) {
            return log_.restore(body);
        }
        pending_.push_back(body);
        if (!ends) {
            return std::nullopt;
        }
        EventLog whole = log_;
        for (const Bytes stored : pending_) {
            if (auto wrong = whole.restore(stored)) {
                return wrong;
            }
        }
        log_ = std::move(whole);
        pending_.clear();
        return std::nullopt;
    }

    Bytes saved_;
    EventLog log_;
    std::size_t at_ = 0;
    std::vector<Bytes> pending_;
};

}  // namespace

void encode_log(const EventLog& log, Buffer& into) { LogWriter(log, into).write(); }

Result<LoadedLog> decode_log(Bytes saved, const Storage& storage, Damage damage) {
    return LogLoader(saved, storage).load(storage, damage);
}

}  // namespace cqrs
