#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "cqrs/read_model.hpp"
#include "domains/bank.hpp"

namespace bank {

/// The events that move money; a line of a statement carries the name of its event.
enum class Movement : std::uint8_t { deposited, withdrawn, transferred };
constexpr auto words_of(Movement /*tag*/) {
    return std::to_array<std::string_view>(
        {MoneyDeposited::name, MoneyWithdrawn::name, MoneyTransferred::name});
}

/// A line of a statement. `amount` is the event's, so always positive; which way it went shows in
/// the balance.
struct StatementEntry {
    std::int64_t position = 0;
    std::int64_t time = 0;
    Movement type = Movement::deposited;
    std::int64_t amount = 0;
    std::int64_t balance = 0;  ///< after it
    std::optional<std::string> counterparty;

    static constexpr std::string_view name = "StatementEntry";
    static constexpr auto fields() {
        using E = StatementEntry;
        return cqrs::fields(
            cqrs::field("position", &E::position, count),
            cqrs::field("time", &E::time,
                        cqrs::integer(-cqrs::safe_integer_max, cqrs::safe_integer_max,
                                      "milliseconds since 1970")),
            cqrs::field("type", &E::type), cqrs::field("amount", &E::amount, money),
            cqrs::field("balance", &E::balance, balance_range),
            cqrs::field("counterparty", &E::counterparty, account_id));
    }
};

struct AccountStatement {
    std::string account;
    std::vector<StatementEntry> entries;

    static constexpr std::string_view name = "AccountStatement";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("account", &AccountStatement::account, account_id),
                            cqrs::field("entries", &AccountStatement::entries,
                                        cqrs::list(0, cqrs::answer_rows_max, "newest first")));
    }
};

struct Totals {
    std::int64_t accounts = 0;
    std::int64_t open = 0;
    std::int64_t money = 0;
    std::int64_t deposits = 0;
    std::int64_t withdrawals = 0;
    std::int64_t transfers = 0;

    static constexpr std::string_view name = "Totals";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("accounts", &Totals::accounts, count),
                            cqrs::field("open", &Totals::open, count),
                            cqrs::field("money", &Totals::money, count),
                            cqrs::field("deposits", &Totals::deposits, count),
                            cqrs::field("withdrawals", &Totals::withdrawals, count),
                            cqrs::field("transfers", &Totals::transfers, count));
    }
};

// Queries
using Balance = OfAccount<"balance", std::optional<Account>>;

struct Statement {
    std::string account;
    std::optional<std::int64_t> limit;   ///< 1000 by default
    std::optional<std::int64_t> before;  ///< only what happened before this position

    using Answer = std::optional<AccountStatement>;
    static constexpr std::string_view name = "statement";
    static constexpr auto fields() {
        return cqrs::fields(
            cqrs::field("account", &Statement::account, account_id),
            cqrs::field("limit", &Statement::limit, cqrs::integer(1, cqrs::answer_rows_max)),
            cqrs::field("before", &Statement::before, count));
    }
};

struct BankTotals {
    using Answer = std::optional<Totals>;
    static constexpr std::string_view name = "bankTotals";
    static constexpr auto fields() { return cqrs::fields(); }
};

/// An account and where its statement begins: the number of its newest entry plus one.
struct AccountRow {
    Account account;
    std::int64_t newest = 0;

    static constexpr std::string_view name = "AccountRow";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("account", &AccountRow::account),
                            cqrs::field("newest", &AccountRow::newest, count));
    }
};

/// A line of a statement and where the line before it is, likewise.
struct EntryRow {
    StatementEntry entry;
    std::int64_t older = 0;

    static constexpr std::string_view name = "EntryRow";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("entry", &EntryRow::entry),
                            cqrs::field("older", &EntryRow::older, count));
    }
};

/// Answers for single accounts: `balance` and `statement`. An account has a row from its first
/// event on, as the decider has a state of it, but is shown once it has been opened.
class Accounts {
public:
    static constexpr std::string_view name = "accounts";
    using Events = std::variant<AccountOpened, MoneyDeposited, MoneyWithdrawn, MoneyTransferred,
                                AccountClosed>;
    using Queries = std::variant<Balance, Statement>;

    explicit Accounts(const cqrs::Storage& storage) : accounts_(storage), entries_(storage) {}

