/// Makes the core of the text that the package carries it as. A module of its own, since JavaScript
/// that runs once would take ten times as long.
///
/// The text is a stream of bits, six or seven to a character, of LZMA's raw form with lc = 4,
/// lp = 0 and pb = 0. Source: Igor Pavlov, "LZMA specification (draft version)", 2015. It comes
/// from the build, which has tried it, so nothing in it is checked.

#include <array>
#include <cstddef>
#include <cstdint>

namespace {

using Address = std::uint8_t*;

/// Of the 92 characters from ' ' to '~' without '"', '<' and '\', the first ones stand for six
/// bits and the others for seven: gzip, which servers apply, finds codes for just these lengths.
constexpr std::uint32_t six_bit_characters = 36;

/// Puts the bytes where the text was, of which they need less. Returns their end.
void bytes_of_text(Address text, const std::uint8_t* end) {
    Address to = text;
    std::uint32_t bits = 0;
    std::uint32_t count = 0;
    for (const std::uint8_t* at = text; at != end; ++at) {
        const std::uint32_t c = *at;
        const std::uint32_t value =
            c - ' ' - (c > '"' ? 1U : 0U) - (c > '<' ? 1U : 0U) - (c > '\\' ? 1U : 0U);
        const bool six = value < six_bit_characters;
        bits = six ? bits << 6U | value : bits << 7U | (value + six_bit_characters);
        count += six ? 6 : 7;
        if (count >= 8) {
            count -= 8;
            *to++ = static_cast<std::uint8_t>(bits >> count);
        }
    }
}

/// How likely a 0 is, in 2048ths.
using Probability = std::uint16_t;
constexpr std::uint32_t even = 1024;
constexpr std::uint32_t literal_context_bits = 4;
constexpr std::uint32_t literal_size = 0x300;

struct Lengths {
    Probability beyond_low;
    Probability beyond_middle;
    std::array<Probability, 8> low;
    std::array<Probability, 8> middle;
    std::array<Probability, 256> high;
};

constexpr std::uint32_t states = 12;

struct Model {
    std::array<Probability, states> is_match;
    std::array<Probability, states> is_repeated;
    std::array<Probability, states> is_older;
    std::array<Probability, states> is_oldest_two;
    std::array<Probability, states> is_oldest;
    std::array<Probability, states> is_longer_than_one;
    std::array<std::array<Probability, 64>, 4> slots;
    std::array<Probability, 128> middle_bits;
    std::array<Probability, 16> low_bits;
    Lengths match;
    Lengths repeated;
    std::array<Probability, literal_size << literal_context_bits> literals;
};

Model model;

/// The range decoder.
class Bits {
public:
    explicit Bits(const std::uint8_t* from) : from_(from + 1) {
        for (int i = 0; i < 4; ++i) {
            code_ = code_ << 8U | *from_++;
        }
    }

    std::uint32_t next(Probability& zero) {
        const std::uint32_t bound = (range_ >> 11U) * zero;
        const bool one = code_ >= bound;
        if (one) {
            range_ -= bound;
            code_ -= bound;
            zero = static_cast<Probability>(zero - (zero >> 5U));
        } else {
            range_ = bound;
            zero = static_cast<Probability>(zero + ((2 * even - zero) >> 5U));
        }
        fill();
        return one ? 1 : 0;
    }
    /// So many bits of which either value is as likely.
    std::uint32_t plain(std::uint32_t count) {
        std::uint32_t value = 0;
        for (; count > 0; --count) {
            range_ >>= 1U;
            const bool one = code_ >= range_;
            code_ -= one ? range_ : 0;
            value = value << 1U | (one ? 1U : 0U);
            fill();
        }
        return value;
    }
    /// So many bits, the highest first.
    std::uint32_t tree(Probability* tree, std::uint32_t count) {
        std::uint32_t node = 1;
        for (std::uint32_t i = 0; i < count; ++i) {
            node = node << 1U | next(tree[node]);
        }
        return node - (1U << count);
    }
    /// The lowest first.
    std::uint32_t reversed_tree(Probability* tree, std::uint32_t count) {
        std::uint32_t node = 1;
        std::uint32_t value = 0;
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint32_t bit = next(tree[node]);
            node = node << 1U | bit;
            value |= bit << i;
        }
        return value;
    }
    std::uint32_t length(Lengths& lengths) {
        if (next(lengths.beyond_low) == 0) {
            return 2 + tree(lengths.low.data(), 3);
        }
        return next(lengths.beyond_middle) == 0 ? 10 + tree(lengths.middle.data(), 3)
                                                : 18 + tree(lengths.high.data(), 8);
    }

private:
    void fill() {
        if (range_ < 1U << 24U) {
            range_ <<= 8U;
            code_ = code_ << 8U | *from_++;
        }
    }

