#include "cqrs/rows.hpp"

#include "cqrs/hash.hpp"

namespace cqrs {
namespace {

/// Sizes handed out: 8, 12, 16, 24, 32, 48, 64 … so that at most a third is left unused.
struct SizeClass {
    std::size_t number = 0;
    std::uint32_t bytes = RowHeap::smallest;
};

SizeClass size_class(std::uint32_t bytes) {
    SizeClass found;
    while (found.bytes < bytes) {
        const bool even = found.number % 2 == 0;
        found.bytes = even ? found.bytes / 2 * 3 : found.bytes / 3 * 4;
        ++found.number;
    }
    return found;
}

std::uint32_t read_u32(Bytes bytes) { return Reader(bytes).u32(); }

}  // namespace

RowPlace RowHeap::put(const RowPlace& old, Bytes row) {
    const auto size = static_cast<std::uint32_t>(row.size());
    if (old.size > 0 && size_class(old.size).number == size_class(size).number) {
        bytes_.write(old.at, row);
        return {old.at, size};
    }
    Buffer link;
    if (old.size > 0) {
        std::uint32_t& free = free_[size_class(old.size).number];
        link.put_u32(free);
        bytes_.write(old.at, link.bytes());
        free = old.at + 1;
    }
    const SizeClass wanted = size_class(size);
    std::uint32_t& free = free_[wanted.number];
    RowPlace place{static_cast<std::uint32_t>(bytes_.size()), size};
    if (free != 0) {
        place.at = free - 1;
        Buffer spill;
        free = read_u32(bytes_.view(place.at, sizeof(std::uint32_t), spill));
        bytes_.write(place.at, row);
    } else {
        bytes_.append(row);
        bytes_.extend(place.at + wanted.bytes);
    }
    return place;
}

void RowList::read(std::size_t number, void* row) const {
    Buffer spill;
    // What was written was checked then; a row cannot differ from its description here.
    static_cast<void>(decode(*type_, bytes(number, spill), row));
}

bool RowList::replace(std::size_t number, const void* row) {
    // The pages know what they are charged to, also in a copy under another account.
    Budget& account = *places_.storage();
    Buffer& encoded = account.scratch();
    encoded.clear();
    if (const auto fault = encode(*type_, row, encoded)) {
        account.report(invalid(*fault).message);
        return false;
    }
    if (encoded.failed()) {
        account.report(Budget::out_of_memory);
        return false;
    }
    const RowPlace place = heap_.put(places_[number], encoded.bytes());
    places_.set(number, place);
    return true;
}

RowIndex::RowIndex(const RowIndex& other) : borrowed_(Copying::role() == Copying::As::snapshot) {
    index_ = borrowed_ ? other.index_ : std::make_shared<HashIndex>(*other.index_);
}

RowIndex::~RowIndex() {
    if (index_ != nullptr && !borrowed_) {
        index_->leave();
    }
}

void RowIndex::add(std::uint32_t hash, std::uint32_t number, const Storage& account) {
    if (borrowed_) {
        const Copying copying(Copying::As::snapshot, account);
        index_ = std::make_shared<HashIndex>(*index_);
        borrowed_ = false;
    }
    index_->add(hash, number);
}

std::optional<std::uint32_t> RowTable::find(std::string_view key) const {
    Buffer spill;
    return index_.find(hash32(as_bytes(key)), [&](std::uint32_t number) {
        return number < size() && Reader(rows_.bytes(number, spill)).text() == key;
    });
}

void RowTable::add(std::string_view key, const void* row) {
    const auto number = static_cast<std::uint32_t>(rows_.size());
    if (!rows_.push(row)) {
        return;
    }
    // The same events number the same rows: what goes on from a snapshot finds there what it would
    // add, unless it goes further, or another way.
    if (!index_.is_borrowed() || !find(key)) {
        index_.add(hash32(as_bytes(key)), number, rows_.storage());
    }
}

}  // namespace cqrs
