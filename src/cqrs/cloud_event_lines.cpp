#include "cqrs/cloud_events.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "cqrs/batch.hpp"
#include "cqrs/cloud_event_attributes.hpp"
#include "cqrs/json.hpp"
#include "cqrs/rfc3339.hpp"
#include "cqrs/schema.hpp"

namespace cqrs::cloud {
namespace {

/// Two hexadecimal digits as a byte; nothing where they are none.
std::optional<std::uint8_t> hex_byte(std::string_view text) {
    std::uint8_t byte = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), byte, 16);
    return wrong == std::errc() && text.size() == 2 && end == text.data() + 2 ? std::optional(byte)
                                                                              : std::nullopt;
}

std::optional<std::string> unescaped(std::string_view uri) {
    std::string text;
    for (std::size_t i = 0; i < uri.size(); ++i) {
        if (uri[i] != '%') {
            text += uri[i];
            continue;
        }
        const auto byte = hex_byte(uri.substr(i + 1, 2));
        if (!byte) {
            return std::nullopt;
        }
        text += static_cast<char>(*byte);
        i += 2;
    }
    return text;
}

std::optional<Hash128> read_hex(std::string_view text) {
    Hash128 hash;
    constexpr std::size_t half = 16;
    for (std::size_t i = 0; i < 2 * half; i += 2) {
        const auto byte = text.size() == 2 * half ? hex_byte(text.substr(i, 2)) : std::nullopt;
        if (!byte) {
            return std::nullopt;
        }
        std::uint64_t& into = i < half ? hash.high : hash.low;
        into = into << 8U | *byte;
    }
    return hash;
}

/// The attributes of one line that are known.
class Line final : public MemberTaker {
public:
    void take(const JsonMember& member) override {
        const auto* const found = std::find(names.begin(), names.end(), member.name);
        if (found == names.end()) {
            return;
        }
        const auto which = static_cast<std::size_t>(found - names.begin());
        if (!json_[which].empty()) {
            twice_ = names[which];
        }
        json_[which] = member.json;
        if (member.text != nullptr && which != data) {
            text_[which].swap(*member.text);
        }
    }
    [[nodiscard]] std::string_view twice() const { return twice_; }
    [[nodiscard]] bool has(Attribute which) const { return !json_[which].empty(); }
    [[nodiscard]] std::string_view json(Attribute which) const { return json_[which]; }
    /// Empty where it is not there; an attribute that is has text, and none that is empty.
    [[nodiscard]] const std::string& text(Attribute which) const { return text_[which]; }
    [[nodiscard]] std::optional<std::int64_t> number(Attribute which) const {
        const std::string_view from = text(which).empty() ? json(which) : text(which);
        std::int64_t number = 0;
        const auto [end, wrong] = std::from_chars(from.data(), from.data() + from.size(), number);
        return wrong == std::errc() && end == from.data() + from.size() ? std::optional(number)
                                                                        : std::nullopt;
    }
    /// Whether each of these, if it is there, is a text with something in it.
    [[nodiscard]] std::optional<Attribute> no_text(std::span<const Attribute> all) const {
        for (const Attribute which : all) {
            if (has(which) && text(which).empty()) {
                return which;
            }
        }
        return std::nullopt;
    }

private:
    std::array<std::string_view, names.size()> json_;
    std::array<std::string, names.size()> text_;
    std::string_view twice_;
};

struct Texts final : MemberTaker {
    void take(const JsonMember& member) override {
        all.emplace_back(member.text == nullptr ? std::string() : std::move(*member.text));
    }
    std::vector<std::string> all;
};

Rare<Error> wrong(Attribute which, std::string_view expected) {
    return corrupt({names[which], " must be ", expected});
}

class LineParser final : public LogParser {
public:
    explicit LineParser(std::string log_id) : foreign_id_(std::move(log_id)) {}

