#include "cqrs/event_reader.hpp"

namespace cqrs {

void EventReader::go_to(Position position, const EventLog& log, const Catalogue& catalogue) {
    while (numbers_.size() < log.types().size()) {
        const EventType& type = log.types()[numbers_.size()];
        numbers_.push_back(type.form == Form::described ? catalogue.find_event(type.name)
                                                        : std::nullopt);
    }
    log_ = &log;
    catalogue_ = &catalogue;
    info_.position = position;
    number_ = numbers_[log.type_at(position)];
    parsed_ = false;
    decoded_ = false;
}

const Record& EventReader::record() {
    if (!parsed_) {
        record_ = log_->at(info_.position, spill_);
        parsed_ = true;
    }
    return record_;
}

const EventInfo& EventReader::info() {
    info_.time = record().time;
    return info_;
}

const void* EventReader::data() {
    if (!decoded_) {
        const Type& type = *catalogue_->events()[*number_].entry->type;
        void* event = event_.make(type);
        data_ = decode(type, record().payload, event) ? nullptr : event;
        decoded_ = true;
    }
    return data_;
}

}  // namespace cqrs
