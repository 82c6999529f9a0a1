#include "cqrs/log_index.hpp"

#include <algorithm>
#include <utility>

namespace cqrs {

LogIndex::LogIndex(const EventLog& log) : heads_(log.names().heads()), streams_(log.streams()) {
    for (const EventType& type : log.types()) {
        types_.push_back(type.last);
    }
}

void LogIndex::link(NameId name, Position position, bool in_stream, const EventLog& log) {
    while (heads_.size() < name) {
        // A text stays where it was put.
        const auto next = static_cast<NameId>(heads_.size() + 1);
        heads_.push({log.names().head(next).text_at, 0, 0, 0});
    }
    heads_.update(name - 1, [&](NameHead& head) {
        head.last = static_cast<std::uint32_t>(position);
        ++head.count;
        if (in_stream) {
            streams_ += head.version == 0 ? 1 : 0;
            ++head.version;
        }
    });
}

void LogIndex::follow(const Record& record, const EventLog& log) {
    // Types are numbered in the order of their first events.
    types_.resize(std::max<std::size_t>(types_.size(), record.type + 1));
    types_[record.type] = record.position;
    if (record.stream != 0) {
        link(record.stream, record.position, true, log);
    }
    record.each_tag([&](const TagLink& tag) { link(tag.name, record.position, false, log); });
}

void EventLog::go_back(Position position, const LogIndex& index) {
    storage_ = records_.storage();
    if (position < head()) {
        records_.cut(starts_[static_cast<std::size_t>(position)]);
        starts_.cut(static_cast<std::size_t>(position));
    }
    std::erase_if(types_by_name_, [&](std::uint32_t type) { return type >= index.types().size(); });
    types_.resize(index.types().size());
    for (std::size_t type = 0; type < types_.size(); ++type) {
        types_[type].last = index.types()[type];
    }
    streams_ = index.streams();
    names_.go_back(index.heads());
    epoch_ = position == 0 ? 0 : epoch_;
    end_restoring();
}

}  // namespace cqrs
