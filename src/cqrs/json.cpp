#include "cqrs/json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "cqrs/utf8.hpp"

namespace cqrs {
namespace {

using Parser = nlohmann::json;

/// The integer that a JSON number is, if it is a safe one. Told from its digits: the double nearest
/// to a number may be an integer where the number is none.
std::optional<std::int64_t> integer_of(std::string_view number) {
    constexpr std::int64_t exponent_max = 1'000'000'000'000;  // no text has so many digits
    const bool negative = number.starts_with('-');
    const std::size_t mark = std::min(number.find_first_of("eE"), number.size());
    std::string digits;
    std::int64_t exponent = 0;
    bool exponent_negative = false;
    for (const char c : number.substr(std::min(mark + 1, number.size()))) {
        exponent_negative = exponent_negative || c == '-';
        if (c >= '0' && c <= '9') {
            exponent = std::min(exponent * 10 + (c - '0'), exponent_max);
        }
    }
    exponent = exponent_negative ? -exponent : exponent;
    bool behind_point = false;
    for (const char c : number.substr(negative ? 1 : 0, mark - (negative ? 1 : 0))) {
        if (c == '.') {
            behind_point = true;
        } else if (c != '0' || !digits.empty()) {
            digits += c;
        }
        exponent -= behind_point && c != '.' ? 1 : 0;
    }
    for (; digits.ends_with('0'); ++exponent) {
        digits.pop_back();
    }
    if (digits.empty()) {
        return 0;
    }
    constexpr std::int64_t digits_max = 16;
    if (exponent < 0 || static_cast<std::int64_t>(digits.size()) + exponent > digits_max) {
        return std::nullopt;
    }
    digits.append(static_cast<std::size_t>(exponent), '0');
    std::int64_t value = 0;
    for (const char digit : digits) {
        value = value * 10 + (digit - '0');
    }
    return value <= safe_integer_max ? std::optional(negative ? -value : value) : std::nullopt;
}

/// One object or list that has been opened and not yet closed.
struct Open {
    const Type* type = nullptr;    // of the object, or of the items of the list
    const Shape* list = nullptr;   // null for an object
    void* at = nullptr;            // the object, or the vector
    std::uint64_t seen = 0;        // of an object: a bit for each field
    const Field* field = nullptr;  // of an object: the one whose value comes next
    std::size_t count = 0;         // of a list: the items so far
};

/// Fills a described object from the events of the parser; returning false ends the parse.
class Filler : public nlohmann::json_sax<Parser> {
public:
    Filler(const Type& type, void* object, Missing missing)
        : root_(type), object_(object), missing_(missing) {}

    [[nodiscard]] Rare<Fault> fault() && { return std::move(fault_); }

    bool null() override { return differs("null"); }
    bool boolean(bool value) override {
        const Shape* shape = expected();
        if (shape == nullptr || shape->kind != Kind::boolean) {
            return differs(value ? "true" : "false");
        }
        *static_cast<bool*>(place()) = value;
        return true;
    }
    bool number_integer(number_integer_t value) override {
        return integer(value, std::to_string(value));
    }
    bool number_unsigned(number_unsigned_t value) override {
        if (value > static_cast<number_unsigned_t>(safe_integer_max)) {
            return differs(std::to_string(value));
        }
        return integer(static_cast<std::int64_t>(value), std::to_string(value));
    }
    bool number_float(number_float_t /*value*/, const string_t& number) override {
        // 5.0 and 1e2 are integers too, as JSON Schema sees it.
        const auto value = integer_of(number);
        return value ? integer(*value, number) : differs(shortened(number));
    }
    bool string(string_t& value) override {
        const Shape* shape = expected();
        if (shape != nullptr && shape->kind == Kind::enumeration) {
            return word(*shape, value);
        }
        if (shape == nullptr || shape->kind != Kind::text) {
            return differs("the text " + quoted_short(value));
        }
        const auto length = static_cast<std::int64_t>(code_points(value).value_or(0));
        if (length < shape->min || length > shape->max) {
            return differs(length == 0 ? "an empty text"
                                       : quoted_short(value) + " of " + std::to_string(length));
        }
        static_cast<std::string*>(place())->swap(value);
        return true;
    }
    bool binary(binary_t& /*value*/) override { return differs("binary"); }

