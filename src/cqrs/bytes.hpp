#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace cqrs {

using Bytes = std::span<const std::uint8_t>;

[[nodiscard]] inline Bytes as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

[[nodiscard]] inline std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Eight or four bytes as a little-endian integer, wherever they lie.
[[nodiscard]] inline std::uint32_t load_u32(const std::uint8_t* at) {
    return static_cast<std::uint32_t>(at[0]) | static_cast<std::uint32_t>(at[1]) << 8 |
           static_cast<std::uint32_t>(at[2]) << 16 | static_cast<std::uint32_t>(at[3]) << 24;
}
[[nodiscard]] inline std::uint64_t load_u64(const std::uint8_t* at) {
    return load_u32(at) | static_cast<std::uint64_t>(load_u32(at + 4)) << 32;
}

/// A signed integer as an unsigned one that is small where it is near zero, and back.
[[nodiscard]] constexpr std::uint64_t to_zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
[[nodiscard]] constexpr std::int64_t from_zigzag(std::uint64_t value) {
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

/// Writes a varint, which takes at most ten bytes; gives where it ends.
inline std::uint8_t* write_varint(std::uint8_t* at, std::uint64_t value) {
    while (value >= 0x80) {
        *at++ = static_cast<std::uint8_t>(value | 0x80);
        value >>= 7;
    }
    *at++ = static_cast<std::uint8_t>(value);
    return at;
}

/// Whether that much memory could be had right now. Asked before something that cannot check its
/// allocations works on data from outside.
[[nodiscard]] bool has_memory(std::size_t bytes);

/// A growing run of bytes from checked `malloc`: where memory runs out it remembers that it failed
/// and keeps what it has, whereas a failing `operator new` would end a wasm module and every engine
/// in it. Integers are little-endian; a varint is unsigned LEB128 in as few bytes as will do.
class Buffer {
public:
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] bool failed() const { return failed_; }

    /// Whether any buffer of this thread has failed since `forget_shortage()`: what was read
    /// through it is not to be relied on.
    [[nodiscard]] static bool shortage() { return shortage_; }
    static void forget_shortage() { shortage_ = false; }
    /// Called where there is no memory for a buffer of up to `modest` bytes; true if it is worth
    /// trying once more.
    static void on_shortage(bool (*made_way)()) { made_way_ = made_way; }
    static constexpr std::size_t modest = 65'536;

    [[nodiscard]] std::uint8_t* data() { return data_.get(); }
    [[nodiscard]] Bytes bytes() const { return {data_.get(), size_}; }
    [[nodiscard]] Bytes bytes(std::size_t from, std::size_t to) const {
        return {data_.get() + from, to - from};
    }

    void clear() {
        size_ = 0;
        failed_ = false;
    }

    /// Gives the memory back.
    void release() {
        data_.reset();
        size_ = capacity_ = 0;
        failed_ = false;
    }

    /// Drops all but the first `size` bytes.
    void shrink(std::size_t size) { size_ = size < size_ ? size : size_; }

    /// Makes the buffer `size` bytes long; bytes that are new hold anything.
    bool resize(std::size_t size) {
        if (size > size_ && !reserve(size - size_)) {
            return false;
        }
        size_ = size;
        return true;
    }

    /// Makes room for `extra` more bytes; false when there is no memory for them.
    bool reserve(std::size_t extra) { return capacity_ - size_ >= extra || grow(extra); }

    void put_byte(std::uint8_t byte) {
        if (reserve(1)) {
            data_[size_++] = byte;
        }
    }

    void put(Bytes bytes) {
        if (!bytes.empty() && reserve(bytes.size())) {
            std::memcpy(data_.get() + size_, bytes.data(), bytes.size());
            size_ += bytes.size();
        }
    }

    void put_varint(std::uint64_t value) {
        if (!reserve(10)) {
            return;
        }
        size_ = static_cast<std::size_t>(write_varint(data_.get() + size_, value) - data_.get());
    }

    void put_zigzag(std::int64_t value) { put_varint(to_zigzag(value)); }

    void put_text(std::string_view text) {
        if (reserve(10 + text.size())) {
            std::uint8_t* at = write_varint(data_.get() + size_, text.size());
            size_ = static_cast<std::size_t>(at - data_.get());
            put(as_bytes(text));
        }
    }

    void put_u32(std::uint32_t value) { put_little_endian(value); }
    void put_u64(std::uint64_t value) { put_little_endian(value); }
    void put_f64(double value) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        put_little_endian(bits);
    }

private:
    struct Free {
        void operator()(std::uint8_t* bytes) const { std::free(bytes); }
    };

    template <class Unsigned>
    void put_little_endian(Unsigned value) {
        if (!reserve(sizeof value)) {
            return;
        }
        std::uint8_t* at = data_.get() + size_;
        for (std::size_t i = 0; i < sizeof value; ++i) {
            at[i] = static_cast<std::uint8_t>(value >> (8 * i));
        }
        size_ += sizeof value;
    }

    bool grow(std::size_t extra);

    inline static thread_local bool shortage_ = false;
    inline static thread_local bool (*made_way_)() = nullptr;
    std::unique_ptr<std::uint8_t[], Free> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    bool failed_ = false;
};

/// Reads what a Buffer wrote. A read beyond the end, or a varint longer than it need be, makes the
/// reader fail for good: every later read gives zero or nothing, and `ok()` is false.
class Reader {
public:
    explicit Reader(Bytes bytes) : bytes_(bytes) {}

    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }
    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }

    std::uint8_t byte() {
        if (left() < 1) {
            return fail();
        }
        return bytes_[at_++];
    }

    std::uint64_t varint() {
        if (at_ < bytes_.size() && bytes_[at_] < 0x80) {
            return bytes_[at_++];
        }
        return long_varint();
    }

    std::int64_t zigzag() { return from_zigzag(varint()); }

    void skip_varint() {
        while (byte() >= 0x80) {
        }
    }

    Bytes bytes(std::uint64_t count) {
        if (left() < count) {
            fail();
            return {};
        }
        const Bytes found = bytes_.subspan(at_, static_cast<std::size_t>(count));
        at_ += static_cast<std::size_t>(count);
        return found;
    }

    std::string_view text() { return as_text(bytes(varint())); }
    Bytes rest() { return bytes(left()); }

    std::uint32_t u32() {
        const Bytes raw = bytes(sizeof(std::uint32_t));
        return raw.empty() ? 0 : load_u32(raw.data());
    }
    std::uint64_t u64() {
        const Bytes raw = bytes(sizeof(std::uint64_t));
        return raw.empty() ? 0 : load_u64(raw.data());
    }
    double f64() {
        const std::uint64_t bits = u64();
        double value = 0;
        std::memcpy(&value, &bits, sizeof value);
        return value;
    }

private:
    std::uint8_t fail() {
        ok_ = false;
        at_ = bytes_.size();
        return 0;
    }

    std::uint64_t long_varint();

    Bytes bytes_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

}  // namespace cqrs
