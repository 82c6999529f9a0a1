#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

/// What every libFuzzer target has in common.
namespace fuzz {

/// Ends the run, which keeps the input, where a law says that something is wrong.
inline void holds(const std::string& wrong) {
    if (!wrong.empty()) {
        std::fprintf(stderr, "%s\n", wrong.c_str());
        std::abort();
    }
}

inline void holds(bool law, const char* otherwise) { holds(law ? "" : otherwise); }

}  // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
