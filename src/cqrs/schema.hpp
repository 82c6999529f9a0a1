#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "cqrs/describe.hpp"

namespace cqrs {

/// Appends the type as a JSON Schema (2020-12); `properties` stand in the order of the fields.
void encode_schema(const Type& type, std::string& into);
void encode_schema(const Shape& shape, std::string& into);

/// A type made while the program runs from the schema of a struct that it may not know, so that
/// such a struct's values can be read and written like any other.
class SchemaType {
public:
    /// Nothing unless the text is what `encode_schema` writes, for a type whose values take memory
    /// in proportion to their binary form.
    [[nodiscard]] static std::unique_ptr<const SchemaType> read(std::string_view schema);

    SchemaType(const SchemaType&) = delete;
    SchemaType& operator=(const SchemaType&) = delete;
    ~SchemaType();

    [[nodiscard]] const Type& type() const;

private:
    struct Parts;
    explicit SchemaType(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

}  // namespace cqrs
