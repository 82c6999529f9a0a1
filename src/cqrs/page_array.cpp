#include "cqrs/page_array.hpp"

#include <algorithm>

namespace cqrs {

void PageBytes::write(std::uint64_t at, Bytes bytes) {
    while (!bytes.empty()) {
        const auto offset = static_cast<std::size_t>(at % page_size);
        const std::size_t count = std::min(bytes.size(), page_size - offset);
        std::memcpy(pages_.edit(static_cast<std::size_t>(at / page_size)) + offset, bytes.data(),
                    count);
        bytes = bytes.subspan(count);
        at += count;
    }
    size_ = std::max(size_, at);
}

Bytes PageBytes::spilled(std::uint64_t at, std::size_t count, Buffer& spill) const {
    spill.clear();
    if (!spill.reserve(count)) {
        return {};
    }
    auto from = static_cast<std::size_t>(at % page_size);
    for (auto page = static_cast<std::size_t>(at / page_size); spill.size() < count;
         ++page, from = 0) {
        spill.put({pages_.page(page) + from, std::min(count - spill.size(), page_size - from)});
    }
    return spill.bytes();
}

}  // namespace cqrs
