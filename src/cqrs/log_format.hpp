#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cqrs/event_log.hpp"
#include "cqrs/result.hpp"

/// A saved log. The magic `89 43 51 52 53 0d 0a 1a`, then frames, each
///
///     u8 kind, varint length, so many bytes, u32 CRC-32C of kind, length and bytes
///
/// so that every flipped bit is noticed and a file that was cut short is whole up to its last
/// frame.
///
///     'H'  varint format version (1), text log id, zigzag epoch, varint position before the first,
///          varint n, n × (text log id, varint position of its last event): what it was forked from
///     'N'  varint number, text: a stream or tag
///     'T'  varint number, text name, varint schema version (1), u8 form, text JSON Schema
///     'R'  a record, as event_log.hpp has it; their positions follow each other
///
/// The header comes first. A name or type stands before the first record that uses it, so a cut
/// leaves nothing unreadable. The schema lets a reader that does not know a type decode its data.
/// Equal logs give equal bytes.
namespace cqrs {

inline constexpr std::uint32_t log_format_version = 1;

/// Appends the saved form of the whole log.
void encode_log(const EventLog& log, Buffer& into);

struct LoadedLog {
    EventLog log;
    std::uint64_t dropped_bytes = 0;  ///< at the end, when recovering
};

/// What becomes of a log that does not end with a whole append.
enum class Damage : std::uint8_t {
    refused,   ///< the error `corrupt` names the first faulty byte
    recovered  ///< what comes before the fault is loaded, by whole appends
};

/// Reads a saved log. The error `corrupt` has the faulty byte's offset in `actual`.
[[nodiscard]] Result<LoadedLog> decode_log(Bytes saved, const Storage& storage,
                                           Damage damage = Damage::refused);

}  // namespace cqrs
