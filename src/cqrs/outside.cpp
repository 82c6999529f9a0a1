#include "cqrs/outside.hpp"

#include "cqrs/refusals.hpp"

namespace cqrs {
namespace {

Hash128 hash_of(const OutsideCommand& command) {
    return hash128(as_bytes(command.canonical), hash32(as_bytes(command.type)));
}

/// The last event after `after` that the command is decided on; 0 where there is none.
Position moved_at(const EventLog& log, const OutsideCommand& command, Position after) {
    if (command.scope) {
        return last_match(log, *command.scope, after).position;
    }
    ReadFilter filter;
    filter.stream = std::string(command.stream);
    filter.from = after + 1;
    filter.limit = 1;
    filter.backward = true;
    const auto record = LogReader(log, filter).next();
    return record ? record->position : 0;
}

}  // namespace

Result<Receipt> Engine::known(const OutsideCommand& command) const {
    const DispatchOptions& options = command.options;
    if (auto error = refuse(options)) {
        return error;
    }
    if (auto error = bad_name("stream", command.stream)) {
        return error;
    }
    if (options.id) {
        if (const auto first = log_.find_command(*options.id)) {
            return dispatched_before(*first, *options.id, hash_of(command));
        }
    }
    const std::uint64_t version = log_.version(command.stream);
    if (options.retries == 0) {
        if (options.expected_version && *options.expected_version != version) {
            return conflict(std::string(command.stream) + " is at version " +
                                std::to_string(version) + ", not " +
                                std::to_string(*options.expected_version),
                            *options.expected_version, version);
        }
        if (options.seen && *options.seen < log_.head()) {
            if (const Position last = moved_at(log_, command, *options.seen)) {
                return conflict("what the command decides on changed at position " +
                                    std::to_string(last) + ", after " +
                                    std::to_string(*options.seen),
                                *options.seen, last);
            }
        }
    }
    return Receipt{log_.head(), version, 0, false};
}

Result<Receipt> Engine::record(const OutsideCommand& command, std::span<const OutsideEvent> events,
                               bool asked) {
    const DispatchOptions& options = command.options;
    Result<Receipt> found = Receipt{};
    if (!asked || events.empty()) {
        found = known(command);
        if (!found || found->duplicate) {
            return found;
        }
    }
    if (options.retries > static_cast<std::uint64_t>(limits_.retries)) {
        return over_limit("retries", limits_.retries, "too many retries were asked for");
    }
    if (events.empty()) {
        return found;
    }
    batch_.clear(folds_);
    for (std::size_t i = 0; i < events.size(); ++i) {
        const OutsideEvent& event = events[i];
        const auto path = [&](const char* part) {
            return "events[" + std::to_string(i) + "]." + part;
        };
        if (bad_name("", event.type)) {
            return std::move(*bad_name(path("type"), event.type));
        }
        if (catalogue_.find_event(event.type)) {
            return invalid({path("type"), "a type that is not a domain's of this engine",
                            std::string(event.type)});
        }
        for (const std::string& tag : event.tags) {
            if (bad_name("", tag)) {
                return std::move(*bad_name(path("tags"), tag));
            }
        }
        batch_.add(event.type, event.data, command.stream, event.tags);
    }
    batch_.label_all(options.causation_id.value_or(std::string_view()),
                     options.metadata.value_or(std::string_view()));
    Origin origin;
    origin.time = options.time;
    origin.command_id = options.id.value_or(std::string_view());
    origin.correlation_id = options.correlation_id.value_or(std::string_view());
    std::optional<EncodedId> id;
    if (options.id) {
        origin.encoded_command_id = &id.emplace(*options.id);
        origin.command_hash = hash_of(command);
    }
    auto result = commit(origin, nullptr);
    drain_after(result, options.time);
    return result;
}

void Engine::reject(const OutsideCommand& command, std::string_view data,
                    const Rejection& rejection) {
    Error error;
    error.reason = rejection.reason;
    error.message = rejection.message;
    keep_rejected(command.type, data, error, command.options);
}

}  // namespace cqrs
