#include "cqrs/log_format.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "cqrs/batch.hpp"
#include "cqrs/cloud_events.hpp"
#include "cqrs/log_frames.hpp"

namespace cqrs {
namespace {

// Nothing that is checked as a whole is longer, escaped as JSON may be.
constexpr std::size_t unit_bytes_max = std::size_t{1} << 28;

bool is_space(std::uint8_t byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

}  // namespace

std::unique_ptr<LogWriter> write_log(const EventLog& log, SavedAs form, Position after) {
    return form == SavedAs::binary ? write_frames(log, after) : write_cloud_events(log, after);
}

void encode_log(const EventLog& log, Buffer& into, SavedAs form, Position after) {
    const auto writer = write_log(log, form, after);
    while (writer->write(into)) {
    }
}

LogReading::LogReading(const Storage& storage, const Limits& limits, std::string log_id,
                       std::uint64_t size, LineParsing lines)
    : intake_(storage, limits), log_id_(std::move(log_id)), size_(size), lines_(lines) {}

Rare<Error> LogReading::feed(Bytes piece) {
    const std::uint64_t left = size_ - fed_;
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), left));
    fed_ += taken;
    rest_.put(piece.first(taken));
    if (auto error = read(false)) {
        return error;
    }
    count_dropped(piece.subspan(taken));
    return std::nullopt;
}

Rare<Error> LogReading::finish() {
    if (parser_ == nullptr && rest_.empty()) {
        // A log without events has no lines; a binary one of which nothing is whole no header.
        form_ = dropped_ > 0 ? SavedAs::binary : SavedAs::ndjson;
        return intake_.begin(log_id_);
    }
    if (auto error = read(true)) {
        if (form_ == SavedAs::binary && !whole_) {
            // Only its end was missing: `feed` has found no fault in what is there.
            whole_ = 0;
        }
        return error;
    }
    if (!intake_.is_whole()) {
        return at(corrupt("it ends in the middle of an append"));
    }
    intake_.log().end_restoring();
    return std::nullopt;
}

Rare<Error> LogReading::recognize() {
    const auto bytes = rest_.bytes();
    const auto first = std::find_if_not(bytes.begin(), bytes.end(), is_space);
    if (bytes[0] == frames_magic[0]) {
        form_ = SavedAs::binary;
        parser_ = parse_frames();
    } else if (lines_ != nullptr && (first == bytes.end() || *first == '{' || *first == 0xef)) {
        form_ = SavedAs::ndjson;
        parser_ = lines_(log_id_);
        return intake_.begin(log_id_);
    } else {
        return at(corrupt("it begins neither as a saved log nor as a line of JSON"));
    }
    return std::nullopt;
}

Rare<Error> LogReading::read(bool last) {
    constexpr std::size_t at_hand = std::size_t{1} << 16;
    if (rest_.failed() || rest_.size() > unit_bytes_max || !has_memory(at_hand)) {
        return intake_.no_memory();
    }
    if (parser_ == nullptr && !rest_.empty()) {
        if (auto error = recognize()) {
            return error;
        }
    }
    std::size_t done = 0;
    while (done < rest_.size()) {
        std::size_t used = 0;
        auto error = parser_->next(rest_.bytes(done, rest_.size()), last, intake_, used);
        if (error) {
            at_ += done;
            return at(std::move(error));
        }
        if (used == 0) {
            break;
        }
        const Position head = intake_.log().head();
        if (sought_ > 0 && head == sought_) {
            at_ += done;
            return at(corrupt(""));
        }
        done += used;
        ++line_;
        // A header, or the end of an append.
        if (intake_.is_whole() && (head != head_ || (form_ == SavedAs::binary && !whole_))) {
            whole_ = at_ + done;
            head_ = head;
        }
    }
    at_ += done;
    if (done > 0) {
        std::memmove(rest_.data(), rest_.data() + done, rest_.size() - done);
        rest_.shrink(rest_.size() - done);
    }
    return std::nullopt;
}

Rare<Error> LogReading::at(Rare<Error> found) const {
    Error& error = *found;
    if (error.code == Code::corrupt) {
        const bool binary = form_ == SavedAs::binary;
        error.path = binary ? "byte" : "line";
        error.actual = std::to_string(binary ? at_ : line_);
        error.message =
            "the saved log is damaged at " + error.path + " " + error.actual + ": " + error.message;
    }
    return found;
}

void LogReading::count_dropped(Bytes piece) {
    if (form_ == SavedAs::binary) {
        dropped_ += piece.size();
        return;
    }
    for (const std::uint8_t byte : piece) {
        if (byte == '\n') {
            in_dropped_line_ = false;
        } else if (!in_dropped_line_ && !is_space(byte)) {
            in_dropped_line_ = true;
            ++dropped_;
        }
    }
}

Result<LoadedLog> decode_log(Bytes saved, const Storage& storage, Damage damage,
                             const Limits& limits, std::string_view log_id) {
    std::uint64_t size = saved.size();
    for (;;) {
        LogReading reading(storage, limits, std::string(log_id), size);
        if (saved.empty() && damage == Damage::refused) {
            return std::move(*corrupt("the saved log is empty"));
        }
        constexpr std::size_t piece = std::size_t{1} << 20;
        Rare<Error> error;
        for (std::size_t at = 0; at < saved.size() && !error; at += piece) {
            error = reading.feed(saved.subspan(at, std::min(piece, saved.size() - at)));
        }
        error = error ? std::move(error) : reading.finish();
        if (!error) {
            const std::uint64_t dropped = reading.dropped();
            const SavedAs form = reading.form();
            return LoadedLog{reading.take(), form, dropped};
        }
        const bool again = damage == Damage::recovered && error->code == Code::corrupt &&
                           reading.whole() && *reading.whole() < size;
        if (!again) {
            return error;
        }
        size = *reading.whole();
    }
}

}  // namespace cqrs
