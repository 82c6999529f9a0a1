#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "cqrs/log_format.hpp"

/// A saved log in binary. The magic `89 43 51 52 53 0d 0a 1a`, then frames, each
///
///     u8 kind, varint length, so many bytes, u32 CRC-32C of kind, length and bytes
///
/// so that every flipped bit is noticed and a file that was cut short is whole up to its last
/// frame.
///
///     'H'  varint format version (1), text log id, zigzag epoch, varint position before the first,
///          varint n, n × (text log id, varint position of its last event): what it was forked from
///     'N'  varint number, text: a stream or tag
///     'T'  varint number, text name, varint schema version, u8 form, text JSON Schema
///     'R'  a record, as event_log.hpp has it; their positions follow each other
///
/// The header comes first. A name or type stands before the first record that uses it, so a cut
/// leaves nothing unreadable. The schema lets a reader that does not know a type decode its data.
/// A part has a header that says after which position it goes on, and the frames that the whole log
/// has from there on; so it may follow what it goes on from, magic and all.
namespace cqrs {

inline constexpr std::uint32_t log_format_version = 1;
inline constexpr std::array<std::uint8_t, 8> frames_magic{0x89, 'C',  'Q',  'R',
                                                          'S',  '\r', '\n', 0x1a};

[[nodiscard]] std::unique_ptr<LogWriter> write_frames(const EventLog& log, Position after);
[[nodiscard]] std::unique_ptr<LogParser> parse_frames();

}  // namespace cqrs
