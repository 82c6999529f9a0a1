#include "cqrs/engine.hpp"

#include <algorithm>

#include "cqrs/answer_size.hpp"
#include "cqrs/json.hpp"
#include "cqrs/refusals.hpp"
#include "cqrs/utf8.hpp"

namespace cqrs {
namespace {

constexpr std::string_view no_text;

Error not_yet(const ReadModelStatus& status, Position at_least) {
    Error error;
    error.code = Code::not_yet;
    error.message = std::string(status.name) + " has come to " + std::to_string(status.checkpoint) +
                    ", not yet to " + std::to_string(at_least);
    error.expected = std::to_string(at_least);
    error.actual = std::to_string(status.checkpoint);
    return error;
}

}  // namespace

Engine::Engine(EngineOptions options)
    : limits_(options.limits),
      storage_(std::make_shared<Budget>(static_cast<std::uint64_t>(limits_.memory_bytes))),
      log_(storage_, std::move(options.log_id)),
      history_(
          storage_,
          static_cast<std::uint64_t>(std::min(limits_.checkpoint_bytes, limits_.memory_bytes / 4)),
          options.checkpoint_interval),
      projections_(storage_, &history_.snapshots()),
      processes_(storage_),
      drains_(options.drains),
      batch_(catalogue_, limits_),
      rejections_(limits_.rejected_trace, limits_.memory_bytes) {}

void Engine::add(const Domain& domain) {
    catalogue_.add(domain);
    folds_.emplace_back(domain, storage_);
    projections_.connect(catalogue_);
    processes_.connect(catalogue_);
}

void Engine::add(std::string_view domain, std::unique_ptr<ReadModel> model) {
    const std::size_t number = projections_.add(std::move(model), catalogue_);
    catalogue_.add(number, domain, projections_.model(number));
}

void Engine::keep_rejected(const Type& type, const void* command, const Error& error,
                           const DispatchOptions& options) {
    std::string json;
    encode_json(type, command, json);
    keep_rejected(type.name, json, error, options);
}

void Engine::keep_rejected(std::string_view type, std::string_view data, const Error& error,
                           const DispatchOptions& options) {
    RejectedCommand command;
    command.type = type;
    command.data = data;
    command.reason = error.reason;
    command.message = error.message;
    command.id = options.id.value_or("");
    command.correlation_id = options.correlation_id.value_or("");
    command.causation_id = options.causation_id.value_or("");
    command.metadata = options.metadata.value_or("");
    command.time = options.time;
    command.head = log_.head();
    rejections_.add(command);
}

Rare<Error> Engine::refuse(const DispatchOptions& options) const {
    const auto bad = [](std::string_view path, const std::optional<std::string_view>& text) {
        return text ? bad_name(path, *text) : std::nullopt;
    };
    if (auto error = bad("id", options.id)) {
        return error;
    }
    if (auto error = bad("correlationId", options.correlation_id)) {
        return error;
    }
    if (auto error = bad("causationId", options.causation_id)) {
        return error;
    }
    if (options.metadata) {
        if (auto error = bad_metadata("metadata", *options.metadata)) {
            return error;
        }
    }
    if (options.seen && *options.seen > log_.head()) {
        return invalid({"seen", "a position up to the head " + std::to_string(log_.head()),
                        std::to_string(*options.seen)});
    }
    return bad_time(options.time);
}

Result<Receipt> Engine::dispatched_before(Position first, std::string_view id,
                                          const Hash128& hash) const {
    Buffer spill;
    Record record = log_.at(first, spill);
    if (!(record.command_hash == hash)) {
        Error error;
        error.code = Code::id_reused;
        error.path = "id";
        error.message = "the id " + quoted_short(id) +
                        " belongs to another command, whose events begin at position " +
                        std::to_string(first);
        return error;
    }
    const std::uint32_t more = log_.left_in_append(record);
    record = log_.at(first + more, spill);
    return Receipt{record.position, record.version, more + 1, true};
}

Rare<Error> Engine::moved(const Folds& fold, const DispatchOptions& options,
                          std::span<const std::size_t> scope) const {
    if (options.expected_version) {
        const NameId name = fold.name(scope.front());
        const std::uint64_t version = name == 0 ? 0 : log_.names().head(name).version;
        if (version != *options.expected_version) {
            const std::string& stream = fold.stream(scope.front());
            return conflict(stream + " is at version " + std::to_string(version) + ", not " +
                                std::to_string(*options.expected_version),
                            *options.expected_version, version);
        }
    }
    if (options.seen) {
        EventQuery query;
        for (const std::size_t place : scope) {
            query.push_back({{}, {fold.stream(place)}});
        }
        if (const Position last = last_match(log_, query, *options.seen).position) {
            return conflict("what the command decides on changed at position " +
                                std::to_string(last) + ", after " + std::to_string(*options.seen),
                            *options.seen, last);
        }
    }
    return std::nullopt;
}

Result<Receipt> Engine::append(std::span<const AppendedEvent> events,
                               const AppendCondition& condition, Time time) {
    Buffer::forget_shortage();
    if (auto error = bad_time(time)) {
        return error;
    }
    // There is no telling how many events there are, so nothing that they took is kept for the
    // next.
    struct LettingGo {
        Engine& engine;
        ~LettingGo() { engine.batch_.let_go(engine.folds_); }
    } const letting_go{*this};
    batch_.clear(folds_);
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (auto error = add_to_batch(events[i], i)) {
            return error;
        }
    }
    if (auto error = violated(condition)) {
        return error;
    }
    if (batch_.size() == 0) {
        return Receipt{log_.head(), 0, 0, false};
    }
    Origin origin;
    origin.time = time;
    auto result = commit(origin, nullptr);
    drain_after(result, time);
    return result;
}

