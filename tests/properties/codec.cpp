#include "laws/codec.hpp"

#include "law.hpp"

TEST_CASE("every value of every message survives the binary form and JSON") {
    test::check_law(300, laws::value_round_trip);
}

TEST_CASE("damaged bytes are refused or are the one form of another value") {
    test::check_law(300, laws::damaged_value);
}

TEST_CASE("any bytes are refused or are the one form of a value") {
    test::check_law(200, [](test::Random& random) {
        const cqrs::Type& type = laws::any_type(random);
        return laws::bytes_have_one_form(type, random.rest());
    });
}
