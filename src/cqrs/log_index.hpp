#pragma once

#include <cstdint>

#include "cqrs/event_log.hpp"

namespace cqrs {

/// What a log knows of its names and types besides its records: what changes as it grows. As of an
/// earlier position it follows from the records up to there, and a log can go back to it.
class LogIndex {
public:
    /// Of an empty log.
    explicit LogIndex(const Storage& storage) : heads_(storage) {}
    /// Of a log as it is.
    explicit LogIndex(const EventLog& log)
        : heads_(log.names().heads()),
          streams_(log.streams()),
          types_(static_cast<std::uint32_t>(log.types().size())) {}

    /// Takes in the next record of that log.
    void follow(const Record& record, const EventLog& log);

    [[nodiscard]] const PageArray<NameHead>& heads() const { return heads_; }
    [[nodiscard]] std::uint64_t streams() const { return streams_; }
    [[nodiscard]] std::uint32_t types() const { return types_; }

private:
    void link(NameId name, Position position, bool in_stream, const EventLog& log);

    PageArray<NameHead> heads_;
    std::uint64_t streams_ = 0;
    std::uint32_t types_ = 0;
};

}  // namespace cqrs
