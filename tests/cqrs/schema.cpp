#include "cqrs/schema.hpp"

#include <string>

#include "catch.hpp"
#include "cqrs/codec.hpp"
#include "cqrs/json.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"
#include "random.hpp"
#include "samples.hpp"

namespace schema_tests {

using cqrs::SchemaType;

namespace {

std::string schema_of(const cqrs::Type& type) {
    std::string schema;
    cqrs::encode_schema(type, schema);
    return schema;
}

}  // namespace

TEST_CASE("a type made of its schema writes and reads what the struct does") {
    const cqrs::Type& known = *cqrs::type_of<test::Everything>();
    const auto made = SchemaType::read(schema_of(known));
    REQUIRE(made != nullptr);
    test::Random random(7);
    for (int i = 0; i < 200; ++i) {
        const auto value = test::random_value<test::Everything>(random);
        cqrs::Buffer bytes;
        REQUIRE_FALSE(cqrs::encode(value, bytes).has_value());
        cqrs::Value read;
        void* object = read.make(made->type());
        REQUIRE_FALSE(cqrs::decode(made->type(), bytes.bytes(), object).has_value());
        std::string json;
        cqrs::encode_json(made->type(), object, json);
        CHECK(json == cqrs::to_json(value));
        void* again = read.make(made->type());
        REQUIRE_FALSE(cqrs::decode_json(made->type(), json, again).has_value());
        cqrs::Buffer second;
        REQUIRE_FALSE(cqrs::encode(made->type(), again, second).has_value());
        CHECK(cqrs::as_text(second.bytes()) == cqrs::as_text(bytes.bytes()));
    }
}

TEST_CASE("the schemas of the domains are read") {
    for (const cqrs::Domain* domain :
         {&cqrs::domain_of<bank::Bank>(), &cqrs::domain_of<orders::Orders>()}) {
        for (const auto& event : domain->events) {
            INFO(event.type->name);
            const auto made = SchemaType::read(schema_of(*event.type));
            REQUIRE(made != nullptr);
            CHECK(schema_of(made->type()) == schema_of(*event.type));
        }
    }
}

TEST_CASE("a text that is no schema of ours is not read") {
    const std::string schema = schema_of(*cqrs::type_of<test::Everything>());
    for (std::size_t size = 0; size < schema.size(); ++size) {
        CHECK(SchemaType::read(schema.substr(0, size)) == nullptr);
    }
    CHECK(SchemaType::read(schema + " ") == nullptr);
    CHECK(SchemaType::read("{}") == nullptr);
    CHECK(
        SchemaType::read(
            R"({"title":"A","type":"object","properties":{"a":{"type":"number"}},"required":["a"],"additionalProperties":false})") ==
        nullptr);
}

TEST_CASE(
    "a list whose items take no bytes is not read, since a few bytes could claim any number") {
    const std::string nothing =
        R"({"title":"N","type":"object","properties":{},"required":[],"additionalProperties":false})";
    CHECK(SchemaType::read(nothing) != nullptr);
    CHECK(SchemaType::read(
              R"({"title":"A","type":"object","properties":{"a":{"type":"array","items":)" +
              nothing +
              R"(,"minItems":0,"maxItems":9}},"required":["a"],"additionalProperties":false})") ==
          nullptr);
}

TEST_CASE("a schema nested deeper than JSON may be is not read") {
    std::string schema =
        R"({"title":"N","type":"object","properties":{},"required":[],"additionalProperties":false})";
    std::size_t depth = 1;
    for (; depth < 200 && SchemaType::read(schema) != nullptr; ++depth) {
        schema = R"({"title":"N","type":"object","properties":{"a":)" + schema +
                 R"(},"required":["a"],"additionalProperties":false})";
    }
    CHECK(depth == cqrs::json_depth_max + 1);
}

}  // namespace schema_tests
