/// Any bytes as a saved log: refused, or a log that is written as the same bytes again.

#include <memory>

#include "cqrs/log_format.hpp"
#include "domains.hpp"
#include "target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const cqrs::Bytes saved(data, size);
    const auto account = [] { return std::make_shared<cqrs::Budget>(std::uint64_t{1} << 24U); };
    auto whole = cqrs::decode_log(saved, account());
    if (whole) {
        cqrs::Buffer again;
        cqrs::encode_log(whole->log, again);
        fuzz::holds(cqrs::as_text(again.bytes()) == cqrs::as_text(saved), "saved otherwise");
        cqrs::Engine engine;
        test::add_domains(engine);
        const cqrs::Position head = whole->log.head();
        const auto opened = engine.open(std::move(whole->log));
        fuzz::holds(!opened || engine.stats().head == head, "opened with another head");
    }
    const auto rest = cqrs::decode_log(saved, account(), cqrs::Damage::recovered);
    if (rest) {
        cqrs::Buffer again;
        cqrs::encode_log(rest->log, again);
        fuzz::holds(cqrs::decode_log(again.bytes(), account()).ok(), "recovered, but not readable");
    }
    return 0;
}
