#include "cqrs/fold.hpp"

#include <algorithm>

namespace cqrs {

void Folds::clear() { on_desk_ = 0; }

void Folds::let_go() {
    constexpr std::size_t usual = 256;
    if (desk_.size() > usual) {
        on_desk_ = 0;
        decltype(desk_)().swap(desk_);
        encoded_.release();
    }
}

std::size_t Folds::take(std::string_view identity, const Names& names) {
    const std::string_view prefix = domain_->stream_prefix;
    for (std::size_t place = 0; place < on_desk_; ++place) {
        const std::string_view stream = desk_[place]->stream;
        if (stream.size() == prefix.size() + identity.size() && stream.ends_with(identity)) {
            return place;
        }
    }
    if (on_desk_ == desk_.size()) {
        desk_.push_back(std::make_unique<OnDesk>());
    }
    OnDesk& taken = *desk_[on_desk_];
    taken.stream.assign(prefix);
    taken.stream.append(identity);
    taken.name = names.find(taken.stream);
    taken.changed = false;
    void* state = taken.state.make(*domain_->state);
    const RowPlace kept = taken.name == 0 ? RowPlace{} : places_[taken.name - 1];
    if (kept.size == 0) {
        domain_->initial(state, identity);
    } else {
        // It was encoded by put_back from a state that was as described.
        static_cast<void>(decode(*domain_->state, heap_.view(kept, spill_), state));
    }
    return on_desk_++;
}

void Folds::evolve(std::size_t place, const Domain::Event& entry, const void* event) {
    desk_[place]->changed = true;
    entry.evolve(desk_[place]->state.get(), event);
}

std::optional<Fault> Folds::encode_changed() {
    encoded_.clear();
    for (std::size_t place = 0; place < on_desk_; ++place) {
        OnDesk& state = *desk_[place];
        if (state.changed) {
            state.from = encoded_.size();
            if (auto fault = encode(*domain_->state, state.state.get(), encoded_)) {
                return fault;
            }
            state.to = encoded_.size();
        }
    }
    if (encoded_.failed()) {
        return Fault{{}, "memory for the state", "none"};
    }
    return std::nullopt;
}

std::size_t Folds::pages_needed(const Names& names) const {
    // A page of the places and one of the rows may be copied for each state, but never more than
    // there are.
    const std::size_t there =
        ((names.size() + on_desk_) * sizeof(RowPlace) + heap_.size()) / page_size + 2;
    return std::min(2 * on_desk_, there) +
           RowHeap::pages_needed(encoded_.size() + on_desk_ * RowHeap::smallest);
}

std::optional<Fault> Folds::follow(const Domain::Event& entry, const void* event,
                                   const Names& names) {
    clear();
    for (const std::string_view identity : entry.identities(event)) {
        const std::size_t place = take(identity, names);
        // An event that is about the same one twice is folded once.
        if (!desk_[place]->changed) {
            evolve(place, entry, event);
        }
    }
    auto fault = encode_changed();
    if (encoded_.failed() || (!fault && !places_.storage()->reserve(pages_needed(names)))) {
        places_.storage()->report(Budget::out_of_memory);
        fault = Fault{{}, "memory for the state", "none"};
    }
    if (!fault) {
        put_back(names);
    }
    return fault;
}

void Folds::put_back(const Names& names) {
    for (std::size_t place = 0; place < on_desk_; ++place) {
        const OnDesk& state = *desk_[place];
        if (state.changed) {
            const NameId name = state.name == 0 ? names.find(state.stream) : state.name;
            places_.set(name - 1,
                        heap_.put(places_[name - 1], encoded_.bytes(state.from, state.to)));
        }
    }
}

}  // namespace cqrs