Rare<Error> Engine::add_to_batch(const AppendedEvent& event, std::size_t index) {
    const std::string path = "events[" + std::to_string(index) + "]";
    if (auto error = bad_name(path + ".type", event.type)) {
        return error;
    }
    if (event.stream) {
        if (auto error = bad_name(path + ".stream", *event.stream)) {
            return error;
        }
    }
    if (event.id) {
        if (auto error = bad_name(path + ".id", *event.id)) {
            return error;
        }
    }
    for (std::size_t i = 0; i < event.tags.size(); ++i) {
        if (auto error = bad_name(path + ".tags[" + std::to_string(i) + "]", event.tags[i])) {
            return error;
        }
    }
    if (event.metadata) {
        if (auto error = bad_metadata(path + ".metadata", *event.metadata)) {
            return error;
        }
    }
    const auto in_data = [&](Fault fault) {
        fault.path = path + ".data" + (fault.path.empty() ? "" : ".") + fault.path;
        return invalid(fault);
    };
    const auto number = catalogue_.find_event(event.type);
    if (!number) {
        if (const auto fault = check_json(event.data, false)) {
            return in_data(*fault);
        }
        batch_.add(event.type, event.data, event.stream ? *event.stream : no_text, event.tags);
    } else {
        const Type& type = *catalogue_.events()[*number].entry->type;
        void* data = message_.make(type);
        auto fault = decode_json(type, event.data, data);
        if (!fault) {
            fault = batch_.add(*number, data, folds_, log_, event.tags);
        }
        if (fault) {
            return in_data(*fault);
        }
        if (event.stream && *event.stream != batch_.last_stream()) {
            return invalid(
                {path + ".stream", std::string(batch_.last_stream()), quoted_short(*event.stream)});
        }
    }
    batch_.label(event.id ? *event.id : no_text, event.metadata ? *event.metadata : no_text);
    return std::nullopt;
}

