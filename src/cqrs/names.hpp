#pragma once

#include <cstdint>
#include <string_view>

#include "cqrs/hash_index.hpp"

namespace cqrs {

/// The number of a stream's or tag's name within one log; 0 is none.
using NameId = std::uint32_t;

/// What the log knows of a stream or tag. The events that are in the stream or carry the tag form
/// one chain through the log, from the last back to the first.
struct NameHead {
    std::uint32_t text_at = 0;  ///< where Names keeps the text
    std::uint32_t last = 0;     ///< position of the last event of the chain
    std::uint32_t count = 0;    ///< events in the chain
    std::uint32_t version = 0;  ///< events in the stream
};

/// The dictionary of streams and tags. A name is numbered when the first event that uses it is
/// appended, so equal logs number alike.
class Names {
public:
    explicit Names(const Storage& storage) : texts_(storage), heads_(storage), index_(storage) {}

    [[nodiscard]] std::size_t size() const { return heads_.size(); }

    [[nodiscard]] NameId find(std::string_view text) const;
    NameId intern(std::string_view text);

    /// How many pages so many uses of names could take at the most, besides those of new texts.
    [[nodiscard]] std::size_t pages_needed(std::size_t uses) const;

    /// The heads of all names, by number less one.
    [[nodiscard]] const PageArray<NameHead>& heads() const { return heads_; }
    /// Goes back to the names that had these heads.
    void go_back(PageArray<NameHead> heads);

    [[nodiscard]] NameHead head(NameId name) const { return heads_[name - 1]; }
    template <class Change>
    void update_head(NameId name, Change&& change) {
        heads_.update(name - 1, change);
    }

    /// Valid until the next name is added or `spill` is used again.
    [[nodiscard]] std::string_view text(NameId name, Buffer& spill) const;

private:
    PageBytes texts_;
    PageArray<NameHead> heads_;
    HashIndex index_;
};

}  // namespace cqrs