    bool start_object(std::size_t /*count*/) override {
        if (open_.empty()) {
            return open(Open{&root_, nullptr, object_});
        }
        if (open_.back().list != nullptr) {
            return add_item();
        }
        const Shape* shape = expected();
        if (shape == nullptr || shape->kind != Kind::object) {
            return differs("an object");
        }
        return open(Open{shape->type(), nullptr, place()});
    }
    bool key(string_t& name) override {
        Open& object = open_.back();
        object.field = nullptr;
        std::vector<std::string_view> names;
        for (const Field& field : object.type->fields) {
            if (field.name == name) {
                object.field = &field;
                return first_time(object, field);
            }
            names.push_back(field.name);
        }
        const std::string_view meant = closest_name(name, names);
        return refuse(step(path(), shortened(name)),
                      "no such field" + (meant.empty() ? std::string()
                                                       : " (is " + std::string(meant) + " meant?)"),
                      "a value");
    }
    bool end_object() override {
        const Open& object = open_.back();
        for (std::size_t i = 0; missing_ == Missing::refused && i < object.type->fields.size();
             ++i) {
            const Field& field = object.type->fields[i];
            if (field.optional == nullptr && (object.seen >> i & 1U) == 0) {
                open_.back().field = nullptr;
                return refuse(step(path(), field.name), expectation(field.shape), "nothing");
            }
        }
        return close();
    }
    bool start_array(std::size_t /*count*/) override {
        const Shape* shape = open_.empty() ? nullptr : expected();
        if (shape == nullptr || shape->kind != Kind::list) {
            return differs("a list");
        }
        return open(Open{shape->type(), shape, place()});
    }
    bool end_array() override {
        const Open& list = open_.back();
        const auto count = static_cast<std::int64_t>(list.count);
        if (count < list.list->min) {
            const std::string expected = expectation(*list.list);
            open_.pop_back();
            return refuse(path(), expected, std::to_string(count) + " items");
        }
        return close();
    }
    bool parse_error(std::size_t position, const std::string& last_token,
                     const nlohmann::detail::exception& error) override {
        if (!fault_) {
            // 406: a number that no double holds, such as 1e400.
            if (error.id == 406) {
                return differs(shortened(last_token));
            }
            refuse(path(), "JSON", "a fault at byte " + std::to_string(position));
        }
        return false;
    }

private:
    /// What the next value should be; null where nothing simple fits.
    [[nodiscard]] const Shape* expected() const {
        if (open_.empty() || open_.back().list != nullptr || open_.back().field == nullptr) {
            return nullptr;
        }
        return &open_.back().field->shape;
    }
    [[nodiscard]] void* place() const {
        const Field& field = *open_.back().field;
        void* at = field.in(open_.back().at);
        return field.optional == nullptr ? at : field.optional->emplace(at);
    }
    bool open(const Open& next) {
        open_.push_back(next);
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }
    bool add_item() {
        Open& list = open_.back();
        if (static_cast<std::int64_t>(list.count) >= list.list->max) {
            const std::string expected = expectation(*list.list);
            open_.pop_back();
            return refuse(path(), expected, "more");
        }
        ++list.count;
        const Type* type = list.type;
        return open(Open{type, nullptr, list.list->list->add(list.at)});
    }
    bool first_time(Open& object, const Field& field) {
        const auto bit = std::uint64_t{1}
                         << static_cast<unsigned>(&field - object.type->fields.data());
        if ((object.seen & bit) != 0) {
            return refuse(path(), "the field once", "it twice");
        }
        object.seen |= bit;
        return true;
    }
    bool integer(std::int64_t value, const std::string& digits) {
        const Shape* shape = expected();
        if (shape == nullptr || shape->kind != Kind::integer || value < shape->min ||
            value > shape->max) {
            return differs(digits);
        }
        *static_cast<std::int64_t*>(place()) = value;
        return true;
    }
    bool word(const Shape& shape, const std::string& value) {
        for (std::size_t i = 0; i < shape.words.size(); ++i) {
            if (shape.words[i] == value) {
                *static_cast<std::uint8_t*>(place()) = static_cast<std::uint8_t>(i);
                return true;
            }
        }
        return differs(quoted_short(value));
    }
    /// Refuses the value that stands where the next one should.
    bool differs(const std::string& actual) {
        if (open_.empty()) {
            return refuse({}, "an object with the fields of " + std::string(root_.name), actual);
        }
        if (open_.back().list != nullptr) {
            return refuse(path() + "[" + std::to_string(open_.back().count) + "]",
                          "an object with the fields of " + std::string(open_.back().type->name),
                          actual);
        }
        return refuse(path(), expectation(open_.back().field->shape), actual);
    }
    bool refuse(std::string path, std::string expected, std::string actual) {
        fault_ = Fault{std::move(path), std::move(expected), std::move(actual)};
        return false;
    }
    static std::string step(const std::string& path, std::string_view name) {
        return (path.empty() ? std::string() : path + ".").append(name);
    }
    /// The way to the value that comes next, or to the innermost thing that is open.
    [[nodiscard]] std::string path() const {
        std::string path;
        for (const Open& open : open_) {
            if (open.list != nullptr) {
                if (&open != &open_.back()) {
                    path += "[" + std::to_string(open.count - 1) + "]";
                }
            } else if (open.field != nullptr) {
                path = step(path, open.field->name);
            }
        }
        return path;
    }

