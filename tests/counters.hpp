#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "cqrs/decider.hpp"
#include "cqrs/read_model.hpp"

/// A small domain that can do everything a domain can do, right and wrong.
namespace counters {

inline constexpr std::int64_t value_max = 10'000;
inline constexpr auto counter_id = cqrs::text(1, 64);
inline constexpr auto step = cqrs::integer(1, 1'000);

template <cqrs::Name N>
struct OfAmount {
    std::string counter;
    std::int64_t amount = 0;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("counter", &OfAmount::counter, counter_id),
                            cqrs::field("amount", &OfAmount::amount, step));
    }
};

template <cqrs::Name N>
struct OfMove {
    std::string from;
    std::string to;
    std::int64_t amount = 0;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("from", &OfMove::from, counter_id),
                            cqrs::field("to", &OfMove::to, counter_id),
                            cqrs::field("amount", &OfMove::amount, step));
    }
};

template <cqrs::Name N>
struct OfText {
    std::string counter;
    std::string text;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("counter", &OfText::counter, counter_id),
                            cqrs::field("text", &OfText::text, cqrs::text(0, 10'000'000)));
    }
};

using Add = OfAmount<"Add">;      ///< adds, and does not look whether there is room
using Break = OfAmount<"Break">;  ///< makes an event that is not as described
using Move = OfMove<"Move">;
using Remark = OfText<"Remark">;

/// Adds one so many times: as many events, or none.
struct AddOnes {
    std::string counter;
    std::int64_t times = 0;

    static constexpr std::string_view name = "AddOnes";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("counter", &AddOnes::counter, counter_id),
                            cqrs::field("times", &AddOnes::times, cqrs::integer(0, 100'000)));
    }
};

using Added = OfAmount<"Added">;
using Moved = OfMove<"Moved">;
using Remarked = OfText<"Remarked">;

struct Count {
    std::string counter;
    std::int64_t value = 0;

    static constexpr std::string_view name = "Count";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("counter", &Count::counter, counter_id),
                            cqrs::field("value", &Count::value, cqrs::integer(0, value_max)));
    }
};

struct Counters {
    static constexpr std::string_view name = "counters";
    static constexpr std::string_view stream_prefix = "counter-";
    using Commands = std::variant<Add, Break, Move, Remark, AddOnes>;
    using Events = std::variant<Added, Moved, Remarked>;
    using State = Count;
    using ReadModels = std::tuple<class Values, class Small, class Sums>;
    using Decision = cqrs::Decision<Events>;

    template <class Message>
    static auto identities(const Message& message) {
        if constexpr (requires { message.counter; }) {
            return cqrs::about(message.counter);
        } else {
            return cqrs::about(message.from, message.to);
        }
    }

    static Decision decide(const Add& command, const Count& /*count*/) {
        return Added{command.counter, command.amount};
    }
    static Decision decide(const Break& command, const Count& /*count*/) {
        return std::vector<Events>{Added{command.counter, command.amount},
                                   Added{command.counter, 0}};
    }
    static Decision decide(const Move& command, const Count& from, const Count& /*to*/) {
        if (command.from == command.to) {
            return cqrs::reject("same_counter");
        }
        if (from.value < command.amount) {
            return cqrs::reject("too_little", from.counter + " has " + std::to_string(from.value));
        }
        return Moved{command.from, command.to, command.amount};
    }
    static Decision decide(const Remark& command, const Count& /*count*/) {
        return Remarked{command.counter, command.text};
    }
    static Decision decide(const AddOnes& command, const Count& /*count*/) {
        return std::vector<Events>(static_cast<std::size_t>(command.times),
                                   Added{command.counter, 1});
    }

    static Count evolve(Count count, const Added& event) {
        count.value += event.amount;
        return count;
    }
    static Count evolve(Count count, const Moved& event) {
        count.value += count.counter == event.from ? -event.amount : event.amount;
        return count;
    }
    static Count evolve(Count count, const Remarked& /*event*/) { return count; }

    static Count initial(std::string_view identity) { return {std::string(identity), 0}; }
};

