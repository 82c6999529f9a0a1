#pragma once

#include <cstring>
#include <type_traits>

#include "cqrs/pages.hpp"

namespace cqrs {

/// A growing array of small plain values in pages; a copy shares until one side writes.
template <class T>
class PageArray {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= page_size);

public:
    explicit PageArray(Storage storage) : pages_(std::move(storage)) {}

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const Storage& storage() const { return pages_.storage(); }

    /// The value at `index`; beyond the end, one whose bytes are all zero.
    [[nodiscard]] T operator[](std::size_t index) const {
        T value;
        std::memcpy(&value, pages_.page(index / per_page) + sizeof(T) * (index % per_page),
                    sizeof(T));
        return value;
    }

    /// Replaces the value at `index`, growing with zeroes up to there if need be.
    void set(std::size_t index, const T& value) {
        std::memcpy(pages_.edit(index / per_page) + sizeof(T) * (index % per_page), &value,
                    sizeof(T));
        size_ = index < size_ ? size_ : index + 1;
    }

    void push(const T& value) { set(size_, value); }

    /// Forgets the values from `size` on. What is set next overwrites them; until then they can
    /// still be read.
    void cut(std::size_t size) { size_ = size < size_ ? size : size_; }

    /// See Pages.
    void leave() { pages_.leave(); }

    /// Changes the value at `index` in place.
    template <class Change>
    void update(std::size_t index, Change&& change) {
        std::uint8_t* at = pages_.edit(index / per_page) + sizeof(T) * (index % per_page);
        T value;
        std::memcpy(&value, at, sizeof(T));
        change(value);
        std::memcpy(at, &value, sizeof(T));
        size_ = index < size_ ? size_ : index + 1;
    }

private:
    static constexpr std::size_t per_page = page_size / sizeof(T);

    Pages pages_;
    std::size_t size_ = 0;
};

/// A growing run of bytes in pages, addressed by offset.
class PageBytes {
public:
    explicit PageBytes(Storage storage) : pages_(std::move(storage)) {}

    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] const Storage& storage() const { return pages_.storage(); }

    /// Forgets the bytes from `size` on; what is appended next overwrites them.
    void cut(std::uint64_t size) { size_ = size < size_ ? size : size_; }
    void append(Bytes bytes) {
        const auto offset = static_cast<std::size_t>(size_ % page_size);
        if (offset + bytes.size() <= page_size && !bytes.empty()) {
            std::memcpy(pages_.edit(static_cast<std::size_t>(size_ / page_size)) + offset,
                        bytes.data(), bytes.size());
            size_ += bytes.size();
        } else {
            write(size_, bytes);
        }
    }
    void write(std::uint64_t at, Bytes bytes);
    /// Makes the run at least `size` bytes long; what is new is zero.
    void extend(std::uint64_t size) { size_ = size > size_ ? size : size_; }

    /// The bytes from `at` on: in place where they lie in one page, else copied to `spill`. Valid
    /// until the next write here or the next use of `spill`.
    [[nodiscard]] Bytes view(std::uint64_t at, std::size_t count, Buffer& spill) const {
        const auto offset = static_cast<std::size_t>(at % page_size);
        return offset + count <= page_size
                   ? Bytes{pages_.page(static_cast<std::size_t>(at / page_size)) + offset, count}
                   : spilled(at, count, spill);
    }

private:
    [[nodiscard]] Bytes spilled(std::uint64_t at, std::size_t count, Buffer& spill) const;

    Pages pages_;
    std::uint64_t size_ = 0;
};

}  // namespace cqrs
