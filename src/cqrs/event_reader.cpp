#include "cqrs/event_reader.hpp"

namespace cqrs {

void EventReader::go_to(Position position, const EventLog& log, const Catalogue& catalogue) {
    log_ = &log;
    catalogue_ = &catalogue;
    parsed_ = false;
    informed_ = expected_ && expected_->info.position == position;
    decoded_ = informed_;
    if (informed_) {
        info_ = expected_->info;
        number_ = expected_->number;
        data_ = expected_->data;
        return;
    }
    while (numbers_.size() < log.types().size()) {
        const EventType& type = log.types()[numbers_.size()];
        numbers_.push_back(type.form == Form::described ? catalogue.find_event(type.name)
                                                        : std::nullopt);
    }
    info_.position = position;
    number_ = numbers_[log.type_at(position)];
}

const Record& EventReader::record() {
    if (!parsed_) {
        record_ = log_->at(info_.position, spill_);
        parsed_ = true;
    }
    return record_;
}

const EventInfo& EventReader::info() {
    if (!informed_) {
        info_.time = record().time;
        informed_ = true;
    }
    return info_;
}

const void* EventReader::data() {
    if (!decoded_) {
        if (values_.size() <= *number_) {
            values_.resize(catalogue_->events().size());
        }
        const Type& type = *catalogue_->events()[*number_].entry->type;
        void* event = values_[*number_].reuse(type);
        data_ = decode(type, record().payload, event) ? nullptr : event;
        decoded_ = true;
    }
    return data_;
}

}  // namespace cqrs
