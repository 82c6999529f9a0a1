#include "cqrs/cloud_events.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "cqrs/cloud_event_attributes.hpp"
#include "cqrs/json.hpp"
#include "cqrs/rfc3339.hpp"
#include "cqrs/schema.hpp"

namespace cqrs::cloud {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

/// As a URI has it.
std::string escaped(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            escaped += c;
        } else {
            escaped += '%';
            escaped += digits[byte >> 4U];
            escaped += digits[byte & 0xfU];
        }
    }
    return escaped;
}

std::string hex(const Hash128& hash) {
    std::string text;
    for (const std::uint64_t half : {hash.high, hash.low}) {
        for (unsigned shift = 64; shift > 0; shift -= 4) {
            text += digits[half >> (shift - 4) & 0xfU];
        }
    }
    return text;
}

class LineWriter final : public LogWriter {
public:
    LineWriter(const EventLog& log, Position after)
        : log_(log), position_(after), source_(std::string(urn) + escaped(log.log_id())) {
        for (Position before = 1; before <= after; ++before) {
            is_new(log.at(before, spill_).type);
        }
    }

    bool write(Buffer& into) override {
        if (position_ == log_.head()) {
            return false;
        }
        const Record event = log_.at(++position_, spill_);
        constexpr std::size_t small = 1'024;
        constexpr std::size_t bytes_per_byte = 64;
        const std::size_t large = std::max(event.payload.size(), event.metadata.size());
        if (large > small && !has_memory(bytes_per_byte * large)) {
            // More than there is: the buffer says that it failed.
            into.reserve(SIZE_MAX / 2);
            return false;
        }
        line_ = R"({"specversion":"1.0")";
        put(id, log_.event_id(event));
        put(source, source_);
        const EventType& event_type = log_.types()[event.type];
        put(type, event_type.name);
        if (event.stream != 0) {
            put(subject, log_.names().text(event.stream, name_));
        }
        const auto date = rfc3339(event.time);
        date ? put(time, *date) : put(time_ms, std::to_string(event.time));
        line_ += R"(,"datacontenttype":"application/json")";
        put(position, event.position);
        if (event.stream != 0) {
            put(stream_version, event.version);
        }
        put_tags(event);
        put_ids(event);
        if (event.index_in_append + event.left_in_append > 0) {
            put(append_index, event.index_in_append);
            put(append_left, event.left_in_append);
        }
        put_data(event, event_type);
        line_ += "}\n";
        into.put(as_bytes(line_));
        return true;
    }

private:
    void key(Attribute which) { ((line_ += ",\"") += names[which]) += "\":"; }
    void put(Attribute which, std::string_view text) {
        key(which);
        encode_json(text, line_);
    }
    /// As a number where it is an Integer of CloudEvents, which has 32 bits; else as text.
    void put(Attribute which, std::uint64_t number) {
        key(which);
        const bool fits = number <= static_cast<std::uint64_t>(INT32_MAX);
        line_ += (fits ? "" : "\"") + std::to_string(number) + (fits ? "" : "\"");
    }
    void put_tags(const Record& event) {
        std::string all;
        const auto add = [&](NameId name) {
            all += all.empty() ? '[' : ',';
            encode_json(log_.names().text(name, name_), all);
        };
        if (event.tagged_as_stream) {
            add(event.stream);
        }
        event.each_tag([&](const TagLink& tag) { add(tag.name); });
        if (!all.empty()) {
            put(tags, all + "]");
        }
    }
    void put_ids(const Record& event) {
        if (!event.command_id.empty()) {
            put(command_id, id_text(event.command_id));
            if (event.index_in_append == 0) {
                put(command_hash, hex(event.command_hash));
            }
        }
        if (!event.correlation_id.empty()) {
            put(correlation_id, id_text(event.correlation_id));
        }
        if (!event.causation_id.empty()) {
            put(causation_id, id_text(event.causation_id));
        }
        if (!event.metadata.empty()) {
            put(metadata, event.metadata);
        }
        if (event.position == 1 && !log_.ancestors().empty()) {
            Ancestors all;
            for (const Ancestor& ancestor : log_.ancestors()) {
                all.rows.push_back({ancestor.log_id, static_cast<std::int64_t>(ancestor.last)});
            }
            put(ancestors, to_json(all));
        }
    }
    void put_data(const Record& event, const EventType& event_type) {
        if (event_type.form == Form::json) {
            key(data);
            line_ += as_text(event.payload);
            return;
        }
        put(schema_version, event_type.version);
        if (is_new(event.type)) {
            put(schema, event_type.schema);
        }
        key(data);
        const Type& described = described_[event.type]->type();
        // What is in the log was encoded from an event as described.
        static_cast<void>(decode(described, event.payload, value_.make(described)));
        encode_json(described, value_.get(), line_);
    }
    /// Whether the event's description is not the one that a reader goes by.
    bool is_new(std::uint32_t number) {
        const EventType& event_type = log_.types()[number];
        if (event_type.form == Form::json) {
            return false;
        }
        described_.resize(log_.types().size());
        if (described_[number] == nullptr) {
            described_[number] = SchemaType::read(event_type.schema);
        }
        const bool fresh = !latest_.is(number);
        if (fresh) {
            latest_.set(log_, number);
        }
        return fresh;
    }

    const EventLog& log_;
    Position position_;
    std::string source_;
    std::string line_;
    Buffer spill_;
    Buffer name_;
    std::vector<std::unique_ptr<const SchemaType>> described_;
    Latest latest_;
    Value value_;
};

}  // namespace
}  // namespace cqrs::cloud

namespace cqrs {

std::unique_ptr<LogWriter> write_cloud_events(const EventLog& log, Position after) {
    return std::make_unique<cloud::LineWriter>(log, after);
}

}  // namespace cqrs
