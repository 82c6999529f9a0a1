#pragma once

#include <cstdint>
#include <vector>

#include "cqrs/event_log.hpp"

namespace cqrs {

/// What a log knows of its names and types besides its records: what changes as it grows. As of an
/// earlier position it follows from the records up to there, and a log can go back to it.
class LogIndex {
public:
    /// Of an empty log.
    explicit LogIndex(const Storage& storage) : heads_(storage) {}
    /// Of a log as it is.
    explicit LogIndex(const EventLog& log);

    /// Takes in the next record of that log.
    void follow(const Record& record, const EventLog& log);

    [[nodiscard]] const PageArray<NameHead>& heads() const { return heads_; }
    [[nodiscard]] std::uint64_t streams() const { return streams_; }
    /// The position of the last event of each type, by the type's number.
    [[nodiscard]] const std::vector<Position>& types() const { return types_; }

private:
    void link(NameId name, Position position, bool in_stream, const EventLog& log);

    PageArray<NameHead> heads_;
    std::uint64_t streams_ = 0;
    std::vector<Position> types_;
};

}  // namespace cqrs
