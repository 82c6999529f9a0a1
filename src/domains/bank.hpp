#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "cqrs/decider.hpp"
#include "cqrs/read_model.hpp"

/// Accounts and the money in them. All amounts are in minor units (cents).
namespace bank {

inline constexpr std::int64_t amount_max = 1'000'000'000'000;
inline constexpr std::int64_t balance_max = 1'000'000'000'000'000;

inline constexpr auto account_id = cqrs::text(1, 64, "the account's id");
inline constexpr auto money = cqrs::integer(1, amount_max, "minor units, such as cents");
inline constexpr auto balance_range = cqrs::integer(0, balance_max, "minor units, such as cents");
inline constexpr auto count = cqrs::integer(0, cqrs::safe_integer_max);

/// A message about one account and nothing else. A query says with what it is answered.
template <cqrs::Name N, class AnswerType = void>
struct OfAccount {
    using Answer = AnswerType;
    std::string account;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("account", &OfAccount::account, account_id));
    }
};

/// A message about an account and who owns it.
template <cqrs::Name N>
struct OfOwner {
    std::string account;
    std::string owner;  ///< whose account it is

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("account", &OfOwner::account, account_id),
                            cqrs::field("owner", &OfOwner::owner, cqrs::text(1, 200)));
    }
};

/// A message about money that comes into an account or leaves it.
template <cqrs::Name N>
struct OfAmount {
    std::string account;
    std::int64_t amount = 0;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("account", &OfAmount::account, account_id),
                            cqrs::field("amount", &OfAmount::amount, money));
    }
};

/// A message about money that goes from one account to another.
template <cqrs::Name N>
struct OfTransfer {
    std::string from;
    std::string to;
    std::int64_t amount = 0;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("from", &OfTransfer::from, account_id),
                            cqrs::field("to", &OfTransfer::to, account_id),
                            cqrs::field("amount", &OfTransfer::amount, money));
    }
};

// Commands
/// An account begins, with nothing in it. Refused as `already_exists`.
using OpenAccount = OfOwner<"OpenAccount">;
/// Money comes in. Refused as `not_found`, `account_closed` or `balance_too_large`.
using Deposit = OfAmount<"Deposit">;
/// Money goes out. Refused as `not_found`, `account_closed` or `insufficient_funds`.
using Withdraw = OfAmount<"Withdraw">;
/// Money goes from one account to another, all of it or none. Refused as `same_account`,
/// `not_found`, `account_closed`, `insufficient_funds` or `balance_too_large`.
using TransferMoney = OfTransfer<"TransferMoney">;
/// An account ends, for good. Refused as `not_found`, `account_closed` or `balance_not_zero`.
using CloseAccount = OfAccount<"CloseAccount">;

// Events
/// An account has begun.
using AccountOpened = OfOwner<"AccountOpened">;
/// Money has come in.
using MoneyDeposited = OfAmount<"MoneyDeposited">;
/// Money has gone out.
using MoneyWithdrawn = OfAmount<"MoneyWithdrawn">;
/// Money has gone from one account to another: one event, with the tags of both.
using MoneyTransferred = OfTransfer<"MoneyTransferred">;
/// An account has ended.
using AccountClosed = OfAccount<"AccountClosed">;

enum class Status : std::uint8_t { open, closed };
constexpr auto words_of(Status /*tag*/) {
    return std::to_array<std::string_view>({"open", "closed"});
}

/// An account: what the decider knows of it, and what `balance` answers.
struct Account {
    std::string account;
    std::string owner;  ///< whose it is; empty before it is opened
    std::int64_t balance = 0;
    Status status = Status::open;  ///< a closed account takes part in nothing more

    static constexpr std::string_view name = "Account";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("account", &Account::account, account_id),
                            cqrs::field("owner", &Account::owner, cqrs::text(0, 200)),
                            cqrs::field("balance", &Account::balance, balance_range),
                            cqrs::field("status", &Account::status));
    }
};

