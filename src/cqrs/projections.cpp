#include "cqrs/projections.hpp"

#include <algorithm>
#include <utility>

namespace cqrs {
namespace {

constexpr std::size_t unknown_event = static_cast<std::size_t>(-1);

}  // namespace

std::size_t Projections::add(std::unique_ptr<ReadModel> model, const Catalogue& catalogue) {
    Entry entry;
    entry.status.name = model->name();
    entry.model = std::move(model);
    models_.push_back(std::move(entry));
    connect(catalogue);
    return models_.size() - 1;
}

void Projections::connect(const Catalogue& catalogue) {
    event_numbers_.clear();
    for (Entry& entry : models_) {
        entry.apply.assign(catalogue.events().size(), nullptr);
        for (const ReadModel::Handler& handler : entry.model->handlers()) {
            for (std::size_t i = 0; i < catalogue.events().size(); ++i) {
                if (catalogue.events()[i].entry->type == handler.type) {
                    entry.apply[i] = handler.apply;
                }
            }
        }
    }
}

std::optional<std::size_t> Projections::load(const Record& record, const EventLog& log,
                                             const Catalogue& catalogue) {
    while (event_numbers_.size() < log.types().size()) {
        const EventType& type = log.types()[event_numbers_.size()];
        const auto known =
            type.form == Form::described ? catalogue.find_event(type.name) : std::nullopt;
        event_numbers_.push_back(known.value_or(unknown_event));
    }
    const std::size_t number = event_numbers_[record.type];
    if (number == unknown_event) {
        return std::nullopt;
    }
    const Type& type = *catalogue.events()[number].entry->type;
    // What is in the log was encoded from an event as described.
    static_cast<void>(decode(type, record.payload, event_.make(type)));
    return number;
}

void Projections::catch_up(const EventLog& log, const Catalogue& catalogue) {
    Position from = log.head();
    for (const Entry& entry : models_) {
        from = entry.status.error.empty() ? std::min(from, entry.status.checkpoint) : from;
    }
    for (Position position = from + 1; position <= log.head(); ++position) {
        const Record record = log.at(position, spill_);
        const EventInfo info{position, record.time};
        const auto number = load(record, log, catalogue);
        for (Entry& entry : models_) {
            if (!entry.status.error.empty() || entry.status.checkpoint >= position) {
                continue;
            }
            if (number && entry.apply[*number] != nullptr) {
                storage_->settle();
                entry.apply[*number](*entry.model, event_.get(), info);
                if (!storage_->trouble().empty()) {
                    fail(entry, log, catalogue, storage_->trouble());
                    continue;
                }
            }
            entry.status.checkpoint = position;
        }
    }
}

void Projections::fail(Entry& entry, const EventLog& log, const Catalogue& catalogue,
                       std::string error) {
    // The event was applied in part, so the model is made anew from the events before it.
    const Position good = entry.status.checkpoint;
    entry.model = entry.model->empty(storage_);
    entry.status.checkpoint = 0;
    entry.status.error = std::move(error);
    storage_->settle();
    Value current;
    Buffer spill;
    for (Position position = 1; position <= good && storage_->trouble().empty(); ++position) {
        const Record record = log.at(position, spill);
        const std::size_t number = event_numbers_[record.type];
        if (number != unknown_event && entry.apply[number] != nullptr) {
            const Type& type = *catalogue.events()[number].entry->type;
            static_cast<void>(decode(type, record.payload, current.make(type)));
            entry.apply[number](*entry.model, current.get(), {position, record.time});
        }
        entry.status.checkpoint = position;
    }
    if (!storage_->trouble().empty()) {
        entry.model = entry.model->empty(storage_);
        entry.status.checkpoint = 0;
        storage_->settle();
    }
}

std::size_t Projections::pages_needed(std::size_t events, std::size_t payload_bytes) const {
    constexpr std::size_t pages_per_model = 12;
    // An event becomes rows, which hold more than its data.
    constexpr std::size_t bytes_per_event = 128;
    return models_.size() * (pages_per_model + events * bytes_per_event / page_size +
                             RowHeap::pages_needed(payload_bytes));
}

}  // namespace cqrs
