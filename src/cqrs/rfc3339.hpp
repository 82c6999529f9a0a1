#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cqrs {

/// Milliseconds since 1970 as RFC 3339 writes them, in UTC: `2024-02-29T12:00:00.000Z`; nothing for
/// a year that does not have four digits.
[[nodiscard]] std::optional<std::string> rfc3339(std::int64_t ms);

/// Milliseconds since 1970 of a time with any offset and fraction of a second; what is finer than a
/// millisecond is cut off.
[[nodiscard]] std::optional<std::int64_t> read_rfc3339(std::string_view text);

}  // namespace cqrs
