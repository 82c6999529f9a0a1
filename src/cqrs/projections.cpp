#include "cqrs/projections.hpp"

#include <algorithm>
#include <utility>

namespace cqrs {
namespace {

Copying::As role_of(const ReadModelStatus& status) {
    return status.replica == 0 ? Copying::As::successor : Copying::As::replica;
}

std::unique_ptr<ReadModel> copied(const ReadModel& model, const Storage& storage, Copying::As as) {
    const Copying copying(as, storage);
    return model.copy();
}

std::unique_ptr<ReadModel> emptied(const ReadModel& model, const Storage& storage, Copying::As as) {
    const Copying copying(as);
    return model.empty(storage);
}

}  // namespace

std::size_t Projections::add(std::unique_ptr<ReadModel> model, const Catalogue& catalogue,
                             Position checkpoint, std::string error) {
    Entry entry;
    auto line = std::make_unique<Line>();
    line->status.name = model->name();
    line->status.checkpoint = checkpoint;
    line->status.error = std::move(error);
    line->model = std::move(model);
    entry.lines.push_back(std::move(line));
    entry.track = snapshots_ == nullptr ? 0 : snapshots_->add_track(1);
    models_.push_back(std::move(entry));
    connect(catalogue);
    sort_out();
    return models_.size() - 1;
}

void Projections::connect(const Catalogue& catalogue) {
    events_.reset();
    for (Entry& entry : models_) {
        entry.apply.assign(catalogue.events().size(), nullptr);
        for (const ReadModel::Handler& handler : entry.lines[0]->model->handlers()) {
            for (std::size_t i = 0; i < catalogue.events().size(); ++i) {
                if (catalogue.events()[i].entry->type == handler.type) {
                    entry.apply[i] = handler.apply;
                }
            }
        }
    }
}

const Projections::Line* Projections::line(std::size_t number, std::uint32_t replica) const {
    for (const auto& line : lines(number)) {
        if (line->status.replica == replica) {
            return line.get();
        }
    }
    return nullptr;
}

template <class Visit>
void Projections::each(std::size_t number, Replica replica, Visit&& visit) {
    Entry& entry = models_[number];
    for (const auto& line : entry.lines) {
        if (line->status.replica == replica.value_or(line->status.replica)) {
            visit(entry, *line);
        }
    }
    sort_out();
}

void Projections::sort_out() {
    immediate_.clear();
    for (Entry& entry : models_) {
        for (const auto& line : entry.lines) {
            const ReadModelStatus& status = line->status;
            if (status.mode.kind == Mode::Kind::immediate && !status.paused &&
                status.error.empty()) {
                immediate_.push_back({&entry, line.get()});
            }
        }
    }
}

void Projections::keep_snapshot(const Entry& entry, const Line& line) {
    const ReadModelStatus& status = line.status;
    if (status.replica == 0 && snapshots_->wants(entry.track, status.checkpoint)) {
        snapshots_->keep(
            entry.track, status.checkpoint,
            std::shared_ptr<const ReadModel>(copied(*line.model, storage_, Copying::As::snapshot)));
    }
}

void Projections::fail(Entry& entry, Line& line, const Course& course) {
    std::string error = storage_->trouble();
    const Position good = line.status.checkpoint;
    // Where snapshots have the memory that it wants, they give way and it tries again.
    const bool again =
        error == Budget::out_of_memory && snapshots_ != nullptr && snapshots_->clear();
    restore(entry, line, course);
    if (!again || line.status.checkpoint < good) {
        line.status.error = std::move(error);
    }
}

void Projections::restore(const Entry& entry, Line& line, const Course& course) {
    // The event was applied in part, so the model is made anew from the events before it.
    const bool is_past = &line == entry.past.get();
    const Copying::As role = is_past ? Copying::As::snapshot : role_of(line.status);
    const Position good = std::exchange(line.status.checkpoint, 0);
    line.model = emptied(*line.model, storage_, role);
    if (snapshots_ != nullptr) {
        if (const auto kept = snapshots_->before(entry.track, good); kept.state != nullptr) {
            line.model = copied(*static_cast<const ReadModel*>(kept.state.get()), storage_, role);
            line.status.checkpoint = kept.position;
        }
    }
    while (line.status.checkpoint < good) {
        events_.go_to(line.status.checkpoint + 1, course.log, course.catalogue);
        if (!apply(entry, line)) {
            line.model = emptied(*line.model, storage_, role);
            line.status.checkpoint = 0;
            break;
        }
    }
    storage_->settle();
}

void Projections::follow(Entry& entry, Line& line, const Course& course) {
    if (!line.status.paused && line.status.mode.kind != Mode::Kind::manual) {
        advance(entry, line, course.log.head(), course);
    }
}

std::uint64_t Projections::catch_up(std::size_t number, Replica replica, std::uint64_t events_max,
                                    const Course& course) {
    std::uint64_t applied = 0;
    each(number, replica, [&](Entry& entry, Line& line) {
        if (!line.status.paused) {
            const Position left = course.log.head() - line.status.checkpoint;
            applied +=
                advance(entry, line, line.status.checkpoint + std::min(left, events_max), course);
        }
    });
    return applied;
}

void Projections::show_due(std::size_t number, Replica replica, const Course& course) {
    each(number, replica, [&](Entry& entry, Line& line) {
        if (line.status.mode.kind == Mode::Kind::delayed) {
            follow(entry, line, course);
        }
    });
}

void Projections::set_mode(std::size_t number, Replica replica, const Mode& mode,
                           const Course& course) {
    each(number, replica, [&](Entry& entry, Line& line) {
        line.status.mode = mode;
        follow(entry, line, course);
    });
}

void Projections::pause(std::size_t number, Replica replica) {
    each(number, replica, [](Entry& /*entry*/, Line& line) { line.status.paused = true; });
}

void Projections::resume(std::size_t number, Replica replica, const Course& course) {
    each(number, replica, [&](Entry& entry, Line& line) {
        line.status.paused = false;
        follow(entry, line, course);
    });
}

void Projections::rebuild(std::size_t number, Replica replica, const Course& course) {
    each(number, replica, [&](Entry& entry, Line& line) {
        line.model = emptied(*line.model, storage_, role_of(line.status));
        line.status.checkpoint = 0;
        line.status.error.clear();
        follow(entry, line, course);
    });
}

std::uint32_t Projections::add_replica(std::size_t number) {
    Entry& entry = models_[number];
    auto replica = std::make_unique<Line>();
    replica->model = copied(*entry.lines[0]->model, storage_, Copying::As::replica);
    replica->status = entry.lines[0]->status;
    replica->status.replica = ++entry.last_replica;
    entry.lines.push_back(std::move(replica));
    sort_out();
    return entry.last_replica;
}

void Projections::remove_replica(std::size_t number, std::uint32_t replica) {
    std::erase_if(models_[number].lines,
                  [&](const auto& line) { return line->status.replica == replica; });
    sort_out();
}

Projections::Start Projections::start_for(std::size_t number, Position position) const {
    const Entry& entry = models_[number];
    const Line& primary = *entry.lines[0];
    const auto kept =
        snapshots_ == nullptr ? Snapshots::Snapshot{} : snapshots_->before(entry.track, position);
    const Position live = primary.status.checkpoint;
    if (primary.status.error.empty() && live <= position && live >= kept.position) {
        return {primary.model.get(), live, nullptr};
    }
    return {static_cast<const ReadModel*>(kept.state.get()), kept.position, kept.state};
}

const Projections::Line& Projections::as_of(std::size_t number, Position position,
                                            const Course& course) {
    Entry& entry = models_[number];
    const Line& primary = *entry.lines[0];
    const Start start = start_for(number, position);
    if (start.model == primary.model.get() && start.position == position) {
        return primary;
    }
    const bool goes_on = entry.past != nullptr && entry.past->status.checkpoint <= position &&
                         entry.past->status.checkpoint >= start.position &&
                         entry.past->status.error != Budget::out_of_memory;
    if (!goes_on) {
        entry.past = std::make_unique<Line>();
        entry.past->status.name = primary.status.name;
        entry.past->status.checkpoint = start.position;
        entry.past->model = start.model == nullptr
                                ? emptied(*primary.model, storage_, Copying::As::snapshot)
                                : copied(*start.model, storage_, Copying::As::snapshot);
    }
    advance(entry, *entry.past, position, course);
    return *entry.past;
}

void Projections::forget_past() {
    for (Entry& entry : models_) {
        entry.past.reset();
    }
}

}  // namespace cqrs
