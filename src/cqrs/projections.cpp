#include "cqrs/projections.hpp"

#include <algorithm>
#include <utility>

namespace cqrs {

std::size_t Projections::add(std::unique_ptr<ReadModel> model, const Catalogue& catalogue) {
    Entry entry;
    entry.status.name = model->name();
    entry.model = std::move(model);
    models_.push_back(std::move(entry));
    connect(catalogue);
    return models_.size() - 1;
}

void Projections::connect(const Catalogue& catalogue) {
    events_.reset();
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

void Projections::apply(Entry& entry) {
    const auto number = events_.number();
    if (number && entry.apply[*number] != nullptr && events_.data() != nullptr) {
        entry.apply[*number](*entry.model, events_.data(), events_.info());
    }
}

void Projections::catch_up(const EventLog& log, const Catalogue& catalogue) {
    Position from = log.head();
    for (const Entry& entry : models_) {
        from = entry.status.error.empty() ? std::min(from, entry.status.checkpoint) : from;
    }
    for (Position position = from + 1; position <= log.head(); ++position) {
        events_.go_to(position, log, catalogue);
        for (Entry& entry : models_) {
            if (!entry.status.error.empty() || entry.status.checkpoint >= position) {
                continue;
            }
            storage_->settle();
            apply(entry);
            if (!storage_->trouble().empty()) {
                fail(entry, log, catalogue, storage_->trouble());
                events_.go_to(position, log, catalogue);
                continue;
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
    for (Position position = 1; position <= good && storage_->trouble().empty(); ++position) {
        events_.go_to(position, log, catalogue);
        apply(entry);
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
