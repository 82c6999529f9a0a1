/// Any sequence of calls, and what its log is afterwards: saved, looked back on, forked, damaged.

#include "laws/past.hpp"

#include "target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    test::Random random(std::span(data, size));
    fuzz::holds(laws::log_lasts(random));
    return 0;
}