    const Type& root_;
    void* object_;
    Missing missing_;
    std::vector<Open> open_;
    Rare<Fault> fault_;
};

/// Walks JSON without keeping it.
class Checker : public nlohmann::json_sax<Parser> {
public:
    explicit Checker(bool object) : object_(object) {}
    [[nodiscard]] Rare<Fault> fault() && { return std::move(fault_); }

    bool null() override { return simple(); }
    bool boolean(bool /*value*/) override { return simple(); }
    bool number_integer(number_integer_t /*value*/) override { return simple(); }
    bool number_unsigned(number_unsigned_t /*value*/) override { return simple(); }
    bool number_float(number_float_t /*value*/, const string_t& /*digits*/) override {
        return simple();
    }
    bool string(string_t& /*value*/) override { return simple(); }
    bool binary(binary_t& /*value*/) override { return simple(); }
    bool key(string_t& /*name*/) override { return true; }
    bool start_object(std::size_t /*count*/) override { return deeper(); }
    bool end_object() override { return shallower(); }
    bool start_array(std::size_t /*count*/) override {
        return (depth_ > 0 || simple()) && deeper();
    }
    bool end_array() override { return shallower(); }
    bool parse_error(std::size_t position, const std::string& /*last_token*/,
                     const nlohmann::detail::exception& /*error*/) override {
        if (!fault_) {
            fault_ = Fault{{}, "JSON", "a fault at byte " + std::to_string(position)};
        }
        return false;
    }

private:
    bool simple() {
        if (object_ && depth_ == 0) {
            fault_ = Fault{{}, "an object", "another value"};
        }
        return !fault_;
    }
    bool deeper() {
        if (++depth_ > json_depth_max) {
            fault_ = Fault{{},
                           "JSON nested at most " + std::to_string(json_depth_max) + " deep",
                           "deeper nesting"};
        }
        return !fault_;
    }
    bool shallower() {
        --depth_;
        return true;
    }

    bool object_;
    std::size_t depth_ = 0;
    Rare<Fault> fault_;
};

/// Takes the outermost level of JSON apart.
class Splitter final : public nlohmann::json_sax<Parser> {
public:
    Splitter(const char* const& read, MemberTaker& into) : read_(read), into_(into) {}
    [[nodiscard]] Rare<Fault> fault() && { return std::move(fault_); }

