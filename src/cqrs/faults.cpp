#include "cqrs/faults.hpp"

#include <utility>

#include "cqrs/utf8.hpp"

namespace cqrs {
namespace {

std::string counted(const Shape& shape, const char* one, const char* many) {
    if (shape.min == shape.max) {
        return std::to_string(shape.min) + " " + (shape.min == 1 ? one : many);
    }
    return std::to_string(shape.min) + " to " + std::to_string(shape.max) + " " + many;
}

}  // namespace

void lead(std::string& path, std::string_view name) {
    if (path.empty()) {
        path = name;
    } else if (path.front() == '[') {
        path.insert(0, name);
    } else {
        path.insert(0, std::string(name) + ".");
    }
}

std::string index_step(std::size_t index) { return "[" + std::to_string(index) + "]"; }

Fault differs(const Shape& shape, std::string actual) {
    return Fault{{}, expectation(shape), std::move(actual)};
}

Fault bad_text(const Shape& shape, std::string_view text,
               const std::optional<std::size_t>& length) {
    if (!length) {
        return differs(shape, "bytes that are not UTF-8");
    }
    return differs(shape, *length == 0 ? "an empty text"
                                       : quoted_short(text) + " of " + std::to_string(*length));
}

Fault bad_integer(const Shape& shape, std::int64_t value) {
    return differs(shape, std::to_string(value));
}

Fault bad_count(const Shape& shape, std::uint64_t count) {
    return differs(shape, std::to_string(count) + (count == 1 ? " item" : " items"));
}

Fault bad_index(const Shape& shape, std::uint8_t index) {
    return differs(shape, "no. " + std::to_string(index));
}

Fault malformed(const Shape& shape) {
    return differs(shape, "bytes that end too early or are malformed");
}

Error invalid(const Fault& fault) {
    Error error;
    error.code = Code::invalid;
    error.message = (fault.path.empty() ? std::string() : fault.path + ": ") + "expected " +
                    fault.expected + ", got " + fault.actual;
    error.path = fault.path;
    error.expected = fault.expected;
    error.actual = fault.actual;
    return error;
}

std::string expectation(const Shape& shape) {
    switch (shape.kind) {
        case Kind::text:
            return "text of " + counted(shape, "character", "characters");
        case Kind::integer:
            return "an integer from " + std::to_string(shape.min) + " to " +
                   std::to_string(shape.max);
        case Kind::boolean:
            return "true or false";
        case Kind::enumeration: {
            std::string words = "one of ";
            for (const std::string_view& word : shape.words) {
                words += (&word == shape.words.data() ? "" : ", ") + std::string(word);
            }
            return words;
        }
        case Kind::object:
            return "an object with the fields of " + std::string(shape.type()->name);
        case Kind::list:
            return "a list of " + counted(shape, "item", "items");
    }
    return {};
}

}  // namespace cqrs
