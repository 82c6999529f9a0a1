#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "cqrs/bytes.hpp"

namespace cqrs {

inline constexpr std::size_t page_size = 4096;

/// The account that an engine's pages are charged to: what it may use and what it uses, in bytes.
class Budget {
public:
    explicit Budget(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

    [[nodiscard]] std::uint64_t used() const { return used_; }
    [[nodiscard]] std::uint64_t bytes_max() const { return bytes_max_; }
    /// What is used by snapshots alone: what nothing that goes on with the log reaches. While a
    /// replica or a fork shares what the engine has since written anew, that counts here too.
    [[nodiscard]] std::uint64_t kept_bytes() const { return used_ > live_ ? used_ - live_ : 0; }

    /// Whether `pages` more may be taken: the account allows it, and memory for them has been set
    /// aside in this thread, so that taking them next cannot fail. Asked before a change begins.
    [[nodiscard]] bool reserve(std::size_t pages) const;

    /// Whether no account in this thread gets memory that is not at hand already: whoever keeps
    /// memory back for what is short-lived says so while it has none.
    static void refuse_all(bool refused) { refusing_ = refused; }

    /// What went wrong with a write since `settle()`, empty for nothing: a page was taken that
    /// nobody had reserved and that could not be had, or a row was not as described. What was
    /// written is lost, so whoever wrote must start over from before.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }
    static constexpr std::string_view out_of_memory = "out of memory";
    void report(std::string_view trouble) { trouble_ = trouble; }
    void settle() { trouble_.clear(); }

    /// Room to encode a row in.
    [[nodiscard]] Buffer& scratch() { return scratch_; }

private:
    friend class Pages;
    inline static thread_local bool refusing_ = false;
    std::uint64_t bytes_max_;
    std::uint64_t used_ = 0;
    std::uint64_t live_ = 0;  // what Pages reach that are no snapshots
    std::string trouble_;
    Buffer scratch_;
};

/// The account, shared by everything that one engine stores.
using Storage = std::shared_ptr<Budget>;

/// What Pages that are copied or made are to be, from where this stands to the end of its block:
/// the structs that hold Pages are copied by their own constructors, which know nothing of it.
/// Without one a copy is another of the same.
class Copying {
public:
    enum class As : std::uint8_t {
        snapshot,  ///< stays as it is, or goes on only to be looked at
        replica,   ///< goes on beside the one it was copied from
        successor  ///< goes on in its place
    };
    explicit Copying(As as, Storage charged = nullptr)
        : before_(now_), as_(as), charged_(std::move(charged)) {
        now_ = this;
    }
    Copying(const Copying&) = delete;
    Copying& operator=(const Copying&) = delete;
    ~Copying() { now_ = before_; }

    /// Whether copies of what is charged to that account are charged to another one.
    [[nodiscard]] static bool elsewhere(const Storage& storage) {
        return now_ != nullptr && now_->charged_ != nullptr && now_->charged_ != storage;
    }
    [[nodiscard]] static As role() { return now_ == nullptr ? As::successor : now_->as_; }

private:
    friend class Pages;
    static thread_local const Copying* now_;
    const Copying* before_;
    As as_;
    Storage charged_;  // the account that the copies write on; null for that of the original
};

/// A sparse array of fixed-size pages, all zero at first, behind a copy-on-write table: a radix
/// tree that grows in height. Copying a Pages costs one counter; both share everything until one
/// writes, and then just the way to the page written is copied. Snapshots, forks and replicas are
/// such copies. Source: the persistent vectors of Bagwell and of immer.
class Pages {
public:
    explicit Pages(Storage storage) : storage_(std::move(storage)), role_(Copying::role()) {}
    Pages(const Pages& other);
    /// What was moved from is empty, and can be used again under the same account.
    Pages(Pages&& other) noexcept;
    Pages& operator=(Pages other) noexcept;
    ~Pages();

    /// A page for reading. Its bytes stay in place until somebody writes to it.
    [[nodiscard]] const std::uint8_t* page(std::size_t number) const {
        return number == seen_number_ && seen_page_ != nullptr ? seen_page_ : find(number);
    }

    /// A page for writing, this Pages' own from now on.
    [[nodiscard]] std::uint8_t* edit(std::size_t number) {
        return number == own_number_ && own_page_ != nullptr ? own_page_ : find_to_edit(number);
    }

    [[nodiscard]] const Storage& storage() const { return storage_; }

    /// From now on these are a snapshot's: nothing that goes on with the log reaches them.
    void leave() {
        storage_->live_ -= std::exchange(counted_, 0);
        role_ = Copying::As::snapshot;
    }

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

    // Not in line, where it would be in a score of places.
    [[nodiscard, gnu::noinline]] const std::uint8_t* find(std::size_t number) const;
    [[nodiscard]] std::uint8_t* find_to_edit(std::size_t number);
    static constexpr std::size_t slot(std::size_t number, unsigned height) {
        return (number >> (fanout_bits * (height - 1))) & (fanout - 1);
    }
    template <class Kind>
    static Spares<Kind>& spares();
    template <class Kind>
    [[nodiscard]] Kind* taken(const Block* replaced);
    template <class Kind>
    static void give_back(Kind* block);
    template <class Kind>
    [[nodiscard]] Kind* own(Block*& block);
    static void release(Block* block, unsigned height);

    /// Whether a block that is taken adds to what is reached by Pages that are no snapshots: not if
    /// it comes in place of one of our own, which only snapshots reach then.
    [[nodiscard]] bool adds(const Block* replaced) const;

    friend class Budget;
    Storage storage_;
    Block* root_ = nullptr;
    unsigned height_ = 0;
    Copying::As role_ = Copying::As::successor;
    std::uint64_t reached_ = 0;  // bytes of all the blocks here
    std::uint64_t counted_ = 0;  // what of that is in the account's live_
    // The page edited last, where nearly always the next edit is too; none once it may be shared.
    mutable std::uint8_t* own_page_ = nullptr;
    std::size_t own_number_ = 0;
    // The page found last: a log is read in order.
    mutable const std::uint8_t* seen_page_ = nullptr;
    mutable std::size_t seen_number_ = 0;
};

}  // namespace cqrs
