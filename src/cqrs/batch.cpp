#include "cqrs/batch.hpp"

#include <algorithm>
#include <utility>

#include "cqrs/schema.hpp"

namespace cqrs {
namespace {

Error unfit(const Folds& fold, const Fault& fault) {
    Error error = invalid(fault);
    error.code = Code::domain_failed;
    error.message = "the state of " + std::string(fold.domain().name) +
                    " would not be as described: " + error.message;
    return error;
}

}  // namespace

Error over_limit(std::string_view name, std::int64_t limit, std::string_view what) {
    Error error;
    error.code = Code::limit;
    error.path = "limits." + std::string(name);
    error.expected = std::to_string(limit);
    error.message =
        std::string(what) + ": the limit " + std::string(name) + " is " + std::to_string(limit);
    return error;
}

void Batch::clear(std::vector<Folds>& folds) {
    unfit_ = std::nullopt;
    events_.clear();
    tags_.clear();
    tag_names_.clear();
    payloads_.clear();
    for (Folds& fold : folds) {
        fold.clear();
    }
}

void Batch::let_go(std::vector<Folds>& folds) {
    for (Folds& fold : folds) {
        fold.let_go();
    }
    constexpr std::size_t usual = 1'024;
    if (events_.capacity() > usual || tags_.capacity() > usual || payloads_.size() > page_size) {
        decltype(events_)().swap(events_);
        decltype(tags_)().swap(tags_);
        decltype(views_)().swap(views_);
        payloads_.release();
    }
}

Batch::Pending& Batch::next(std::string_view type) {
    Pending& event = events_.emplace_back();
    event.type = type;
    event.from = payloads_.size();
    event.tags_from = tags_.size();
    event.tags_to = tags_.size();
    return event;
}

bool Batch::tag(Pending& event, std::string_view name, NameId known) {
    const auto from = tags_.begin() + static_cast<std::ptrdiff_t>(event.tags_from);
    if (std::find(from, tags_.end(), name) != tags_.end()) {
        return false;
    }
    tags_.push_back(name);
    tag_names_.push_back(known);
    event.tags_to = tags_.size();
    return true;
}

Rare<Fault> Batch::add(std::size_t number, const void* event, std::vector<Folds>& folds,
                       const EventLog& log, std::span<const std::string> more_tags) {
    const Catalogue::Event& entry = catalogue_->events()[number];
    Folds& fold = folds[entry.domain];
    Pending& pending = next(entry.entry->type->name);
    pending.number = number;
    if (auto fault = encode(*entry.entry->type, event, payloads_)) {
        return fault;
    }
    pending.to = payloads_.size();
    for (const std::string_view identity : entry.entry->identities(event)) {
        const std::size_t place = fold.take(identity, log.names());
        if (tag(pending, fold.stream(place), fold.name(place)) && !unfit_) {
            if (const auto fault = fold.evolve(place, *entry.entry, event)) {
                unfit_ = unfit(fold, *fault);
            }
        }
    }
    pending.stream = tags_[pending.tags_from];
    for (const std::string& name : more_tags) {
        tag(pending, name);
    }
    return std::nullopt;
}

void Batch::add(std::string_view type, std::string_view json, std::string_view stream,
                std::span<const std::string> tags) {
    Pending& pending = next(type);
    pending.stream = stream;
    payloads_.put(as_bytes(json));
    pending.to = payloads_.size();
    // The stream's own name comes first, where the record has a place for it.
    if (std::find(tags.begin(), tags.end(), stream) != tags.end()) {
        tag(pending, stream);
    }
    for (const std::string& name : tags) {
        tag(pending, name);
    }
}

void Batch::label(std::string_view event_id, std::string_view metadata) {
    events_.back().event_id = event_id;
    events_.back().metadata = metadata;
}

void Batch::label_all(std::string_view causation_id, std::string_view metadata) {
    for (Pending& event : events_) {
        event.causation_id = causation_id;
        event.metadata = metadata;
    }
}

bool Batch::is_new_stream(const Pending& event, const EventLog& log) const {
    if (event.stream.empty()) {
        return false;
    }
    // A stream of the catalogue's is its event's first tag, and looked up by now.
    const NameId known = event.number ? tag_names_[event.tags_from] : 0;
    return known == 0 ? log.version(event.stream) == 0 : log.names().head(known).version == 0;
}

std::optional<std::uint32_t> Batch::find_type(const Pending& event, const EventLog& log) {
    if (!event.number) {
        return log.find_type(event.type, Form::json);
    }
    log_types_.resize(catalogue_->events().size());
    std::uint32_t& known = log_types_[*event.number];
    const Type& type = *catalogue_->events()[*event.number].entry->type;
    // Which number it is does not change while the log goes on, and the schema is long.
    if (known == 0 || known > log.types().size() || log.types()[known - 1].name != type.name) {
        std::string schema;
        encode_schema(type, schema);
        known = log.find_type(type.name, Form::described, schema, type.version).value_or(-1U) + 1;
    }
    return known == 0 ? std::nullopt : std::optional(known - 1);
}

std::uint32_t Batch::add_type(const Pending& event, EventLog& log) {
    EventType added{std::string(event.type), Form::json, {}};
    if (event.number) {
        const Type& type = *catalogue_->events()[*event.number].entry->type;
        added.form = Form::described;
        added.version = type.version;
        encode_schema(type, added.schema);
    }
    return log.add_type(std::move(added));
}

Rare<Error> Batch::over_a_limit(const EventLog& log) {
    const auto passes = [](std::uint64_t value, std::int64_t limit) {
        return value > static_cast<std::uint64_t>(limit);
    };
    if (passes(log.head() + events_.size(), limits_->events)) {
        return over_limit("events", limits_->events, "the log is full");
    }
    std::vector<std::string_view> streams;
    std::vector<std::string_view> types;
    for (Pending& event : events_) {
        if (passes(event.to - event.from, limits_->payload_bytes) ||
            passes(event.metadata.size(), limits_->payload_bytes)) {
            return over_limit("payloadBytes", limits_->payload_bytes,
                              std::string(event.type) + " is too large");
        }
        if (passes(event.tags_to - event.tags_from, limits_->tags_per_event)) {
            return over_limit("tagsPerEvent", limits_->tags_per_event,
                              std::string(event.type) + " has too many tags");
        }
        if (is_new_stream(event, log)) {
            streams.push_back(event.stream);
        }
        event.log_type = find_type(event, log);
        if (!event.log_type) {
            types.push_back(event.type);
        }
    }
    if (!streams.empty() &&
        passes(log.streams() + count_different(std::move(streams)), limits_->streams)) {
        return over_limit("streams", limits_->streams, "there is no room for another stream");
    }
    if (!types.empty() &&
        passes(log.types().size() + count_different(std::move(types)), limits_->event_types)) {
        return over_limit("eventTypes", limits_->event_types,
                          "there is no room for another event type");
    }
    return std::nullopt;
}

std::size_t Batch::count_different(std::vector<std::string_view> names) {
    // Nearly always there is none, or one; a heap takes the least code.
    std::make_heap(names.begin(), names.end());
    std::sort_heap(names.begin(), names.end());
    return static_cast<std::size_t>(std::unique(names.begin(), names.end()) - names.begin());
}

Rare<Error> Batch::check(const Origin& origin, std::vector<Folds>& folds, const EventLog& log,
                         std::size_t more_pages) {
    if (auto error = over_a_limit(log)) {
        return error;
    }
    if (unfit_) {
        return unfit_;
    }
    view();
    std::size_t pages = more_pages + log.pages_needed(views_, origin);
    for (Folds& fold : folds) {
        if (const auto fault = fold.encode_changed()) {
            return unfit(fold, *fault);
        }
        pages += fold.pages_needed(log.names());
    }
    if (payloads_.failed() || Buffer::shortage() || !log.reserve(pages, views_)) {
        return over_limit("memoryBytes", limits_->memory_bytes, "there is no memory for more");
    }
    return std::nullopt;
}

void Batch::view() {
    views_.clear();
    for (const Pending& event : events_) {
        NewEvent view;
        view.stream = event.stream;
        view.tags = std::span(tags_).subspan(event.tags_from, event.tags_to - event.tags_from);
        view.event_id = event.event_id;
        view.causation_id = event.causation_id;
        view.metadata = event.metadata;
        view.tag_names =
            std::span(tag_names_).subspan(event.tags_from, event.tags_to - event.tags_from);
        view.payload = payloads_.bytes(event.from, event.to);
        views_.push_back(view);
    }
}

std::uint64_t Batch::commit(const Origin& origin, std::vector<Folds>& folds, EventLog& log) {
    for (std::size_t i = 0; i < events_.size(); ++i) {
        const Pending& event = events_[i];
        // An event before it may have brought its type.
        const auto type = event.log_type ? event.log_type : find_type(event, log);
        views_[i].type = type ? *type : add_type(event, log);
    }
    const std::uint64_t version = log.append(views_, origin);
    for (Folds& fold : folds) {
        fold.put_back(log.names());
    }
    return version;
}

}  // namespace cqrs
