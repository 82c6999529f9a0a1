#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "cqrs/event_log.hpp"

namespace cqrs {

/// A command that a rule said no to. Texts are views, valid until the next rejection; what was not
/// given is empty.
struct RejectedCommand {
    std::string_view type;
    std::string_view data;  ///< JSON text
    std::string_view reason;
    std::string_view message;
    std::string_view id;
    std::string_view correlation_id;  ///< as given, else the command's id
    std::string_view causation_id;
    std::string_view metadata;  ///< JSON text of an object
    Time time = 0;
    Position head = 0;  ///< of the log, when it was decided
};

/// The last commands that were rejected, kept apart from the log: nothing follows from them. The
/// oldest makes room, for the number and for the bytes that may be kept.
class Rejections {
public:
    /// Keeps so many at the most, and of an engine's memory at most the 64th part and 1 MiB.
    Rejections(std::int64_t count_max, std::int64_t engine_bytes_max);

    void add(const RejectedCommand& command);

    [[nodiscard]] std::size_t size() const { return kept_.size(); }
    /// The oldest that is kept is number 0.
    [[nodiscard]] RejectedCommand at(std::size_t number) const;

private:
    std::size_t count_max_;
    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    std::vector<Buffer> kept_;  // the oldest first
};

}  // namespace cqrs
