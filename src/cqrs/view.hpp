#pragma once

#include "cqrs/engine.hpp"

namespace cqrs {

/// An engine as it was at a position, to look at: what `Engine::at` gives. It holds nothing of its
/// own, and is good for as long as its engine is there.
class View {
public:
    View(Engine& engine, Position position) : engine_(&engine), position_(position) {}

    /// The position: this is how far the log reached.
    [[nodiscard]] Position head() const { return position_; }

    /// What the query would have been answered then by a read model that had come as far. One that
    /// fails on the way answers from where it stopped. The error `limit` says that there is no
    /// memory to go back.
    template <Described Q>
    [[nodiscard]] auto query(const Q& params) {
        return engine_->query(params, {.at = position_});
    }
    [[nodiscard]] Result<Freshness> query(std::size_t number, const Payload& params,
                                          AnswerTaker& into) {
        return engine_->query(number, params, {.at = position_}, into);
    }

    /// As `Engine::state`.
    [[nodiscard]] Result<std::optional<Engine::StateView>> state(std::string_view stream) {
        return engine_->state(stream, position_);
    }

private:
    Engine* engine_;
    Position position_;
};

}  // namespace cqrs
