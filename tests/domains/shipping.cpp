#include "domains/shipping.hpp"

#include <vector>

#include "catch.hpp"
#include "given.hpp"

namespace shipping_tests {
namespace {

using namespace shipping;

test::Given<Shipping> given(std::vector<Shipping::Events> events) {
    return test::given<Shipping>(std::move(events));
}

const ParcelRequested requested{"o"};
const ParcelShipped shipped{"o"};
const ParcelCancelled cancelled{"o"};

}  // namespace

TEST_CASE("a parcel is asked for once") {
    given({}).when(RequestParcel{"o"}).then({requested});
    given({requested}).when(RequestParcel{"o"}).then_rejected("already_exists");
    given({requested, cancelled}).when(RequestParcel{"o"}).then_rejected("already_exists");
}

TEST_CASE("a parcel is shipped if it was asked for and has not been called back") {
    given({}).when(ShipParcel{"o"}).then_rejected("not_found");
    given({requested}).when(ShipParcel{"o"}).then({shipped});
    given({requested, cancelled}).when(ShipParcel{"o"}).then_nothing();
    given({requested, shipped}).when(ShipParcel{"o"}).then_nothing();
}

TEST_CASE("a parcel is called back while it is there") {
    given({}).when(CancelParcel{"o"}).then_nothing();
    given({requested}).when(CancelParcel{"o"}).then({cancelled});
    given({requested, shipped}).when(CancelParcel{"o"}).then_nothing();
    given({requested, cancelled}).when(CancelParcel{"o"}).then_nothing();
}

}  // namespace shipping_tests
