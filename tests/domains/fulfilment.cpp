#include "domains/fulfilment.hpp"

#include <vector>

#include "catch.hpp"
#include "given.hpp"

namespace fulfilment_tests {
namespace {

using email::SendMail;
using email::Subject;
using fulfilment::ByOrder;
using fulfilment::Fulfilment;
using inventory::ReleaseStock;
using inventory::ReserveStock;
using inventory::StockReserved;
using inventory::StockShort;
using orders::CancelOrder;
using orders::ItemAdded;
using orders::ItemCancelled;
using orders::OrderCancelled;
using orders::OrderPaid;
using orders::OrderPlaced;
using orders::OrderShipped;
using orders::PayOrder;
using orders::ShipOrder;
using payments::PaymentDeclined;
using payments::PaymentTaken;
using payments::RefundPayment;
using payments::TakePayment;
using shipping::CancelParcel;
using shipping::ParcelRequested;
using shipping::ParcelShipped;
using shipping::RequestParcel;
using shipping::ShipParcel;

template <class Process = Fulfilment>
test::Given<Process> seen(std::vector<ByOrder::Events> events) {
    return test::given<Process>(std::move(events));
}

const OrderPlaced placed{"o", "Ann", {{"tea", 2, 300}, {"cup", 1, 950}}};
const PaymentTaken taken{"o", 1'550};
const StockReserved tea{"tea", "o", 2};
const StockReserved cup{"cup", "o", 1};
const OrderPaid paid{"o", 1'550};
const OrderPlaced thrice{"o", "Ann", {{"tea", 2, 300}, {"cup", 1, 950}, {"tea", 3, 250}}};

SendMail mail(Subject subject) { return {"o", "Ann", subject}; }

}  // namespace

TEST_CASE("an order is paid once the money and all of the goods are there, whichever comes last") {
    seen({placed, taken, tea}).when(cup).then({PayOrder{"o"}});
    seen({placed, tea, cup}).when(taken).then({PayOrder{"o"}});
    seen({placed, tea}).when(taken).then_nothing();
    seen({placed, taken}).when(cup).then_nothing();
    seen({}).when(placed).then_nothing();
    seen({placed, tea, cup}).when(PaymentTaken{"p", 1'550}).then_nothing();
}

TEST_CASE("an order that changes waits until it is settled again") {
    const ItemAdded milk{"o", "milk", 1, 120};
    seen({placed, tea, milk, cup}).when(taken).then_nothing();
    seen({placed, tea, milk, cup, taken, PaymentTaken{"o", 120}})
        .when(StockReserved{"milk", "o", 1})
        .then({PayOrder{"o"}});
    seen({placed, tea, cup, ItemCancelled{"o", "cup"}}).when(taken).then({PayOrder{"o"}});
    seen({placed, tea, cup, ItemCancelled{"o", "cup"}, ItemCancelled{"o", "tea"}})
        .when(taken)
        .then_nothing();
    // It may be settled, empty for a moment, and settled again.
    seen({placed, tea, cup, taken, milk, StockReserved{"milk", "o", 1}})
        .when(PaymentTaken{"o", 120})
        .then({PayOrder{"o"}});
}

TEST_CASE("a paid order is sent, and is shipped when its parcel has left") {
    seen({placed, tea, cup, taken}).when(paid).then({RequestParcel{"o"}});
    seen({placed, tea, cup, taken, paid}).when(ParcelShipped{"o"}).then({ShipOrder{"o"}});
    seen({placed, tea, cup, taken, paid, ParcelShipped{"o"}})
        .when(OrderShipped{"o"})
        .then_nothing();
    // Paid by hand, before the services have come that far.
    seen({placed}).when(paid).then_nothing();
    seen({placed, paid, taken, tea}).when(cup).then({RequestParcel{"o"}});
    seen({placed, tea, cup, taken, paid}).when(PaymentTaken{"o", 5}).then_nothing();
}

TEST_CASE("an order is cancelled, once, where the card declines or stock is short") {
    seen({placed, tea, cup}).when(PaymentDeclined{"o", 1'550}).then({CancelOrder{"o"}});
    seen({placed, taken}).when(StockShort{"tea", "o", 2}).then({CancelOrder{"o"}});
    seen({placed, PaymentDeclined{"o", 1'550}}).when(StockShort{"tea", "o", 2}).then_nothing();
    seen({placed, paid}).when(PaymentDeclined{"o", 1'550}).then({CancelOrder{"o"}});
    seen({placed, PaymentDeclined{"o", 1'550}}).when(OrderCancelled{"o"}).then_nothing();
    seen({placed, OrderCancelled{"o"}}).when(PaymentDeclined{"o", 1'550}).then_nothing();
}

TEST_CASE("the parcel of an order that is cancelled meanwhile is called back") {
    seen({placed, tea, cup, taken, paid}).when(OrderCancelled{"o"}).then({CancelParcel{"o"}});
    seen({placed, tea, cup, taken}).when(OrderCancelled{"o"}).then_nothing();
    seen({placed, tea, cup, taken, paid, OrderCancelled{"o"}})
        .when(ParcelShipped{"o"})
        .then_nothing();
}

TEST_CASE("the cashier takes what an order costs when it is placed and when it grows") {
    seen<fulfilment::Payments>({}).when(placed).then({TakePayment{"o", 1'550}});
    seen<fulfilment::Payments>({placed, PaymentTaken{"o", 1'550}})
        .when(ItemAdded{"o", "milk", 2, 120})
        .then({TakePayment{"o", 240}});
    // The first payment has not been answered yet, and is not asked for twice.
    seen<fulfilment::Payments>({placed})
        .when(ItemAdded{"o", "milk", 2, 120})
        .then({TakePayment{"o", 240}});
    seen<fulfilment::Payments>({}).when(OrderPlaced{"o", "Ann", {{"gift", 1, 0}}}).then_nothing();
    seen<fulfilment::Payments>({placed}).when(PaymentTaken{"o", 1'550}).then_nothing();
}

TEST_CASE("the cashier gives back what an order costs less") {
    seen<fulfilment::Payments>({placed, PaymentTaken{"o", 1'550}})
        .when(ItemCancelled{"o", "cup"})
        .then({RefundPayment{"o", 950}});
    // What is still under way is given back when it has come.
    seen<fulfilment::Payments>({placed}).when(ItemCancelled{"o", "cup"}).then_nothing();
    seen<fulfilment::Payments>({placed, ItemCancelled{"o", "cup"}})
        .when(PaymentTaken{"o", 1'550})
        .then({RefundPayment{"o", 950}});
}

TEST_CASE("the cashier gives everything back when the order is cancelled") {
    seen<fulfilment::Payments>({placed, PaymentTaken{"o", 1'550}})
        .when(OrderCancelled{"o"})
        .then({RefundPayment{"o", 1'550}});
    seen<fulfilment::Payments>({placed}).when(OrderCancelled{"o"}).then_nothing();
    seen<fulfilment::Payments>({placed, OrderCancelled{"o"}})
        .when(PaymentTaken{"o", 1'550})
        .then({RefundPayment{"o", 1'550}});
    seen<fulfilment::Payments>({placed, PaymentTaken{"p", 5}})
        .when(OrderCancelled{"o"})
        .then_nothing();
}

TEST_CASE("after a card has declined the cashier gives back the rest and asks no more") {
    seen<fulfilment::Payments>({placed}).when(PaymentDeclined{"o", 1'550}).then_nothing();
    const ItemAdded added{"o", "car", 1, 2'000'000};
    seen<fulfilment::Payments>({placed, PaymentTaken{"o", 1'550}, added})
        .when(PaymentDeclined{"o", 2'000'000})
        .then({RefundPayment{"o", 1'550}});
    seen<fulfilment::Payments>({placed, PaymentDeclined{"o", 1'550}}).when(added).then_nothing();
    seen<fulfilment::Payments>({placed, PaymentDeclined{"o", 1'550}})
        .when(OrderCancelled{"o"})
        .then_nothing();
}

TEST_CASE("the storekeeper sets aside what an order asks for, product by product") {
    seen<fulfilment::Inventory>({}).when(thrice).then(
        {ReserveStock{"tea", "o", 5}, ReserveStock{"cup", "o", 1}});
    seen<fulfilment::Inventory>({thrice})
        .when(ItemAdded{"o", "cup", 2, 1})
        .then({ReserveStock{"cup", "o", 2}});
    seen<fulfilment::Inventory>({thrice})
        .when(ItemAdded{"o", "milk", 4, 1})
        .then({ReserveStock{"milk", "o", 4}});
    seen<fulfilment::Inventory>({thrice}).when(StockReserved{"tea", "o", 5}).then_nothing();
}

TEST_CASE("the storekeeper releases what an order no longer asks for") {
    seen<fulfilment::Inventory>({thrice, StockReserved{"tea", "o", 5}})
        .when(ItemCancelled{"o", "tea"})
        .then({ReleaseStock{"tea", "o", 5}});
    seen<fulfilment::Inventory>({thrice}).when(ItemCancelled{"o", "tea"}).then_nothing();
    seen<fulfilment::Inventory>({thrice, ItemCancelled{"o", "tea"}})
        .when(StockReserved{"tea", "o", 5})
        .then({ReleaseStock{"tea", "o", 5}});
    // Asked for again before the first answer: two come, one is wanted.
    seen<fulfilment::Inventory>({thrice, ItemCancelled{"o", "cup"}, ItemAdded{"o", "cup", 1, 1},
                                 StockReserved{"cup", "o", 1}})
        .when(ItemCancelled{"o", "cup"})
        .then({ReleaseStock{"cup", "o", 1}});
}

TEST_CASE("the storekeeper releases everything of an order that is cancelled or cannot be filled") {
    seen<fulfilment::Inventory>(
        {thrice, StockReserved{"tea", "o", 5}, StockReserved{"cup", "o", 1}})
        .when(OrderCancelled{"o"})
        .then({ReleaseStock{"tea", "o", 5}, ReleaseStock{"cup", "o", 1}});
    seen<fulfilment::Inventory>({thrice, StockReserved{"tea", "o", 5}})
        .when(StockShort{"cup", "o", 1})
        .then({ReleaseStock{"tea", "o", 5}});
    seen<fulfilment::Inventory>({thrice, StockShort{"tea", "o", 5}})
        .when(StockReserved{"cup", "o", 1})
        .then({ReleaseStock{"cup", "o", 1}});
    seen<fulfilment::Inventory>({thrice, StockShort{"tea", "o", 5}})
        .when(ItemAdded{"o", "milk", 4, 1})
        .then_nothing();
    seen<fulfilment::Inventory>({thrice, StockReserved{"tea", "o", 5}, StockShort{"cup", "o", 1}})
        .when(OrderCancelled{"o"})
        .then_nothing();
}

TEST_CASE("a parcel that is asked for is shipped") {
    seen<fulfilment::Shipping>({placed}).when(ParcelRequested{"o"}).then({ShipParcel{"o"}});
    seen<fulfilment::Shipping>({}).when(placed).then_nothing();
    seen<fulfilment::Shipping>({placed, ParcelRequested{"o"}})
        .when(ParcelShipped{"o"})
        .then_nothing();
}

TEST_CASE("the clerk writes to the customer at every turn") {
    seen<fulfilment::Email>({}).when(placed).then({mail(Subject::order_received)});
    seen<fulfilment::Email>({placed}).when(paid).then({mail(Subject::payment_received)});
    seen<fulfilment::Email>({placed}).when(OrderShipped{"o"}).then({mail(Subject::order_shipped)});
    seen<fulfilment::Email>({placed})
        .when(OrderCancelled{"o"})
        .then({mail(Subject::order_cancelled)});
    seen<fulfilment::Email>({placed})
        .when(PaymentDeclined{"o", 600})
        .then({mail(Subject::payment_declined)});
    seen<fulfilment::Email>({placed})
        .when(StockShort{"tea", "o", 2})
        .then({mail(Subject::out_of_stock)});
}

TEST_CASE("the clerk writes to nobody about an order that nobody has placed") {
    seen<fulfilment::Email>({}).when(OrderCancelled{"o"}).then_nothing();
    seen<fulfilment::Email>({placed}).when(PaymentDeclined{"p", 600}).then_nothing();
}

TEST_CASE("nothing is done for an order that nobody has placed") {
    seen({}).when(PaymentDeclined{"o", 5}).then_nothing();
    seen({}).when(ParcelShipped{"o"}).then_nothing();
}

}  // namespace fulfilment_tests
