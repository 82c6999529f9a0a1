#include "cqrs/story.hpp"

#include <algorithm>

namespace cqrs {

StoryReader::StoryReader(const EventLog& log, std::string_view correlation_id)
    : log_(&log), correlation_id_(correlation_id) {
    encode_id(correlation_id, encoded_);
}

std::optional<Record> StoryReader::next() {
    const auto is_it = [&](Bytes id) {
        return std::equal(id.begin(), id.end(), encoded_.bytes().begin(), encoded_.bytes().end());
    };
    while (at_ < log_->head()) {
        const Record record = log_->at(++at_, spill_);
        const Bytes& known =
            record.correlation_id.empty() ? record.command_id : record.correlation_id;
        // Without either, the id is made of the first event's, which takes longer to compare.
        if (known.empty() ? log_->correlation_id(record) == correlation_id_ : is_it(known)) {
            return record;
        }
    }
    return std::nullopt;
}

}  // namespace cqrs
