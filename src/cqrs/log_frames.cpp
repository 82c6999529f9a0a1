#include "cqrs/log_frames.hpp"

#include <algorithm>
#include <utility>

#include "cqrs/hash.hpp"

namespace cqrs {
namespace {

enum Kind : std::uint8_t { header = 'H', name = 'N', type = 'T', record = 'R' };

constexpr std::size_t sum_size = 4;
// A frame holds one event at the most: its data, its metadata, and what is small beside those.
constexpr std::uint64_t frame_bytes_max = (std::uint64_t{2} << 24) + (std::uint64_t{1} << 20);

void put_frame(Kind kind, Bytes body, Buffer& into) {
    const std::size_t start = into.size();
    into.put_byte(kind);
    into.put_varint(body.size());
    into.put(body);
    into.put_u32(crc32c(into.bytes(start, into.size())));
}

class FrameWriter final : public LogWriter {
public:
    FrameWriter(const EventLog& log, Position after) : log_(log), after_(after) {
        // The names and types that the part takes for granted.
        for (Position position = 1; position <= after; ++position) {
            note(log.at(position, spill_));
        }
        names_ = newest_name_;
        types_ = newest_type_;
        position_ = after;
    }

    bool write(Buffer& into) override {
        if (!begun_) {
            begun_ = true;
            write_header(into);
            return true;
        }
        if (position_ == log_.head()) {
            return false;
        }
        const Record event = log_.at(++position_, spill_);
        note(event);
        write_names(into);
        write_types(into);
        put_frame(record, log_.stored(position_, spill_), into);
        return true;
    }

private:
    /// Both are numbered in the order of first use.
    void note(const Record& event) {
        newest_name_ = std::max(newest_name_, event.stream);
        event.each_tag(
            [&](const TagLink& tag) { newest_name_ = std::max(newest_name_, tag.name); });
        newest_type_ = std::max(newest_type_, event.type + 1);
    }
    void write_header(Buffer& into) {
        into.put(frames_magic);
        body_.put_varint(log_format_version);
        body_.put_text(log_.log_id());
        body_.put_zigzag(log_.epoch());
        body_.put_varint(after_);
        body_.put_varint(log_.ancestors().size());
        for (const Ancestor& ancestor : log_.ancestors()) {
            body_.put_text(ancestor.log_id);
            body_.put_varint(ancestor.last);
        }
        frame(header, into);
    }
    void write_names(Buffer& into) {
        while (names_ < newest_name_) {
            ++names_;
            body_.put_varint(names_);
            body_.put_text(log_.names().text(names_, name_spill_));
            frame(name, into);
        }
    }
    void write_types(Buffer& into) {
        for (; types_ < newest_type_; ++types_) {
            const EventType& event_type = log_.types()[types_];
            body_.put_varint(types_);
            body_.put_text(event_type.name);
            body_.put_varint(event_type.version);
            body_.put_byte(static_cast<std::uint8_t>(event_type.form));
            body_.put_text(event_type.schema);
            frame(type, into);
        }
    }
    void frame(Kind kind, Buffer& into) {
        put_frame(kind, body_.bytes(), into);
        body_.clear();
    }

