#include "cqrs/refusals.hpp"

#include <utility>

#include "cqrs/json.hpp"
#include "cqrs/limits.hpp"
#include "cqrs/utf8.hpp"

namespace cqrs {

Error conflict(std::string message, std::uint64_t expected, std::uint64_t actual) {
    Error error;
    error.code = Code::conflict;
    error.message = std::move(message);
    error.expected = std::to_string(expected);
    error.actual = std::to_string(actual);
    return error;
}

Error rejected(const Rejection& rejection) {
    Error error;
    error.code = Code::rejected;
    error.reason = rejection.reason;
    error.message = rejection.message.empty() ? rejection.reason : rejection.message;
    return error;
}

Error made_wrong(std::string_view event, const Fault& fault) {
    Error error = invalid(fault);
    error.code = Code::domain_failed;
    error.message = "the domain made an event that is not as described: " + std::string(event) +
                    ": " + error.message;
    return error;
}

Rare<Error> bad_name(std::string_view path, std::string_view text) {
    const auto length = code_points(text);
    if (length && *length > 0 && *length <= id_length_max) {
        return std::nullopt;
    }
    return invalid(
        {std::string(path), "text of 1 to " + std::to_string(id_length_max) + " characters",
         text.empty() ? "an empty text"
                      : quoted_short(text) + " of " + std::to_string(length.value_or(0))});
}

Rare<Error> bad_time(Time time) {
    if (time >= -safe_integer_max && time <= safe_integer_max) {
        return std::nullopt;
    }
    return invalid({"time", "milliseconds since 1970 that a JavaScript number holds exactly",
                    std::to_string(time)});
}

Rare<Error> bad_metadata(std::string_view path, std::string_view json) {
    if (auto fault = check_json(json, true)) {
        fault->path = path;
        return invalid(*fault);
    }
    return std::nullopt;
}

}  // namespace cqrs
