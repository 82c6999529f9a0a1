/// The part of EventLog that does not run with every command, so that it can be compiled for size:
/// its types, what its events are called, and how it is restored from a saved one.

#include <algorithm>
#include <utility>

#include "cqrs/event_log.hpp"

namespace cqrs {

void EventLog::descend(std::string log_id) {
    if (head() > (ancestors_.empty() ? 0 : ancestors_.back().last)) {
        ancestors_.push_back({log_id_, head()});
    }
    log_id_ = std::move(log_id);
}

void EventLog::end_restoring() {
    while (!ancestors_.empty() && ancestors_.back().last > head()) {
        const bool wrote_some =
            ancestors_.size() == 1 ? head() > 0 : head() > ancestors_[ancestors_.size() - 2].last;
        if (wrote_some) {
            ancestors_.back().last = head();
        } else {
            ancestors_.pop_back();
        }
    }
}

std::uint32_t EventLog::left_in_append(const Record& record) const {
    for (const Ancestor& ancestor : ancestors_) {
        if (record.position <= ancestor.last) {
            return static_cast<std::uint32_t>(
                std::min<std::uint64_t>(record.left_in_append, ancestor.last - record.position));
        }
    }
    return record.left_in_append;
}

bool EventLog::restore_ancestor(Ancestor ancestor) {
    if (ancestor.last <= (ancestors_.empty() ? 0 : ancestors_.back().last)) {
        return false;
    }
    ancestors_.push_back(std::move(ancestor));
    return true;
}

std::uint32_t EventLog::add_type(EventType type) {
    const auto number = static_cast<std::uint32_t>(types_.size());
    auto place = first_type(type.name);
    while (place != types_by_name_.end() && types_[*place].name == type.name) {
        ++place;
    }
    types_by_name_.insert(place, number);
    types_.push_back(std::move(type));
    return number;
}

std::vector<std::uint32_t>::const_iterator EventLog::first_type(std::string_view name) const {
    return std::lower_bound(types_by_name_.begin(), types_by_name_.end(), name,
                            [this](std::uint32_t number, std::string_view sought) {
                                return types_[number].name < sought;
                            });
}

std::optional<std::uint32_t> EventLog::find_type(std::string_view name, Form form,
                                                 std::string_view schema,
                                                 std::uint32_t version) const {
    std::optional<std::uint32_t> found;
    each_type(name, [&](std::uint32_t number) {
        const EventType& type = types_[number];
        if (type.form == form && type.version == version && type.schema == schema) {
            found = number;
        }
    });
    return found;
}

std::optional<std::string> EventLog::misfit(const Record& record) const {
    if (record.type >= types_.size()) {
        return "its type is unknown";
    }
    Buffer spill;
    const Record before = head() == 0 ? Record{} : at(head(), spill);
    const bool ended = left_in_append(before) == 0;
    const bool goes_on = !ended && record.index_in_append == before.index_in_append + 1 &&
                         record.left_in_append == before.left_in_append - 1;
    const bool begins = ended && record.index_in_append == 0;
    if (!goes_on && !begins) {
        return "it does not follow the event before it in its append";
    }
    const auto fits = [&](NameId name, Position previous) {
        return name > 0 && name <= names_.size() && names_.head(name).last == previous;
    };
    if (record.stream != 0 && (!fits(record.stream, record.previous_in_stream) ||
                               names_.head(record.stream).version + 1 != record.version)) {
        return "its stream or version is wrong";
    }
    std::vector<NameId> seen{record.stream};
    bool tags_fit = true;
    record.each_tag([&](const TagLink& tag) {
        tags_fit = tags_fit && fits(tag.name, tag.previous) &&
                   std::find(seen.begin(), seen.end(), tag.name) == seen.end();
        seen.push_back(tag.name);
    });
    if (!tags_fit) {
        return "its tags are wrong";
    }
    return std::nullopt;
}

std::optional<std::string> EventLog::restore(Bytes stored) {
    Record record;
    if (!parse(stored, head() + 1, epoch_, record)) {
        return "it is no record";
    }
    if (auto wrong = misfit(record)) {
        return wrong;
    }
    constexpr std::size_t pages_per_link = 2;
    if (!storage_->reserve(2 * (stored.size() / page_size + 2) + HashIndex::pages_per_item +
                           pages_per_link * (record.tag_count + 1))) {
        return "there is no memory for it";
    }
    if (!record.command_id.empty() && record.index_in_append == 0) {
        add_command_id(hash32(record.command_id));
    }
    if (record.stream != 0) {
        link(record.stream, record.position, true);
    }
    record.each_tag([&](const TagLink& tag) { link(tag.name, record.position, false); });
    types_[record.type].last = record.position;
    starts_.push(static_cast<std::uint32_t>(records_.size()));
    records_.append(stored);
    return std::nullopt;
}

bool EventLog::restore_name(std::string_view text) {
    constexpr std::size_t pages_per_name = 3 + HashIndex::pages_per_item;
    return storage_->reserve(pages_per_name + 2 * text.size() / page_size) &&
           names_.intern(text) == names_.size();
}

std::string EventLog::event_id(const Record& record) const {
    return record.event_id.empty() ? event_id(record.position) : id_text(record.event_id);
}

std::string EventLog::event_id(Position position) const {
    const auto writer =
        std::find_if(ancestors_.begin(), ancestors_.end(),
                     [&](const Ancestor& ancestor) { return position <= ancestor.last; });
    return (writer == ancestors_.end() ? log_id_ : writer->log_id) + "-" + std::to_string(position);
}

std::string EventLog::correlation_id(const Record& record) const {
    if (!record.correlation_id.empty()) {
        return id_text(record.correlation_id);
    }
    if (!record.command_id.empty()) {
        return id_text(record.command_id);
    }
    if (record.index_in_append == 0) {
        return event_id(record);
    }
    Buffer spill;
    return event_id(at(record.position - record.index_in_append, spill));
}

}  // namespace cqrs
