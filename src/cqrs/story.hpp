#pragma once

#include <string_view>

#include "cqrs/event_log.hpp"

namespace cqrs {

/// The events of one story: those that carry one correlation id. There is no index of these, so
/// it looks at the whole log.
class StoryReader {
public:
    StoryReader(const EventLog& log, std::string_view correlation_id);

    /// The next event, in the order of the log; nothing at the end. Valid until the next call.
    [[nodiscard]] std::optional<Record> next();

private:
    const EventLog* log_;
    std::string_view correlation_id_;
    Buffer encoded_;
    Position at_ = 0;
    Buffer spill_;
};

}  // namespace cqrs
