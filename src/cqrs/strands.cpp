#include "cqrs/strands.hpp"

#include <algorithm>
#include <cstring>

namespace cqrs {

std::uint8_t* Strands::edit(std::uint32_t block) {
    constexpr std::size_t per_page = page_size / smallest;
    return pages_.edit((block - 1) / per_page) + (block - 1) % per_page * smallest;
}

void Strands::grow(StrandEnd& end) {
    const StrandEnd before = end;
    end.doublings = before.block == 0
                        ? std::uint16_t{0}
                        : std::min(doublings_max, static_cast<std::uint16_t>(before.doublings + 1));
    // A block begins at a multiple of its size, so none lies across two pages.
    const auto units = static_cast<std::uint32_t>(size_of(end.doublings) / smallest);
    const std::uint32_t start = (blocks_ + units - 1) / units * units;
    blocks_ = start + units;
    end.block = start + 1;
    end.used = header_size;
    std::uint8_t* at = edit(end.block);
    std::memcpy(at, &before.block, sizeof before.block);
    at[header_size - 1] = static_cast<std::uint8_t>(before.doublings);
}

void Strands::push(StrandEnd& end, Bytes entry) {
    // Written backward, since it is read backward.
    for (std::size_t left = entry.size(); left > 0;) {
        std::size_t room = end.block == 0 ? 0 : size_of(end.doublings) - end.used;
        if (room == 0) {
            grow(end);
            room = size_of(end.doublings) - end.used;
        }
        std::uint8_t* at = edit(end.block) + end.used;
        const std::size_t count = std::min(room, left);
        for (std::size_t i = 0; i < count; ++i) {
            at[i] = entry[--left];
        }
        end.used = static_cast<std::uint16_t>(end.used + count);
    }
}

void Strands::Walk::enter() { block_ = end_.block == 0 ? nullptr : strands_->block(end_.block); }

std::uint8_t Strands::Walk::byte() {
    if (at_end()) {
        return 0;
    }
    const std::uint8_t found = block_[--end_.used];
    if (end_.used == header_size) {
        std::memcpy(&end_.block, block_, sizeof end_.block);
        end_.doublings = block_[header_size - 1];
        end_.used = static_cast<std::uint16_t>(size_of(end_.doublings));
        enter();
    }
    return found;
}

std::uint64_t Strands::Walk::varint() {
    std::uint64_t value = 0;
    std::uint8_t next = 0x80;
    for (unsigned shift = 0; shift < 64 && (next & 0x80U) != 0; shift += 7) {
        next = byte();
        value |= static_cast<std::uint64_t>(next & 0x7fU) << shift;
    }
    return value;
}

}  // namespace cqrs
