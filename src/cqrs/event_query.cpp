#include "cqrs/event_query.hpp"

#include <algorithm>
#include <limits>

namespace cqrs {

ItemMatcher::ItemMatcher(const EventLog& log, const QueryItem& item)
    : any_type_(item.types.empty()) {
    for (const std::string& type : item.types) {
        if (const auto number = log.find_type(type)) {
            types_.push_back(*number);
        }
    }
    hopeless_ = !any_type_ && types_.empty();
    for (const std::string& tag : item.tags) {
        const NameId name = log.names().find(tag);
        if (name == 0) {
            hopeless_ = true;
            return;
        }
        tags_.push_back(name);
        if (rarest_tag_ == 0 ||
            log.names().head(name).count < log.names().head(rarest_tag_).count) {
            rarest_tag_ = name;
        }
    }
}

bool ItemMatcher::matches(const Record& record) const {
    if (hopeless_) {
        return false;
    }
    if (!any_type_ && std::find(types_.begin(), types_.end(), record.type) == types_.end()) {
        return false;
    }
    return std::all_of(tags_.begin(), tags_.end(), [&](NameId tag) { return record.has_tag(tag); });
}

Position last_match(const EventLog& log, const EventQuery& query, Position after) {
    Position last = after;
    Buffer spill;
    for (const QueryItem& item : query) {
        const ItemMatcher matcher(log, item);
        if (matcher.hopeless()) {
            continue;
        }
        const NameId tag = matcher.rarest_tag();
        Position at = tag == 0 ? log.head() : log.names().head(tag).last;
        while (at > last) {
            const Record record = log.at(at, spill);
            if (matcher.matches(record)) {
                last = at;
                break;
            }
            at = tag == 0 ? at - 1 : record.previous(tag);
        }
    }
    return last > after ? last : 0;
}

LogReader::LogReader(const EventLog& log, const ReadFilter& filter)
    : log_(&log),
      backward_(filter.backward),
      left_(filter.limit.value_or(std::numeric_limits<std::uint64_t>::max())) {
    // Backward, a range may be given with its upper end first.
    const bool turned = filter.backward && filter.to != 0 && filter.from > filter.to;
    const Position first = turned ? filter.to : filter.from;
    const Position last = turned ? filter.from : filter.to;
    low_ = std::max<Position>(first, 1);
    high_ = last == 0 ? log.head() : std::min(last, log.head());

    std::vector<NameId> chains;
    bool hopeless = false;
    if (filter.stream) {
        stream_ = log.names().find(*filter.stream);
        hopeless = *stream_ == 0;
        chains.push_back(*stream_);
    }
    if (filter.types || filter.tags) {
        filter_.emplace_back(log, QueryItem{filter.types.value_or(std::vector<std::string>{}),
                                            filter.tags.value_or(std::vector<std::string>{})});
        hopeless = hopeless || filter_.back().hopeless() || (filter.types && filter.types->empty());
        chains.push_back(filter_.back().rarest_tag());
    }
    if (filter.query) {
        query_.emplace();
        for (const QueryItem& item : *filter.query) {
            query_->emplace_back(log, item);
        }
        hopeless = hopeless || query_->empty();
        if (query_->size() == 1) {
            chains.push_back(query_->front().rarest_tag());
        }
    }
    if (hopeless || low_ > high_) {
        left_ = 0;
        return;
    }
    for (const NameId name : chains) {
        if (name != 0 &&
            (chain_ == 0 || log.names().head(name).count < log.names().head(chain_).count)) {
            chain_ = name;
        }
    }
    at_ = backward_ ? high_ : low_;
    if (chain_ != 0) {
        collect_chain();
    }
}

void LogReader::collect_chain() {
    // A chain leads backward only, so its positions are noted on the way; forward they are then
    // taken from the end of the notes.
    Position at = log_->names().head(chain_).last;
    while (at > high_) {
        at = log_->at(at, spill_).previous(chain_);
    }
    if (backward_) {
        at_ = at;
        return;
    }
    for (; at >= low_ && at > 0; at = log_->at(at, spill_).previous(chain_)) {
        chain_positions_.put_u32(static_cast<std::uint32_t>(at));
    }
    if (chain_positions_.failed()) {
        // Without room for notes, look at every event instead.
        chain_ = 0;
    }
}

bool LogReader::matches(const Record& record) const {
    if (stream_ && record.stream != *stream_) {
        return false;
    }
    const auto fits = [&](const ItemMatcher& item) { return item.matches(record); };
    return std::all_of(filter_.begin(), filter_.end(), fits) &&
           (!query_ || std::any_of(query_->begin(), query_->end(), fits));
}

std::optional<Record> LogReader::next() {
    if (left_ == 0) {
        return std::nullopt;
    }
    auto record = chain_ != 0 ? next_in_chain() : next_in_log();
    left_ = record ? left_ - 1 : 0;
    return record;
}

std::optional<Record> LogReader::next_in_log() {
    while (at_ >= low_ && at_ <= high_) {
        const Record record = log_->at(at_, spill_);
        at_ = backward_ ? at_ - 1 : at_ + 1;
        if (matches(record)) {
            return record;
        }
    }
    return std::nullopt;
}

std::optional<Record> LogReader::next_in_chain() {
    if (backward_) {
        while (at_ >= low_) {
            const Record record = log_->at(at_, spill_);
            at_ = record.previous(chain_);
            if (matches(record)) {
                return record;
            }
        }
        return std::nullopt;
    }
    constexpr std::size_t note = sizeof(std::uint32_t);
    while (!chain_positions_.empty()) {
        const std::size_t rest = chain_positions_.size() - note;
        const Position at = Reader(chain_positions_.bytes(rest, rest + note)).u32();
        chain_positions_.shrink(rest);
        const Record record = log_->at(at, spill_);
        at_ = at + 1;
        if (matches(record)) {
            return record;
        }
    }
    return std::nullopt;
}

Position LogReader::resume_at() const {
    const bool over = left_ == 0 || at_ < low_ || at_ > high_ ||
                      (chain_ != 0 && !backward_ && chain_positions_.empty());
    return over ? 0 : at_;
}

}  // namespace cqrs
