#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cqrs/event_log.hpp"
#include "cqrs/limits.hpp"
#include "cqrs/log_intake.hpp"
#include "cqrs/result.hpp"

namespace cqrs {

/// The two forms of a saved log: binary frames (log_frames.hpp), or one CloudEvents 1.0 JSON object
/// a line (cloud_events.hpp). Both hold all of a log, and equal logs give equal bytes; but a log
/// without events has no lines, and so no id.
///
/// What is saved `after` a position is a part. It goes on where that position ended: behind what
/// was saved up to there, the two are what the whole log is saved as. Alone it is refused.
enum class SavedAs : std::uint8_t { binary, ndjson };

/// Writes a log in one of the forms, piece by piece. The log must not change meanwhile.
class LogWriter {
public:
    LogWriter() = default;
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;
    virtual ~LogWriter() = default;

    /// Appends what comes next, at most one event; false at the end. Where the memory for it is
    /// missing, the buffer has failed.
    [[nodiscard]] virtual bool write(Buffer& into) = 0;
};

[[nodiscard]] std::unique_ptr<LogWriter> write_log(const EventLog& log, SavedAs form,
                                                   Position after = 0);

/// Appends the saved form of the log, or of its part after a position.
void encode_log(const EventLog& log, Buffer& into, SavedAs form = SavedAs::binary,
                Position after = 0);

/// Takes one of the forms apart, unit by unit: frames or lines.
class LogParser {
public:
    LogParser() = default;
    LogParser(const LogParser&) = delete;
    LogParser& operator=(const LogParser&) = delete;
    virtual ~LogParser() = default;

    /// Takes in the unit that `rest` begins with, and says in `used` how many bytes it has; 0 where
    /// more is needed to see its end, which at the `last` bytes never is.
    [[nodiscard]] virtual Rare<Error> next(Bytes rest, bool last, LogIntake& into,
                                           std::size_t& used) = 0;
};

/// What takes lines of CloudEvents apart, for a log whose events come from elsewhere under an id.
using LineParsing = std::unique_ptr<LogParser> (*)(std::string log_id);
[[nodiscard]] std::unique_ptr<LogParser> parse_cloud_events(std::string log_id);

/// Reads a saved log of either form, piece by piece, so that it need not be in memory twice.
class LogReading {
public:
    /// `log_id` is for a log that says none of its own. Of the bytes after the first `size` nothing
    /// is read: they are counted. Without `lines`, which a program may then do without, only the
    /// binary form is read.
    LogReading(const Storage& storage, const Limits& limits, std::string log_id,
               std::uint64_t size = UINT64_MAX, LineParsing lines = parse_cloud_events);

    /// Takes the next bytes. The error `corrupt` has where the first fault is: `path` is "byte" or
    /// "line", `actual` its number, bytes from 0 and lines from 1. After an error, no more.
    [[nodiscard]] Rare<Error> feed(Bytes piece);
    /// After the last piece.
    [[nodiscard]] Rare<Error> finish();

    /// How many bytes there are up to the end of the last whole append: what can be recovered. 0
    /// for a binary log that was cut before the end of its header; nothing for what is no log.
    [[nodiscard]] std::optional<std::uint64_t> whole() const { return whole_; }
    /// To find an event: once it is read that is the error `corrupt`, with where it is.
    void look_for(Position position) { sought_ = position; }
    /// What was left out behind `size`, in bytes, or in lines that are not empty.
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }
    [[nodiscard]] SavedAs form() const { return form_; }
    [[nodiscard]] EventLog&& take() { return std::move(intake_.log()); }

private:
    [[nodiscard]] Rare<Error> read(bool last);
    [[nodiscard]] Rare<Error> recognize();
    [[nodiscard]] Rare<Error> at(Rare<Error> found) const;
    void count_dropped(Bytes piece);

    LogIntake intake_;
    std::string log_id_;
    std::uint64_t size_;
    LineParsing lines_;
    std::unique_ptr<LogParser> parser_;
    SavedAs form_ = SavedAs::binary;
    Buffer rest_;
    std::uint64_t at_ = 0;  // where `rest_` begins in all that was fed
    std::uint64_t fed_ = 0;
    std::uint64_t line_ = 1;
    std::optional<std::uint64_t> whole_;
    Position head_ = 0;  // there
    Position sought_ = 0;
    std::uint64_t dropped_ = 0;
    bool in_dropped_line_ = false;
};

/// What becomes of a log that does not end with a whole append.
enum class Damage : std::uint8_t {
    refused,   ///< the error `corrupt` says where the first fault is
    recovered  ///< what comes before the fault is loaded, by whole appends; which may be none
};

struct LoadedLog {
    EventLog log;
    SavedAs form = SavedAs::binary;
    std::uint64_t dropped = 0;  ///< when recovering: bytes, or lines, that were not loaded
};

/// Reads a saved log of either form.
[[nodiscard]] Result<LoadedLog> decode_log(Bytes saved, const Storage& storage,
                                           Damage damage = Damage::refused,
                                           const Limits& limits = {},
                                           std::string_view log_id = "log");

}  // namespace cqrs
