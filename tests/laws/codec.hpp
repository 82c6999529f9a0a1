#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cqrs/bytes.hpp"
#include "cqrs/describe.hpp"
#include "random.hpp"

/// What holds of every described value, whatever the tape says. A law answers what is wrong, empty
/// for nothing.
namespace laws {

/// Every described type there is a message of, and one that has a field of every kind.
[[nodiscard]] const std::vector<const cqrs::Type*>& described_types();

/// One of them.
[[nodiscard]] const cqrs::Type& any_type(test::Random& random);

/// A value survives the binary form and JSON, and comes back to the same bytes from both.
[[nodiscard]] std::string value_round_trip(test::Random& random);

/// Whatever the bytes: they are refused, or they are the one form of a value.
[[nodiscard]] std::string bytes_have_one_form(const cqrs::Type& type, cqrs::Bytes bytes);

/// Whatever the text: it is refused, or it is a value that is written and read as the same.
[[nodiscard]] std::string json_is_a_value_or_refused(const cqrs::Type& type, std::string_view json);

/// Bytes of a value with one of them changed, or fewer of them.
[[nodiscard]] std::string damaged_value(test::Random& random);

}  // namespace laws
