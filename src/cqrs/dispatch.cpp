/// What happens with a command: decide → log → project → answer. The rest of the engine is apart,
/// so that what runs with every command can be compiled for speed and the rest for size.

#include <array>

#include "cqrs/engine.hpp"
#include "cqrs/json.hpp"
#include "cqrs/refusals.hpp"

namespace cqrs {

/// Puts what is decided into the batch, and commits it while the events are still there: the read
/// models that follow at once take them as they are.
struct Engine::Deciding final : Decided {
    Deciding(Engine& in, const Catalogue::Command& command, const DispatchOptions& by,
             const Origin& from, std::string_view own_stream)
        : engine(in), domain(command.domain), options(by), origin(from), stream(own_stream) {}

    void rejected(const Rejection& rejection) override { result = cqrs::rejected(rejection); }
    void event(std::size_t number, const void* event) override {
        if (!result) {
            return;
        }
        const auto& events = engine.catalogue_.events();
        const std::size_t at = engine.catalogue_.first_event(domain) + number;
        first = first ? first : std::optional(EventReader::Expected{{}, at, event});
        if (const auto fault = engine.batch_.add(at, event, engine.folds_, engine.log_)) {
            result = made_wrong(events[at].entry->type->name, *fault);
        }
    }

    void finished() override {
        if (!result) {
            return;
        }
        if (options.retries > static_cast<std::uint64_t>(engine.limits_.retries)) {
            result =
                over_limit("retries", engine.limits_.retries, "too many retries were asked for");
        } else if (engine.batch_.size() == 0) {
            result = Receipt{engine.log_.head(), engine.log_.version(stream), 0, false};
        } else {
            engine.batch_.label_all(options.causation_id.value_or(""),
                                    options.metadata.value_or(""));
            result = engine.commit(origin, first ? &*first : nullptr);
        }
    }

    Engine& engine;
    std::size_t domain;
    const DispatchOptions& options;
    const Origin& origin;
    std::string_view stream;
    std::optional<EventReader::Expected> first;
    Result<Receipt> result = Receipt{};
};

Result<Receipt> Engine::dispatch(std::size_t number, const Payload& command,
                                 const DispatchOptions& options) {
    Buffer::forget_shortage();
    auto result = read(number, command, options);
    drain_after(result, options.time);
    return result;
}

Result<Receipt> Engine::read(std::size_t number, const Payload& command,
                             const DispatchOptions& options) {
    const Type& type = *catalogue_.commands()[number].entry->type;
    if (command.form == Form::described) {
        void* data = message_.reuse(type);
        if (const auto fault = decode(type, command.bytes, data)) {
            return invalid(*fault);
        }
        return handle(number, data, command.bytes, options);
    }
    void* data = message_.make(type);
    if (const auto fault = decode_json(type, as_text(command.bytes), data)) {
        return invalid(*fault);
    }
    encoded_.clear();
    if (const auto fault = encode(type, data, encoded_)) {
        return invalid(*fault);
    }
    return handle(number, data, encoded_.bytes(), options);
}

Result<Receipt> Engine::handle(std::size_t number, const void* command, Bytes encoded,
                               const DispatchOptions& options) {
    if (auto error = refuse(options)) {
        return error;
    }
    const Catalogue::Command& entry = catalogue_.commands()[number];
    Origin origin;
    origin.time = options.time;
    origin.command_id = options.id.value_or("");
    origin.correlation_id = options.correlation_id.value_or("");
    std::optional<EncodedId> id;
    if (options.id) {
        origin.encoded_command_id = &id.emplace(*options.id);
        origin.command_hash = hash128(encoded, entry.hash_seed);
        if (const auto first = log_.find_command(*id)) {
            return dispatched_before(*first, *options.id, origin.command_hash);
        }
    }
    batch_.clear(folds_);
    Folds& fold = folds_[entry.domain];
    const Identities identities = entry.entry->identities(command);
    std::array<std::size_t, identities_max> places{};
    for (std::size_t i = 0; i < identities.count; ++i) {
        places[i] = fold.take(identities.names[i], log_.names());
    }
    const auto scope = std::span<const std::size_t>(places).first(identities.count);
    if (auto error = moved(fold, options, scope); error && options.retries == 0) {
        return error;
    }
    std::array<const void*, identities_max> states{};
    for (std::size_t i = 0; i < scope.size(); ++i) {
        if (const Position position = fold.unknown_at(scope[i])) {
            return unknown_event(position, fold.stream(scope[i]), log_);
        }
        states[i] = fold.state(scope[i]);
    }
    Deciding deciding(*this, entry, options, origin, fold.stream(scope.front()));
    entry.entry->decide(command, states.data(), deciding);
    if (!deciding.result && deciding.result.error().code == Code::rejected) {
        keep_rejected(*entry.entry->type, command, deciding.result.error(), options);
    }
    return std::move(deciding.result);
}

Result<Receipt> Engine::commit(const Origin& origin, EventReader::Expected* first) {
    const std::size_t pages = projections_.pages_needed(batch_.size(), batch_.payload_bytes());
    auto error = batch_.check(origin, folds_, log_, pages);
    if (error && error->path == "limits.memoryBytes" && give_up_the_past()) {
        error = batch_.check(origin, folds_, log_, pages);
    }
    if (error) {
        return error;
    }
    Receipt receipt;
    receipt.version = batch_.commit(origin, folds_, log_);
    receipt.position = log_.head();
    receipt.events = static_cast<std::uint32_t>(batch_.size());
    if (first != nullptr) {
        first->info = {receipt.position - (receipt.events - 1), origin.time};
        projections_.catch_up(log_, catalogue_, *first);
    } else {
        projections_.catch_up(log_, catalogue_);
    }
    history_.keep(log_, folds_);
    bound_the_past();
    return receipt;
}

}  // namespace cqrs
