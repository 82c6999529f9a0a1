#include "cqrs/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace cqrs {
namespace {

/// The length in bytes of the well-formed sequence at `at`, or 0.
std::size_t sequence_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<std::uint8_t>(text[at + i]) : std::uint8_t{0};
    };
    const auto follows = [&](std::size_t i, std::uint8_t low = 0x80, std::uint8_t high = 0xbf) {
        return byte(i) >= low && byte(i) <= high;
    };
    const std::uint8_t first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
        return follows(1) ? 2 : 0;
    }
    if (first >= 0xe0 && first <= 0xef) {
        // Below 0xa0 after 0xe0 is overlong, from 0xa0 after 0xed a surrogate.
        const std::uint8_t low = first == 0xe0 ? 0xa0 : 0x80;
        const std::uint8_t high = first == 0xed ? 0x9f : 0xbf;
        return follows(1, low, high) && follows(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const std::uint8_t low = first == 0xf0 ? 0x90 : 0x80;
        const std::uint8_t high = first == 0xf4 ? 0x8f : 0xbf;
        return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

constexpr char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

std::optional<std::size_t> code_points(std::string_view text) {
    if (is_ascii(text)) {
        return text.size();
    }
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        if (static_cast<std::uint8_t>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const std::size_t length = sequence_length(text, at);
        if (length == 0) {
            return std::nullopt;
        }
        at += length;
    }
    return count;
}

std::string shortened(std::string_view text) {
    constexpr std::size_t most = 40;
    std::size_t at = 0;
    std::string kept;
    for (std::size_t count = 0; at < text.size() && count < most; ++count) {
        const std::size_t length = sequence_length(text, at);
        kept += length == 0 ? "\uFFFD" : text.substr(at, length);
        at += std::max<std::size_t>(length, 1);
    }
    return at < text.size() ? kept + "…" : kept;
}

std::string quoted_short(std::string_view text) { return '"' + shortened(text) + '"'; }

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most) {
    constexpr std::size_t longest = 64;
    const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
    if (difference > most || a.size() > longest || b.size() > longest) {
        return most + 1;
    }
    // Three rows of the table of optimal string alignment are enough for swaps.
    std::array<std::array<std::size_t, longest + 1>, 3> rows{};
    for (std::size_t j = 0; j <= b.size(); ++j) {
        rows[0][j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i + 2) % 3];
        const auto& two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lowered(a[i - 1]) == lowered(b[j - 1]);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0U : 1U)});
            if (i > 1 && j > 1 && lowered(a[i - 1]) == lowered(b[j - 2]) &&
                lowered(a[i - 2]) == lowered(b[j - 1])) {
                row[j] = std::min(row[j], two_above[j - 2] + 1);
            }
        }
    }
    return std::min(rows[a.size() % 3][b.size()], most + 1);
}

}  // namespace cqrs
