#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/catalogue.hpp"
#include "cqrs/event_log.hpp"
#include "cqrs/event_reader.hpp"
#include "cqrs/read_model.hpp"

namespace cqrs {

/// How far a read model has come.
struct ReadModelStatus {
    std::string_view name;
    Position checkpoint = 0;  ///< the last event it has applied
    std::string error;        ///< why it stopped there; empty while it goes on
};

/// The read models of an engine, each with its own checkpoint, and the way from the log to them.
class Projections {
public:
    explicit Projections(Storage storage) : storage_(std::move(storage)) {}

    /// Adds a model that has applied nothing yet; gives its number.
    std::size_t add(std::unique_ptr<ReadModel> model, const Catalogue& catalogue);
    /// Knows the events of domains added after the model too.
    void connect(const Catalogue& catalogue);

    [[nodiscard]] std::size_t size() const { return models_.size(); }
    [[nodiscard]] const ReadModel& model(std::size_t number) const {
        return *models_[number].model;
    }
    [[nodiscard]] const ReadModelStatus& status(std::size_t number) const {
        return models_[number].status;
    }

    /// Applies to every model what it has not seen yet. One that fails stays where it was, with its
    /// error, and the others go on.
    void catch_up(const EventLog& log, const Catalogue& catalogue);

    /// How many pages applying so many events with so much data should take at the most.
    [[nodiscard]] std::size_t pages_needed(std::size_t events, std::size_t payload_bytes) const;

private:
    using Apply = void (*)(ReadModel& model, const void* event, const EventInfo& info);
    struct Entry {
        std::unique_ptr<ReadModel> model;
        std::vector<Apply> apply;  // by the catalogue's number of the event; null where it is not
        ReadModelStatus status;
    };

    /// Applies the event that `events_` is at, if the model follows it.
    void apply(Entry& entry);
    void fail(Entry& entry, const EventLog& log, const Catalogue& catalogue, std::string error);

    Storage storage_;
    std::vector<Entry> models_;
    EventReader events_;
};

}  // namespace cqrs