    Rare<Error> next(Bytes rest, bool last, LogIntake& into, std::size_t& used) override {
        constexpr std::size_t bytes_per_byte = 8;
        const auto end = std::find(rest.begin(), rest.end(), '\n');
        if (end == rest.end() && !last) {
            return std::nullopt;
        }
        const auto length = static_cast<std::size_t>(end - rest.begin());
        used = length + (end == rest.end() ? 0 : 1);
        std::string_view line = as_text(rest.first(length));
        if (first_line_ && line.starts_with("\xef\xbb\xbf")) {
            line.remove_prefix(3);
        }
        first_line_ = false;
        while (!line.empty() && is_space(line.back())) {
            line.remove_suffix(1);
        }
        while (!line.empty() && is_space(line.front())) {
            line.remove_prefix(1);
        }
        if (line.empty()) {
            return std::nullopt;
        }
        if (!has_memory(bytes_per_byte * line.size())) {
            return into.no_memory();
        }
        return take(line, into);
    }

private:
    static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

    [[nodiscard]] Rare<Error> take(std::string_view json, LogIntake& into) {
        Line line;
        if (const auto fault = read_members(json, line)) {
            return corrupt(invalid(*fault).message);
        }
        constexpr auto texts = std::to_array<Attribute>(
            {specversion, id, source, type, subject, time, tags, command_id, command_hash,
             correlation_id, causation_id, metadata, schema, ancestors});
        if (json.front() != '{' || line.text(specversion) != "1.0") {
            return corrupt("it is no CloudEvents 1.0 object: specversion must be \"1.0\"");
        }
        if (!line.twice().empty()) {
            return corrupt({line.twice(), " comes twice"});
        }
        const bool ours = line.text(source).starts_with(urn);
        if (const auto no_text = line.no_text(std::span(texts).first(ours ? texts.size() : 6))) {
            return wrong(*no_text, "text that is not empty");
        }
        for (const Attribute needed : {id, source, type}) {
            if (!line.has(needed)) {
                return wrong(needed, "there");
            }
        }
        if (line.has(data_base64)) {
            return wrong(data_base64, "absent: data is JSON here");
        }
        if (auto error = begin(line, ours, into)) {
            return error;
        }
        return ours ? take_own(line, into) : take_foreign(line, into);
    }

