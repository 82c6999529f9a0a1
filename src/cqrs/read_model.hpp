#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "cqrs/event_log.hpp"
#include "cqrs/rows.hpp"

/// A read model is a struct that follows events and answers queries:
///
///     struct Accounts {
///         static constexpr std::string_view name = "accounts";
///         using Events = std::variant<AccountOpened, MoneyDeposited, …>;
///         using Queries = std::variant<Balance, Statement>;
///         explicit Accounts(const cqrs::Storage& storage) : rows(storage) {}
///         void apply(const AccountOpened& event, const cqrs::EventInfo& info);
///         std::optional<BalanceRow> answer(const Balance& query) const;
///         cqrs::Table<BalanceRow> rows;
///     };
///
/// A query is a described struct that says what it is answered with: `using Answer =
/// std::optional<BalanceRow>`, nothing where there is none, or a vector of rows.
///
/// All it keeps is in Tables, Lists and plain members, so that copying the struct is a snapshot.
namespace cqrs {

/// What a projection may know of an event besides its data.
struct EventInfo {
    Position position = 0;
    Time time = 0;
};

/// An answer without its type: `value` is a described struct or a vector of them, null for none.
struct AnswerView {
    const Shape* shape = nullptr;
    const void* value = nullptr;
};

/// Takes an answer while it lasts.
class AnswerTaker {
public:
    AnswerTaker() = default;
    AnswerTaker(const AnswerTaker&) = delete;
    AnswerTaker& operator=(const AnswerTaker&) = delete;
    virtual ~AnswerTaker() = default;
    virtual void take(const AnswerView& answer) = 0;
    /// Whether there is memory for an answer of up to so many bytes; asked before it is made.
    [[nodiscard]] virtual bool expects(std::size_t /*bytes*/) { return true; }
};

/// A read model as the engine sees it.
class ReadModel {
public:
    /// How one type of event is applied. The engine looks it up once, when the model is added.
    struct Handler {
        const Type* type;
        void (*apply)(ReadModel& model, const void* event, const EventInfo& info);
    };
    struct Query {
        const Type* params;
        Shape result;
        void (*answer)(const ReadModel& model, const void* params, AnswerTaker& into);
    };

    ReadModel() = default;
    ReadModel& operator=(const ReadModel&) = delete;
    virtual ~ReadModel() = default;

    [[nodiscard]] virtual std::string_view name() const = 0;
    [[nodiscard]] virtual std::span<const Handler> handlers() const = 0;
    [[nodiscard]] virtual std::span<const Query> queries() const = 0;
    /// The same model without any event applied.
    [[nodiscard]] virtual std::unique_ptr<ReadModel> empty(const Storage& storage) const = 0;
    /// The same model with the same events applied; both go on by themselves.
    [[nodiscard]] virtual std::unique_ptr<ReadModel> copy() const = 0;

protected:
    ReadModel(const ReadModel&) = default;
};

namespace detail {

template <class T>
inline constexpr Shape answer_shape = shape_of<T>();
template <class Row>
inline constexpr Shape answer_shape<std::optional<Row>> = shape_of<Row>();
inline constexpr std::int64_t answer_rows_max = 10'000;
template <class Row>
inline constexpr Shape answer_shape<std::vector<Row>> =
    shape_of<std::vector<Row>>(list(0, answer_rows_max));

template <class Row>
const void* address_of(const std::optional<Row>& answer) {
    return answer ? &*answer : nullptr;
}
template <class T>
const void* address_of(const T& answer) {
    return &answer;
}

}  // namespace detail

/// A list in an answer never has more rows than this.
inline constexpr std::int64_t answer_rows_max = detail::answer_rows_max;

/// The read model M behind the erased interface.
template <class M>
class ReadModelOf final : public ReadModel {
public:
    explicit ReadModelOf(const Storage& storage) : model_(storage) {}

    [[nodiscard]] std::string_view name() const override { return M::name; }
    [[nodiscard]] std::span<const Handler> handlers() const override {
        static const auto all = handlers_for(static_cast<typename M::Events*>(nullptr));
        return all;
    }
    [[nodiscard]] std::span<const Query> queries() const override {
        static const auto all = queries_for(static_cast<typename M::Queries*>(nullptr));
        return all;
    }
    [[nodiscard]] std::unique_ptr<ReadModel> empty(const Storage& storage) const override {
        return std::make_unique<ReadModelOf>(storage);
    }
    [[nodiscard]] std::unique_ptr<ReadModel> copy() const override {
        return std::make_unique<ReadModelOf>(*this);
    }

private:
    template <class E>
    static constexpr detail::Typed<Handler> handler_for() {
        static_assert(
            requires(M & model, const E& event, const EventInfo& info) {
                model.apply(event, info);
            },
            "the read model has no apply(event, info) for this event");
        return {&type_of<E>,
                {nullptr, [](ReadModel& model, const void* event, const EventInfo& info) {
                     static_cast<ReadModelOf&>(model).model_.apply(*static_cast<const E*>(event),
                                                                   info);
                 }}};
    }
    template <class Q>
    static constexpr detail::Typed<Query> query_for() {
        static_assert(
            requires(const M& model, const Q& query) {
                { model.answer(query) } -> std::same_as<typename Q::Answer>;
            },
            "the read model has no answer(query) for this query that gives its Answer");
        return {
            &type_of<Q>,
            {nullptr, detail::answer_shape<typename Q::Answer>,
             [](const ReadModel& model, const void* params, AnswerTaker& into) {
                 const auto answer = static_cast<const ReadModelOf&>(model).model_.answer(
                     *static_cast<const Q*>(params));
                 into.take({&detail::answer_shape<typename Q::Answer>, detail::address_of(answer)});
             }}};
    }
    template <class... E>
    static std::vector<Handler> handlers_for(std::variant<E...>* /*events*/) {
        static constexpr std::array<detail::Typed<Handler>, sizeof...(E)> table{
            handler_for<E>()...};
        return detail::with_types<&Handler::type, Handler>(table);
    }
    template <class... Q>
    static std::vector<Query> queries_for(std::variant<Q...>* /*queries*/) {
        static constexpr std::array<detail::Typed<Query>, sizeof...(Q)> table{query_for<Q>()...};
        return detail::with_types<&Query::params, Query>(table);
    }

    M model_;
};

}  // namespace cqrs
