#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "cqrs/bytes.hpp"

namespace cqrs {

/// Whether all of it is ASCII, as nearly all texts here are.
[[nodiscard]] inline bool is_ascii(std::string_view text) {
    constexpr std::uint64_t beyond = 0x8080808080808080ULL;
    const std::uint8_t* at = as_bytes(text).data();
    std::size_t left = text.size();
    std::uint64_t all = 0;
    if (left >= 8) {
        // The last eight may have been looked at in part.
        all = load_u64(at + left - 8);
        for (; left > 8; left -= 8, at += 8) {
            all |= load_u64(at);
        }
    } else {
        for (; left > 0; --left, ++at) {
            all |= *at;
        }
    }
    return (all & beyond) == 0;
}

/// The number of code points of well-formed UTF-8, or nothing if it is not well-formed (surrogates
/// and overlong forms are not).
[[nodiscard]] std::optional<std::size_t> code_points(std::string_view text);

/// The text for a message, cut after 40 code points; a byte that is not UTF-8 becomes U+FFFD.
[[nodiscard]] std::string shortened(std::string_view text);

/// The same in quotation marks.
[[nodiscard]] std::string quoted_short(std::string_view text);

/// The name among `known` that `name` was probably meant to be, or an empty one: at most a third of
/// its letters wrong.
template <class Names>
[[nodiscard]] std::string_view closest_name(std::string_view name, const Names& known);

/// How many letters must be put in, left out, replaced or swapped to make `a` of `b`; upper and
/// lower case count as alike. Never more than `most + 1`.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most);

template <class Names>
std::string_view closest_name(std::string_view name, const Names& known) {
    std::size_t best = name.size() / 3 + 1;
    std::string_view found;
    for (const std::string_view candidate : known) {
        const std::size_t distance = edit_distance(name, candidate, best);
        if (distance < best) {
            best = distance;
            found = candidate;
        }
    }
    return found;
}

}  // namespace cqrs
