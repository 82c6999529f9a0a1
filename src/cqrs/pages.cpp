#include "cqrs/pages.hpp"

#include <cstdlib>
#include <new>
#include <utility>

namespace cqrs {

const std::array<std::uint8_t, page_size> Pages::zeroes{};

thread_local const Copying* Copying::now_ = nullptr;

/// Blocks of memory that a thread has at hand, so that what was reserved can be taken.
template <class Kind>
class Pages::Spares {
public:
    Spares() = default;
    Spares(const Spares&) = delete;
    Spares& operator=(const Spares&) = delete;
    ~Spares() {
        while (first_ != nullptr) {
            std::free(take());
        }
    }

    [[nodiscard]] bool stock(std::size_t count) {
        // What a larger change had set aside and did not use goes back.
        while (count_ > count && count_ > most_kept) {
            std::free(take());
        }
        while (count_ < count) {
            void* memory = Budget::refusing_ ? nullptr : std::malloc(sizeof(Kind));
            if (memory == nullptr) {
                while (count_ > most_kept) {
                    std::free(take());
                }
                return false;
            }
            keep(memory);
        }
        return true;
    }
    void* take() {
        if (first_ == nullptr) {
            return std::malloc(sizeof(Kind));
        }
        Link* link = first_;
        first_ = link->next;
        --count_;
        return link;
    }
    void put(void* memory) {
        if (count_ >= most_kept) {
            std::free(memory);
        } else {
            keep(memory);
        }
    }

private:
    struct Link {
        Link* next;
    };
    static constexpr std::size_t most_kept = 64;

    void keep(void* memory) {
        first_ = new (memory) Link{first_};
        ++count_;
    }

