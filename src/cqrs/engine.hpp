#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "cqrs/batch.hpp"
#include "cqrs/catalogue.hpp"
#include "cqrs/event_log.hpp"
#include "cqrs/event_query.hpp"
#include "cqrs/fold.hpp"
#include "cqrs/history.hpp"
#include "cqrs/limits.hpp"
#include "cqrs/processes.hpp"
#include "cqrs/projections.hpp"
#include "cqrs/read_model.hpp"
#include "cqrs/read_models.hpp"
#include "cqrs/rejections.hpp"
#include "cqrs/result.hpp"

namespace cqrs {

struct EngineOptions {
    std::string log_id = "log";  ///< begins the ids of events; should be unique in the world
    Limits limits = {};
    bool drains = true;  ///< processes react before a call returns; else the caller calls `react`
    /// How many events lie between two checkpoints of the past, at the least 1. It doubles whenever
    /// they take more than `limits.checkpoint_bytes`.
    Position checkpoint_interval = 8'192;
};

/// What a caller may say about a command besides the command.
struct DispatchOptions {
    /// The command's own id: a second dispatch with it answers the first receipt and does nothing.
    std::optional<std::string_view> id = std::nullopt;
    /// The caller decided on what it saw up to here; a conflict if the command's scope changed
    /// since.
    std::optional<Position> seen = std::nullopt;
    /// The version the command's own stream must have; 0 = new.
    std::optional<std::uint64_t> expected_version = std::nullopt;
    std::optional<std::string_view> correlation_id = std::nullopt;
    std::optional<std::string_view> causation_id = std::nullopt;
    std::optional<std::string_view> metadata =
        std::nullopt;           ///< JSON text of an object, kept with the events
    std::uint64_t retries = 0;  ///< how often to decide again where the log has moved on
    Time time = 0;              ///< milliseconds since 1970; the engine has no clock
};

/// What was appended.
struct Receipt {
    Position position = 0;      ///< of the last event; the head if there was none
    std::uint64_t version = 0;  ///< of the stream at that event
    std::uint32_t events = 0;
    bool duplicate = false;  ///< the command with this id had been dispatched before
};

/// What the caller of a query may ask for.
struct QueryOptions {
    std::optional<Position> at_least =
        std::nullopt;                        ///< `not_yet` unless the read model has come this far
    std::uint32_t replica = 0;               ///< which copy of the read model is asked
    std::optional<Time> now = std::nullopt;  ///< a delayed read model shows what is due by then
    /// Ask as of exactly this position, whatever the read model's mode and checkpoint.
    std::optional<Position> at = std::nullopt;
};

/// As of when an answer is true.
struct Freshness {
    Position as_of = 0;  ///< the read model's checkpoint
    Position head = 0;   ///< the log's head
};

/// An answer: of a `std::optional` row, nothing where there is none; or a vector of rows.
template <class Data>
struct Answer : Freshness {
    Data data;
};

/// A message's data before it has been read: the binary form of codec.hpp, or JSON text.
struct Payload {
    Form form = Form::described;
    Bytes bytes;
};

/// An event that a caller appends without a command.
struct AppendedEvent {
    std::string type;
    std::string data;  ///< JSON text
    std::optional<std::string> stream = std::nullopt;
    std::vector<std::string> tags = {};
    std::optional<std::string> id = std::nullopt;
    std::optional<std::string> metadata = std::nullopt;  ///< JSON text of an object
};

/// What must hold for an append.
struct AppendCondition {
    enum class Expected : std::uint8_t { number, none, exists, any };
    std::optional<std::string> stream = std::nullopt;  ///< by default that of the first event
    Expected expected = Expected::any;
    std::uint64_t version = 0;  ///< for `number`
    std::optional<EventQuery> fail_if_events_match = std::nullopt;
    Position after = 0;  ///< only events after this position count
};

struct OutsideCommand;
struct OutsideEvent;

struct Stats {
    Position head = 0;
    std::uint64_t streams = 0;
    std::uint64_t log_bytes = 0;
    std::uint64_t memory_bytes = 0;
    std::uint64_t checkpoint_bytes = 0;  ///< of that, what is kept for past states alone
};

class View;

/// A command/query engine with its event log, in memory, for one thread.
///
/// command → decide → log → project → answer: `dispatch` reads the command, folds its scope, lets
/// the domain decide, appends the events and brings the read models up to date; `query` asks those.
/// Then processes react to the events with commands of their own, step by step to the end.
/// Every expected failure is an Error in the Result, and leaves everything as it was.
class Engine {
public:
    explicit Engine(EngineOptions options = {});
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Adds a domain and its read models. To be done before anything is dispatched.
    template <class D>
    void add();

