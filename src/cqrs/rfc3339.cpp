#include "cqrs/rfc3339.hpp"

namespace cqrs {
namespace {

constexpr std::int64_t ms_per_second = 1'000;
constexpr std::int64_t ms_per_minute = 60'000;
constexpr std::int64_t ms_per_day = 86'400'000;

struct Date {
    std::int64_t year = 0;
    std::int64_t month = 0;
    std::int64_t day = 0;
};

/// Days since 1970 in the Gregorian calendar, and back. A year begins in March here, so that the
/// leap day is its last. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
constexpr std::int64_t days_of(Date date) {
    const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t of_era = year - era * 400;
    const std::int64_t month = date.month + (date.month > 2 ? -3 : 9);
    const std::int64_t of_year = (153 * month + 2) / 5 + date.day - 1;
    return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

constexpr Date date_of(std::int64_t days) {
    days += 719'468;
    const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
    const std::int64_t of_era = days - era * 146'097;
    const std::int64_t year = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
    const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const std::int64_t month = (5 * of_year + 2) / 153;
    return {year + era * 400 + (month >= 10 ? 1 : 0), month + (month < 10 ? 3 : -9),
            of_year - (153 * month + 2) / 5 + 1};
}

constexpr std::int64_t first_ms = days_of({0, 1, 1}) * ms_per_day;
constexpr std::int64_t end_ms = days_of({10'000, 1, 1}) * ms_per_day;

void put_digits(std::int64_t number, std::size_t digits, std::string& into) {
    const std::string text = std::to_string(number);
    into.append(digits - text.size(), '0').append(text);
}

/// Takes a text apart from its beginning; after the first misfit nothing fits any more.
class Parts {
public:
    explicit Parts(std::string_view text) : left_(text) {}

    std::int64_t digits(std::size_t count, std::int64_t least, std::int64_t most) {
        std::int64_t number = 0;
        for (std::size_t i = 0; i < count; ++i) {
            number = number * 10 + digit();
        }
        ok_ = ok_ && number >= least && number <= most;
        return number;
    }
    /// A digit; -1 where there is none.
    std::int64_t digit_if_any() {
        return !left_.empty() && left_[0] >= '0' && left_[0] <= '9' ? digit() : -1;
    }
    /// One of these characters, which is taken.
    char one_of(std::string_view characters) {
        const char next = left_.empty() ? '\0' : left_[0];
        ok_ = ok_ && next != '\0' && characters.find(next) != std::string_view::npos;
        left_.remove_prefix(left_.empty() ? 0 : 1);
        return next;
    }
    [[nodiscard]] bool next_is(char character) const { return left_.starts_with(character); }
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool at_end() const { return left_.empty(); }

private:
    std::int64_t digit() { return one_of("0123456789") - '0'; }

    std::string_view left_;
    bool ok_ = true;
};

constexpr std::int64_t days_in(std::int64_t year, std::int64_t month) {
    const Date next = month == 12 ? Date{year + 1, 1, 1} : Date{year, month + 1, 1};
    return days_of(next) - days_of({year, month, 1});
}

}  // namespace

std::optional<std::string> rfc3339(std::int64_t ms) {
    if (ms < first_ms || ms >= end_ms) {
        return std::nullopt;
    }
    const std::int64_t days = (ms - first_ms) / ms_per_day + first_ms / ms_per_day;
    const std::int64_t of_day = ms - days * ms_per_day;
    const Date date = date_of(days);
    std::string text;
    put_digits(date.year, 4, text);
    put_digits(date.month, 2, text += '-');
    put_digits(date.day, 2, text += '-');
    put_digits(of_day / (60 * ms_per_minute), 2, text += 'T');
    put_digits(of_day / ms_per_minute % 60, 2, text += ':');
    put_digits(of_day / ms_per_second % 60, 2, text += ':');
    put_digits(of_day % ms_per_second, 3, text += '.');
    return text + 'Z';
}

std::optional<std::int64_t> read_rfc3339(std::string_view text) {
    Parts parts(text);
    Date date;
    date.year = parts.digits(4, 0, 9'999);
    parts.one_of("-");
    date.month = parts.digits(2, 1, 12);
    parts.one_of("-");
    date.day = parts.digits(2, 1, 31);
    parts.one_of("Tt ");
    const std::int64_t hour = parts.digits(2, 0, 23);
    parts.one_of(":");
    const std::int64_t minute = parts.digits(2, 0, 59);
    parts.one_of(":");
    const std::int64_t second = parts.digits(2, 0, 60);  // a leap second is the next minute's first
    std::int64_t ms = 0;
    if (parts.next_is('.')) {
        parts.one_of(".");
        std::int64_t digit = parts.digits(1, 0, 9);
        for (std::int64_t unit = 100; digit >= 0; unit /= 10) {
            ms += digit * unit;
            digit = parts.digit_if_any();
        }
    }
    std::int64_t offset = 0;
    if (const char sign = parts.one_of("Zz+-"); sign == '+' || sign == '-') {
        offset = parts.digits(2, 0, 23) * 60;
        parts.one_of(":");
        offset += parts.digits(2, 0, 59);
        offset = sign == '-' ? -offset : offset;
    }
    if (!parts.ok() || !parts.at_end() || date.day > days_in(date.year, date.month)) {
        return std::nullopt;
    }
    return days_of(date) * ms_per_day + (hour * 60 + minute - offset) * ms_per_minute +
           second * ms_per_second + ms;
}

}  // namespace cqrs
