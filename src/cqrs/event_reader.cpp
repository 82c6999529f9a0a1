#include "cqrs/event_reader.hpp"

#include "cqrs/json.hpp"

namespace cqrs {
namespace {

/// An object of a type as one of another, by what both say in JSON.
bool convert(const Type& from, const void* object, const Type& to, void* into) {
    std::string json;
    encode_json(from, object, json);
    return !decode_json(to, json, into);
}

}  // namespace

EventReader::Way EventReader::way(const EventType& type) const {
    Way way;
    if (type.form == Form::json) {
        way.unknown = catalogue_->find_event(type.name).has_value();
        return way;
    }
    const Type* described = nullptr;
    for (std::size_t i = 0; i < catalogue_->events().size(); ++i) {
        const Domain::Event& event = *catalogue_->events()[i].entry;
        const auto fits = [&](const Type& one) {
            return one.name == type.name && one.version == type.version;
        };
        if (fits(*event.type)) {
            described = event.type;
            way.number = i;
        }
        const std::size_t domain = catalogue_->events()[i].domain;
        for (const Domain::Earlier& earlier : catalogue_->domains()[domain]->earlier) {
            if (earlier.event == event.type && fits(*earlier.type)) {
                described = earlier.type;
                way.number = i;
                way.earlier = &earlier;
            }
        }
    }
    std::string schema;
    if (described != nullptr) {
        encode_schema(*described, schema);
    }
    if (schema != type.schema) {
        way.stored = SchemaType::read(type.schema);
    }
    way.unknown = described == nullptr || (schema != type.schema && way.stored == nullptr);
    return way;
}

void EventReader::go_to(Position position, const EventLog& log, const Catalogue& catalogue) {
    log_ = &log;
    catalogue_ = &catalogue;
    parsed_ = false;
    briefed_ = false;
    informed_ = expected_ && expected_->info.position == position;
    decoded_ = informed_;
    if (informed_) {
        info_ = expected_->info;
        number_ = expected_->number;
        data_ = expected_->data;
        way_ = nullptr;
        unknown_ = false;
        stored_ = {};
        return;
    }
    info_.position = position;
    while (ways_.size() < log.types().size()) {
        ways_.push_back(way(log.types()[ways_.size()]));
    }
    stored_ = log.stored(position, spill_);
    follow(ways_[EventLog::type_of_stored(stored_)]);
}

void EventReader::go_to(const Record& record, const EventLog& log, const Catalogue& catalogue) {
    go_to(record.position, log, catalogue);
    record_ = record;
    parsed_ = true;
}

void EventReader::follow(const Way& way) {
    way_ = &way;
    number_ = way.number;
    unknown_ = way.unknown;
    // Whether it can be read shows only when it is.
    if (number_ && way.stored != nullptr && data() == nullptr) {
        unknown_ = true;
    }
    number_ = unknown_ ? std::nullopt : number_;
}

Bytes EventReader::stored() {
    if (stored_.empty()) {
        stored_ = log_->stored(info_.position, spill_);
    }
    return stored_;
}

const BriefRecord& EventReader::brief() {
    if (!briefed_) {
        brief_ = parsed_ ? BriefRecord{record_.time, record_.payload}
                         : EventLog::brief(stored(), log_->epoch());
        briefed_ = true;
    }
    return brief_;
}

const Record& EventReader::record() {
    if (!parsed_) {
        // What is in the log is whole; only a view for which there was no memory would not be.
        if (!EventLog::parse(stored(), info_.position, log_->epoch(), record_)) {
            record_ = {};
        }
        parsed_ = true;
    }
    return record_;
}

const EventInfo& EventReader::info() {
    if (!informed_) {
        info_.time = brief().time;
        informed_ = true;
    }
    return info_;
}

const void* EventReader::data() {
    if (decoded_) {
        return data_;
    }
    decoded_ = true;
    const Type& current = *catalogue_->events()[*number_].entry->type;
    if (values_.size() <= *number_) {
        values_.resize(catalogue_->events().size());
    }
    // What is read by its fields' names need not set all of them, so it begins afresh.
    Value& value = values_[*number_];
    void* event = way_->stored == nullptr ? value.reuse(current) : value.make(current);
    const Type& type = way_->earlier == nullptr ? current : *way_->earlier->type;
    void* object = way_->earlier == nullptr ? event : earlier_.make(type);
    bool read = false;
    if (way_->stored == nullptr) {
        read = !decode(type, brief().payload, object);
    } else {
        const Type& stored = way_->stored->type();
        Value other;
        read = !decode(stored, brief().payload, other.make(stored)) &&
               convert(stored, other.get(), type, object);
    }
    if (read && way_->earlier != nullptr) {
        way_->earlier->upcast(object, event);
        object = event;
    }
    data_ = read ? object : nullptr;
    return data_;
}

Bytes EventReader::payload() {
    if (way_ == nullptr) {
        return record().payload;
    }
    if (number_ && (way_->earlier != nullptr || way_->stored != nullptr)) {
        encoded_.clear();
        if (!encode(*catalogue_->events()[*number_].entry->type, data(), encoded_)) {
            return encoded_.bytes();
        }
        // An upcast that makes what is not as described.
        number_ = std::nullopt;
        unknown_ = true;
    }
    const EventType& kept = log_->types()[record().type];
    const auto made = unknown_ && kept.form == Form::described && !way_->stored
                          ? SchemaType::read(kept.schema)
                          : nullptr;
    const SchemaType* shape = made == nullptr ? way_->stored.get() : made.get();
    if (!unknown_ || shape == nullptr) {
        return record().payload;
    }
    const Type& stored = shape->type();
    json_.clear();
    // What is in the log was encoded from an event as described.
    static_cast<void>(decode(stored, record().payload, earlier_.make(stored)));
    encode_json(stored, earlier_.get(), json_);
    return as_bytes(json_);
}

Error unknown_event(Position position, std::string_view stream, const EventLog& log) {
    Buffer spill;
    const EventType& type = log.types()[log.at(position, spill).type];
    Error error;
    error.code = Code::domain_failed;
    error.actual = std::to_string(position);
    error.message = "nothing can be decided on " + std::string(stream) + ": its event " +
                    type.name + " at position " + error.actual +
                    " is of a kind that this engine does not know, version " +
                    std::to_string(type.version);
    return error;
}

}  // namespace cqrs
