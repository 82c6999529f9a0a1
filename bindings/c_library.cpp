/// What nlohmann-json and Embind ask of C's library, as far as the engine needs it. The
/// library's own bring the arithmetic of long doubles and all of printf along, which is a sixteenth
/// of the module.

#include <cstddef>
#include <limits>
#include <string_view>

namespace {

/// The least number that no double holds, 2^1024 - 2^970.
constexpr std::string_view too_large =
    "17976931348623158079372897140530341507993413271003782693617377898044496829276475094664901797"
    "75872070963302864166928879109465555478519404026306574886715058206819089020007083836762738548"
    "45817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711"
    "559699508093042880177904174497792";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

extern "C" {

/// Infinity for a JSON number that no double holds, and 0 for all others: the engine tells integers
/// from their digits, and has no use for the values of other numbers.
double strtod(const char* text, char** end) {
    const char* at = text + (*text == '-' ? 1 : 0);
    const char* first = nullptr;  // digit that is not 0
    long digits = 0;              // from there to the point
    bool behind_point = false;
    for (; is_digit(*at) || *at == '.'; ++at) {
        if (*at == '.') {
            behind_point = true;
        } else if (first != nullptr || *at != '0') {
            first = first == nullptr ? at : first;
            digits += behind_point ? 0 : 1;
        } else {
            digits -= behind_point ? 1 : 0;
        }
    }
    const char* const last = at;
    if (*at == 'e' || *at == 'E') {
        const bool negative = *++at == '-';
        at += negative || *at == '+' ? 1 : 0;
        long exponent = 0;
        for (constexpr long enough = 100'000'000; is_digit(*at); ++at) {
            exponent = exponent < enough ? exponent * 10 + (*at - '0') : exponent;
        }
        digits += negative ? -exponent : exponent;
    }
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): so C has it.
    *end = const_cast<char*>(at);

    const auto most = static_cast<long>(too_large.size());
    bool held = first == nullptr || digits < most;
    if (!held && digits == most) {
        const char* digit = first;
        for (const char limit : too_large) {
            while (digit != last && *digit == '.') {
                ++digit;
            }
            const char here = digit != last ? *digit++ : '0';
            if (here != limit) {
                held = here < limit;
                break;
            }
        }
    }
    return held ? 0 : std::numeric_limits<double>::infinity();
}

/// These two are never called; where one of the three is missing, all three of the library come.
float strtof(const char* text, char** end) { return static_cast<float>(strtod(text, end)); }
long double strtold(const char* text, char** end) { return strtod(text, end); }

/// For the messages of the parser, which are never shown: an empty text.
int snprintf(char* to, std::size_t size, const char* /*format*/, ...) {
    if (size > 0) {
        *to = '\0';
    }
    return 0;
}

/// Likewise for Embind's message of a type that is not in the table, of which there is none. Where
/// nothing is to be printed but integers, compilers call it by the second name.
int sprintf(char* to, const char* /*format*/, ...) {
    *to = '\0';
    return 0;
}
int siprintf(char* to, const char* /*format*/, ...) {
    *to = '\0';
    return 0;
}

}  // extern "C"