    void apply(const AccountOpened& event, const cqrs::EventInfo& /*info*/) {
        change(event.account, [&](AccountRow& row) { row.account.owner = event.owner; });
    }
    void apply(const MoneyDeposited& event, const cqrs::EventInfo& info) {
        move(event.account, event.amount, Movement::deposited, std::nullopt, info);
    }
    void apply(const MoneyWithdrawn& event, const cqrs::EventInfo& info) {
        move(event.account, -event.amount, Movement::withdrawn, std::nullopt, info);
    }
    void apply(const MoneyTransferred& event, const cqrs::EventInfo& info) {
        // One to the same account, which only an append can bring, moves nothing.
        if (event.from != event.to) {
            move(event.from, -event.amount, Movement::transferred, event.to, info);
            move(event.to, event.amount, Movement::transferred, event.from, info);
        }
    }
    void apply(const AccountClosed& event, const cqrs::EventInfo& /*info*/) {
        change(event.account, [](AccountRow& row) { row.account.status = Status::closed; });
    }

    [[nodiscard]] Balance::Answer answer(const Balance& query) const {
        const auto row = opened(query.account);
        return row ? std::optional(row->account) : std::nullopt;
    }

    [[nodiscard]] Statement::Answer answer(const Statement& query) const {
        constexpr std::int64_t usual_limit = 1'000;
        const auto row = opened(query.account);
        if (!row) {
            return std::nullopt;
        }
        AccountStatement statement{query.account, {}};
        const auto limit = static_cast<std::size_t>(query.limit.value_or(usual_limit));
        const std::int64_t before = query.before.value_or(cqrs::safe_integer_max);
        for (std::int64_t next = row->newest; next > 0 && statement.entries.size() < limit;) {
            EntryRow line = entries_.at(static_cast<std::size_t>(next - 1));
            next = line.older;
            if (line.entry.position < before) {
                statement.entries.push_back(std::move(line.entry));
            }
        }
        return statement;
    }

private:
    [[nodiscard]] std::optional<AccountRow> opened(std::string_view account) const {
        auto row = accounts_.find(account);
        return row && !row->account.owner.empty() ? row : std::nullopt;
    }

    template <class Change>
    void change(const std::string& account, Change&& by) {
        accounts_.upsert(account, [&](AccountRow& row) {
            row.account.account = account;
            by(row);
        });
    }

    /// Adds `amount` to the balance and a line to the statement.
    void move(const std::string& account, std::int64_t amount, Movement type,
              std::optional<std::string> counterparty, const cqrs::EventInfo& info) {
        change(account, [&](AccountRow& row) {
            row.account.balance += amount;
            entries_.push({{.position = static_cast<std::int64_t>(info.position),
                            .time = info.time,
                            .type = type,
                            .amount = amount < 0 ? -amount : amount,
                            .balance = row.account.balance,
                            .counterparty = std::move(counterparty)},
                           row.newest});
            row.newest = static_cast<std::int64_t>(entries_.size());
        });
    }

    cqrs::Table<AccountRow> accounts_;
    cqrs::List<EntryRow> entries_;
};

/// Counts the bank as a whole: `bankTotals`.
class BankBooks {
public:
    static constexpr std::string_view name = "bankTotals";
    using Events = Accounts::Events;
    using Queries = std::variant<BankTotals>;

    explicit BankBooks(const cqrs::Storage& /*storage*/) {}

    void apply(const AccountOpened& /*event*/, const cqrs::EventInfo& /*info*/) {
        ++totals_.accounts;
        ++totals_.open;
    }
    void apply(const MoneyDeposited& event, const cqrs::EventInfo& /*info*/) {
        ++totals_.deposits;
        add_money(event.amount);
    }
    void apply(const MoneyWithdrawn& event, const cqrs::EventInfo& /*info*/) {
        ++totals_.withdrawals;
        add_money(-event.amount);
    }
    void apply(const MoneyTransferred& /*event*/, const cqrs::EventInfo& /*info*/) {
        ++totals_.transfers;
    }
    void apply(const AccountClosed& /*event*/, const cqrs::EventInfo& /*info*/) { --totals_.open; }

    [[nodiscard]] BankTotals::Answer answer(const BankTotals& /*query*/) const {
        Totals shown = totals_;
        shown.money = std::clamp<std::int64_t>(shown.money, 0, cqrs::safe_integer_max);
        shown.open = std::max<std::int64_t>(shown.open, 0);
        return shown;
    }

private:
    void add_money(std::int64_t amount) {
        // Far beyond what is shown, and far from where an integer ends.
        constexpr std::int64_t most = std::int64_t{1} << 62;
        totals_.money = std::clamp(totals_.money + amount, -most, most);
    }

    Totals totals_;
};

}  // namespace bank
