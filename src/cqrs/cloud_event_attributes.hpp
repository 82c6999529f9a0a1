#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/describe.hpp"
#include "cqrs/event_log.hpp"
#include "cqrs/limits.hpp"

/// What the lines of cloud_events.hpp are made of, for those who write and read them.
namespace cqrs::cloud {

inline constexpr std::string_view urn = "urn:cqrs:log:";

enum Attribute : std::uint8_t {
    specversion,
    id,
    source,
    type,
    subject,
    time,
    time_ms,
    position,
    stream_version,
    tags,
    command_id,
    command_hash,
    correlation_id,
    causation_id,
    metadata,
    append_index,
    append_left,
    schema_version,
    schema,
    ancestors,
    data,
    data_base64
};
inline constexpr auto names = std::to_array<std::string_view>(
    {"specversion",   "id",          "source",        "type",        "subject",    "time",
     "timems",        "position",    "streamversion", "tags",        "commandid",  "commandhash",
     "correlationid", "causationid", "metadata",      "appendindex", "appendleft", "schemaversion",
     "schema",        "ancestors",   "data",          "data_base64"});

struct AncestorRow {
    std::string log_id;
    std::int64_t last = 0;

    static constexpr std::string_view name = "AncestorRow";
    static constexpr auto fields() {
        return cqrs::fields(field("log", &AncestorRow::log_id, text(1, id_length_max)),
                            field("last", &AncestorRow::last, integer(1, safe_integer_max)));
    }
};

struct Ancestors {
    std::vector<AncestorRow> rows;

    static constexpr std::string_view name = "Ancestors";
    static constexpr auto fields() {
        return cqrs::fields(field("ancestors", &Ancestors::rows, list(1, 100'000)));
    }
};

/// Which description of a name and version a reader of the lines so far goes by: by the log's
/// number of the type, whether it is this one.
class Latest {
public:
    [[nodiscard]] bool is(std::uint32_t number) const {
        return number < is_.size() && is_[number] != 0;
    }
    [[nodiscard]] std::optional<std::uint32_t> find(const EventLog& log, std::string_view called,
                                                    std::uint32_t version) const {
        std::optional<std::uint32_t> found;
        log.each_type(called, [&](std::uint32_t number) {
            if (is(number) && log.types()[number].version == version) {
                found = number;
            }
        });
        return found;
    }
    void set(const EventLog& log, std::uint32_t number) {
        const EventType& event_type = log.types()[number];
        if (const auto before = find(log, event_type.name, event_type.version)) {
            is_[*before] = 0;
        }
        is_.resize(log.types().size());
        is_[number] = 1;
    }

private:
    std::vector<std::uint8_t> is_;
};

}  // namespace cqrs::cloud
