#include "cqrs/event_query.hpp"

#include <algorithm>
#include <limits>

namespace cqrs {

ItemMatcher::ItemMatcher(const EventLog& log, const QueryItem& item)
    : any_type_(item.types.empty()) {
    newest_ = any_type_ ? log.head() : 0;
    for (const std::string& type : item.types) {
        log.each_type(type, [&](std::uint32_t number) {
            types_.push_back(number);
            newest_ = std::max(newest_, log.types()[number].last);
        });
    }
    hopeless_ = newest_ == 0;
    for (const std::string& tag : item.tags) {
        const NameId name = log.names().find(tag);
        if (name == 0) {
            hopeless_ = true;
            return;
        }
        // An event may be in the stream of that name and not carry the tag.
        newest_matches_ = any_type_ && tags_.empty() && log.names().head(name).version == 0;
        tags_.push_back(name);
        newest_ = std::min<Position>(newest_, log.names().head(name).last);
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

LastMatch last_match(const EventLog& log, const EventQuery& query, Position after) {
    LastMatch found;
    Position last = after;
    Buffer spill;
    for (const QueryItem& item : query) {
        const ItemMatcher matcher(log, item);
        if (matcher.hopeless() || matcher.newest() <= last) {
            continue;
        }
        if (matcher.newest_matches()) {
            last = matcher.newest();
            continue;
        }
        const NameId tag = matcher.rarest_tag();
        for (Position at = log.names().head(tag).last; at > last;) {
            const Record record = log.at(at, spill);
            ++found.looked_at;
            if (matcher.matches(record)) {
                last = at;
                break;
            }
            at = record.previous(tag);
        }
    }
    found.position = last > after ? last : 0;
    return found;
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

    bool hopeless = false;
    if (filter.stream) {
        stream_ = log.names().find(*filter.stream);
        hopeless = *stream_ == 0;
        follow({*stream_});
    }
    if (filter.types || filter.tags) {
        filter_.emplace_back(log, QueryItem{filter.types.value_or(std::vector<std::string>{}),
                                            filter.tags.value_or(std::vector<std::string>{})});
        hopeless = hopeless || filter_.back().hopeless() || (filter.types && filter.types->empty());
        follow({filter_.back().rarest_tag()});
        high_ = std::min(high_, filter_.back().newest());
    }
    if (filter.query) {
        query_.emplace();
        std::vector<NameId> names;
        Position newest = 0;
        for (const QueryItem& item : *filter.query) {
            ItemMatcher matcher(log, item);
            if (!matcher.hopeless()) {
                names.push_back(matcher.rarest_tag());
                newest = std::max(newest, matcher.newest());
                query_->push_back(std::move(matcher));
            }
        }
        hopeless = hopeless || query_->empty();
        follow(names);
        high_ = std::min(high_, newest);
    }
    if (hopeless || low_ > high_) {
        left_ = 0;
        return;
    }
    at_ = backward_ ? high_ : low_;
    if (!chains_.empty()) {
        start_chains();
    }
}

void LogReader::follow(const std::vector<NameId>& names) {
    const auto count = [&](NameId name) -> std::uint64_t { return log_->names().head(name).count; };
    if (names.empty() || std::find(names.begin(), names.end(), NameId{0}) != names.end()) {
        return;
    }
    std::uint64_t before = 0;
    for (const Chain& chain : chains_) {
        before += count(chain.name);
    }
    std::uint64_t after = 0;
    for (const NameId name : names) {
        after += count(name);
    }
    if (chains_.empty() || after < before) {
        chains_.clear();
        for (const NameId name : names) {
            chains_.push_back({name, log_->names().head(name).last});
        }
    }
}

void LogReader::start_chains() {
    // A chain leads backward only, so its positions are noted on the way; forward they are then
    // taken from the end of the notes.
    while (latest_in_chains() > high_) {
        step_back(look(latest_in_chains()));
    }
    if (backward_) {
        at_ = latest_in_chains();
        return;
    }
    for (Position at = latest_in_chains(); at >= low_; at = latest_in_chains()) {
        chain_positions_.put_u32(static_cast<std::uint32_t>(at));
        step_back(look(at));
    }
    if (chain_positions_.failed()) {
        // Without room for notes, look at every event instead.
        chains_.clear();
    }
}

Position LogReader::latest_in_chains() const {
    Position latest = 0;
    for (const Chain& chain : chains_) {
        latest = std::max(latest, chain.at);
    }
    return latest;
}

void LogReader::step_back(const Record& record) {
    for (Chain& chain : chains_) {
        if (chain.at == record.position) {
            chain.at = record.previous(chain.name);
        }
    }
}

Record LogReader::look(Position position) {
    ++looked_at_;
    return log_->at(position, spill_);
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
    auto record = chains_.empty() ? next_in_log() : next_in_chains();
    left_ = record ? left_ - 1 : 0;
    return record;
}

std::optional<Record> LogReader::next_in_log() {
    while (at_ >= low_ && at_ <= high_) {
        const Record record = look(at_);
        at_ = backward_ ? at_ - 1 : at_ + 1;
        if (matches(record)) {
            return record;
        }
    }
    return std::nullopt;
}

std::optional<Record> LogReader::next_in_chains() {
    if (backward_) {
        while (at_ >= low_) {
            const Record record = look(at_);
            step_back(record);
            at_ = latest_in_chains();
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
        const Record record = look(at);
        at_ = at + 1;
        if (matches(record)) {
            return record;
        }
    }
    return std::nullopt;
}

Position LogReader::resume_at() const {
    const bool over = left_ == 0 || at_ < low_ || at_ > high_ ||
                      (!chains_.empty() && !backward_ && chain_positions_.empty());
    return over ? 0 : at_;
}

}  // namespace cqrs
