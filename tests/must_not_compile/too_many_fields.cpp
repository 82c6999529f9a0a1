// More fields than the reader of JSON keeps count of.
// expect: a described struct has at most 64 fields
#include <string_view>
#include <tuple>

#include "cqrs/describe.hpp"

namespace {

struct Sample {
    bool value = false;
    static constexpr std::string_view name = "Sample";
    static constexpr auto fields() {
        constexpr auto f = cqrs::field("value", &Sample::value);
#ifdef MUST_NOT_COMPILE
        return cqrs::fields(f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f,
                            f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f,
                            f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f);
#else
        return cqrs::fields(f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f,
                            f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f,
                            f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f);
#endif
    }
};

}  // namespace

const cqrs::Type* sample() { return cqrs::type_of<Sample>(); }
