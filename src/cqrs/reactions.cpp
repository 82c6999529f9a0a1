/// The way from what processes issue back to the engine.

#include <algorithm>

#include "cqrs/engine.hpp"

namespace cqrs {

class Engine::Carrying final : public Carrier {
public:
    Carrying(Engine& engine, Time time) : engine_(engine), time_(time) {}

    [[nodiscard]] Rare<Error> carry_out(const IssuedCommand& command) override {
        const auto number = engine_.catalogue_.find_command(command.type);
        if (!number) {
            return engine_.catalogue_.unknown_command(command.type->name);
        }
        DispatchOptions options;
        options.id = command.id;
        options.correlation_id = command.correlation_id;
        options.causation_id = command.causation_id;
        options.time = time_;
        auto result = engine_.read(*number, {Form::described, as_bytes(command.data)}, options);
        return result ? std::nullopt : Rare<Error>(std::move(result).error());
    }

private:
    Engine& engine_;
    Time time_;
};

void Engine::add(const Process& process, std::optional<Position> from) {
    const Position next = log_.head() + 1;
    processes_.add(process, std::clamp<Position>(from.value_or(next), 1, next) - 1, catalogue_);
}

Reactions Engine::react(const ReactOptions& options) {
    Carrying carrying(*this, options.time);
    return processes_.react(log_, catalogue_, limits_, carrying, options);
}

bool Engine::pause_process(std::string_view name) {
    const auto number = processes_.find(name);
    if (number) {
        processes_.pause(*number);
    }
    return number.has_value();
}

bool Engine::resume_process(std::string_view name, Time time) {
    const auto number = processes_.find(name);
    if (number) {
        processes_.resume(*number);
        if (drains_) {
            reactions_ = react({.time = time});
        }
    }
    return number.has_value();
}

}  // namespace cqrs
