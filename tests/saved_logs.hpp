#pragma once

#include <string>
#include <vector>

#include "catch.hpp"
#include "cqrs/engine.hpp"
#include "cqrs/log_format.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"

namespace test {

[[nodiscard]] inline cqrs::Storage storage(std::uint64_t bytes = std::uint64_t{1} << 30) {
    return std::make_shared<cqrs::Budget>(bytes);
}

/// Events of every kind: described and not, with and without ids, several in one append.
inline void fill(cqrs::Engine& engine) {
    engine.add<bank::Bank>();
    engine.add<orders::Orders>();
    REQUIRE(engine.dispatch(bank::OpenAccount{.account = "a", .owner = "Ann \"\xc3\xa9\""},
                            {.id = "0b7d6b0e-6f86-4c4e-9d3b-0f2f4a9d6c11", .time = 1'000}));
    REQUIRE(engine.dispatch(bank::OpenAccount{.account = "b", .owner = "Bob"}, {.time = 900}));
    REQUIRE(engine.dispatch(bank::Deposit{.account = "a", .amount = 500},
                            {.id = "d1", .correlation_id = "story", .metadata = R"({"by":"me"})"}));
    REQUIRE(engine.dispatch(bank::TransferMoney{.from = "a", .to = "b", .amount = 20},
                            {.causation_id = "why", .time = 9'007'199'254'740'991}));
    const std::vector<cqrs::AppendedEvent> several{
        {.type = "Noted", .data = R"({"text":"hello"})", .stream = "notes", .tags = {"x", "y"}},
        {.type = "Noted", .data = "null", .tags = {"y"}, .id = "mine"},
        {.type = "MoneyDeposited", .data = R"({"account":"b","amount":1})"}};
    REQUIRE(engine.append(several, {}, 3'000));
}

[[nodiscard]] inline std::string saved(const cqrs::EventLog& log,
                                       cqrs::SavedAs form = cqrs::SavedAs::binary,
                                       cqrs::Position after = 0) {
    cqrs::Buffer bytes;
    cqrs::encode_log(log, bytes, form, after);
    REQUIRE_FALSE(bytes.failed());
    return std::string(cqrs::as_text(bytes.bytes()));
}

[[nodiscard]] inline cqrs::Result<cqrs::LoadedLog> loaded(
    std::string_view text, cqrs::Damage damage = cqrs::Damage::refused,
    const cqrs::Limits& limits = {}) {
    return cqrs::decode_log(cqrs::as_bytes(text),
                            storage(static_cast<std::uint64_t>(limits.memory_bytes)), damage,
                            limits);
}

}  // namespace test
