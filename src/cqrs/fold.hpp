#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/decider.hpp"
#include "cqrs/event_log.hpp"
#include "cqrs/rows.hpp"

namespace cqrs {

/// The states of one domain: for each identity the fold of all events that carry its tag. They are
/// kept folded, so that the thousandth command on a stream costs what the first did.
///
/// A command works on a desk: it takes the states it needs onto it, evolves them there, and only
/// when its events have been appended are the changed ones put back. Small states that have been on
/// the desk stay decoded for the next time, a few of them.
class Folds {
public:
    Folds(const Domain& domain, const Storage& storage)
        : domain_(&domain), heap_(storage), places_(storage) {}
    /// A copy has the same states, and a desk of its own.
    Folds(const Folds& other)
        : domain_(other.domain_), heap_(other.heap_), places_(other.places_) {}
    Folds(Folds&&) = default;
    Folds& operator=(const Folds&) = delete;
    Folds& operator=(Folds&&) = default;
    ~Folds() = default;

    [[nodiscard]] const Domain& domain() const { return *domain_; }
    [[nodiscard]] const Storage& storage() const { return places_.storage(); }

    /// Empties the desk.
    void clear();
    /// Gives back what an unusually full desk has taken.
    void let_go();
    /// Takes the state of an identity onto the desk, once; gives its place there.
    std::size_t take(std::string_view identity, const Names& names);
    /// The stream of the identity in that place: prefix and identity. Valid until `clear`.
    [[nodiscard]] const std::string& stream(std::size_t place) const {
        return desk_[place]->stream;
    }
    [[nodiscard]] NameId name(std::size_t place) const { return desk_[place]->name; }
    [[nodiscard]] const void* state(std::size_t place) const { return desk_[place]->state.get(); }
    /// Whether any event has been folded into the state in that place.
    [[nodiscard]] bool is_kept(std::size_t place) const {
        const std::uint32_t size = name(place) == 0 ? 0 : places_[name(place) - 1].size;
        return size > 0 && size != unknown_size;
    }
    /// Where the event stands that nobody here can read, so that there is no state in that place; 0
    /// if there is none.
    [[nodiscard]] Position unknown_at(std::size_t place) const { return desk_[place]->unknown_at; }
    /// A fault is a state from before this event, changed on the desk, that is not as described: as
    /// the log is read again each event is folded alone, so there it would not go on.
    [[nodiscard]] Rare<Fault> evolve(std::size_t place, const Domain::Event& entry,
                                     const void* event);

    /// Encodes what has changed on the desk; a fault is a state that is not as described.
    [[nodiscard]] Rare<Fault> encode_changed();
    [[nodiscard]] std::size_t pages_needed(const Names& names) const;
    /// Keeps what has changed. By now all the names are in the log and the pages reserved.
    void put_back(const Names& names);

    /// Folds an event that is in the log into the states that it is about. A fault is a state that
    /// would not be as described, or for which there is no memory, which the storage reports; then
    /// nothing has changed.
    [[nodiscard]] Rare<Fault> follow(const Domain::Event& entry, const void* event,
                                     const Names& names);

    /// An event that nobody here can read is about whoever it is tagged with: those have no state
    /// from now on. False where there is no memory to note that.
    [[nodiscard]] bool follow_unknown(const Record& event, const Names& names);

private:
    // In place of a kept state's size; `at` is the position of the event then.
    static constexpr std::uint32_t unknown_size = UINT32_MAX;

    struct Kept {
        std::string stream;
        NameId name = 0;
        Position unknown_at = 0;
        Value state;
        bool right = false;  // the state is that of the stream
        bool on_desk = false;
        bool changed = false;
        std::size_t from = 0;  // of its encoding in encoded_
        std::size_t to = 0;
    };
    // What is decoded is charged to no account, so there may be one for so many bytes that the
    // account has. Both numbers are powers of two.
    static constexpr std::size_t kept_least = 16;
    static constexpr std::size_t kept_most = 2048;
    static constexpr std::uint64_t bytes_per_kept = 1U << 19U;
    static constexpr std::size_t kept_bytes_max = 256;
    static constexpr std::size_t others_kept_max = 16;

    /// Where the state of an identity is, or may be decoded to.
    [[nodiscard]] Kept& place_for(std::string_view identity);
    /// Doubles the places for decoded states where that is allowed, once as many have been decoded
    /// again as there are places.
    void grow_kept();

    const Domain* domain_;
    RowHeap heap_;
    PageArray<RowPlace> places_;  // by NameId - 1
    std::vector<Kept*> desk_;
    std::vector<std::unique_ptr<Kept>> kept_;  // two places for each hash of an identity
    std::size_t decoded_again_ = 0;            // since the places were doubled
    std::vector<std::unique_ptr<Kept>>
        others_;  // for those of one command that want the same place
    std::size_t others_on_desk_ = 0;
    Buffer encoded_;
    Buffer spill_;
};

}  // namespace cqrs