    const std::uint8_t* from_;
    std::uint32_t range_ = 0xffffffff;
    std::uint32_t code_ = 0;
};

/// How far back a match of that length begins.
std::uint32_t distance(Bits& bits, std::uint32_t length) {
    const std::uint32_t slot = bits.tree(model.slots[length < 5 ? length - 2 : 3].data(), 6);
    if (slot < 4) {
        return slot;
    }
    const std::uint32_t count = (slot >> 1U) - 1;
    const std::uint32_t high = (2U | (slot & 1U)) << count;
    if (slot < 14) {
        return high + bits.reversed_tree(model.middle_bits.data() + (high - slot), count);
    }
    const std::uint32_t middle = bits.plain(count - 4) << 4U;
    return high + middle + bits.reversed_tree(model.low_bits.data(), 4);
}

/// The byte after `before`; after a match, what would have gone on it, `instead`, tells much of it.
std::uint8_t literal(Bits& bits, std::uint32_t before, std::uint32_t instead, bool after_match) {
    const std::size_t context = before >> (8 - literal_context_bits);
    Probability* const tree = model.literals.data() + literal_size * context;
    std::uint32_t node = 1;
    for (bool alike = after_match; alike && node < 0x100;) {
        const std::uint32_t expected = instead >> 7U & 1U;
        instead <<= 1U;
        const std::uint32_t bit = bits.next(tree[((1 + expected) << 8U) + node]);
        node = node << 1U | bit;
        alike = bit == expected;
    }
    while (node < 0x100) {
        node = node << 1U | bits.next(tree[node]);
    }
    return static_cast<std::uint8_t>(node);
}

void bytes_of_lzma(const std::uint8_t* from, Address begin, const std::uint8_t* end) {
    auto* const probabilities = reinterpret_cast<Probability*>(&model);
    for (std::uint32_t i = 0; i < sizeof model / sizeof(Probability); ++i) {
        probabilities[i] = even;
    }
    Bits bits(from);
    std::uint32_t state = 0;
    std::array<std::uint32_t, 4> back{};  // the last distances less 1
    for (Address to = begin; to != end;) {
        if (bits.next(model.is_match[state]) == 0) {
            *to = literal(bits, to == begin ? 0 : to[-1], to[-1 - static_cast<int>(back[0])],
                          state >= 7);
            ++to;
            state = state < 4 ? 0 : state - (state < 10 ? 3 : 6);
            continue;
        }
        std::uint32_t length = 1;
        if (bits.next(model.is_repeated[state]) == 0) {
            length = bits.length(model.match);
            back = {distance(bits, length), back[0], back[1], back[2]};
            state = state < 7 ? 7 : 10;
        } else {
            bool one = false;
            if (bits.next(model.is_older[state]) == 0) {
                one = bits.next(model.is_longer_than_one[state]) == 0;
            } else if (bits.next(model.is_oldest_two[state]) == 0) {
                back = {back[1], back[0], back[2], back[3]};
            } else if (bits.next(model.is_oldest[state]) == 0) {
                back = {back[2], back[0], back[1], back[3]};
            } else {
                back = {back[3], back[0], back[1], back[2]};
            }
            length = one ? 1 : bits.length(model.repeated);
            state = one ? (state < 7 ? 9 : 11) : (state < 7 ? 8 : 11);
        }
        for (; length > 0; --length, ++to) {
            *to = to[-1 - static_cast<int>(back[0])];
        }
    }
}

}  // namespace

extern "C" {

/// Reads the text between the first two addresses, and overwrites it; writes what it stands for
/// between the last two.
__attribute__((export_name("unpack"))) void unpack(Address text, const std::uint8_t* text_end,
                                                   Address to, const std::uint8_t* end) {
    bytes_of_text(text, text_end);
    bytes_of_lzma(text, to, end);
}

}  // extern "C"
