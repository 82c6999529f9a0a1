/// cqrs_bench WORK EVENTS ACCOUNTS: prints what google.cpp prints, as far as anybody reads it.

#include <cstdio>
#include <cstdlib>

#include "workloads.hpp"

int main(int argc, char** argv) {
    if (argc < 4) {
        std::fputs("cqrs_bench WORK EVENTS ACCOUNTS\n", stderr);
        return 2;
    }
    const bench::Load load{std::strtoul(argv[2], nullptr, 10), std::strtoul(argv[3], nullptr, 10)};
    const auto seconds = bench::seconds_of(argv[1], load);
    if (!seconds) {
        return 1;
    }
    std::printf("{\"benchmarks\":[{\"name\":\"%s\",\"items_per_second\":%.1f}]}\n", argv[1],
                static_cast<double>(load.events) / *seconds);
}
