#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/codec.hpp"
#include "cqrs/event_log.hpp"
#include "cqrs/limits.hpp"
#include "cqrs/result.hpp"
#include "cqrs/schema.hpp"

namespace cqrs {

/// The error for a fault in a saved log, whose message the parts are; whoever knows where it is
/// adds that.
[[nodiscard]] Rare<Error> corrupt(std::initializer_list<std::string_view> what);
[[nodiscard]] inline Rare<Error> corrupt(std::string_view what) { return corrupt({what}); }

/// The door through which a saved log comes in, whatever its format: each event is checked, since
/// anybody may have written it, and nothing passes a limit. After an error the log is not to be
/// used: `corrupt`, for the reader of the format to say where, or `limit`.
class LogIntake {
public:
    LogIntake(const Storage& storage, const Limits& limits);

    [[nodiscard]] EventLog& log() { return log_; }
    [[nodiscard]] const EventLog& log() const { return log_; }
    [[nodiscard]] const Limits& limits() const { return limits_; }
    [[nodiscard]] Rare<Error> no_memory() const;
    /// Whether the last event is also the last of its append.
    [[nodiscard]] bool is_whole() const { return left_ == 0; }

    [[nodiscard]] Rare<Error> begin(std::string_view log_id);
    [[nodiscard]] Rare<Error> add_ancestor(std::string_view log_id, Position last);
    [[nodiscard]] Rare<Error> add_name(std::string_view name);
    [[nodiscard]] Rare<Error> add_type(std::string_view name, Form form, std::string_view schema,
                                       std::uint32_t version);
    /// The type made of a described one's schema; null of one that is kept as JSON.
    [[nodiscard]] const Type* described(std::uint32_t type) const {
        return described_[type] == nullptr ? nullptr : &described_[type]->type();
    }
    /// A record as the log keeps it, whose names and type have been added.
    [[nodiscard]] Rare<Error> add(Bytes stored);
    /// An event of a type that has been added, as the next of its append.
    [[nodiscard]] Rare<Error> add(const NewEvent& event, const Origin& origin, std::uint32_t index,
                                  std::uint32_t left);

private:
    [[nodiscard]] Rare<Error> check(std::uint32_t type, Bytes payload, std::string_view metadata,
                                    std::size_t tags, Time time);

    Limits limits_;
    Storage storage_;
    EventLog log_;
    std::vector<std::unique_ptr<const SchemaType>> described_;  // by the log's number of the type
    std::uint64_t type_bytes_ = 0;
    std::uint32_t next_index_ = 0;
    std::uint32_t stored_left_ = 0;
    std::uint32_t left_ = 0;  // of the append's events, fewer than stored if a fork cut it
    Value value_;
};

}  // namespace cqrs