// Queries

template <cqrs::Name N, class AnswerType>
struct OfCounter {
    using Answer = AnswerType;
    std::string counter;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("counter", &OfCounter::counter, counter_id));
    }
};

template <cqrs::Name N, class AnswerType>
struct OfNothing {
    using Answer = AnswerType;
    static constexpr std::string_view name = N.view();
    static constexpr auto fields() { return cqrs::fields(); }
};

struct Sum {
    std::int64_t value = 0;
    std::int64_t events = 0;

    static constexpr std::string_view name = "Sum";
    static constexpr auto fields() {
        constexpr auto any = cqrs::integer(0, cqrs::safe_integer_max);
        return cqrs::fields(cqrs::field("value", &Sum::value, any),
                            cqrs::field("events", &Sum::events, any));
    }
};

/// A counter that is shown while it is small.
struct SmallCount {
    std::string counter;
    std::int64_t value = 0;

    static constexpr std::string_view name = "SmallCount";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("counter", &SmallCount::counter, counter_id),
                            cqrs::field("value", &SmallCount::value, cqrs::integer(0, 100)));
    }
};

using Value = OfCounter<"value", std::optional<Count>>;
using AllValues = OfNothing<"values", std::vector<Count>>;
using SmallValue = OfCounter<"smallValue", std::optional<SmallCount>>;
using SumOfAll = OfNothing<"sum", std::optional<Sum>>;

class Values {
public:
    static constexpr std::string_view name = "values";
    using Events = std::variant<Added, Moved>;
    using Queries = std::variant<Value, AllValues>;

    explicit Values(const cqrs::Storage& storage) : counts_(storage) {}

    void apply(const Added& event, const cqrs::EventInfo& /*info*/) {
        add(event.counter, event.amount);
    }
    void apply(const Moved& event, const cqrs::EventInfo& /*info*/) {
        add(event.from, -event.amount);
        add(event.to, event.amount);
    }
    [[nodiscard]] Value::Answer answer(const Value& query) const {
        return counts_.find(query.counter);
    }
    [[nodiscard]] AllValues::Answer answer(const AllValues& /*query*/) const {
        AllValues::Answer all;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            all.push_back(counts_.at(i));
        }
        return all;
    }

private:
    void add(const std::string& counter, std::int64_t amount) {
        counts_.upsert(counter, [&](Count& count) {
            count.counter = counter;
            count.value += amount;
        });
    }

    cqrs::Table<Count> counts_;
};

/// Fails when a counter passes 100, after it has changed another row for the same event.
class Small {
public:
    static constexpr std::string_view name = "small";
    using Events = std::variant<Added>;
    using Queries = std::variant<SmallValue>;

    explicit Small(const cqrs::Storage& storage) : counts_(storage) {}

    void apply(const Added& event, const cqrs::EventInfo& /*info*/) {
        for (const std::string& counter : {std::string("all"), event.counter}) {
            counts_.upsert(counter, [&](SmallCount& count) {
                count.counter = counter;
                count.value = counter == "all" ? (count.value + event.amount) % 101
                                               : count.value + event.amount;
            });
        }
    }
    [[nodiscard]] SmallValue::Answer answer(const SmallValue& query) const {
        return counts_.find(query.counter);
    }

private:
    cqrs::Table<SmallCount> counts_;
};

/// Keeps everything in plain members.
class Sums {
public:
    static constexpr std::string_view name = "sums";
    using Events = std::variant<Added, Moved>;
    using Queries = std::variant<SumOfAll>;

    explicit Sums(const cqrs::Storage& /*storage*/) {}

    void apply(const Added& event, const cqrs::EventInfo& /*info*/) {
        sum_.value += event.amount;
        ++sum_.events;
    }
    void apply(const Moved& /*event*/, const cqrs::EventInfo& /*info*/) { ++sum_.events; }
    [[nodiscard]] SumOfAll::Answer answer(const SumOfAll& /*query*/) const { return sum_; }

private:
    Sum sum_;
};

}  // namespace counters
