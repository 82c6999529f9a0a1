#include "domains/payments.hpp"

#include <vector>

#include "catch.hpp"
#include "given.hpp"

namespace payments_tests {
namespace {

using namespace payments;

test::Given<Payments> given(std::vector<Payments::Events> events) {
    return test::given<Payments>(std::move(events));
}

}  // namespace

TEST_CASE("a payment is taken up to the limit of the card, and declined beyond") {
    given({}).when(TakePayment{"o", 1'000'000}).then({PaymentTaken{"o", 1'000'000}});
    given({}).when(TakePayment{"o", 1'000'001}).then({PaymentDeclined{"o", 1'000'001}});
    given({PaymentTaken{"o", 999'999}}).when(TakePayment{"o", 1}).then({PaymentTaken{"o", 1}});
    given({PaymentTaken{"o", 999'999}}).when(TakePayment{"o", 2}).then({PaymentDeclined{"o", 2}});
    given({PaymentTaken{"o", 999'999}, PaymentRefunded{"o", 1}})
        .when(TakePayment{"o", 2})
        .then({PaymentTaken{"o", 2}});
    given({PaymentTaken{"p", 999'999}}).when(TakePayment{"o", 2}).then({PaymentTaken{"o", 2}});
}

TEST_CASE("a refund gives back what was taken, and no more") {
    given({}).when(RefundPayment{"o", 5}).then_rejected("nothing_taken");
    given({PaymentTaken{"o", 9}}).when(RefundPayment{"o", 5}).then({PaymentRefunded{"o", 5}});
    given({PaymentTaken{"o", 9}}).when(RefundPayment{"o", 10}).then({PaymentRefunded{"o", 9}});
    given({PaymentTaken{"o", 9}, PaymentRefunded{"o", 9}})
        .when(RefundPayment{"o", 1})
        .then_rejected("nothing_taken");
    given({PaymentDeclined{"o", 9}}).when(RefundPayment{"o", 1}).then_rejected("nothing_taken");
}

}  // namespace payments_tests
