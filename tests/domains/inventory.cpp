#include "domains/inventory.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "cqrs/engine.hpp"
#include "engines.hpp"
#include "given.hpp"

namespace inventory_tests {
namespace {

using namespace inventory;

test::Given<Inventory> given(std::vector<Inventory::Events> events) {
    return test::given<Inventory>(std::move(events));
}

}  // namespace

TEST_CASE("stock is set aside as far as there is any; a product begins with a hundred") {
    given({}).when(ReserveStock{"tea", "o", 100}).then({StockReserved{"tea", "o", 100}});
    given({}).when(ReserveStock{"tea", "o", 101}).then({StockShort{"tea", "o", 101}});
    given({StockReserved{"tea", "o", 60}})
        .when(ReserveStock{"tea", "p", 41})
        .then({StockShort{"tea", "p", 41}});
    given({StockReserved{"tea", "o", 60}, Restocked{"tea", 1}})
        .when(ReserveStock{"tea", "p", 41})
        .then({StockReserved{"tea", "p", 41}});
    given({StockShort{"tea", "o", 101}})
        .when(ReserveStock{"tea", "p", 100})
        .then({StockReserved{"tea", "p", 100}});
}

TEST_CASE("stock is released if it was set aside") {
    given({}).when(ReleaseStock{"tea", "o", 1}).then_rejected("not_reserved");
    given({StockReserved{"tea", "o", 5}})
        .when(ReleaseStock{"tea", "o", 6})
        .then_rejected("not_reserved");
    given({StockReserved{"tea", "o", 5}})
        .when(ReleaseStock{"tea", "o", 5})
        .then({StockReleased{"tea", "o", 5}});
    given({StockReserved{"tea", "o", 100}, StockReleased{"tea", "o", 100}})
        .when(ReserveStock{"tea", "p", 100})
        .then({StockReserved{"tea", "p", 100}});
}

TEST_CASE("a product is restocked until there is no room") {
    given({}).when(Restock{"tea", 50}).then({Restocked{"tea", 50}});
    std::vector<Inventory::Events> deliveries(9'999, Restocked{"tea", 100'000});
    deliveries.emplace_back(Restocked{"tea", 99'800});
    given(deliveries).when(Restock{"tea", 100}).then({Restocked{"tea", 100}});
    given(deliveries).when(Restock{"tea", 101}).then_rejected("no_room");
}

TEST_CASE("the stock is listed, of all products or of one") {
    cqrs::Engine engine;
    engine.add<Inventory>();
    CHECK(test::asked(engine, "stock") == "[]");
    CHECK(engine.dispatch(ReserveStock{"tea", "o", 30}).ok());
    CHECK(engine.dispatch(ReserveStock{"cup", "o", 101}).ok());
    CHECK(engine.dispatch(Restock{"cup", 7}).ok());
    CHECK(engine.dispatch(ReleaseStock{"tea", "o", 10}).ok());
    CHECK(test::asked(engine, "stock") == R"([{"sku":"tea","available":80,"reserved":20},)"
                                          R"({"sku":"cup","available":107,"reserved":0}])");
    CHECK(test::asked(engine, "stock", R"({"sku":"cup"})") ==
          R"([{"sku":"cup","available":107,"reserved":0}])");
}

}  // namespace inventory_tests
