#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/catalogue.hpp"
#include "cqrs/event_log.hpp"
#include "cqrs/event_reader.hpp"
#include "cqrs/read_model.hpp"
#include "cqrs/snapshots.hpp"

namespace cqrs {

/// When a read model shows an event.
struct Mode {
    enum class Kind : std::uint8_t {
        immediate,  ///< before the append that brings it returns
        manual,     ///< when it is told to catch up
        delayed     ///< once the event is `delay_ms` old, by the time that the caller gives
    };
    Kind kind = Kind::immediate;
    std::int64_t delay_ms = 0;
};

/// How far a read model has come, or one of its replicas.
struct ReadModelStatus {
    std::string_view name;
    std::uint32_t replica = 0;  ///< 0 is the primary
    Position checkpoint = 0;    ///< the last event it has applied
    std::string error;          ///< why it stopped there; empty while it goes on
    Mode mode;
    bool paused = false;  ///< it is not advanced by anything
};

/// What read models follow: a log, what is known of its events, and the time where it matters.
struct Course {
    const EventLog& log;
    const Catalogue& catalogue;
    std::optional<Time> now = std::nullopt;  ///< without it nothing that is delayed comes due
};

/// The read models of an engine with their replicas, each with its own checkpoint, and the way from
/// the log to them.
class Projections {
public:
    explicit Projections(Storage storage, Snapshots* snapshots = nullptr)
        : storage_(std::move(storage)), snapshots_(snapshots) {}

    /// One copy of a read model.
    struct Line {
        std::unique_ptr<ReadModel> model;
        ReadModelStatus status;
    };
    using Replica = std::optional<std::uint32_t>;  ///< one of them; all with none

    /// Adds a model that has applied the events up to a checkpoint; gives its number.
    std::size_t add(std::unique_ptr<ReadModel> model, const Catalogue& catalogue,
                    Position checkpoint = 0, std::string error = {});
    /// Knows the events of domains added after the model too.
    void connect(const Catalogue& catalogue);

    [[nodiscard]] std::size_t size() const { return models_.size(); }
    /// All the lines of a model, the primary first.
    [[nodiscard]] const std::vector<std::unique_ptr<Line>>& lines(std::size_t number) const {
        return models_[number].lines;
    }
    /// Null where there is no such replica.
    [[nodiscard]] const Line* line(std::size_t number, std::uint32_t replica) const;
    [[nodiscard]] const ReadModel& model(std::size_t number) const {
        return *lines(number)[0]->model;
    }
    [[nodiscard]] const ReadModelStatus& status(std::size_t number) const {
        return lines(number)[0]->status;
    }

    /// Applies to every immediate model what it has not seen yet. One that fails stays where it
    /// was, with its error, and the others go on.
    void catch_up(const EventLog& log, const Catalogue& catalogue);
    /// The same after an append whose first event is at hand.
    void catch_up(const EventLog& log, const Catalogue& catalogue,
                  const EventReader::Expected& appended) {
        events_.expect(appended);
        catch_up(log, catalogue);
        events_.forget_expected();
    }

    /// Brings a model on by at most so many events, however it is kept up to date otherwise; gives
    /// how many it has applied or passed by. A delayed one comes no further than what is due.
    std::uint64_t catch_up(std::size_t number, Replica replica, std::uint64_t events_max,
                           const Course& course);
    /// Lets a delayed one show what has come due.
    void show_due(std::size_t number, Replica replica, const Course& course);
    void set_mode(std::size_t number, Replica replica, const Mode& mode, const Course& course);
    void pause(std::size_t number, Replica replica);
    void resume(std::size_t number, Replica replica, const Course& course);
    /// Forgets everything, an error as well, and begins again as its mode says.
    void rebuild(std::size_t number, Replica replica, const Course& course);
    /// Copies the primary; gives the copy's number.
    std::uint32_t add_replica(std::size_t number);
    void remove_replica(std::size_t number, std::uint32_t replica);

    /// The model as of exactly that position, whatever its mode; as of an earlier one with an error
    /// if it fails before. Valid until the next call. Moving there costs no more than applying the
    /// events from the snapshot before.
    [[nodiscard]] const Line& as_of(std::size_t number, Position position, const Course& course);
    /// The model as of a position, or of an earlier one that it is at or is kept of: to copy and
    /// step on from. Without a model it is an empty one.
    struct Start {
        const ReadModel* model = nullptr;
        Position position = 0;
        std::shared_ptr<const void> kept;  // what the model is in, if it is in a snapshot
    };
    [[nodiscard]] Start start_for(std::size_t number, Position position) const;
    /// Lets go of what `as_of` has made.
    void forget_past();

    /// How many pages applying so many events with so much data should take at the most.
    [[nodiscard]] std::size_t pages_needed(std::size_t events, std::size_t payload_bytes) const;

private:
    using Apply = void (*)(ReadModel& model, const void* event, const EventInfo& info);
    struct Entry {
        std::vector<std::unique_ptr<Line>> lines;
        std::vector<Apply> apply;  // by the catalogue's number of the event; null where it is not
        std::uint32_t last_replica = 0;
        std::size_t track = 0;       // of the snapshots
        std::unique_ptr<Line> past;  // where `as_of` has moved to
    };
    struct Immediate {
        Entry* entry;
        Line* line;
    };

    /// Calls `visit(entry, line)` for the lines that are meant.
    template <class Visit>
    void each(std::size_t number, Replica replica, Visit&& visit);
    /// Finds out anew which lines are immediate.
    void sort_out();
    /// Applies the event that `events_` is at; false if that went wrong.
    bool apply(const Entry& entry, Line& line);
    /// Brings the line up to a position, as far as it is due.
    std::uint64_t advance(Entry& entry, Line& line, Position to, const Course& course);
    /// Brings the line to where its mode has it.
    void follow(Entry& entry, Line& line, const Course& course);
    void fail(Entry& entry, Line& line, const Course& course);
    /// Makes the line anew, up to its checkpoint, which it may fall short of where memory is short.
    void restore(const Entry& entry, Line& line, const Course& course);
    void keep_snapshot(const Entry& entry, const Line& line);

    Storage storage_;
    Snapshots* snapshots_;
    std::vector<Entry> models_;
    std::vector<Immediate> immediate_;
    Position next_snapshot_ = 0;
    EventReader events_;
};

}  // namespace cqrs
