#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "cqrs/bytes.hpp"

namespace cqrs {

inline constexpr std::size_t page_size = 4096;

/// The account that an engine's pages are charged to: what it may use and what it uses, in bytes.
class Budget {
public:
    explicit Budget(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

    [[nodiscard]] std::uint64_t used() const { return used_; }
    [[nodiscard]] std::uint64_t bytes_max() const { return bytes_max_; }

    /// Whether `pages` more may be taken: the account allows it, and memory for them has been set
    /// aside in this thread, so that taking them next cannot fail. Asked before a change begins.
    [[nodiscard]] bool reserve(std::size_t pages) const;

    /// What went wrong with a write since `settle()`, empty for nothing: a page was taken that
    /// nobody had reserved and that could not be had, or a row was not as described. What was
    /// written is lost, so whoever wrote must start over from before.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }
    void report(std::string_view trouble) { trouble_ = trouble; }
    void settle() { trouble_.clear(); }

    /// Room to encode a row in.
    [[nodiscard]] Buffer& scratch() { return scratch_; }

private:
    friend class Pages;
    std::uint64_t bytes_max_;
    std::uint64_t used_ = 0;
    std::string trouble_;
    Buffer scratch_;
};

/// The account, shared by everything that one engine stores.
using Storage = std::shared_ptr<Budget>;

/// A sparse array of fixed-size pages, all zero at first, behind a copy-on-write table: a radix
/// tree that grows in height. Copying a Pages costs one counter; both share everything until one
/// writes, and then just the way to the page written is copied. Snapshots, forks and replicas are
/// such copies. Source: the persistent vectors of Bagwell and of immer.
class Pages {
public:
    explicit Pages(Storage storage) : storage_(std::move(storage)) {}
    Pages(const Pages& other);
    /// What was moved from is empty, and can be used again under the same account.
    Pages(Pages&& other) noexcept;
    Pages& operator=(Pages other) noexcept;
    ~Pages();

    /// A page for reading. Its bytes stay in place until somebody writes to it.
    [[nodiscard]] const std::uint8_t* page(std::size_t number) const {
        const Block* block = root_;
        for (unsigned height = height_; block != nullptr && height > 0; --height) {
            block = static_cast<const Node*>(block)->children[slot(number, height)];
        }
        const bool beyond = (number >> (fanout_bits * height_)) != 0;
        return block == nullptr || beyond ? zeroes.data()
                                          : static_cast<const Page*>(block)->bytes.data();
    }

    /// A page for writing, this Pages' own from now on.
    [[nodiscard]] std::uint8_t* edit(std::size_t number);

    [[nodiscard]] const Storage& storage() const { return storage_; }

private:
    static constexpr unsigned fanout_bits = 6;
    static constexpr std::size_t fanout = std::size_t{1} << fanout_bits;
    static const std::array<std::uint8_t, page_size> zeroes;

    struct Block {
        std::uint32_t owners = 1;
        Storage charged;
    };
    struct Page : Block {
        alignas(8) std::array<std::uint8_t, page_size> bytes;
    };
    struct Node : Block {
        std::array<Block*, fanout> children;
    };
    template <class Kind>
    class Spares;

    static constexpr std::size_t slot(std::size_t number, unsigned height) {
        return (number >> (fanout_bits * (height - 1))) & (fanout - 1);
    }
    template <class Kind>
    static Spares<Kind>& spares();
    template <class Kind>
    [[nodiscard]] Kind* taken() const;
    template <class Kind>
    static void give_back(Kind* block);
    template <class Kind>
    [[nodiscard]] Kind* own(Block*& block) const;
    static void release(Block* block, unsigned height);

    friend class Budget;
    Storage storage_;
    Block* root_ = nullptr;
    unsigned height_ = 0;
};

}  // namespace cqrs