    Link* first_ = nullptr;
    std::size_t count_ = 0;
};

template <class Kind>
Pages::Spares<Kind>& Pages::spares() {
    static thread_local Spares<Kind> all;
    return all;
}

bool Budget::reserve(std::size_t pages) const {
    constexpr std::uint64_t each = sizeof(Pages::Page) + sizeof(Pages::Node);
    return pages <= (bytes_max_ - used_) / each && Pages::spares<Pages::Page>().stock(pages) &&
           Pages::spares<Pages::Node>().stock(pages);
}

bool Pages::adds(const Block* replaced) const {
    return role_ != Copying::As::snapshot &&
           (role_ == Copying::As::replica || replaced == nullptr || replaced->charged != storage_);
}

template <class Kind>
Kind* Pages::taken(const Block* replaced) {
    void* memory =
        storage_->used_ + sizeof(Kind) <= storage_->bytes_max_ ? spares<Kind>().take() : nullptr;
    if (memory == nullptr) {
        storage_->report(Budget::out_of_memory);
        return nullptr;
    }
    storage_->used_ += sizeof(Kind);
    reached_ += replaced == nullptr ? sizeof(Kind) : 0;
    if (adds(replaced)) {
        counted_ += sizeof(Kind);
        storage_->live_ += sizeof(Kind);
    }
    auto* block = new (memory) Kind;
    block->charged = storage_;
    return block;
}

template <class Kind>
void Pages::give_back(Kind* block) {
    block->charged->used_ -= sizeof(Kind);
    block->~Kind();
    spares<Kind>().put(block);
}

void Pages::release(Block* block, unsigned height) {
    if (block == nullptr || --block->owners > 0) {
        return;
    }
    if (height == 0) {
        give_back(static_cast<Page*>(block));
        return;
    }
    auto* node = static_cast<Node*>(block);
    for (Block* child : node->children) {
        release(child, height - 1);
    }
    give_back(node);
}

/// The block as this Pages' own: as it is, a copy of what is shared, or a new empty one.
template <class Kind>
Kind* Pages::own(Block*& block) {
    if (block != nullptr && block->owners == 1) {
        return static_cast<Kind*>(block);
    }
    auto* mine = taken<Kind>(block);
    if (mine == nullptr) {
        return nullptr;
    }
    const auto* shared = static_cast<const Kind*>(block);
    if constexpr (std::is_same_v<Kind, Page>) {
        if (shared == nullptr) {
            mine->bytes.fill(0);
        } else {
            mine->bytes = shared->bytes;
        }
    } else {
        if (shared == nullptr) {
            mine->children.fill(nullptr);
        } else {
            mine->children = shared->children;
            for (Block* child : mine->children) {
                if (child != nullptr) {
                    ++child->owners;
                }
            }
        }
    }
    if (block != nullptr) {
        --block->owners;
    }
    block = mine;
    return mine;
}

const std::uint8_t* Pages::find(std::size_t number) const {
    const Block* block = root_;
    for (unsigned height = height_; block != nullptr && height > 0; --height) {
        block = static_cast<const Node*>(block)->children[slot(number, height)];
    }
    const bool beyond = (number >> (fanout_bits * height_)) != 0;
    seen_number_ = number;
    seen_page_ =
        block == nullptr || beyond ? zeroes.data() : static_cast<const Page*>(block)->bytes.data();
    return seen_page_;
}

std::uint8_t* Pages::find_to_edit(std::size_t number) {
    // What could not be had is written here and read by nobody; the account says so.
    static thread_local std::array<std::uint8_t, page_size> lost{};
    while ((number >> (fanout_bits * height_)) != 0) {
        if (root_ != nullptr) {
            auto* taller = taken<Node>(nullptr);
            if (taller == nullptr) {
                return lost.data();
            }
            taller->children.fill(nullptr);
            taller->children[0] = root_;
            root_ = taller;
        }
        ++height_;
    }
    Block** block = &root_;
    for (unsigned height = height_; height > 0; --height) {
        auto* node = own<Node>(*block);
        if (node == nullptr) {
            return lost.data();
        }
        block = &node->children[slot(number, height)];
    }
    auto* page = own<Page>(*block);
    if (page == nullptr) {
        return lost.data();
    }
    // It may have come in place of the one found last.
    own_number_ = seen_number_ = number;
    own_page_ = page->bytes.data();
    seen_page_ = own_page_;
    return own_page_;
}

Pages::Pages(const Pages& other)
    : storage_(other.storage_),
      root_(other.root_),
      height_(other.height_),
      role_(other.role_),
      reached_(other.reached_),
      counted_(other.counted_) {
    if (root_ != nullptr) {
        ++root_->owners;
    }
    if (const Copying* copying = Copying::now_) {
        const bool elsewhere = Copying::elsewhere(storage_);
        role_ = copying->as_;
        // What is charged elsewhere, or is reached by what was copied, is counted there.
        counted_ = role_ == Copying::As::successor && !elsewhere ? reached_ : 0;
        storage_ = elsewhere ? copying->charged_ : storage_;
    }
    storage_->live_ += counted_;
    other.own_page_ = nullptr;
}

Pages::Pages(Pages&& other) noexcept
    : storage_(other.storage_),  // NOLINT(performance-move-constructor-init): see pages.hpp
      root_(std::exchange(other.root_, nullptr)),
      height_(std::exchange(other.height_, 0)),
      role_(other.role_),
      reached_(std::exchange(other.reached_, 0)),
      counted_(std::exchange(other.counted_, 0)),
      own_page_(std::exchange(other.own_page_, nullptr)),
      own_number_(other.own_number_),
      seen_page_(std::exchange(other.seen_page_, nullptr)),
      seen_number_(other.seen_number_) {}

Pages& Pages::operator=(Pages other) noexcept {
    std::swap(storage_, other.storage_);
    std::swap(root_, other.root_);
    std::swap(height_, other.height_);
    std::swap(role_, other.role_);
    std::swap(reached_, other.reached_);
    std::swap(counted_, other.counted_);
    std::swap(own_page_, other.own_page_);
    std::swap(own_number_, other.own_number_);
    std::swap(seen_page_, other.seen_page_);
    std::swap(seen_number_, other.seen_number_);
    return *this;
}

Pages::~Pages() {
    storage_->live_ -= counted_;
    release(root_, height_);
}

}  // namespace cqrs
