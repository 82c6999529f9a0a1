/// Any JSON as any message: the first byte says which; commands are dispatched too.

#include "laws/codec.hpp"

#include <memory>

#include "engines.hpp"
#include "laws/domains.hpp"
#include "target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // A new engine now and then: a log that grows without end would slow the rest down.
    static std::unique_ptr<cqrs::Engine> engine;
    static int left = 0;
    if (left-- == 0) {
        engine = std::make_unique<cqrs::Engine>();
        laws::add_domains(*engine);
        left = 1'000;
    }
    test::Random random(std::span(data, size));
    const cqrs::Type& type = laws::any_type(random);
    const std::string_view json = cqrs::as_text(random.rest());
    fuzz::holds(laws::json_is_a_value_or_refused(type, json));
    const auto number = engine->catalogue().find_command(type.name);
    if (!number) {
        return 0;
    }
    const cqrs::Stats before = engine->stats();
    const auto done = engine->dispatch(*number, {cqrs::Form::json, cqrs::as_bytes(json)});
    fuzz::holds(done.ok() || test::same(engine->stats(), before), "refused, but changed something");
    fuzz::holds(!done || engine->stats().head == before.head + done->events, "another head");
    return 0;
}
