#include "cqrs/rejections.hpp"

#include <algorithm>
#include <utility>

namespace cqrs {

Rejections::Rejections(std::int64_t count_max, std::int64_t engine_bytes_max)
    : count_max_(static_cast<std::size_t>(count_max)),
      bytes_max_(static_cast<std::size_t>(
          std::min<std::int64_t>(engine_bytes_max / 64, std::int64_t{1} << 20))) {}

void Rejections::add(const RejectedCommand& command) {
    Buffer entry;
    for (const std::string_view text :
         {command.type, command.data, command.reason, command.message, command.id,
          command.correlation_id.empty() ? command.id : command.correlation_id,
          command.causation_id, command.metadata}) {
        entry.put_text(text);
    }
    entry.put_zigzag(command.time);
    entry.put_varint(command.head);
    if (entry.failed() || entry.size() > bytes_max_ || count_max_ == 0) {
        return;
    }
    std::size_t dropped = 0;
    std::size_t bytes = bytes_ + entry.size();
    while (kept_.size() - dropped >= count_max_ || bytes > bytes_max_) {
        bytes -= kept_[dropped].size();
        ++dropped;
    }
    // There are few, and moving one is moving a pointer.
    kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(dropped));
    kept_.push_back(std::move(entry));
    bytes_ = bytes;
}

RejectedCommand Rejections::at(std::size_t number) const {
    Reader from(kept_[number].bytes());
    RejectedCommand command;
    for (std::string_view* text :
         {&command.type, &command.data, &command.reason, &command.message, &command.id,
          &command.correlation_id, &command.causation_id, &command.metadata}) {
        *text = from.text();
    }
    command.time = from.zigzag();
    command.head = from.varint();
    return command;
}

}  // namespace cqrs
