#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cqrs/rare.hpp"

namespace cqrs {

/// Why a call did not do what was asked. The words are stable and part of the contract.
enum class Code : std::uint8_t {
    invalid,          ///< a value is not what its description asks for; `path` says where
    unknown_command,  ///< no domain in this engine has a command of that name
    unknown_query,    ///< no read model in this engine answers a query of that name
    rejected,         ///< a rule of the domain said no; `reason` is its word
    conflict,         ///< the log moved under the caller
    id_reused,        ///< the id was used before, for something else
    limit,            ///< one of the engine's limits would have been passed
    not_yet,          ///< the read model has not come as far as the caller asked for
    domain_failed,    ///< the domain produced something that cannot be stored
    reentrant,        ///< called from within a decision, a fold or a query
    corrupt,          ///< a saved log is damaged
    closed            ///< the engine was closed
};

constexpr auto words_of(Code /*tag*/) {
    return std::to_array<std::string_view>({"invalid", "unknown_command", "unknown_query",
                                            "rejected", "conflict", "id_reused", "limit", "not_yet",
                                            "domain_failed", "reentrant", "corrupt", "closed"});
}

/// An expected failure, as a value. Nothing has changed in the engine that returned it.
struct Error {
    Code code = Code::invalid;
    std::string message;   ///< one sentence: what, where, what was expected
    std::string reason;    ///< for `rejected`: a stable snake_case word
    std::string path;      ///< for `invalid`: which value, such as `lines[2].quantity`
    std::string expected;  ///< what would have been right
    std::string actual;    ///< what was there instead
};

/// A value or the Error that took its place.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : value_(std::move(value)) {}
    Result(Error error) : error_(std::move(error)) {}
    Result(Rare<Error> error) : error_(std::move(error)) {}

    [[nodiscard]] bool ok() const { return value_.has_value(); }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T& value() & { return *value_; }
    [[nodiscard]] const T& value() const& { return *value_; }
    [[nodiscard]] T&& value() && { return std::move(*value_); }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T* operator->() { return &*value_; }
    [[nodiscard]] const T* operator->() const { return &*value_; }

    [[nodiscard]] const Error& error() const& { return *error_; }
    [[nodiscard]] Error&& error() && { return std::move(*error_); }

private:
    std::optional<T> value_;
    Rare<Error> error_;
};

/// The value of a Result that has nothing to say but that it went well.
struct Done {};

}  // namespace cqrs
