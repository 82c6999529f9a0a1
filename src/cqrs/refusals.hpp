#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cqrs/codec.hpp"
#include "cqrs/decider.hpp"
#include "cqrs/event_log.hpp"
#include "cqrs/result.hpp"

/// What an engine says of values from outside before it does anything with them.
namespace cqrs {

/// The error `conflict`: the log is not where the caller took it to be.
[[nodiscard]] Error conflict(std::string message, std::uint64_t expected, std::uint64_t actual);

/// The error `rejected`: a rule of the domain says no.
[[nodiscard]] Error rejected(const Rejection& rejection);

/// The error `domain_failed`: an event that the domain made is not as it is described.
[[nodiscard]] Error made_wrong(std::string_view event, const Fault& fault);

/// What is wrong with a name or an id: it must be well-formed text of 1 to `id_length_max`
/// characters.
[[nodiscard]] Rare<Error> bad_name(std::string_view path, std::string_view text);

/// What is wrong with a time: a JavaScript number must hold it exactly.
[[nodiscard]] Rare<Error> bad_time(Time time);

/// What is wrong with metadata: it must be the JSON text of an object.
[[nodiscard]] Rare<Error> bad_metadata(std::string_view path, std::string_view json);

}  // namespace cqrs
