// A query that a read model promises and does not answer.
// expect: HowMany.*no answer|no answer.*HowMany
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "cqrs/read_model.hpp"

struct Opened {
    std::string door;
    static constexpr std::string_view name = "Opened";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("door", &Opened::door, cqrs::text(1, 9)));
    }
};
struct Count {
    std::int64_t opened = 0;
    static constexpr std::string_view name = "Count";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("opened", &Count::opened, cqrs::integer(0, 9)));
    }
};
struct HowMany {
    using Answer = std::optional<Count>;
    static constexpr std::string_view name = "howMany";
    static constexpr auto fields() { return cqrs::fields(); }
};

struct Counter {
    static constexpr std::string_view name = "counter";
    using Events = std::variant<Opened>;
    using Queries = std::variant<HowMany>;
    explicit Counter(const cqrs::Storage& /*storage*/) {}
    void apply(const Opened& /*event*/, const cqrs::EventInfo& /*info*/) { ++count.opened; }
#ifndef MUST_NOT_COMPILE
    [[nodiscard]] HowMany::Answer answer(const HowMany& /*query*/) const { return count; }
#endif
    Count count;
};

int main() {
    const cqrs::ReadModelOf<Counter> model(std::make_shared<cqrs::Budget>(1));
    return model.queries().size() == model.handlers().size() ? 0 : 1;
}
