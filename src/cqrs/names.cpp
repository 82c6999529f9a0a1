#include "cqrs/names.hpp"

#include <algorithm>
#include <utility>

#include "cqrs/hash.hpp"

namespace cqrs {
namespace {

// A text lies behind its length in four bytes.
constexpr std::size_t length_size = 4;

}  // namespace

NameId Names::find(std::string_view text) const {
    Buffer spill;
    const auto found = index_.find(hash32(as_bytes(text)), [&](std::uint32_t item) {
        // Names that a log went back behind are still in the index.
        return item < heads_.size() && this->text(item + 1, spill) == text;
    });
    return found ? *found + 1 : 0;
}

NameId Names::intern(std::string_view text) {
    if (const NameId known = find(text)) {
        return known;
    }
    Buffer length;
    length.put_u32(static_cast<std::uint32_t>(text.size()));
    const auto at = static_cast<std::uint32_t>(texts_.size());
    texts_.append(length.bytes());
    texts_.append(as_bytes(text));
    heads_.push({at, 0, 0, 0});
    const auto name = static_cast<NameId>(heads_.size());
    index_.add(hash32(as_bytes(text)), name - 1);
    return name;
}

void Names::go_back(PageArray<NameHead> heads) {
    if (heads.size() < heads_.size()) {
        texts_.cut(heads_[heads.size()].text_at);
    }
    heads_ = std::move(heads);
}

std::size_t Names::pages_needed(std::size_t uses) const {
    // A page or two of the texts, one of the heads and those of the index may be copied for each
    // name, but never more than there are.
    constexpr std::size_t pages_per_name = 3 + HashIndex::pages_per_item;
    constexpr std::size_t bytes_per_name = sizeof(NameHead) + HashIndex::bytes_per_item;
    return std::min(uses * pages_per_name,
                    (heads_.size() + uses) * bytes_per_name / page_size + pages_per_name);
}

std::string_view Names::text(NameId name, Buffer& spill) const {
    const std::uint32_t at = heads_[name - 1].text_at;
    const std::uint32_t length = Reader(texts_.view(at, length_size, spill)).u32();
    return as_text(texts_.view(at + length_size, length, spill));
}

}  // namespace cqrs
