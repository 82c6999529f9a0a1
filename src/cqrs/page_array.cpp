#include "cqrs/page_array.hpp"

#include <algorithm>

namespace cqrs {

void PageBytes::append(Bytes bytes) { write(size_, bytes); }

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

Bytes PageBytes::view(std::uint64_t at, std::size_t count, Buffer& spill) const {
    const auto offset = static_cast<std::size_t>(at % page_size);
    const auto number = static_cast<std::size_t>(at / page_size);
    if (offset + count <= page_size) {
        return {pages_.page(number) + offset, count};
    }
    spill.clear();
    if (!spill.reserve(count)) {
        return {};
    }
    std::size_t from = offset;
    for (std::size_t page = number; spill.size() < count; ++page, from = 0) {
        spill.put({pages_.page(page) + from, std::min(count - spill.size(), page_size - from)});
    }
    return spill.bytes();
}

}  // namespace cqrs
