#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace test {

/// Numbers that depend on the seed alone, alike on every machine; or on a tape of bytes that
/// somebody else makes up: a fuzzer, or RapidCheck, which shortens it to find the least example. At
/// the tape's end come zeroes, which stand for the simplest choice.
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    explicit Random(std::span<const std::uint8_t> tape) : tape_(tape), taped_(true) {}

    [[nodiscard]] bool taped() const { return taped_; }
    /// The tape is at its end: whoever goes on repeats the simplest choice.
    [[nodiscard]] bool over() const { return taped_ && tape_.empty(); }
    /// What is left of the tape.
    [[nodiscard]] std::span<const std::uint8_t> rest() const { return tape_; }

    std::uint64_t next() {
        if (taped_) {
            return draw(0);
        }
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    /// From 0 to `count - 1`.
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(draw(count)); }
    /// From `least` to `most`, both included.
    std::int64_t between(std::int64_t least, std::int64_t most) {
        const auto span = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least) + 1;
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + draw(span));
    }
    /// True once in `count` times on average.
    bool one_in(std::size_t count) { return below(count) == 0; }

    std::uint8_t byte() { return static_cast<std::uint8_t>(draw(256)); }

    /// A name such as `a3`: one of `count`.
    std::string name(std::string_view prefix, std::size_t count) {
        return std::string(prefix) + std::to_string(below(count));
    }

private:
    /// From 0 to `span - 1`, of a tape as few bytes as can hold that; any number if `span` is 0.
    std::uint64_t draw(std::uint64_t span) {
        if (!taped_) {
            const std::uint64_t number = next();
            return span == 0 ? number : number % span;
        }
        std::uint64_t number = 0;
        for (std::uint64_t left = span - 1; left > 0; left >>= 8) {
            number = number << 8 | (tape_.empty() ? 0 : tape_.front());
            tape_ = tape_.subspan(tape_.empty() ? 0 : 1);
        }
        return span == 0 ? number : number % span;
    }

    std::uint64_t state_ = 0;
    std::span<const std::uint8_t> tape_;
    bool taped_ = false;
};

}  // namespace test