    const EventLog& log_;
    Position after_;
    Position position_ = 0;
    bool begun_ = false;
    NameId newest_name_ = 0;
    NameId names_ = 0;
    std::uint32_t newest_type_ = 0;  // and one more, as types are numbered from 0
    std::uint32_t types_ = 0;
    Buffer body_;
    Buffer spill_;
    Buffer name_spill_;
};

class FrameParser final : public LogParser {
public:
    Rare<Error> next(Bytes rest, bool last, LogIntake& into, std::size_t& used) override {
        const bool at_header = rest[0] == frames_magic[0];
        const std::size_t start = at_header ? frames_magic.size() : 0;
        if (at_header) {
            const std::size_t there = std::min(rest.size(), start);
            if (!std::equal(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(there),
                            frames_magic.begin())) {
                return corrupt("it does not begin as a saved log does");
            }
        }
        if (rest.size() <= start) {
            return unless(last);
        }
        Reader from(rest.subspan(start));
        const std::uint8_t kind = from.byte();
        const std::uint64_t size = from.varint();
        if (from.ok() && size > frame_bytes_max) {
            return corrupt("a frame is longer than any can be");
        }
        const Bytes body = from.bytes(size);
        const std::size_t summed = start + from.at();
        const std::uint32_t sum = from.u32();
        if (!from.ok()) {
            // A length is at most ten bytes long; what still has none by then is none.
            return unless(last || (rest.size() > start + 11 && !has_length(rest.subspan(start))));
        }
        if (sum != crc32c(rest.subspan(start, summed - start))) {
            return corrupt("a frame is damaged");
        }
        used = summed + sum_size;
        if (at_header != (kind == header) || (at_header && !into.is_whole())) {
            return corrupt("a frame is out of its place");
        }
        return take(kind, body, into);
    }

private:
    [[nodiscard]] static Rare<Error> unless(bool last) {
        return last ? corrupt("a frame is cut short or damaged") : std::nullopt;
    }
    [[nodiscard]] static bool has_length(Bytes frame) {
        Reader from(frame);
        from.byte();
        from.varint();
        return from.ok();
    }

    [[nodiscard]] static Rare<Error> take(std::uint8_t kind, Bytes body, LogIntake& into) {
        switch (kind) {
            case header:
                return take_header(body, into);
            case name:
                return take_name(body, into);
            case type:
                return take_type(body, into);
            case record:
                return into.add(body);
            default:
                return corrupt("a frame is of an unknown kind");
        }
    }

    [[nodiscard]] static Rare<Error> take_header(Bytes body, LogIntake& into) {
        Reader from(body);
        if (const std::uint64_t version = from.varint(); version != log_format_version) {
            return corrupt({"it is of format version ", std::to_string(version), ", not ",
                            std::to_string(log_format_version)});
        }
        const std::string_view log_id = from.text();
        const Time epoch = from.zigzag();
        const std::uint64_t after = from.varint();
        if (!from.ok() || epoch < -safe_integer_max || epoch > safe_integer_max) {
            return corrupt("its header is no header");
        }
        if (const Position head = into.log().head(); after != head) {
            return corrupt({"here begins a part that goes on after position ",
                            std::to_string(after),
                            ", which must stand behind what was saved up to "
                            "there; what stands before it ends at position ",
                            std::to_string(head)});
        }
        if (after > 0) {
            return log_id == into.log().log_id() && epoch == into.log().epoch()
                       ? std::nullopt
                       : corrupt("here begins a part of another log");
        }
        if (auto error = into.begin(log_id)) {
            return error;
        }
        into.log().restore_epoch(epoch);
        for (std::uint64_t count = from.varint(); count > 0 && from.ok(); --count) {
            const std::string_view ancestor = from.text();
            if (auto error = into.add_ancestor(ancestor, from.varint())) {
                return error;
            }
        }
        return from.ok() && from.at_end() ? std::nullopt : corrupt("its header is no header");
    }

    [[nodiscard]] static Rare<Error> take_name(Bytes body, LogIntake& into) {
        Reader from(body);
        const std::uint64_t number = from.varint();
        const std::string_view text = from.text();
        return from.ok() && from.at_end() && number == into.log().names().size() + 1
                   ? into.add_name(text)
                   : corrupt("a name is not the next one");
    }

    [[nodiscard]] static Rare<Error> take_type(Bytes body, LogIntake& into) {
        Reader from(body);
        const std::uint64_t number = from.varint();
        EventType added;
        const std::string_view text = from.text();
        const std::uint64_t version = from.varint();
        const std::uint8_t form = from.byte();
        const std::string_view schema = from.text();
        if (!from.ok() || !from.at_end() || number != into.log().types().size() ||
            version > UINT32_MAX || form > static_cast<std::uint8_t>(Form::json)) {
            return corrupt("an event type is not the next one");
        }
        return into.add_type(text, static_cast<Form>(form), schema,
                             static_cast<std::uint32_t>(version));
    }
};

}  // namespace

std::unique_ptr<LogWriter> write_frames(const EventLog& log, Position after) {
    return std::make_unique<FrameWriter>(log, after);
}

std::unique_ptr<LogParser> parse_frames() { return std::make_unique<FrameParser>(); }

}  // namespace cqrs
