#include "cqrs/codec.hpp"

#include "cqrs/faults.hpp"
#include "cqrs/utf8.hpp"

namespace cqrs {
namespace {

using Objection = Rare<Fault>;

bool within(const Shape& shape, std::int64_t value) {
    return value >= shape.min && value <= shape.max;
}

bool within(const Shape& shape, std::uint64_t count) {
    return count <= static_cast<std::uint64_t>(safe_integer_max) &&
           within(shape, static_cast<std::int64_t>(count));
}

bool check_text(const Shape& shape, std::string_view text, Objection& objection) {
    if (is_ascii(text) && within(shape, static_cast<std::int64_t>(text.size()))) {
        return true;
    }
    const std::optional<std::size_t> length = code_points(text);
    if (length && within(shape, static_cast<std::int64_t>(*length))) {
        return true;
    }
    objection = bad_text(shape, text, length);
    return false;
}

bool encode_object(const Type& type, const void* object, Buffer& into, Objection& objection);

bool encode_list(const Shape& shape, const void* list, Buffer& into, Objection& objection) {
    const std::size_t count = shape.list->size(list);
    into.put_varint(count);
    if (!within(shape, std::uint64_t{count})) {
        objection = bad_count(shape, count);
        return false;
    }
    const Type& item = *shape.type();
    for (std::size_t i = 0; i < count; ++i) {
        if (!encode_object(item, shape.list->at(list, i), into, objection)) {
            lead(objection->path, index_step(i));
            return false;
        }
    }
    return true;
}

bool encode_value(const Shape& shape, const void* value, Buffer& into, Objection& objection) {
    switch (shape.kind) {
        case Kind::text: {
            const auto& text = *static_cast<const std::string*>(value);
            into.put_text(text);
            return check_text(shape, text, objection);
        }
        case Kind::integer: {
            const std::int64_t integer = *static_cast<const std::int64_t*>(value);
            if (shape.min < 0) {
                into.put_zigzag(integer);
            } else {
                into.put_varint(static_cast<std::uint64_t>(integer));
            }
            if (within(shape, integer)) {
                return true;
            }
            objection = bad_integer(shape, integer);
            return false;
        }
        case Kind::boolean:
            into.put_byte(*static_cast<const bool*>(value) ? 1 : 0);
            return true;
        case Kind::enumeration: {
            const std::uint8_t index = *static_cast<const std::uint8_t*>(value);
            into.put_byte(index);
            if (index < shape.words.size()) {
                return true;
            }
            objection = bad_index(shape, index);
            return false;
        }
        case Kind::object:
            return encode_object(*shape.type(), value, into, objection);
        case Kind::list:
            return encode_list(shape, value, into, objection);
    }
    return true;
}

bool encode_object(const Type& type, const void* object, Buffer& into, Objection& objection) {
    for (const Field& field : type.fields) {
        const void* value = field.in(object);
        if (field.optional != nullptr) {
            value = field.optional->value(value);
            into.put_byte(value == nullptr ? 0 : 1);
            if (value == nullptr) {
                continue;
            }
        }
        if (!encode_value(field.shape, value, into, objection)) {
            lead(objection->path, field.name);
            return false;
        }
    }
    return true;
}

bool decode_object(const Type& type, Reader& from, void* object, Objection& objection);

bool decode_list(const Shape& shape, Reader& from, void* list, Objection& objection) {
    const std::uint64_t count = from.varint();
    if (!from.ok() || !within(shape, count)) {
        objection = from.ok() ? bad_count(shape, count) : malformed(shape);
        return false;
    }
    shape.list->clear(list);
    const Type& item = *shape.type();
    for (std::size_t i = 0; i < count; ++i) {
        if (!decode_object(item, from, shape.list->add(list), objection)) {
            lead(objection->path, index_step(i));
            return false;
        }
    }
    return true;
}

bool decode_value(const Shape& shape, Reader& from, void* value, Objection& objection) {
    switch (shape.kind) {
        case Kind::text: {
            const std::string_view text = from.text();
            if (!from.ok()) {
                break;
            }
            if (!check_text(shape, text, objection)) {
                return false;
            }
            static_cast<std::string*>(value)->assign(text);
            return true;
        }
        case Kind::integer: {
            const std::int64_t integer =
                shape.min < 0 ? from.zigzag() : static_cast<std::int64_t>(from.varint());
            if (!from.ok()) {
                break;
            }
            if (!within(shape, integer)) {
                objection = bad_integer(shape, integer);
                return false;
            }
            *static_cast<std::int64_t*>(value) = integer;
            return true;
        }
        case Kind::boolean: {
            const std::uint8_t byte = from.byte();
            if (byte > 1) {
                objection = differs(shape, std::to_string(byte));
                return false;
            }
            *static_cast<bool*>(value) = byte == 1;
            break;
        }
        case Kind::enumeration: {
            const std::uint8_t index = from.byte();
            if (index >= shape.words.size()) {
                objection = bad_index(shape, index);
                return false;
            }
            *static_cast<std::uint8_t*>(value) = index;
            break;
        }
        case Kind::object:
            return decode_object(*shape.type(), from, value, objection);
        case Kind::list:
            return decode_list(shape, from, value, objection);
    }
    if (!from.ok()) {
        objection = malformed(shape);
        return false;
    }
    return true;
}

bool decode_object(const Type& type, Reader& from, void* object, Objection& objection) {
    for (const Field& field : type.fields) {
        void* value = field.in(object);
        if (field.optional != nullptr) {
            const std::uint8_t present = from.byte();
            if (present == 0 && from.ok()) {
                field.optional->reset(value);
                continue;
            }
            if (present != 1) {
                objection = Fault{std::string(field.name), "a presence byte 0 or 1", "other bytes"};
                return false;
            }
            value = field.optional->emplace(value);
        }
        if (!decode_value(field.shape, from, value, objection)) {
            lead(objection->path, field.name);
            return false;
        }
    }
    return true;
}

}  // namespace

Rare<Fault> encode(const Shape& shape, const void* value, Buffer& into) {
    Objection objection;
    encode_value(shape, value, into, objection);
    return objection;
}

Rare<Fault> encode(const Type& type, const void* object, Buffer& into) {
    Objection objection;
    encode_object(type, object, into, objection);
    return objection;
}

Rare<Fault> decode(const Type& type, Bytes bytes, void* object) {
    Reader from(bytes);
    Objection objection;
    if (decode_object(type, from, object, objection) && !from.at_end()) {
        objection = Fault{{}, "the end", std::to_string(from.left()) + " more bytes"};
    }
    return objection;
}

void* Value::make(const Type& type) {
    clear();
    if (capacity_ < type.size) {
        memory_ = std::make_unique<std::byte[]>(type.size);
        capacity_ = type.size;
    }
    type.construct(type, memory_.get());
    type_ = &type;
    return memory_.get();
}

void Value::clear() {
    if (type_ != nullptr) {
        type_->destroy(*type_, memory_.get());
        type_ = nullptr;
    }
}

}  // namespace cqrs
