#include "cqrs/json.hpp"

namespace cqrs {
namespace {

void encode_value(const Shape& shape, const void* value, std::string& into) {
    switch (shape.kind) {
        case Kind::text:
            encode_json(*static_cast<const std::string*>(value), into);
            break;
        case Kind::integer:
            into += std::to_string(*static_cast<const std::int64_t*>(value));
            break;
        case Kind::boolean:
            into += *static_cast<const bool*>(value) ? "true" : "false";
            break;
        case Kind::enumeration:
            encode_json(shape.words[*static_cast<const std::uint8_t*>(value)], into);
            break;
        case Kind::object:
            encode_json(*shape.type(), value, into);
            break;
        case Kind::list:
            into += '[';
            for (std::size_t i = 0; i < shape.list->size(value); ++i) {
                into += i == 0 ? "" : ",";
                encode_json(*shape.type(), shape.list->at(value, i), into);
            }
            into += ']';
            break;
    }
}

}  // namespace

void encode_json(const Type& type, const void* object, std::string& into) {
    into += '{';
    bool first = true;
    for (const Field& field : type.fields) {
        const void* value = field.in(object);
        if (field.optional != nullptr) {
            value = field.optional->value(value);
        }
        if (value != nullptr) {
            into += first ? "" : ",";
            encode_json(field.name, into);
            into += ':';
            encode_value(field.shape, value, into);
            first = false;
        }
    }
    into += '}';
}

void encode_json(std::string_view text, std::string& into) {
    static constexpr std::string_view hex = "0123456789abcdef";
    into += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            into += '\\';
            into += c;
        } else if (c == '\n') {
            into += "\\n";
        } else if (byte < 0x20) {
            into += "\\u00";
            into += hex[byte >> 4U];
            into += hex[byte & 0xfU];
        } else {
            into += c;
        }
    }
    into += '"';
}

}  // namespace cqrs
