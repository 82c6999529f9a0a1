/// Any questions to any log, beside a scan of all its events; any damage to any value's bytes.

#include "laws/codec.hpp"
#include "laws/event_query.hpp"

#include "target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    test::Random random(std::span(data, size));
    if (random.one_in(2)) {
        fuzz::holds(laws::questions_equal_a_scan(random));
        return 0;
    }
    const cqrs::Type& type = laws::any_type(random);
    fuzz::holds(laws::bytes_have_one_form(type, random.rest()));
    test::Random again(random.rest());
    fuzz::holds(laws::value_round_trip(again));
    return 0;
}