struct Bank {
    static constexpr std::string_view name = "bank";
    static constexpr std::string_view stream_prefix = "account-";
    using Commands = std::variant<OpenAccount, Deposit, Withdraw, TransferMoney, CloseAccount>;
    using Events = std::variant<AccountOpened, MoneyDeposited, MoneyWithdrawn, MoneyTransferred,
                                AccountClosed>;
    using State = Account;
    using ReadModels = std::tuple<class Accounts, class BankBooks>;
    using Decision = cqrs::Decision<Events>;

    /// A transfer is about both accounts: it is decided on both and tagged with both, so it needs
    /// no saga.
    template <class Message>
    static auto identities(const Message& message) {
        if constexpr (requires { message.account; }) {
            return cqrs::about(message.account);
        } else {
            return cqrs::about(message.from, message.to);
        }
    }

    static Decision decide(const OpenAccount& command, const Account& account) {
        if (exists(account)) {
            return cqrs::reject("already_exists", called(account) + " was opened before");
        }
        return AccountOpened{command.account, command.owner};
    }

    static Decision decide(const Deposit& command, const Account& account) {
        if (const auto no = unusable(account)) {
            return *no;
        }
        if (const auto no = cannot_take(account, command.amount)) {
            return *no;
        }
        return MoneyDeposited{command.account, command.amount};
    }

    static Decision decide(const Withdraw& command, const Account& account) {
        if (const auto no = unusable(account)) {
            return *no;
        }
        if (const auto no = cannot_pay(account, command.amount)) {
            return *no;
        }
        return MoneyWithdrawn{command.account, command.amount};
    }

    static Decision decide(const TransferMoney& command, const Account& from, const Account& to) {
        if (command.from == command.to) {
            return cqrs::reject("same_account", "a transfer goes to another account");
        }
        for (const Account* account : {&from, &to}) {
            if (const auto no = unusable(*account)) {
                return *no;
            }
        }
        if (const auto no = cannot_pay(from, command.amount)) {
            return *no;
        }
        if (const auto no = cannot_take(to, command.amount)) {
            return *no;
        }
        return MoneyTransferred{command.from, command.to, command.amount};
    }

    static Decision decide(const CloseAccount& command, const Account& account) {
        if (const auto no = unusable(account)) {
            return *no;
        }
        if (account.balance != 0) {
            return cqrs::reject("balance_not_zero", called(account) + " still holds " +
                                                        std::to_string(account.balance));
        }
        return AccountClosed{command.account};
    }

    static void evolve(Account& account, const AccountOpened& event) {
        account.owner = event.owner;
    }

    static void evolve(Account& account, const MoneyDeposited& event) {
        account.balance += event.amount;
    }

    static void evolve(Account& account, const MoneyWithdrawn& event) {
        account.balance -= event.amount;
    }

    static void evolve(Account& account, const MoneyTransferred& event) {
        account.balance -= account.account == event.from ? event.amount : 0;
        account.balance += account.account == event.to ? event.amount : 0;
    }

    static void evolve(Account& account, const AccountClosed& /*event*/) {
        account.status = Status::closed;
    }

    static Account initial(std::string_view identity) {
        Account account;
        account.account = identity;
        return account;
    }

private:
    using Objection = std::optional<cqrs::Rejection>;

    static bool exists(const Account& account) { return !account.owner.empty(); }

    static std::string called(const Account& account) { return "account " + account.account; }

    static Objection unusable(const Account& account) {
        if (!exists(account)) {
            return cqrs::reject("not_found", "there is no " + called(account));
        }
        if (account.status == Status::closed) {
            return cqrs::reject("account_closed", called(account) + " is closed");
        }
        return std::nullopt;
    }

    static Objection cannot_pay(const Account& account, std::int64_t amount) {
        if (account.balance < amount) {
            return cqrs::reject("insufficient_funds",
                                called(account) + " holds " + std::to_string(account.balance) +
                                    ", which is less than " + std::to_string(amount));
        }
        return std::nullopt;
    }

    static Objection cannot_take(const Account& account, std::int64_t amount) {
        if (account.balance > balance_max - amount) {
            return cqrs::reject("balance_too_large", called(account) + " cannot hold more than " +
                                                         std::to_string(balance_max));
        }
        return std::nullopt;
    }
};

}  // namespace bank

#include "domains/bank_read_models.hpp"
