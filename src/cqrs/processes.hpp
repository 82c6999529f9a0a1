#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/catalogue.hpp"
#include "cqrs/event_log.hpp"
#include "cqrs/event_reader.hpp"
#include "cqrs/instances.hpp"
#include "cqrs/process.hpp"

namespace cqrs {

enum class Going : std::uint8_t {
    running,
    paused,  ///< keeps its checkpoint until it is resumed
    failed   ///< stopped before an event that it cannot take into its state
};

constexpr auto words_of(Going /*tag*/) {
    return std::to_array<std::string_view>({"running", "paused", "failed"});
}

/// How a process is getting on.
struct ProcessInfo {
    std::string process;
    std::int64_t checkpoint = 0;  ///< the last event it has reacted to
    std::int64_t lag_events = 0;  ///< events of the log after that
    Going status = Going::running;
    std::int64_t failures = 0;         ///< how many commands of it have come to nothing
    std::optional<std::string> error;  ///< why it has failed

    static constexpr std::string_view name = "ProcessInfo";
    static constexpr auto fields() {
        using I = ProcessInfo;
        constexpr auto count = integer(0, safe_integer_max);
        constexpr auto sentence = text(0, safe_integer_max);
        return cqrs::fields(
            field("name", &I::process, sentence), field("checkpoint", &I::checkpoint, count),
            field("lagEvents", &I::lag_events, count), field("status", &I::status),
            field("failures", &I::failures, count), field("error", &I::error, sentence));
    }
};

/// A command that a process issues: its id is `<process>/<event id>/<number>`, its correlation that
/// of the event, its cause the event.
struct IssuedCommand {
    std::string_view process;
    const Type* type = nullptr;
    std::string data;  ///< in the binary form of codec.hpp
    std::string id;
    std::string correlation_id;
    std::string causation_id;
};

/// A command of a process that came to nothing, and why. It has no type where it is the process
/// that could not go on.
struct ReactionFailure {
    IssuedCommand command;
    Error error;
};

/// What became of a run of the processes.
struct Reactions {
    std::uint64_t commands = 0;  ///< dispatched, those that failed included
    std::vector<ReactionFailure> failures;
};

struct ReactOptions {
    /// The last event to react to; by default the head, however far it moves meanwhile.
    Position up_to = std::numeric_limits<Position>::max();
    /// How many commands may be dispatched; `limits.reactionsPerDrain` by default. A process that
    /// would issue more is left before its event, which is the failure `limit`, and goes on there
    /// in the next run.
    std::optional<std::uint64_t> commands_max = std::nullopt;
    Time time = 0;  ///< of the events that follow, milliseconds since 1970
};

/// Carries out what processes issue.
class Carrier {
public:
    Carrier() = default;
    Carrier(const Carrier&) = delete;
    Carrier& operator=(const Carrier&) = delete;
    virtual ~Carrier() = default;
    [[nodiscard]] virtual Rare<Error> carry_out(const IssuedCommand& command) = 0;
};

/// The processes of an engine, each with its own checkpoint, and the way from the log to them.
///
/// The state of a process is the fold of the log up to its checkpoint, wherever it began to react:
/// events before that are taken into its state and not reacted to. So neither adding a process to
/// an old log nor loading or forking one issues a command; and that none is issued twice is seen to
/// by the checkpoint, and after that by the command's id.
class Processes {
public:
    explicit Processes(Storage storage) : storage_(std::move(storage)) {}

    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    /// `head` is that of the log, of which a process may lag.
    [[nodiscard]] ProcessInfo info(std::size_t number, Position head) const;
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;

    /// Adds a process that reacts to what comes after `checkpoint`.
    void add(const Process& process, Position checkpoint, const Catalogue& catalogue);
    /// Knows the events of domains added after the processes too.
    void connect(const Catalogue& catalogue);
    /// The log is another one, loaded or forked: what is in it up to here is nothing to react to.
    /// The states are those after that event, and the processes go on from there.
    void start_at(Position head);

    /// Adds those of another engine, of which this one's is a fork.
    void inherit(const Processes& other, Position head, const Catalogue& catalogue);

    void pause(std::size_t number);
    /// Lets a process go on from its checkpoint, one that has failed too.
    void resume(std::size_t number);

    /// Lets every process react to the events after its checkpoint: each event to all of them
    /// before the next event, in the order in which they were added. A command that fails stops
    /// nothing.
    [[nodiscard]] Reactions react(const EventLog& log, const Catalogue& catalogue,
                                  const Limits& limits, Carrier& carrier,
                                  const ReactOptions& options);

private:
    struct Entry {
        Entry(const Process& of, const Storage& storage) : process(&of), instances(storage) {}
        const Process* process;
        std::vector<const Process::Event*> handlers;  // by the catalogue's number; null where none
        Instances instances;
        Position folded = 0;  // instances are the states after this event
        Position checkpoint = 0;
        std::size_t issued = 0;  // commands dispatched for the event after the checkpoint
        bool left = false;       // until the next run
        Going status = Going::running;
        std::int64_t failures = 0;
        std::string error;

        [[nodiscard]] bool goes() const { return status == Going::running && !left; }
    };
    struct Run;
    class Collected;

    /// Brings the states up to the checkpoint.
    void fold(Entry& entry, Run& run);
    /// Takes the event at that position, and reacts to it if it is after the checkpoint. True if
    /// that is done; else the process has failed or is left where it is.
    [[nodiscard]] bool take(Entry& entry, Position position, Run& run);
    [[nodiscard]] bool issue(Entry& entry, Position position, Collected& collected, Run& run);

    Storage storage_;
    std::vector<Entry> entries_;
    EventReader events_;
    Value state_;
    Buffer encoded_;
    Buffer spill_;
};

}  // namespace cqrs
