#include "cqrs/describe.hpp"

#include "catch.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"
#include "samples.hpp"

namespace describe_tests {
namespace {

using cqrs::Field;
using cqrs::Kind;
using cqrs::Type;
using cqrs::type_of;
using test::Everything;

const Field& field(const Type& type, std::string_view name) {
    static const Field none;
    for (const Field& each : type.fields) {
        if (each.name == name) {
            return each;
        }
    }
    return none;
}

struct Bare {
    static constexpr std::string_view name = "Bare";
    static constexpr auto fields() { return cqrs::fields(); }
};

}  // namespace

TEST_CASE("a described struct has one table, which knows its name, size and fields in order") {
    const Type& type = *type_of<Everything>();
    CHECK(&type == type_of<Everything>());
    CHECK(static_cast<const void*>(&type) != type_of<test::Item>());
    CHECK(type.name == "Everything");
    CHECK(type.size == sizeof(Everything));
    CHECK(type.alignment == alignof(Everything));
    std::string names;
    for (const Field& each : type.fields) {
        names += std::string(each.name) + " ";
    }
    CHECK(names == "title code count wide done colour origin items nick age sure tint ");
}

TEST_CASE("a field knows its kind, its bounds and what it is about") {
    const Type& type = *type_of<Everything>();
    const auto& title = field(type, "title").shape;
    CHECK((title.kind == Kind::text));
    CHECK(title.min == 0);
    CHECK(title.max == 20);
    CHECK(title.about == "what it is called");
    const auto& wide = field(type, "wide").shape;
    CHECK((wide.kind == Kind::integer));
    CHECK(wide.min == -9'007'199'254'740'991);
    CHECK(wide.max == 9'007'199'254'740'991);
    CHECK((field(type, "done").shape.kind == Kind::boolean));
    const auto& colour = field(type, "colour").shape;
    CHECK((colour.kind == Kind::enumeration));
    CHECK(colour.words.size() == 3);
    CHECK(colour.words[2] == "blue");
    const auto& origin = field(type, "origin").shape;
    CHECK((origin.kind == Kind::object));
    CHECK(origin.type() == type_of<test::Point>());
    const auto& items = field(type, "items").shape;
    CHECK((items.kind == Kind::list));
    CHECK(items.type() == type_of<test::Item>());
    CHECK(items.max == 4);
}

TEST_CASE("a field finds its value in an object") {
    const Type& type = *type_of<Everything>();
    Everything value = test::everything();
    CHECK(field(type, "title").in(&value) == static_cast<void*>(&value.title));
    CHECK(field(type, "count").in(&value) == static_cast<void*>(&value.count));
    CHECK(field(type, "tint").in(&value) == static_cast<void*>(&value.tint));
    *static_cast<std::int64_t*>(field(type, "wide").in(&value)) = 12;
    CHECK(value.wide == 12);
}

TEST_CASE("an optional field tells whether there is a value, and makes one") {
    const Field& age = field(*type_of<Everything>(), "age");
    REQUIRE(age.optional != nullptr);
    CHECK((age.shape.kind == Kind::integer));
    Everything value;
    CHECK(age.optional->value(age.in(&value)) == nullptr);
    *static_cast<std::int64_t*>(age.optional->emplace(age.in(&value))) = 7;
    CHECK(value.age == 7);
    CHECK(age.optional->value(age.in(&value)) == static_cast<const void*>(&*value.age));
    CHECK(field(*type_of<Everything>(), "count").optional == nullptr);
}

TEST_CASE("a list is counted, reached into and added to without its type") {
    const cqrs::ListAccess& list = *field(*type_of<Everything>(), "items").shape.list;
    Everything value = test::everything();
    CHECK(list.size(&value.items) == 2);
    CHECK(list.at(&value.items, 1) == static_cast<const void*>(&value.items[1]));
    static_cast<test::Item*>(list.add(&value.items))->label = "three";
    CHECK(value.items.size() == 3);
    CHECK(value.items[2].label == "three");
}

TEST_CASE("an object is constructed and destroyed without its type") {
    const Type& type = *type_of<Everything>();
    alignas(Everything) std::byte memory[sizeof(Everything)];
    type.construct(type, memory);
    auto* value = reinterpret_cast<Everything*>(memory);
    CHECK(value->title.empty());
    CHECK(value->items.empty());
    CHECK_FALSE(value->nick.has_value());
    value->title = "long enough to be kept outside of the string itself";
    type.destroy(type, memory);
}

TEST_CASE("structs that share their fields differ by name") {
    const Type& command = *type_of<bank::Deposit>();
    const Type& event = *type_of<bank::MoneyDeposited>();
    CHECK(command.name == "Deposit");
    CHECK(event.name == "MoneyDeposited");
    CHECK(&command != &event);
    CHECK(command.fields.size() == event.fields.size());
    CHECK(type_of<orders::PayOrder>()->fields.front().name == "orderId");
}

TEST_CASE("a struct may have no field at all") { CHECK(type_of<Bare>()->fields.empty()); }

}  // namespace describe_tests
