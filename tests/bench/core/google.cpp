/// cqrs_bench WORK EVENTS ACCOUNTS [Google Benchmark's options].

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>

#include "workloads.hpp"

int main(int argc, char** argv) {
    if (argc < 4) {
        std::fputs("cqrs_bench WORK EVENTS ACCOUNTS [Google Benchmark's options]\n", stderr);
        return 2;
    }
    const bench::Load load{std::strtoul(argv[2], nullptr, 10), std::strtoul(argv[3], nullptr, 10)};
    const char* work = argv[1];
    bool done = true;
    // An engine is filled once: another round would start from another log.
    benchmark::RegisterBenchmark(
        work,
        [&](benchmark::State& state) {
            for (auto _ : state) {
                const auto seconds = bench::seconds_of(work, load);
                done = done && seconds;
                state.SetIterationTime(seconds.value_or(1));
            }
            state.SetItemsProcessed(static_cast<std::int64_t>(load.events) * state.iterations());
        })
        ->Iterations(1)
        ->UseManualTime();
    // The last of our arguments stands where the name of the program does.
    int count = argc - 3;
    benchmark::Initialize(&count, argv + 3);
    benchmark::RunSpecifiedBenchmarks();
    return done ? 0 : 1;
}
