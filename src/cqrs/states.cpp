#include "cqrs/states.hpp"

#include "cqrs/batch.hpp"

namespace cqrs {
namespace {

Error corrupt_at(Position position, std::string_view type, const std::string& what) {
    Error error;
    error.code = Code::corrupt;
    error.path = "position";
    error.actual = std::to_string(position);
    error.message =
        "the event at position " + error.actual + ", " + std::string(type) + ", " + what;
    return error;
}

}  // namespace

States::States(const Catalogue& catalogue, const Storage& storage) {
    for (const Domain* domain : catalogue.domains()) {
        folds_.emplace_back(*domain, storage);
    }
}

Rare<Error> States::follow(EventReader& events, const Course& course) {
    events.go_to(at_ + 1, course.log, course.catalogue);
    if (events.number()) {
        const Catalogue::Event& event = course.catalogue.events()[*events.number()];
        const std::string_view type = event.entry->type->name;
        if (events.data() == nullptr) {
            return corrupt_at(at_ + 1, type, "is not as described");
        }
        Folds& fold = folds_[event.domain];
        fold.storage()->settle();
        if (const auto fault = fold.follow(*event.entry, events.data(), course.log.names())) {
            const Budget& account = *fold.storage();
            return account.trouble().empty()
                       ? corrupt_at(at_ + 1, type, "does not fit: " + invalid(*fault).message)
                       : over_limit("memoryBytes", static_cast<std::int64_t>(account.bytes_max()),
                                    "there is no memory for the states");
        }
    }
    for (Folds& fold : folds_) {
        if (events.is_unknown() && !fold.follow_unknown(events.record(), course.log.names())) {
            return over_limit("memoryBytes", static_cast<std::int64_t>(fold.storage()->bytes_max()),
                              "there is no memory for the states");
        }
    }
    ++at_;
    return std::nullopt;
}

}  // namespace cqrs
