#pragma once

#include <string_view>

#include "cqrs/names.hpp"
#include "cqrs/rows.hpp"

namespace cqrs {

/// The states of one process by their identities, encoded, in pages: a copy shares until one side
/// writes.
class Instances {
public:
    explicit Instances(const Storage& storage)
        : storage_(storage), names_(storage), places_(storage), heap_(storage) {}

    [[nodiscard]] std::size_t size() const { return names_.size(); }

    /// The state kept for that identity, empty for none. Valid until `put` or the next use of
    /// `spill`.
    [[nodiscard]] Bytes find(std::string_view identity, Buffer& spill) const;

    /// Keeps the state; false, with nothing changed, where there is no memory for it.
    [[nodiscard]] bool put(std::string_view identity, Bytes state);

private:
    Storage storage_;
    Names names_;
    PageArray<RowPlace> places_;  // by NameId - 1
    RowHeap heap_;
};

}  // namespace cqrs
