#pragma once

#include <cstdint>

#include "cqrs/pages.hpp"

namespace cqrs {

/// The end of one strand; all zero is one without entries. Plain, to be kept with its owner's row.
struct StrandEnd {
    std::uint32_t block = 0;  ///< where the newest block is, in units of the smallest, plus one
    std::uint16_t used = 0;   ///< bytes of it, with its header
    std::uint16_t doublings = 0;
};

/// Any number of lists that only grow at their end, such as the lines of each account's statement.
/// They are read from the newest entry back, as people read them, so that an entry may be kept as
/// what differs from the one before: a few bytes each. A list lies in blocks, each twice as large
/// as the one before it and linked to it, up to a limit; so short lists take little and long ones
/// are read fast. A copy shares its pages until one of the two changes.
class Strands {
public:
    explicit Strands(const Storage& storage) : pages_(storage) {}

    static constexpr std::size_t entry_size_max = 64;

    /// Adds an entry of at most that size.
    void push(StrandEnd& end, Bytes entry);

    /// Reads back from the end of a strand. Entries do not say where they end: what reads them
    /// knows.
    class Walk {
    public:
        Walk(const Strands& strands, const StrandEnd& end) : strands_(&strands), end_(end) {
            enter();
        }
        [[nodiscard]] bool at_end() const { return end_.block == 0; }
        std::uint8_t byte();
        std::uint64_t varint();
        std::int64_t zigzag() { return from_zigzag(varint()); }

    private:
        void enter();

        const Strands* strands_;
        StrandEnd end_;
        const std::uint8_t* block_ = nullptr;
    };

private:
    static constexpr std::size_t smallest = 32;
    // A snapshot keeps a copy of every page that has since been written on: with large blocks the
    // open ends of many strands lie on many pages.
    static constexpr std::uint16_t doublings_max = 1;
    // Before its bytes a block says where the one before it is, and how large: as in StrandEnd.
    static constexpr std::size_t header_size = 5;

    [[nodiscard]] static constexpr std::size_t size_of(std::uint16_t doublings) {
        return smallest << doublings;
    }
    [[nodiscard]] std::uint8_t* edit(std::uint32_t block);
    [[nodiscard]] const std::uint8_t* block(std::uint32_t number) const {
        constexpr std::size_t per_page = page_size / smallest;
        return pages_.page((number - 1) / per_page) + (number - 1) % per_page * smallest;
    }
    void grow(StrandEnd& end);

    Pages pages_;
    std::uint32_t blocks_ = 0;  // handed out, in units of the smallest
};

}  // namespace cqrs
