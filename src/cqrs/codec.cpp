#include "cqrs/codec.hpp"

#include "cqrs/utf8.hpp"

namespace cqrs {
namespace {

std::string counted(const Shape& shape, const char* one, const char* many) {
    if (shape.min == shape.max) {
        return std::to_string(shape.min) + " " + (shape.min == 1 ? one : many);
    }
    return std::to_string(shape.min) + " to " + std::to_string(shape.max) + " " + many;
}

/// Puts the name of an enclosing field, or the index of an item, before the path.
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

std::optional<Fault> differs(const Shape& shape, std::string actual) {
    return Fault{{}, expectation(shape), std::move(actual)};
}

std::optional<Fault> text_fault(const Shape& shape, std::string_view text) {
    const std::optional<std::size_t> length = code_points(text);
    if (!length) {
        return differs(shape, "bytes that are not UTF-8");
    }
    const auto count = static_cast<std::int64_t>(*length);
    if (count < shape.min || count > shape.max) {
        return differs(shape, count == 0 ? "an empty text"
                                         : quoted_short(text) + " of " + std::to_string(count));
    }
    return std::nullopt;
}

std::optional<Fault> integer_fault(const Shape& shape, std::int64_t value) {
    if (value < shape.min || value > shape.max) {
        return differs(shape, std::to_string(value));
    }
    return std::nullopt;
}

std::optional<Fault> count_fault(const Shape& shape, std::uint64_t count) {
    if (count < static_cast<std::uint64_t>(shape.min) ||
        count > static_cast<std::uint64_t>(shape.max)) {
        return differs(shape, std::to_string(count) + (count == 1 ? " item" : " items"));
    }
    return std::nullopt;
}

std::optional<Fault> decode_object(const Type& type, Reader& from, void* object);

std::optional<Fault> decode_value(const Shape& shape, Reader& from, void* value) {
    switch (shape.kind) {
        case Kind::text: {
            const std::string_view text = from.text();
            if (!from.ok()) {
                break;
            }
            if (auto fault = text_fault(shape, text)) {
                return fault;
            }
            static_cast<std::string*>(value)->assign(text);
            break;
        }
        case Kind::integer: {
            const std::uint64_t raw = shape.min < 0 ? 0 : from.varint();
            const std::int64_t integer =
                shape.min < 0 ? from.zigzag() : static_cast<std::int64_t>(raw);
            if (!from.ok()) {
                break;
            }
            if (auto fault = integer_fault(shape, integer)) {
                return fault;
            }
            *static_cast<std::int64_t*>(value) = integer;
            break;
        }
        case Kind::boolean: {
            const std::uint8_t byte = from.byte();
            if (byte > 1) {
                return differs(shape, std::to_string(byte));
            }
            *static_cast<bool*>(value) = byte == 1;
            break;
        }
        case Kind::enumeration: {
            const std::uint8_t index = from.byte();
            if (index >= shape.words.size()) {
                return differs(shape, "no. " + std::to_string(index));
            }
            *static_cast<std::uint8_t*>(value) = index;
            break;
        }
        case Kind::object:
            return decode_object(*shape.type(), from, value);
        case Kind::list: {
            const std::uint64_t count = from.varint();
            if (!from.ok()) {
                break;
            }
            if (auto fault = count_fault(shape, count)) {
                return fault;
            }
            const Type& item = *shape.type();
            for (std::size_t i = 0; i < count; ++i) {
                if (auto fault = decode_object(item, from, shape.list->add(value))) {
                    lead(fault->path, index_step(i));
                    return fault;
                }
            }
            break;
        }
    }
    return from.ok() ? std::nullopt : differs(shape, "bytes that end too early or are malformed");
}

std::optional<Fault> decode_object(const Type& type, Reader& from, void* object) {
    for (const Field& field : type.fields) {
        void* value = field.in(object);
        if (field.optional != nullptr) {
            const std::uint8_t present = from.byte();
            if (present == 0 && from.ok()) {
                continue;
            }
            if (present != 1) {
                return Fault{std::string(field.name), "a presence byte 0 or 1", "other bytes"};
            }
            value = field.optional->emplace(value);
        }
        if (auto fault = decode_value(field.shape, from, value)) {
            lead(fault->path, field.name);
            return fault;
        }
    }
    return std::nullopt;
}

}  // namespace

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

std::optional<Fault> encode(const Shape& shape, const void* value, Buffer& into) {
    switch (shape.kind) {
        case Kind::text: {
            const auto& text = *static_cast<const std::string*>(value);
            into.put_text(text);
            return text_fault(shape, text);
        }
        case Kind::integer: {
            const std::int64_t integer = *static_cast<const std::int64_t*>(value);
            if (shape.min < 0) {
                into.put_zigzag(integer);
            } else {
                into.put_varint(static_cast<std::uint64_t>(integer));
            }
            return integer_fault(shape, integer);
        }
        case Kind::boolean:
            into.put_byte(*static_cast<const bool*>(value) ? 1 : 0);
            return std::nullopt;
        case Kind::enumeration: {
            const std::uint8_t index = *static_cast<const std::uint8_t*>(value);
            into.put_byte(index);
            return index < shape.words.size() ? std::nullopt
                                              : differs(shape, "no. " + std::to_string(index));
        }
        case Kind::object:
            return encode(*shape.type(), value, into);
        case Kind::list: {
            const std::size_t count = shape.list->size(value);
            into.put_varint(count);
            if (auto fault = count_fault(shape, count)) {
                return fault;
            }
            const Type& item = *shape.type();
            for (std::size_t i = 0; i < count; ++i) {
                if (auto fault = encode(item, shape.list->at(value, i), into)) {
                    lead(fault->path, index_step(i));
                    return fault;
                }
            }
            return std::nullopt;
        }
    }
    return std::nullopt;
}

std::optional<Fault> encode(const Type& type, const void* object, Buffer& into) {
    for (const Field& field : type.fields) {
        const void* value = field.in(object);
        if (field.optional != nullptr) {
            value = field.optional->value(value);
            into.put_byte(value == nullptr ? 0 : 1);
            if (value == nullptr) {
                continue;
            }
        }
        if (auto fault = encode(field.shape, value, into)) {
            lead(fault->path, field.name);
            return fault;
        }
    }
    return std::nullopt;
}

std::optional<Fault> decode(const Type& type, Bytes bytes, void* object) {
    Reader from(bytes);
    if (auto fault = decode_object(type, from, object)) {
        return fault;
    }
    if (!from.at_end()) {
        return Fault{{}, "the end", std::to_string(from.left()) + " more bytes"};
    }
    return std::nullopt;
}

void* Value::make(const Type& type) {
    clear();
    if (capacity_ < type.size) {
        memory_ = std::make_unique<std::byte[]>(type.size);
        capacity_ = type.size;
    }
    type.construct(memory_.get());
    type_ = &type;
    return memory_.get();
}

void Value::clear() {
    if (type_ != nullptr) {
        type_->destroy(memory_.get());
        type_ = nullptr;
    }
}

}  // namespace cqrs