    bool null() override { return value(nullptr); }
    bool boolean(bool /*value*/) override { return value(nullptr); }
    bool number_integer(number_integer_t /*value*/) override { return number(); }
    bool number_unsigned(number_unsigned_t /*value*/) override { return number(); }
    bool number_float(number_float_t /*value*/, const string_t& /*digits*/) override {
        return number();
    }
    bool string(string_t& text) override { return value(&text); }
    bool binary(binary_t& /*value*/) override { return value(nullptr); }
    bool start_object(std::size_t /*count*/) override { return deeper(); }
    bool key(string_t& name) override {
        if (depth_ == 1) {
            name_.swap(name);
            begun_ = read_;
        }
        return true;
    }
    bool end_object() override { return close(); }
    bool start_array(std::size_t /*count*/) override { return deeper(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, const std::string& /*last_token*/,
                     const nlohmann::detail::exception& /*error*/) override {
        fault_ = fault_ ? fault_ : Fault{{}, "JSON", "a fault at byte " + std::to_string(position)};
        return false;
    }

private:
    /// Where the member's value begins: behind the colon. An item's is not needed.
    [[nodiscard]] const char* start() const {
        const char* start = begun_;
        if (start == nullptr) {
            return read_;
        }
        while (*start == ' ' || *start == '\t' || *start == '\n' || *start == '\r' ||
               *start == ':') {
            ++start;
        }
        return start;
    }
    bool take(const char* from, const char* to, std::string* text) {
        into_.take({name_, {from, static_cast<std::size_t>(to - from)}, text});
        return true;
    }
    bool value(std::string* text) {
        return depth_ == 0 ? alone() : depth_ != 1 || take(start(), read_, text);
    }
    /// The parser has read beyond a number, to see where it ends, unless the text ends there too.
    bool number() {
        if (depth_ != 1) {
            return value(nullptr);
        }
        const char* from = start();
        const char* to = from;
        while (begun_ != nullptr && to != read_ &&
               std::string_view("+-.0123456789Ee").find(*to) != std::string_view::npos) {
            ++to;
        }
        return take(from, to, nullptr);
    }
    bool alone() {
        fault_ = Fault{{}, "an object or an array", "another value"};
        return false;
    }
    bool deeper() {
        // The object itself is one level around its values.
        if (++depth_ > json_depth_max + 1) {
            fault_ = Fault{{},
                           "JSON nested at most " + std::to_string(json_depth_max) + " deep",
                           "deeper nesting"};
        }
        return !fault_;
    }
    bool close() { return --depth_ != 1 || take(start(), read_, nullptr); }

    const char* const& read_;  // how far the parser has read
    MemberTaker& into_;
    std::string name_;
    const char* begun_ = nullptr;
    std::size_t depth_ = 0;
    Rare<Fault> fault_;
};

/// The text, for a parser that is watched how far it has read.
class Cursor {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    Cursor(const char* at, const char** read) : at_(at), read_(read) {}
    reference operator*() const { return *at_; }
    Cursor& operator++() {
        *read_ = ++at_;
        return *this;
    }
    bool operator==(const Cursor& other) const { return at_ == other.at_; }
    bool operator!=(const Cursor& other) const { return at_ != other.at_; }

private:
    const char* at_;
    const char** read_;
};

/// `read` is how far the parser has come.
template <class Sax>
Rare<Fault> parsed(std::string_view json, Sax sax, const char*& read) {
    read = json.data();
    // One instance of the parser for all handlers. The verdict is the fault's: a parse that ended
    // early has always left one.
    nlohmann::json_sax<Parser>& handler = sax;
    static_cast<void>(Parser::sax_parse(Cursor(json.data(), &read),
                                        Cursor(json.data() + json.size(), &read), &handler));
    auto fault = std::move(sax).fault();
    // The parser takes a zero byte for the end, and skips a byte order mark.
    const std::size_t stray = json.starts_with("\uFEFF") ? 0 : json.find('\0');
    if (!fault && stray != std::string_view::npos) {
        fault = Fault{{}, "JSON", "a fault at byte " + std::to_string(stray + 1)};
    }
    return fault;
}

}  // namespace

Rare<Fault> decode_json(const Type& type, std::string_view json, void* object, Missing missing) {
    const char* read = nullptr;
    return parsed(json, Filler(type, object, missing), read);
}

Rare<Fault> check_json(std::string_view json, bool object) {
    const char* read = nullptr;
    return parsed(json, Checker(object), read);
}

Rare<Fault> read_members(std::string_view json, MemberTaker& into) {
    const char* read = nullptr;
    return parsed(json, Splitter(read, into), read);
}

}  // namespace cqrs
