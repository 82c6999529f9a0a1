#pragma once

#include <optional>
#include <string>

#include "cqrs/bytes.hpp"
#include "cqrs/describe.hpp"
#include "cqrs/result.hpp"

namespace cqrs {

/// Where a value differs from its description.
struct Fault {
    std::string path;      ///< `lines[2].quantity`; empty for the whole
    std::string expected;  ///< `an integer from 1 to 1000`
    std::string actual;    ///< `0`
};

/// The fault as an `invalid` error: `lines[2].quantity: expected an integer from 1 to 1000, got 0`.
[[nodiscard]] Error invalid(const Fault& fault);

/// What a shape asks for, in words: `text of 1 to 64 characters`.
[[nodiscard]] std::string expectation(const Shape& shape);

/// The compact binary form: the fields in order, nothing between them. An integer is a varint
/// (zigzag if its minimum is negative), a text its length and UTF-8, an enum its index, an optional
/// a byte 0 or 1 and the value, a list its count and items. One value has one form only, so equal
/// bytes mean equal values. Writing checks the bounds: what is not as described is not stored.
[[nodiscard]] Rare<Fault> encode(const Type& type, const void* object, Buffer& into);

/// The same for a value of any shape.
[[nodiscard]] Rare<Fault> encode(const Shape& shape, const void* value, Buffer& into);

/// Reads what `encode` wrote into an object, whose every field it sets; bounds are checked again,
/// since the bytes may come from outside. All of `bytes` must be used.
[[nodiscard]] Rare<Fault> decode(const Type& type, Bytes bytes, void* object);

template <Described T>
[[nodiscard]] Rare<Fault> encode(const T& value, Buffer& into) {
    return encode(*type_of<T>(), &value, into);
}

/// One described value of a type chosen at run time, in storage that is kept and used again.
class Value {
public:
    Value() = default;
    Value(const Value&) = delete;
    Value& operator=(const Value&) = delete;
    Value(Value&& other) noexcept
        : memory_(std::move(other.memory_)),
          capacity_(std::exchange(other.capacity_, 0)),
          type_(std::exchange(other.type_, nullptr)) {}
    ~Value() { clear(); }

    /// A freshly constructed object of that type in place of the one before.
    void* make(const Type& type);
    /// The object from before if it is of that type, whatever it holds; else a fresh one. For what
    /// sets every field anyway: texts keep their memory.
    void* reuse(const Type& type) { return type_ == &type ? memory_.get() : make(type); }
    void clear();
    [[nodiscard]] const void* get() const { return type_ == nullptr ? nullptr : memory_.get(); }
    [[nodiscard]] void* get() { return type_ == nullptr ? nullptr : memory_.get(); }

private:
    std::unique_ptr<std::byte[]> memory_;
    std::size_t capacity_ = 0;
    const Type* type_ = nullptr;
};

}  // namespace cqrs
