/// Any sequence of calls to an engine, beside the model that looks at everything each time.

#include "laws/engine.hpp"

#include "target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    test::Random random(std::span(data, size));
    fuzz::holds(laws::engine_equals_model(random));
    return 0;
}