    /// Adds a process of another name than those that are there. It reacts to the events that will
    /// be appended, or begins with the one at the position `from`.
    template <class P>
    void add_process(std::optional<Position> from = std::nullopt) {
        add(process_of<P>(), from);
    }

    template <Described C>
    [[nodiscard]] Result<Receipt> dispatch(const C& command, const DispatchOptions& options = {});
    /// The same by the command's number in the catalogue.
    [[nodiscard]] Result<Receipt> dispatch(std::size_t number, const Payload& command,
                                           const DispatchOptions& options = {});

    template <Described Q>
    [[nodiscard]] auto query(const Q& params, const QueryOptions& options = {});
    /// The same by the query's number in the catalogue.
    [[nodiscard]] Result<Freshness> query(std::size_t number, const Payload& params,
                                          const QueryOptions& options, AnswerTaker& into);

    /// Takes a log that was loaded under `storage()`, folds its events and brings the read models
    /// up to date. To be done before anything is dispatched. The error `corrupt` names the position
    /// of an event that does not fit its description, or the state it belongs to; `limit` says that
    /// the log is larger than this engine may grow to. Then the engine is as it was.
    [[nodiscard]] Result<Done> open(EventLog log);

    /// Appends events as they are; those of described types are checked, folded and tagged.
    [[nodiscard]] Result<Receipt> append(std::span<const AppendedEvent> events,
                                         const AppendCondition& condition = {}, Time time = 0);

    /// Lets the processes react to what they have not seen. After `dispatch`, `append` and
    /// `resume_process` that has been done, if the engine drains; then `reactions()` is what became
    /// of it.
    Reactions react(const ReactOptions& options = {});
    [[nodiscard]] const Reactions& reactions() const { return reactions_; }

    /// A process that is paused keeps its checkpoint, and goes on from there when it is resumed.
    /// False if there is none of that name.
    bool pause_process(std::string_view name);
    bool resume_process(std::string_view name, Time time = 0);
    /// What there is to say of a command that is decided outside before it is decided: the error,
    /// or its first receipt if it was dispatched before, or else one without events.
    [[nodiscard]] Result<Receipt> known(const OutsideCommand& command) const;
    /// Appends what was decided outside, in the command's stream, after asking what is `known`; or,
    /// `asked`, where that has just been done and nothing has been appended since.
    [[nodiscard]] Result<Receipt> record(const OutsideCommand& command,
                                         std::span<const OutsideEvent> events, bool asked = false);
    /// Keeps a command that a rule outside said no to; `data` is JSON text.
    void reject(const OutsideCommand& command, std::string_view data, const Rejection& rejection);
    /// The last commands that were rejected, here or outside.
    [[nodiscard]] const Rejections& rejections() const { return rejections_; }

    /// The decider's state of a stream: its domain's number, and the state, valid until the next
    /// call; nothing where no event of the domain is in the stream.
    struct StateView {
        std::size_t domain = 0;
        const void* state = nullptr;
    };
    [[nodiscard]] std::optional<StateView> state(std::string_view stream);
    /// The same as of a position. The errors are `invalid` for a position beyond the head, and
    /// `limit` where there is no memory to go back.
    [[nodiscard]] Result<std::optional<StateView>> state(std::string_view stream, Position at);

    /// This engine as it was at a position, to look at; see view.hpp. Position 0 is before the
    /// first event; one beyond the head is `invalid`.
    [[nodiscard]] Result<View> at(Position position);
    /// A new engine that goes on from a position by itself, under a log id of its own: with the
    /// same domains, read models, limits and command ids, and none of the replicas. What both have
    /// in common they share, and it stays charged to this one. Errors as of `state`.
    [[nodiscard]] Result<std::unique_ptr<Engine>> fork(Position position, std::string log_id);

    /// A record as it is read now; valid until the next call.
    [[nodiscard]] EventReader& reading(const Record& record) {
        reader_.go_to(record, log_, catalogue_);
        return reader_;
    }
    /// What all that this engine keeps is charged to.
    [[nodiscard]] const Storage& storage() const { return storage_; }
    [[nodiscard]] const EventLog& log() const { return log_; }
    [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }
    [[nodiscard]] const Projections& projections() const { return projections_; }
    /// The read models by name, at a time for those that are delayed.
    [[nodiscard]] ReadModels read_models(std::optional<Time> now = std::nullopt) {
        return {projections_, log_, catalogue_, limits_, now};
    }
    [[nodiscard]] const Processes& processes() const { return processes_; }
    [[nodiscard]] const Limits& limits() const { return limits_; }
    [[nodiscard]] Stats stats() const;

private:
    struct Deciding;
    class Carrying;