Rare<Error> Engine::violated(const AppendCondition& condition) const {
    using Expected = AppendCondition::Expected;
    if (condition.stream) {
        if (auto error = bad_name("condition.stream", *condition.stream)) {
            return error;
        }
    }
    if (condition.after > log_.head()) {
        return invalid({"condition.after",
                        "a position up to the head " + std::to_string(log_.head()),
                        std::to_string(condition.after)});
    }
    if (condition.expected != Expected::any) {
        const std::string_view stream =
            condition.stream ? std::string_view(*condition.stream) : batch_.first_stream();
        const std::uint64_t version = log_.version(stream);
        const std::uint64_t expected =
            condition.expected == Expected::number ? condition.version : 0;
        const bool holds =
            condition.expected == Expected::exists ? version > 0 : version == expected;
        if (!holds) {
            const std::string subject =
                stream.empty() ? "an event without a stream" : std::string(stream);
            Error error = conflict(subject + " is at version " + std::to_string(version) +
                                       ", not " + std::to_string(expected),
                                   expected, version);
            if (condition.expected == Expected::exists) {
                error.message = subject + " does not exist";
                error.expected = "exists";
            }
            return error;
        }
    }
    if (condition.fail_if_events_match) {
        const Position last =
            last_match(log_, *condition.fail_if_events_match, condition.after).position;
        if (last > 0) {
            return conflict(
                "an event that must not be there is at position " + std::to_string(last),
                condition.after, last);
        }
    }
    return std::nullopt;
}

Result<Freshness> Engine::query(std::size_t number, const Payload& params,
                                const QueryOptions& options, AnswerTaker& into) {
    const Type& type = *catalogue_.queries()[number].entry.params;
    void* data = message_.make(type);
    const auto fault = params.form == Form::described
                           ? decode(type, params.bytes, data)
                           : decode_json(type, as_text(params.bytes), data);
    if (fault) {
        return invalid(*fault);
    }
    return ask(number, data, options, into);
}

Result<Freshness> Engine::ask(std::size_t number, const void* params, const QueryOptions& options,
                              AnswerTaker& into) {
    const Catalogue::Query& query = catalogue_.queries()[number];
    if (options.at) {
        return ask_past(query, params, options, into);
    }
    const Projections::Line* line = projections_.line(query.model, options.replica);
    if (line == nullptr) {
        return no_replica(projections_.status(query.model).name, options.replica);
    }
    const ReadModelStatus& status = line->status;
    if (status.mode.kind == Mode::Kind::delayed) {
        projections_.show_due(query.model, options.replica, {log_, catalogue_, options.now});
    }
    if (options.at_least.value_or(0) > status.checkpoint) {
        return not_yet(status, *options.at_least);
    }
    if (!into.expects(answer_bytes_max(query.entry, params))) {
        return no_memory_for_answer();
    }
    query.entry.answer(*line->model, params, into);
    return Freshness{status.checkpoint, log_.head()};
}

Result<Freshness> Engine::ask_past(const Catalogue::Query& query, const void* params,
                                   const QueryOptions& options, AnswerTaker& into) {
    if (auto error = beyond_head("at", *options.at)) {
        return error;
    }
    const Course course{log_, catalogue_};
    const auto& [model, status] = projections_.as_of(query.model, *options.at, course);
    if (status.checkpoint < *options.at && status.error == Budget::out_of_memory) {
        return over_limit("memoryBytes", limits_.memory_bytes, "there is no memory to go back");
    }
    if (options.at_least.value_or(0) > status.checkpoint) {
        return not_yet(status, *options.at_least);
    }
    if (!into.expects(answer_bytes_max(query.entry, params))) {
        return no_memory_for_answer();
    }
    query.entry.answer(*model, params, into);
    const Freshness freshness{status.checkpoint, *options.at};
    bound_the_past();
    return freshness;
}

std::optional<Engine::StateView> Engine::state(std::string_view stream) {
    return state_in(folds_, log_.names(), stream);
}

Stats Engine::stats() const {
    return {log_.head(), log_.streams(), log_.bytes(), storage_->used(), storage_->kept_bytes()};
}

}  // namespace cqrs
