#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cqrs/codec.hpp"

/// How a value differs from its description, in words: apart from what checks it, which runs with
/// every command.
namespace cqrs {

[[nodiscard]] Fault differs(const Shape& shape, std::string actual);
/// `length` is the number of its code points, nothing where it is not UTF-8.
[[nodiscard]] Fault bad_text(const Shape& shape, std::string_view text,
                             const std::optional<std::size_t>& length);
[[nodiscard]] Fault bad_integer(const Shape& shape, std::int64_t value);
[[nodiscard]] Fault bad_count(const Shape& shape, std::uint64_t count);
[[nodiscard]] Fault bad_index(const Shape& shape, std::uint8_t index);
[[nodiscard]] Fault malformed(const Shape& shape);

/// Puts the name of an enclosing field, or the index of an item, before the path.
void lead(std::string& path, std::string_view name);
[[nodiscard]] std::string index_step(std::size_t index);

}  // namespace cqrs
