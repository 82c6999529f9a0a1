#pragma once

#include <memory>
#include <string>

#include "cqrs/log_format.hpp"

/// A saved log as text: a CloudEvents 1.0 object in JSON on each line, one for each event in order.
///
/// Of the attributes of CloudEvents, `id` is the event's id, `source` is `urn:cqrs:log:` and the
/// log's id, `type` the event's type, `subject` its stream and `time` its time; a time in a year
/// that does not have four digits stands in `timems`, as milliseconds since 1970. The rest are
/// extensions, left out where there is nothing to say:
///
///     position, streamversion   where the event stands in the log and in its stream
///     tags                      a JSON array of texts, as text
///     commandid, commandhash    the hash stands with the first event of an append
///     correlationid, causationid, and metadata: JSON as text
///     appendindex, appendleft   of several events of one append: how many precede and follow
///     schemaversion, schema     of a described type; the schema where it is first used
///     ancestors                 in the first line: what the log was forked from, JSON as text
///
/// Data of a described type is written by the schema; other data stands as it was given.
///
/// Events from elsewhere are taken as they come: the order of the lines is their order, `subject`
/// is their stream, and `correlationid` and `causationid` are known; an event without a time has
/// that of the one before. Attributes that are not known are not kept.
namespace cqrs {

[[nodiscard]] std::unique_ptr<LogWriter> write_cloud_events(const EventLog& log, Position after);

}  // namespace cqrs
