#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace test {

/// Numbers that depend on the seed alone, alike on every machine.
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    /// From 0 to `count - 1`.
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
    /// From `least` to `most`, both included.
    std::int64_t between(std::int64_t least, std::int64_t most) {
        const auto span = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least) + 1;
        const std::uint64_t step = span == 0 ? next() : next() % span;
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + step);
    }
    /// True once in `count` times on average.
    bool one_in(std::size_t count) { return below(count) == 0; }

    std::uint8_t byte() { return static_cast<std::uint8_t>(next()); }

    /// A name such as `a3`: one of `count`.
    std::string name(std::string_view prefix, std::size_t count) {
        return std::string(prefix) + std::to_string(below(count));
    }

private:
    std::uint64_t state_;
};

}  // namespace test
