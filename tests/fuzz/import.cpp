/// Any bytes as a saved log of either form: refused, or a log that survives being saved again.

#include <memory>

#include "laws/domains.hpp"
#include "laws/past.hpp"
#include "target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(cqrs::as_text(cqrs::Bytes(data, size)));
    auto whole = laws::loaded(bytes);
    const auto rest = laws::loaded(bytes, cqrs::Damage::recovered);
    fuzz::holds(!whole || rest.ok(), "whole, but not recovered");
    if (rest) {
        fuzz::holds(laws::round_trips(rest->log));
    }
    if (whole) {
        cqrs::Engine engine;
        laws::add_domains(engine);
        const cqrs::Position head = whole->log.head();
        const auto opened = engine.open(std::move(whole->log));
        fuzz::holds(!opened || engine.stats().head == head, "opened with another head");
    }
    return 0;
}
