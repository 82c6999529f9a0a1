#include "workloads.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "cqrs/engine.hpp"
#include "domains/bank.hpp"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;
using Uuid = std::array<char, 36>;

constexpr std::size_t warm_up_max = 20'000;
constexpr cqrs::Time start = 1'700'000'000'000;  // a time like those of today

double seconds_since(Clock::time_point begun) {
    return std::chrono::duration<double>(Clock::now() - begun).count();
}

/// Looks like a random UUID; splitmix64, whose numbers never repeat.
Uuid uuid_of(std::uint64_t number) {
    Uuid text{};
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i % 16 == 0) {
            bits = (2 * number + (i < 32 ? i / 16 : 0) + 1) * 0x9e3779b97f4a7c15U;
            bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
            bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
            bits ^= bits >> 31U;
        }
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        text[i] = dash ? '-' : "0123456789abcdef"[bits & 15U];
        bits >>= 4U;
    }
    text[14] = '4';
    text[19] = "89ab"[number & 3U];
    return text;
}

class Bank {
public:
    explicit Bank(const Load& load) : deposited_(load.accounts, 0) {
        engine_.add<bank::Bank>();
        for (std::size_t i = 0; i < load.accounts; ++i) {
            names_.push_back("account-" + std::to_string(i));
            const bank::OpenAccount command{names_.back(), "Ann"};
            good_ = good_ && engine_.dispatch(command);
        }
    }

    void deposit(std::size_t first, std::size_t last, const std::vector<Uuid>& ids) {
        for (std::size_t i = first; i < last; ++i) {
            const std::size_t account = i % names_.size();
            const std::int64_t amount = 1 + static_cast<std::int64_t>(i % 100);
            cqrs::DispatchOptions options;
            options.time = start + static_cast<cqrs::Time>(i);
            if (!ids.empty()) {
                options.id = std::string_view(ids[i - first].data(), ids[i - first].size());
            }
            deposited_[account] += amount;
            good_ = engine_.dispatch(bank::Deposit{names_[account], amount}, options) && good_;
        }
    }

    /// Every account holds what was deposited.
    [[nodiscard]] bool is_right() {
        for (std::size_t i = 0; i < names_.size() && good_; ++i) {
            const auto row = engine_.query(bank::Balance{names_[i]});
            good_ = row && row->data && row->data->balance == deposited_[i];
        }
        return good_;
    }

    [[nodiscard]] cqrs::Engine& engine() { return engine_; }

private:
    static cqrs::EngineOptions options() {
        cqrs::EngineOptions options;
        options.limits.memory_bytes = std::int64_t{1} << 32;
        return options;
    }

    cqrs::Engine engine_{options()};
    std::vector<std::string> names_;
    std::vector<std::int64_t> deposited_;
    bool good_ = true;
};

std::optional<double> checked(Bank& bank, double seconds) {
    if (!bank.is_right()) {
        std::fputs("the bank's books are wrong\n", stderr);
        return std::nullopt;
    }
    return seconds;
}

std::optional<double> dispatch(const Load& load, bool with_ids) {
    Bank bank(load);
    const std::size_t first = std::min(warm_up_max, load.events / 10);
    const std::size_t last = first + load.events;
    std::vector<Uuid> ids;
    for (std::size_t i = 0; with_ids && i < last; ++i) {
        ids.push_back(uuid_of(i));
    }
    bank.deposit(0, first, ids);
    ids.erase(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(with_ids ? first : 0));
    const auto begun = Clock::now();
    bank.deposit(first, last, ids);
    return checked(bank, seconds_since(begun));
}

std::optional<double> rebuild(const Load& load) {
    Bank bank(load);
    bank.deposit(0, load.events, {});
    const auto begun = Clock::now();
    bool done = true;
    for (const cqrs::ReadModelInfo& model : bank.engine().read_models().list()) {
        done = bank.engine().read_models().rebuild(model.model) && done;
    }
    const double seconds = seconds_since(begun);
    return done ? checked(bank, seconds) : std::nullopt;
}

}  // namespace

std::optional<double> seconds_of(std::string_view work, const Load& load) {
    if (work == "dispatch" || work == "dispatch_with_ids") {
        return dispatch(load, work != "dispatch");
    }
    if (work == "rebuild") {
        return rebuild(load);
    }
    std::fputs("there is no such work\n", stderr);
    return std::nullopt;
}

}  // namespace bench
