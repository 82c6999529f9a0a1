#include "cqrs/id.hpp"

#include <cstring>

#include "cqrs/hash.hpp"

namespace cqrs {
namespace {

constexpr std::size_t uuid_length = 36;
constexpr std::size_t uuid_bytes = 16;
constexpr std::uint8_t uuid_mark = 1;

/// Eight lower-case hexadecimal digits at once, each in a byte of its own.
class Digits {
public:
    explicit Digits(std::uint64_t letters)
        : is_letter_((letters >> 6U) & each(1)), nibbles_(letters & each(0x0f)) {
        const std::uint64_t above = letters & each(0xf0);
        // '0' to '9' are 0x30 to 0x39, 'a' to 'f' are 0x61 to 0x66. No sum leaves its byte.
        const std::uint64_t too_high = nibbles_ + each(6) + 3 * is_letter_;
        const std::uint64_t not_zero = nibbles_ + 15 * is_letter_;
        ok_ = above == each(0x30) + 0x30 * is_letter_ && (too_high & each(0x10)) == 0 &&
              (not_zero & each(0x10)) == 0x10 * is_letter_;
    }

    [[nodiscard]] bool ok() const { return ok_; }
    /// The four bytes that they spell.
    [[nodiscard]] std::uint32_t bytes() const {
        const std::uint64_t values = nibbles_ + 9 * is_letter_;
        std::uint64_t packed = ((values << 4U) | (values >> 8U)) & 0x00ff00ff00ff00ffU;
        packed = (packed | (packed >> 8U)) & 0x0000ffff0000ffffU;
        return static_cast<std::uint32_t>(packed | (packed >> 16U));
    }

private:
    static constexpr std::uint64_t each(std::uint8_t byte) { return byte * 0x0101010101010101U; }

    std::uint64_t is_letter_;
    std::uint64_t nibbles_;
    bool ok_ = false;
};

/// Writes the mark and the bytes of a canonical UUID; false if the text is none.
bool encode_uuid(std::string_view text, std::uint8_t* into) {
    if (text.size() != uuid_length || text[8] != '-' || text[13] != '-' || text[18] != '-' ||
        text[23] != '-') {
        return false;
    }
    const std::uint8_t* at = as_bytes(text).data();
    const auto two_groups = [&](std::size_t first, std::size_t second) {
        return load_u32(at + first) | static_cast<std::uint64_t>(load_u32(at + second)) << 32U;
    };
    const std::array<Digits, 4> digits{Digits(load_u64(at)), Digits(two_groups(9, 14)),
                                       Digits(two_groups(19, 24)), Digits(load_u64(at + 28))};
    *into++ = uuid_mark;
    bool ok = true;
    for (const Digits& eight : digits) {
        ok = ok && eight.ok();
        const std::uint32_t bytes = eight.bytes();
        for (unsigned i = 0; i < 4; ++i) {
            *into++ = static_cast<std::uint8_t>(bytes >> (8 * i));
        }
    }
    return ok;
}

}  // namespace

void encode_id(std::string_view id, Buffer& into) {
    std::array<std::uint8_t, uuid_bytes + 1> bytes;
    if (encode_uuid(id, bytes.data())) {
        into.put(bytes);
    } else {
        into.put_varint(id.size() * 2);
        into.put(as_bytes(id));
    }
}

EncodedId::EncodedId(std::string_view id) {
    if (encode_uuid(id, bytes_.data())) {
        size_ = uuid_bytes + 1;
    } else if (id.size() <= 4 * id_length_max) {
        std::size_t twice = id.size() * 2;
        for (; twice >= 0x80; twice >>= 7U) {
            bytes_[size_++] = static_cast<std::uint8_t>(twice | 0x80U);
        }
        bytes_[size_++] = static_cast<std::uint8_t>(twice);
        if (!id.empty()) {
            std::memcpy(bytes_.data() + size_, id.data(), id.size());
            size_ += id.size();
        }
    }
    hash_ = hash32(bytes());
}

Bytes next_id(Reader& from, Bytes record) {
    const std::size_t start = from.at();
    const std::uint64_t mark = from.varint();
    from.bytes(mark == uuid_mark ? uuid_bytes : mark / 2);
    return record.subspan(start, from.at() - start);
}

std::string id_text(Bytes encoded) {
    Reader from(encoded);
    if (from.varint() != uuid_mark) {
        return std::string(as_text(from.rest()));
    }
    static constexpr std::string_view digits = "0123456789abcdef";
    const auto is_dash = [](std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; };
    std::string text;
    text.reserve(uuid_length);
    for (const std::uint8_t byte : from.rest()) {
        if (is_dash(text.size())) {
            text += '-';
        }
        text += digits[byte >> 4U];
        text += digits[byte & 0xfU];
    }
    return text;
}

}  // namespace cqrs