    void add(const Domain& domain);
    void add(std::string_view domain, std::unique_ptr<ReadModel> model);
    void add(const Process& process, std::optional<Position> from);
    void drain_after(const Result<Receipt>& result, Time time) {
        if (drains_ && result && !processes_.empty()) {
            reactions_ = react({.time = time});
        }
    }
    [[nodiscard]] Result<Receipt> read(std::size_t number, const Payload& command,
                                       const DispatchOptions& options);
    [[nodiscard]] Result<Receipt> handle(std::size_t number, const void* command, Bytes encoded,
                                         const DispatchOptions& options);
    void keep_rejected(const Type& type, const void* command, const Error& error,
                       const DispatchOptions& options);
    void keep_rejected(std::string_view type, std::string_view data, const Error& error,
                       const DispatchOptions& options);
    [[nodiscard]] Rare<Error> refuse(const DispatchOptions& options) const;
    [[nodiscard]] Result<Receipt> dispatched_before(Position first, std::string_view id,
                                                    const Hash128& hash) const;
    [[nodiscard]] Rare<Error> moved(const Folds& fold, const DispatchOptions& options,
                                    std::span<const std::size_t> scope) const;
    [[nodiscard]] Rare<Error> add_to_batch(const AppendedEvent& event, std::size_t index);
    [[nodiscard]] Rare<Error> violated(const AppendCondition& condition) const;
    /// As if nothing had happened.
    void start_over(std::string log_id);
    /// Frees the memory that past states hold; false if there was none.
    bool give_up_the_past();
    /// Frees what past states hold beyond their limit. What was found of them may be gone then.
    void bound_the_past() {
        if (history_.snapshots().over()) {
            shrink_the_past();
        }
    }
    void shrink_the_past();
    [[nodiscard]] static std::optional<StateView> state_in(std::vector<Folds>& folds,
                                                           const Names& names,
                                                           std::string_view stream);
    [[nodiscard]] Rare<Error> beyond_head(std::string_view path, Position position) const;
    [[nodiscard]] Result<Freshness> ask_past(const Catalogue::Query& query, const void* params,
                                             const QueryOptions& options, AnswerTaker& into);
    /// Appends the batch. `first` is its first event, where that is at hand.
    [[nodiscard]] Result<Receipt> commit(const Origin& origin, EventReader::Expected* first);
    [[nodiscard]] Result<Freshness> ask(std::size_t number, const void* params,
                                        const QueryOptions& options, AnswerTaker& into);

    Limits limits_;
    Storage storage_;
    Catalogue catalogue_;
    EventLog log_;
    std::vector<Folds> folds_;  // by the domain's number
    History history_;
    Projections projections_;
    EventReader reader_;
    Processes processes_;
    Reactions reactions_;
    bool drains_;
    Batch batch_;
    Rejections rejections_;
    Value message_;
    Buffer encoded_;
};

template <class D>
void Engine::add() {
    add(domain_of<D>());
    [this]<class... M>(std::tuple<M...>* /*models*/) {
        (add(D::name, std::make_unique<ReadModelOf<M>>(storage_)), ...);
    }(static_cast<typename D::ReadModels*>(nullptr));
}

template <Described C>
Result<Receipt> Engine::dispatch(const C& command, const DispatchOptions& options) {
    const auto number = catalogue_.find_command(type_of<C>());
    if (!number) {
        return catalogue_.unknown_command(C::name);
    }
    Buffer::forget_shortage();
    encoded_.clear();
    if (const auto fault = encode(command, encoded_)) {
        return invalid(*fault);
    }
    auto result = handle(*number, &command, encoded_.bytes(), options);
    drain_after(result, options.time);
    return result;
}

namespace detail {

/// Keeps an answer under its own type.
template <class Data>
class TypedTaker final : public AnswerTaker {
public:
    void take(const AnswerView& answer) override {
        // The shape is the answer's type; only an answer of that type is read as one.
        if (answer.shape != &answer_shape<Data> || answer.value == nullptr) {
            return;
        }
        if constexpr (is_optional<Data>) {
            data = *static_cast<const typename Data::value_type*>(answer.value);
        } else {
            data = *static_cast<const Data*>(answer.value);
        }
    }
    Data data;
};

}  // namespace detail

template <Described Q>
auto Engine::query(const Q& params, const QueryOptions& options) {
    using Data = typename Q::Answer;
    const auto number = catalogue_.find_query(type_of<Q>());
    if (!number) {
        return Result<Answer<Data>>(catalogue_.unknown_query(Q::name));
    }
    encoded_.clear();
    if (const auto fault = encode(params, encoded_)) {
        return Result<Answer<Data>>(invalid(*fault));
    }
    detail::TypedTaker<Data> taker;
    auto asked = ask(*number, &params, options, taker);
    if (!asked) {
        return Result<Answer<Data>>(std::move(asked).error());
    }
    return Result<Answer<Data>>(Answer<Data>{*asked, std::move(taker.data)});
}

}  // namespace cqrs
