#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "cqrs/event_reader.hpp"
#include "cqrs/fold.hpp"
#include "cqrs/projections.hpp"
#include "cqrs/result.hpp"

namespace cqrs {

/// The states that the domains decide on, folded from stored events: as of the past, or of a log
/// that was loaded.
class States {
public:
    /// Of all domains in the catalogue, before the first event.
    States(const Catalogue& catalogue, const Storage& storage);
    /// As of a position, charged to an account, as what the copies of pages are to be.
    States(std::vector<Folds> folds, Position position) : folds_(std::move(folds)), at_(position) {}

    [[nodiscard]] Position position() const { return at_; }
    [[nodiscard]] std::vector<Folds>& folds() { return folds_; }
    [[nodiscard]] const std::vector<Folds>& folds() const { return folds_; }

    /// Folds the next event. The error `corrupt` says that it is not as described or does not fit
    /// the state, `limit` that there is no memory.
    [[nodiscard]] Rare<Error> follow(EventReader& events, const Course& course);

private:
    std::vector<Folds> folds_;  // by the domain's number
    Position at_ = 0;
};

}  // namespace cqrs