    /// The first event says whose log it is; later ones must agree.
    [[nodiscard]] Rare<Error> begin(const Line& line, bool ours, LogIntake& into) {
        const std::string& from = line.text(source);
        if (into.log().head() > 0) {
            const bool agrees = ours == own_ && (!ours || from == source_);
            return agrees ? std::nullopt : wrong(source, "the same as in the line before");
        }
        own_ = ours;
        source_ = from;
        const auto log_id = unescaped(std::string_view(from).substr(ours ? urn.size() : 0));
        if (ours && !log_id) {
            return wrong(source, "a URI");
        }
        if (auto error = into.begin(ours ? *log_id : foreign_id_)) {
            return error;
        }
        Ancestors all;
        if (ours && line.has(ancestors)) {
            if (const auto fault = decode_json(line.text(ancestors), all)) {
                return corrupt({"ancestors: ", invalid(*fault).message});
            }
        }
        for (const AncestorRow& row : all.rows) {
            if (auto error = into.add_ancestor(row.log_id, static_cast<Position>(row.last))) {
                return error;
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] Rare<Error> read_time(const Line& line, bool ours) {
        if (line.has(time)) {
            const auto ms = read_rfc3339(line.text(time));
            time_ = ms.value_or(time_);
            return ms ? std::nullopt : wrong(time, "a time as RFC 3339 has it");
        }
        if (ours && line.has(time_ms)) {
            time_ = line.number(time_ms).value_or(INT64_MAX);
        }
        return std::nullopt;
    }

    [[nodiscard]] Rare<Error> take_foreign(const Line& line, LogIntake& into) {
        if (auto error = read_time(line, false)) {
            return error;
        }
        return add(line, {}, 0, 0, into);
    }

    [[nodiscard]] Rare<Error> take_own(const Line& line, LogIntake& into) {
        const Position head = into.log().head();
        const auto counted = [&](Attribute which) { return line.number(which).value_or(-1); };
        if (counted(position) != static_cast<std::int64_t>(head + 1)) {
            return wrong(position, std::to_string(head + 1) +
                                       ", after the event before it; a part stands behind what was "
                                       "saved up to it");
        }
        const auto version = static_cast<std::int64_t>(into.log().version(line.text(subject)) + 1);
        if (line.has(subject) && counted(stream_version) != version) {
            return wrong(stream_version, std::to_string(version));
        }
        if (auto error = read_time(line, true)) {
            return error;
        }
        Texts all;
        if (line.has(tags) && (line.text(tags).front() != '[' ||
                               read_members(line.text(tags), all) || all.all.empty())) {
            return wrong(tags, "a JSON array of texts, as text");
        }
        const bool several = line.has(append_index) || line.has(append_left);
        const std::int64_t index = several ? counted(append_index) : 0;
        const std::int64_t left = several ? counted(append_left) : 0;
        if (index < 0 || left < 0 || index + left > UINT32_MAX) {
            return wrong(append_index, "a number, as appendleft");
        }
        return add(line, all.all, static_cast<std::uint32_t>(index),
                   static_cast<std::uint32_t>(left), into);
    }

    [[nodiscard]] Rare<Error> add(const Line& line, const std::vector<std::string>& tagged,
                                  std::uint32_t index, std::uint32_t left, LogIntake& into) {
        NewEvent event;
        Origin origin;
        if (auto error = find_type(line, into, event.type)) {
            return error;
        }
        const std::vector<std::string_view> views(tagged.begin(), tagged.end());
        event.tags = views;
        event.stream = line.text(subject);
        event.event_id = line.text(id);
        event.causation_id = line.text(causation_id);
        origin.correlation_id = line.text(correlation_id);
        origin.time = time_;
        if (own_) {
            event.metadata = line.text(metadata);
            origin.command_id = line.text(command_id);
        }
        if (own_ && line.has(command_id) && index == 0) {
            const auto hash = read_hex(line.text(command_hash));
            if (!hash) {
                return wrong(command_hash, "32 hexadecimal digits");
            }
            origin.command_hash = *hash;
        }
        payload_.clear();
        if (const Type* described = into.described(event.type)) {
            auto fault = decode_json(*described, line.json(data), value_.make(*described));
            fault = fault ? std::move(fault) : encode(*described, value_.get(), payload_);
            if (fault) {
                return corrupt({"data: ", invalid(*fault).message});
            }
        } else {
            payload_.put(as_bytes(line.has(data) ? line.json(data) : "null"));
        }
        event.payload = payload_.bytes();
        return payload_.failed() ? into.no_memory() : into.add(event, origin, index, left);
    }

    [[nodiscard]] Rare<Error> find_type(const Line& line, LogIntake& into, std::uint32_t& number) {
        const std::string& called = line.text(type);
        const bool described = own_ && line.has(schema_version);
        const std::int64_t version = described ? line.number(schema_version).value_or(0) : 1;
        if (version < 1 || version > UINT32_MAX) {
            return wrong(schema_version, "a number from 1");
        }
        const auto short_version = static_cast<std::uint32_t>(version);
        const Form form = described ? Form::described : Form::json;
        if (described && !line.has(schema)) {
            const auto known = latest_.find(into.log(), called, short_version);
            number = known.value_or(0);
            return known ? std::nullopt : wrong(schema, "there where the type is first used");
        }
        const std::string_view shape = described ? std::string_view(line.text(schema)) : "";
        auto known = into.log().find_type(called, form, shape, short_version);
        if (!known) {
            if (auto error = into.add_type(called, form, shape, short_version)) {
                return error;
            }
            known = static_cast<std::uint32_t>(into.log().types().size() - 1);
        }
        number = *known;
        if (described) {
            latest_.set(into.log(), number);
        }
        return std::nullopt;
    }

    std::string foreign_id_;
    std::string source_;
    bool own_ = false;
    bool first_line_ = true;
    Time time_ = 0;
    Latest latest_;
    Buffer payload_;
    Value value_;
};

}  // namespace
}  // namespace cqrs::cloud

namespace cqrs {

std::unique_ptr<LogParser> parse_cloud_events(std::string log_id) {
    return std::make_unique<cloud::LineParser>(std::move(log_id));
}

}  // namespace cqrs
