#pragma once

#include <string>

#include "cqrs/log_format.hpp"
#include "random.hpp"

/// What any log is once it has been written: saved and read again, as it was at a position, and
/// carried on by a fork.
namespace laws {

[[nodiscard]] std::string saved(const cqrs::EventLog& log,
                                cqrs::SavedAs form = cqrs::SavedAs::binary);

[[nodiscard]] cqrs::Result<cqrs::LoadedLog> loaded(const std::string& text,
                                                   cqrs::Damage damage = cqrs::Damage::refused);

/// A log is written as the same bytes again once it was read, by way of either form.
[[nodiscard]] std::string round_trips(const cqrs::EventLog& log);

/// All of this holds for the log of any sequence of calls.
[[nodiscard]] std::string log_lasts(test::Random& random);

}  // namespace laws
