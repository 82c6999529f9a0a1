#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "cqrs/codec.hpp"
#include "cqrs/hash_index.hpp"
#include "cqrs/page_array.hpp"

namespace cqrs {

/// Where a RowHeap keeps something.
struct RowPlace {
    std::uint32_t at = 0;
    std::uint32_t size = 0;  ///< zero where nothing is kept
};

/// Byte strings in pages, each of which may be replaced by a longer or shorter one. A few sizes are
/// handed out, and what a row leaves behind is used again for another of its size.
class RowHeap {
public:
    explicit RowHeap(const Storage& storage) : bytes_(storage) {}

    /// Puts `row` in place of what is at `old`.
    [[nodiscard]] RowPlace put(const RowPlace& old, Bytes row);
    [[nodiscard]] Bytes view(const RowPlace& place, Buffer& spill) const {
        return bytes_.view(place.at, place.size, spill);
    }

    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(bytes_.size()); }

    /// What a row takes at the least.
    static constexpr std::uint32_t smallest = 8;
    /// How many pages putting so many bytes could take at the most.
    [[nodiscard]] static std::size_t pages_needed(std::size_t bytes) {
        return 2 * bytes / page_size + 4;
    }

private:
    static constexpr std::size_t size_classes = 64;

    PageBytes bytes_;
    // The first free place of each size plus one; the next one is written in it.
    std::array<std::uint32_t, size_classes> free_{};
};

/// Rows of one described type, numbered from 0. A copy shares its pages until one of the two
/// changes. A row that is not as described is not kept; the storage reports it.
class RowList {
public:
    RowList(const Type& type, const Storage& storage)
        : type_(&type), places_(storage), heap_(storage) {}

    [[nodiscard]] std::size_t size() const { return places_.size(); }
    void read(std::size_t number, void* row) const;
    [[nodiscard]] Bytes bytes(std::size_t number, Buffer& spill) const {
        return heap_.view(places_[number], spill);
    }
    bool push(const void* row) { return replace(size(), row); }
    bool replace(std::size_t number, const void* row);
    [[nodiscard]] const Storage& storage() const { return places_.storage(); }

private:
    const Type* type_;
    PageArray<RowPlace> places_;
    RowHeap heap_;
};

/// The numbers of a table's rows by the hash of their keys. New keys are all over it, so each
/// snapshot with a copy of its own would soon hold all of its pages anew. Instead a snapshot
/// borrows that of the table it was copied from, and overlooks what has come there since.
class RowIndex {
public:
    explicit RowIndex(const Storage& storage) : index_(std::make_shared<HashIndex>(storage)) {}
    RowIndex(const RowIndex& other);
    RowIndex(RowIndex&&) noexcept = default;
    RowIndex& operator=(RowIndex other) noexcept {
        std::swap(index_, other.index_);
        std::swap(borrowed_, other.borrowed_);
        return *this;
    }
    ~RowIndex();

    /// The number with that hash which `same(number)` says is the one. It is asked of numbers too
    /// that other tables than this one have.
    template <class Same>
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t hash, Same&& same) const {
        return index_->find(hash, same);
    }
    [[nodiscard]] bool is_borrowed() const { return borrowed_; }
    /// Adds the number of a row; what is borrowed is copied first, and charged to that account.
    void add(std::uint32_t hash, std::uint32_t number, const Storage& account);

private:
    std::shared_ptr<HashIndex> index_;
    bool borrowed_ = false;
};

/// A RowList that finds rows by key too. The key is the first text in the row.
class RowTable {
public:
    RowTable(const Type& type, const Storage& storage) : rows_(type, storage), index_(storage) {}

    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view key) const;
    void read(std::size_t number, void* row) const { rows_.read(number, row); }
    void add(std::string_view key, const void* row);
    void replace(std::size_t number, const void* row) { rows_.replace(number, row); }

private:
    RowList rows_;
    RowIndex index_;
};

/// A RowTable whose rows are of type Row.
template <Described Row>
class Table {
public:
    explicit Table(const Storage& storage) : rows_(*type_of<Row>(), storage) {}

    [[nodiscard]] std::size_t size() const { return rows_.size(); }

    [[nodiscard]] std::optional<Row> find(std::string_view key) const {
        const auto number = rows_.find(key);
        return number ? std::optional<Row>(at(*number)) : std::nullopt;
    }
    [[nodiscard]] Row at(std::size_t number) const {
        Row row;
        rows_.read(number, &row);
        return row;
    }
    /// The number of the row with that key.
    [[nodiscard]] std::optional<std::uint32_t> find_number(std::string_view key) const {
        return rows_.find(key);
    }
    /// Adds the row with that key, which is not there yet, and gives its number.
    std::uint32_t add(std::string_view key, const Row& row) {
        const auto number = static_cast<std::uint32_t>(rows_.size());
        rows_.add(key, &row);
        return number;
    }
    /// Changes the row with that key, or a new one, by `change(row)`.
    template <class Change>
    void upsert(std::string_view key, Change&& change) {
        const auto number = rows_.find(key);
        Row row;
        if (number) {
            rows_.read(*number, &row);
        }
        change(row);
        if (number) {
            rows_.replace(*number, &row);
        } else {
            rows_.add(key, &row);
        }
    }
    /// Changes the row with that key by `change(row)`; does nothing where there is none.
    template <class Change>
    void update(std::string_view key, Change&& change) {
        if (const auto number = rows_.find(key)) {
            Row row;
            rows_.read(*number, &row);
            change(row);
            rows_.replace(*number, &row);
        }
    }

private:
    RowTable rows_;
};

/// Rows of one described type, numbered from 0 in the order in which they came.
template <Described Row>
class List {
public:
    explicit List(const Storage& storage) : rows_(*type_of<Row>(), storage) {}

    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] Row at(std::size_t number) const {
        Row row;
        rows_.read(number, &row);
        return row;
    }
    void push(const Row& row) { rows_.push(&row); }

private:
    RowList rows_;
};

}  // namespace cqrs
