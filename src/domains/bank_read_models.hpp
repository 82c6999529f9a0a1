#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "cqrs/read_model.hpp"
#include "cqrs/strands.hpp"
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
    std::int64_t position = 0;  ///< of the event
    std::int64_t time = 0;
    Movement type = Movement::deposited;  ///< the event's type
    std::int64_t amount = 0;
    std::int64_t balance = 0;                 ///< after it
    std::optional<std::string> counterparty;  ///< of a transfer: the other account

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

/// An account's movements.
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

/// The books of the whole bank.
struct Totals {
    std::int64_t accounts = 0;     ///< that were ever opened
    std::int64_t open = 0;         ///< that have not been closed
    std::int64_t money = 0;        ///< in all of them, in minor units
    std::int64_t deposits = 0;     ///< how many there were
    std::int64_t withdrawals = 0;  ///< how many there were
    std::int64_t transfers = 0;    ///< how many there were

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
/// What is in an account, and whose it is; null where there is no such account.
using Balance = OfAccount<"balance", std::optional<Account>>;

/// The last movements of an account, newest first; null where there is no such account.
struct Statement {
    std::string account;
    std::optional<std::int64_t> limit;   ///< at most so many movements; 1000 by default
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

/// The books of the whole bank, all zero before its first event.
struct BankTotals {
    using Answer = std::optional<Totals>;
    static constexpr std::string_view name = "bankTotals";
    static constexpr auto fields() { return cqrs::fields(); }
};

/// What changes with every movement of an account: apart from its texts, so that it is changed in
/// place. `position` and `time` are those of the newest line of the statement.
struct Till {
    std::int64_t balance = 0;
    std::int64_t position = 0;
    std::int64_t time = 0;
    cqrs::StrandEnd statement;
};

/// Answers for single accounts: `balance` and `statement`. An account has a row from its first
/// event on, as the decider has a state of it, but is shown once it has been opened.
class Accounts {
public:
    static constexpr std::string_view name = "accounts";
    using Events = std::variant<AccountOpened, MoneyDeposited, MoneyWithdrawn, MoneyTransferred,
                                AccountClosed>;
    using Queries = std::variant<Balance, Statement>;

    explicit Accounts(const cqrs::Storage& storage)
        : accounts_(storage), tills_(storage), statements_(storage) {}

    void apply(const AccountOpened& event, const cqrs::EventInfo& /*info*/) {
        accounts_.upsert(event.account, [&](Account& row) {
            row.account = event.account;
            row.owner = event.owner;
        });
    }
    void apply(const MoneyDeposited& event, const cqrs::EventInfo& info) {
        move(number_of(event.account), {Way::deposited, event.amount}, info);
    }
    void apply(const MoneyWithdrawn& event, const cqrs::EventInfo& info) {
        move(number_of(event.account), {Way::withdrawn, event.amount}, info);
    }
    void apply(const MoneyTransferred& event, const cqrs::EventInfo& info) {
        // One to the same account, which only an append can bring, moves nothing.
        if (event.from != event.to) {
            const std::uint32_t from = number_of(event.from);
            const std::uint32_t to = number_of(event.to);
            move(from, {Way::sent, event.amount, to}, info);
            move(to, {Way::received, event.amount, from}, info);
        }
    }
    void apply(const AccountClosed& event, const cqrs::EventInfo& /*info*/) {
        accounts_.upsert(event.account, [&](Account& row) {
            row.account = event.account;
            row.status = Status::closed;
        });
    }

    [[nodiscard]] Balance::Answer answer(const Balance& query) const {
        const auto number = opened(query.account);
        if (!number) {
            return std::nullopt;
        }
        Account account = accounts_.at(*number);
        account.balance = tills_[*number].balance;
        return account;
    }

