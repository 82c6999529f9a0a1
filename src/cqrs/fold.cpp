#include "cqrs/fold.hpp"

#include <algorithm>

#include "cqrs/hash.hpp"

namespace cqrs {

void Folds::clear() {
    for (Kept* state : desk_) {
        state->on_desk = false;
        // What was evolved and not put back never happened.
        state->right = state->right && !state->changed;
    }
    desk_.clear();
    others_.resize(std::min(others_.size(), others_kept_max));
    others_on_desk_ = 0;
}

void Folds::let_go() {
    constexpr std::size_t usual = 256;
    if (desk_.size() > usual) {
        clear();
        decltype(desk_)().swap(desk_);
        decltype(others_)().swap(others_);
        encoded_.release();
    }
}

Folds::Kept& Folds::place_for(std::string_view identity) {
    const std::size_t prefix = domain_->stream_prefix.size();
    const auto is_of = [&](const Kept* kept) {
        return kept != nullptr && kept->stream.size() == prefix + identity.size() &&
               kept->stream.ends_with(identity);
    };
    // Most commands are about one or two, and their events about the same.
    constexpr std::size_t few = 2;
    for (std::size_t i = 0; i < std::min(few, desk_.size()); ++i) {
        if (is_of(desk_[i])) {
            return *desk_[i];
        }
    }
    if (decoded_again_ >= kept_.size()) {
        grow_kept();
    }
    const std::size_t first = hash32(as_bytes(identity)) % kept_.size();
    std::unique_ptr<Kept>& usual = kept_[first];
    std::unique_ptr<Kept>& second = kept_[first ^ 1U];
    if (is_of(usual.get())) {
        return *usual;
    }
    if (is_of(second.get())) {
        return *second;
    }
    std::unique_ptr<Kept>* place = &usual;
    if (usual != nullptr && (usual->on_desk || second == nullptr)) {
        place = &second;
    }
    if (*place != nullptr && (*place)->on_desk) {
        const auto end = others_.begin() + static_cast<std::ptrdiff_t>(others_on_desk_);
        const auto found = std::find_if(others_.begin(), end,
                                        [&](const auto& other) { return is_of(other.get()); });
        if (found != end) {
            return **found;
        }
        if (others_on_desk_ == others_.size()) {
            others_.emplace_back();
        }
        place = &others_[others_on_desk_++];
    }
    if (*place == nullptr) {
        *place = std::make_unique<Kept>();
    }
    Kept& taken = **place;
    decoded_again_ += taken.right ? 1 : 0;
    taken.stream.assign(domain_->stream_prefix);
    taken.stream.append(identity);
    taken.right = false;
    return taken;
}

void Folds::grow_kept() {
    decoded_again_ = 0;
    const std::uint64_t allowed = storage()->bytes_max() / bytes_per_kept;
    const std::size_t before = kept_.size();
    if (before > 0 && (before >= kept_most || 2 * before > allowed || !desk_.empty())) {
        return;
    }
    std::vector<std::unique_ptr<Kept>> places(before == 0 ? kept_least : 2 * before);
    const std::size_t prefix = domain_->stream_prefix.size();
    for (std::unique_ptr<Kept>& kept : kept_) {
        if (kept != nullptr) {
            const std::string_view identity = std::string_view(kept->stream).substr(prefix);
            const std::size_t first = hash32(as_bytes(identity)) % places.size();
            places[places[first] == nullptr ? first : first ^ 1U] = std::move(kept);
        }
    }
    kept_ = std::move(places);
}

std::size_t Folds::take(std::string_view identity, const Names& names) {
    Kept& taken = place_for(identity);
    if (taken.on_desk) {
        return static_cast<std::size_t>(std::find(desk_.begin(), desk_.end(), &taken) -
                                        desk_.begin());
    }
    // A name is given once; one that was not there may have come.
    if (!taken.right || taken.name == 0) {
        taken.name = names.find(taken.stream);
    }
    if (!taken.right) {
        void* state = taken.state.reuse(*domain_->state);
        const RowPlace kept = taken.name == 0 ? RowPlace{} : places_[taken.name - 1];
        taken.unknown_at = kept.size == unknown_size ? kept.at : 0;
        if (kept.size == 0 || taken.unknown_at > 0) {
            domain_->initial(state, identity);
        } else {
            // It was encoded by put_back from a state that was as described.
            static_cast<void>(decode(*domain_->state, heap_.view(kept, spill_), state));
        }
        taken.right = true;
    }
    taken.changed = false;
    taken.on_desk = true;
    desk_.push_back(&taken);
    return desk_.size() - 1;
}

Rare<Fault> Folds::evolve(std::size_t place, const Domain::Event& entry, const void* event) {
    Kept& kept = *desk_[place];
    if (kept.unknown_at > 0) {
        return std::nullopt;
    }
    if (kept.changed) {
        encoded_.clear();
        if (auto fault = encode(*domain_->state, kept.state.get(), encoded_)) {
            return fault;
        }
    }
    kept.changed = true;
    entry.evolve(kept.state.get(), event);
    return std::nullopt;
}

Rare<Fault> Folds::encode_changed() {
    encoded_.clear();
    for (Kept* state : desk_) {
        if (state->changed) {
            state->from = encoded_.size();
            if (auto fault = encode(*domain_->state, state->state.get(), encoded_)) {
                return fault;
            }
            state->to = encoded_.size();
        }
    }
    if (encoded_.failed()) {
        return Fault{{}, "memory for the state", "none"};
    }
    return std::nullopt;
}

std::size_t Folds::pages_needed(const Names& names) const {
    if (encoded_.empty()) {
        return 0;
    }
    // A page of the places and one of the rows may be copied for each state, but never more than
    // there are.
    const std::size_t there =
        ((names.size() + desk_.size()) * sizeof(RowPlace) + heap_.size()) / page_size + 2;
    return std::min(2 * desk_.size(), there) +
           RowHeap::pages_needed(encoded_.size() + desk_.size() * RowHeap::smallest);
}

Rare<Fault> Folds::follow(const Domain::Event& entry, const void* event, const Names& names) {
    clear();
    for (const std::string_view identity : entry.identities(event)) {
        const std::size_t place = take(identity, names);
        // An event that is about the same one twice is folded once.
        if (!desk_[place]->changed) {
            // Only a state that has been changed already could be wrong.
            static_cast<void>(evolve(place, entry, event));
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

bool Folds::follow_unknown(const Record& event, const Names& names) {
    const auto note = [&](NameId name) {
        if (name != 0 && names.text(name, spill_).starts_with(domain_->stream_prefix) &&
            places_[name - 1].size != unknown_size) {
            places_.set(name - 1, {static_cast<std::uint32_t>(event.position), unknown_size});
            for (const auto* all : {&kept_, &others_}) {
                for (const auto& kept : *all) {
                    if (kept != nullptr && kept->stream == names.text(name, spill_)) {
                        kept->right = false;
                    }
                }
            }
        }
    };
    constexpr std::size_t pages_per_name = 2;
    const bool there = places_.storage()->reserve(pages_per_name * (event.tag_count + 1));
    if (there) {
        note(event.stream);
        event.each_tag([&](const TagLink& tag) { note(tag.name); });
    }
    return there;
}

void Folds::put_back(const Names& names) {
    for (Kept* state : desk_) {
        if (!state->changed) {
            continue;
        }
        state->name = state->name == 0 ? names.find(state->stream) : state->name;
        places_.update(state->name - 1, [&](RowPlace& place) {
            place = heap_.put(place, encoded_.bytes(state->from, state->to));
        });
        state->changed = false;
        if (state->to - state->from > kept_bytes_max) {
            state->state.clear();
            state->right = false;
        }
    }
}

}  // namespace cqrs
