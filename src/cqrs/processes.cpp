#include "cqrs/processes.hpp"

#include <algorithm>
#include <utility>

#include "cqrs/batch.hpp"

namespace cqrs {

struct Processes::Run {
    const EventLog& log;
    const Catalogue& catalogue;
    const Limits& limits;
    Carrier& carrier;
    std::uint64_t commands_max;
    Reactions reactions;

    void fail(IssuedCommand command, Error error) {
        reactions.failures.push_back({std::move(command), std::move(error)});
    }
};

/// What a process issues for one event, encoded, or why that cannot be done.
class Processes::Collected final : public Issued {
public:
    struct One {
        IssuedCommand command;
        Rare<Error> error;
    };

    void command(const Type& type, const void* command) override {
        Buffer data;
        One& one = all.emplace_back();
        one.command.type = &type;
        if (const auto fault = encode(type, command, data)) {
            one.error = invalid(*fault);
            one.error->code = Code::domain_failed;
        } else {
            one.command.data = as_text(data.bytes());
        }
    }
    std::vector<One> all;
};

std::optional<std::size_t> Processes::find(std::string_view name) const {
    const auto is_it = [&](const Entry& entry) { return entry.process->name == name; };
    const auto found = std::find_if(entries_.begin(), entries_.end(), is_it);
    return found == entries_.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(std::distance(entries_.begin(), found)));
}

void Processes::add(const Process& process, Position checkpoint, const Catalogue& catalogue) {
    entries_.emplace_back(process, storage_).checkpoint = checkpoint;
    connect(catalogue);
}

void Processes::connect(const Catalogue& catalogue) {
    events_.reset();
    for (Entry& entry : entries_) {
        entry.handlers.assign(catalogue.events().size(), nullptr);
        for (const Process::Event& handler : entry.process->events) {
            for (std::size_t i = 0; i < catalogue.events().size(); ++i) {
                if (catalogue.events()[i].entry->type == handler.type) {
                    entry.handlers[i] = &handler;
                }
            }
        }
    }
}

void Processes::start_at(Position head) {
    events_.reset();
    for (Entry& entry : entries_) {
        entry.instances = Instances(storage_);
        entry.folded = 0;
        entry.issued = 0;
        entry.checkpoint = head;
    }
}

void Processes::inherit(const Processes& other, Position head, const Catalogue& catalogue) {
    for (const Entry& entry : other.entries_) {
        add(*entry.process, head, catalogue);
    }
}

void Processes::pause(std::size_t number) {
    Entry& entry = entries_[number];
    entry.status = entry.status == Going::running ? Going::paused : entry.status;
}

void Processes::resume(std::size_t number) {
    entries_[number].status = Going::running;
    entries_[number].error.clear();
}

ProcessInfo Processes::info(std::size_t number, Position head) const {
    const Entry& entry = entries_[number];
    return {std::string(entry.process->name),
            static_cast<std::int64_t>(entry.checkpoint),
            static_cast<std::int64_t>(head - entry.checkpoint),
            entry.status,
            entry.failures,
            entry.error.empty() ? std::nullopt : std::optional(entry.error)};
}

Reactions Processes::react(const EventLog& log, const Catalogue& catalogue, const Limits& limits,
                           Carrier& carrier, const ReactOptions& options) {
    Run run{log,
            catalogue,
            limits,
            carrier,
            options.commands_max.value_or(static_cast<std::uint64_t>(limits.reactions_per_drain)),
            {}};
    for (Entry& entry : entries_) {
        entry.left = false;
        fold(entry, run);
    }
    while (true) {
        // A process that was paused or came late has more to do than the others.
        Position next = std::min(options.up_to, log.head()) + 1;
        for (const Entry& entry : entries_) {
            next = entry.goes() ? std::min(next, entry.checkpoint + 1) : next;
        }
        if (next > std::min(options.up_to, log.head())) {
            return std::move(run.reactions);
        }
        for (Entry& entry : entries_) {
            if (entry.goes() && entry.checkpoint + 1 == next && take(entry, next, run)) {
                entry.checkpoint = next;
                entry.issued = 0;
            }
        }
    }
}

void Processes::fold(Entry& entry, Run& run) {
    while (entry.goes() && entry.folded < entry.checkpoint && take(entry, entry.folded + 1, run)) {
    }
}

bool Processes::take(Entry& entry, Position position, Run& run) {
    events_.go_to(position, run.log, run.catalogue);
    const auto number = events_.number();
    const Process::Event* handler = number ? entry.handlers[*number] : nullptr;
    // What is in the log was encoded from an event as described.
    const void* event = handler == nullptr ? nullptr : events_.data();
    const auto identity = event == nullptr ? std::nullopt : handler->identity(event);
    if (!identity) {
        entry.folded = position;
        return true;
    }
    const Process& process = *entry.process;
    void* state = state_.make(*process.state);
    const Bytes kept = entry.instances.find(*identity, spill_);
    if (kept.empty()) {
        process.initial(state, *identity);
    } else {
        // It was encoded below from a state that was as described.
        static_cast<void>(decode(*process.state, kept, state));
    }
    handler->evolve(state, event);
    encoded_.clear();
    if (const auto fault = encode(*process.state, state, encoded_)) {
        entry.status = Going::failed;
        entry.error = "the state after the event at position " + std::to_string(position) +
                      " would not be as described: " + invalid(*fault).message;
        return false;
    }
    if (position > entry.checkpoint) {
        Collected collected;
        handler->react(event, state, collected);
        if (!issue(entry, position, collected, run)) {
            return false;
        }
    }
    // What it issues comes first: it is counted, and the state can be made again.
    if (encoded_.failed() || !entry.instances.put(*identity, encoded_.bytes())) {
        entry.left = true;
        IssuedCommand none;
        none.process = process.name;
        run.fail(std::move(none), over_limit("memoryBytes", run.limits.memory_bytes,
                                             "there is no memory for what " +
                                                 std::string(process.name) + " remembers"));
        return false;
    }
    entry.folded = position;
    return true;
}

bool Processes::issue(Entry& entry, Position position, Collected& collected, Run& run) {
    for (std::size_t& i = entry.issued; i < collected.all.size(); ++i) {
        IssuedCommand& command = collected.all[i].command;
        // Read anew each time: what is issued moves the log.
        const Record record = run.log.at(position, spill_);
        command.process = entry.process->name;
        command.causation_id = run.log.event_id(record);
        command.correlation_id = run.log.correlation_id(record);
        command.id =
            std::string(command.process) + "/" + command.causation_id + "/" + std::to_string(i);
        if (run.reactions.commands >= run.commands_max) {
            entry.left = true;
            run.fail(std::move(command),
                     over_limit("reactionsPerDrain", run.limits.reactions_per_drain,
                                std::string(entry.process->name) + " would issue more commands"));
            return false;
        }
        ++run.reactions.commands;
        auto error = std::move(collected.all[i].error);
        if (!error) {
            error = run.carrier.carry_out(command);
        }
        if (error) {
            ++entry.failures;
            run.fail(std::move(command), std::move(*error));
        }
    }
    return true;
}

}  // namespace cqrs