    [[nodiscard]] Statement::Answer answer(const Statement& query) const {
        constexpr std::int64_t usual_limit = 1'000;
        const auto number = opened(query.account);
        if (!number) {
            return std::nullopt;
        }
        AccountStatement statement{query.account, {}};
        const auto limit = static_cast<std::size_t>(query.limit.value_or(usual_limit));
        const std::int64_t before = query.before.value_or(cqrs::safe_integer_max);
        Till till = tills_[*number];
        cqrs::Strands::Walk walk(statements_, till.statement);
        while (!walk.at_end() && statement.entries.size() < limit) {
            const Line line = read_line(walk);
            if (till.position < before) {
                statement.entries.push_back(shown(line, till));
            }
            till.position -= line.after;
            till.time -= line.later;
            till.balance -= change_by(line.movement);
        }
        return statement;
    }

private:
    enum class Way : std::uint8_t { deposited, withdrawn, sent, received };

    /// `other` is the number of the account at the other end of a transfer.
    struct Moved {
        Way way = Way::deposited;
        std::int64_t amount = 0;
        std::uint32_t other = 0;
    };

    /// A line of a statement, as what differs from the line before it.
    struct Line {
        Moved movement;
        std::int64_t after = 0;  // positions
        std::int64_t later = 0;  // milliseconds
    };

    static bool is_transfer(Way way) { return way == Way::sent || way == Way::received; }

    static std::int64_t change_by(const Moved& movement) {
        const bool in = movement.way == Way::deposited || movement.way == Way::received;
        return in ? movement.amount : -movement.amount;
    }

    static Line read_line(cqrs::Strands::Walk& from) {
        Line line;
        const std::uint64_t movement = from.varint();
        line.movement.way = static_cast<Way>(movement % 4);
        line.movement.amount = static_cast<std::int64_t>(movement / 4);
        line.after = static_cast<std::int64_t>(from.varint());
        line.later = from.zigzag();
        if (is_transfer(line.movement.way)) {
            line.movement.other = static_cast<std::uint32_t>(from.varint());
        }
        return line;
    }

    /// The line for people; `after_it` is the account after it.
    [[nodiscard]] StatementEntry shown(const Line& line, const Till& after_it) const {
        StatementEntry entry;
        entry.position = after_it.position;
        entry.time = after_it.time;
        entry.amount = line.movement.amount;
        entry.balance = after_it.balance;
        if (is_transfer(line.movement.way)) {
            entry.type = Movement::transferred;
            entry.counterparty = accounts_.at(line.movement.other).account;
        } else {
            entry.type =
                line.movement.way == Way::deposited ? Movement::deposited : Movement::withdrawn;
        }
        return entry;
    }

    [[nodiscard]] std::optional<std::uint32_t> opened(std::string_view account) const {
        const auto number = accounts_.find_number(account);
        return number && !accounts_.at(*number).owner.empty() ? number : std::nullopt;
    }

    [[nodiscard]] std::uint32_t number_of(const std::string& account) {
        if (const auto number = accounts_.find_number(account)) {
            return *number;
        }
        Account row;
        row.account = account;
        return accounts_.add(account, row);
    }

    /// Changes the balance and adds a line to the statement.
    void move(std::uint32_t number, const Moved& movement, const cqrs::EventInfo& info) {
        tills_.update(number, [&](Till& till) {
            const auto position = static_cast<std::int64_t>(info.position);
            std::array<std::uint8_t, cqrs::Strands::entry_size_max> line;
            std::uint8_t* end =
                cqrs::write_varint(line.data(), static_cast<std::uint64_t>(movement.amount) * 4 +
                                                    static_cast<std::uint64_t>(movement.way));
            end = cqrs::write_varint(end, static_cast<std::uint64_t>(position - till.position));
            end = cqrs::write_varint(end, cqrs::to_zigzag(info.time - till.time));
            if (is_transfer(movement.way)) {
                end = cqrs::write_varint(end, movement.other);
            }
            statements_.push(till.statement, {line.data(), end});
            till.balance += change_by(movement);
            till.position = position;
            till.time = info.time;
        });
    }

    cqrs::Table<Account> accounts_;  // without their balances
    cqrs::PageArray<Till> tills_;    // by the number of the row in accounts_
    cqrs::Strands statements_;
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
