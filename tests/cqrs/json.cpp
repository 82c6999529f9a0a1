#include "cqrs/json.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "cqrs/schema.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"
#include "samples.hpp"

namespace json_tests {
namespace {

using cqrs::Missing;
using cqrs::type_of;
using test::Everything;
using test::everything;

/// What is said of a JSON text, "fine" where nothing is wrong.
template <class T>
std::string reading(std::string_view json) {
    T value;
    const auto fault = cqrs::decode_json(json, value);
    return fault ? cqrs::invalid(*fault).message : "fine";
}

/// The same of a valid Everything in which `old` has been replaced.
std::string after(std::string_view old, std::string_view replacement) {
    std::string json(test::everything_json);
    const std::size_t at = json.find(old);
    if (at == std::string::npos) {
        return "not in it: " + std::string(old);
    }
    return reading<Everything>(json.replace(at, old.size(), replacement));
}

std::string count_as(std::string_view number) {
    return after("\"count\":1000", "\"count\":" + std::string(number));
}

std::string title_as(std::string_view text) { return after("\"caf\xc3\xa9 \\\"1\\\"\"", text); }

std::string repeated(std::string_view piece, std::size_t times) {
    std::string all;
    all.reserve(piece.size() * times);
    for (std::size_t i = 0; i < times; ++i) {
        all += piece;
    }
    return all;
}

std::string checked(std::string_view json, bool object = false) {
    const auto fault = cqrs::check_json(json, object);
    return fault ? cqrs::invalid(*fault).message : "fine";
}

const std::string count_range = "count: expected an integer from 0 to 1000, got ";

}  // namespace

TEST_CASE("a value is written as JSON with its fields in order and absent optionals left out") {
    CHECK(cqrs::to_json(everything()) == test::everything_json);
    CHECK(cqrs::to_json(test::Item{}) == R"({"label":"","at":{"x":0,"y":0},"trail":[]})");
}

TEST_CASE("JSON is read into the value it was written from") {
    Everything value;
    CHECK_FALSE(cqrs::decode_json(test::everything_json, value).has_value());
    CHECK(value.title == "caf\xc3\xa9 \"1\"");
    CHECK(value.wide == -cqrs::safe_integer_max);
    CHECK(value.done);
    CHECK((value.colour == test::Colour::blue));
    CHECK(value.origin.x == -1);
    REQUIRE(value.items.size() == 2);
    CHECK(value.items[1].trail[1].y == 8);
    CHECK(value.items[1].seen == true);
    CHECK_FALSE(value.items[0].seen.has_value());
    CHECK(value.nick == "nick");
    CHECK(value.sure == false);
    CHECK((value.tint == test::Colour::green));
}

TEST_CASE("fields may come in any order, with white space, and escaped") {
    bank::Deposit deposit;
    CHECK_FALSE(cqrs::decode_json(" { \"\\u0061mount\" : 5 ,\r\n\t\"account\":\"\\u00e9\\/\\n\" } ",
                                  deposit)
                    .has_value());
    CHECK(deposit.account == "\xc3\xa9/\n");
    CHECK(deposit.amount == 5);
}

TEST_CASE("JSON and the binary form agree on every value") {
    test::Random random(20);
    for (int round = 0; round < 3'000; ++round) {
        const auto value = test::random_value<Everything>(random);
        const std::string json = cqrs::to_json(value);
        Everything back;
        const auto fault = cqrs::decode_json(json, back);
        cqrs::Buffer before;
        cqrs::Buffer again;
        const bool encoded = !cqrs::encode(value, before) && !cqrs::encode(back, again);
        if (fault || !encoded || cqrs::as_text(before.bytes()) != cqrs::as_text(again.bytes())) {
            FAIL("round " << round << ": " << json);
        }
        if (checked(json, true) != "fine") {
            FAIL("not JSON, in round " << round << ": " << json);
        }
    }
}

TEST_CASE("a text is escaped as JSON asks") {
    std::string json;
    cqrs::encode_json(std::string_view("\"\\\n\t\0\x1f\x7f/é", 10), json);
    CHECK(json == "\"\\\"\\\\\\n\\u0009\\u0000\\u001f\x7f/é\"");
}

TEST_CASE("a value of the wrong type is refused with its path") {
    CHECK(count_as("\"5\"") == count_range + "the text \"5\"");
    CHECK(count_as("true") == count_range + "true");
    CHECK(count_as("null") == count_range + "null");
    CHECK(count_as("{}") == count_range + "an object");
    CHECK(count_as("[1]") == count_range + "a list");
    CHECK(title_as("5") == "title: expected text of 0 to 20 characters, got 5");
    CHECK(title_as("false") == "title: expected text of 0 to 20 characters, got false");
    CHECK(after("\"done\":true", "\"done\":1") == "done: expected true or false, got 1");
    CHECK(after("\"done\":true", "\"done\":\"true\"") ==
          "done: expected true or false, got the text \"true\"");
    CHECK(after("\"blue\"", "2") == "colour: expected one of red, green, blue, got 2");
    CHECK(after("{\"x\":-1,\"y\":2}", "7") ==
          "origin: expected an object with the fields of Point, got 7");
    CHECK(after("{\"x\":-1,\"y\":2}", "[]") ==
          "origin: expected an object with the fields of Point, got a list");
    CHECK(after("\"trail\":[]", "\"trail\":{}") ==
          "items[0].trail: expected a list of 0 to 3 items, got an object");
    CHECK(after("\"nick\":\"nick\"", "\"nick\":null") ==
          "nick: expected text of 2 to 6 characters, got null");
    CHECK(after("\"age\":42", "\"age\":false") ==
          "age: expected an integer from 1 to 150, got false");
}

TEST_CASE("an item of the wrong type is refused with its index") {
    const std::string expected = "expected an object with the fields of Point, got ";
    const auto trail = [](std::string_view items) {
        return after("\"trail\":[]", "\"trail\":[" + std::string(items) + "]");
    };
    CHECK(trail("1") == "items[0].trail[0]: " + expected + "1");
    CHECK(trail("{\"x\":1,\"y\":1},null") == "items[0].trail[1]: " + expected + "null");
    CHECK(trail("{\"x\":1,\"y\":1},\"a\"") == "items[0].trail[1]: " + expected + "the text \"a\"");
    CHECK(trail("[]") == "items[0].trail[0]: " + expected + "a list");
    CHECK(trail("1.5") == "items[0].trail[0]: " + expected + "1.5");
    CHECK(trail("1e400") == "items[0].trail[0]: " + expected + "1e400");
}

TEST_CASE("the whole must be an object") {
    const std::string expected = "expected an object with the fields of Point, got ";
    CHECK(reading<test::Point>("[]") == expected + "a list");
    CHECK(reading<test::Point>("5") == expected + "5");
    CHECK(reading<test::Point>("-5") == expected + "-5");
    CHECK(reading<test::Point>("\"x\"") == expected + "the text \"x\"");
    CHECK(reading<test::Point>("null") == expected + "null");
    CHECK(reading<test::Point>("true") == expected + "true");
    CHECK(reading<test::Point>("1e400") == expected + "1e400");
}

TEST_CASE("a value out of its bounds is refused with its path") {
    CHECK(count_as("1001") == count_range + "1001");
    CHECK(count_as("-1") == count_range + "-1");
    CHECK(after("\"code\":\"abc\"", "\"code\":\"ab\"") ==
          "code: expected text of 3 characters, got \"ab\" of 2");
    CHECK(after("\"code\":\"abc\"", "\"code\":\"\"") ==
          "code: expected text of 3 characters, got an empty text");
    CHECK(title_as("\"" + repeated("é", 20) + "\"") == "fine");
    CHECK(title_as("\"" + repeated("é", 21) + "\"") ==
          "title: expected text of 0 to 20 characters, got \"" + repeated("é", 21) + "\" of 21");
    CHECK(after("\"blue\"", "\"bleu\"") ==
          "colour: expected one of red, green, blue, got \"bleu\"");
    CHECK(after("\"x\":5", "\"x\":2000") ==
          "items[1].trail[0].x: expected an integer from -1000 to 1000, got 2000");
    CHECK(after("\"age\":42", "\"age\":0") == "age: expected an integer from 1 to 150, got 0");
}

TEST_CASE("integers are read up to what a JavaScript number holds exactly, and no further") {
    const auto wide = [](std::string_view number) { return after("-9007199254740991", number); };
    const std::string expected =
        "wide: expected an integer from -9007199254740991 to 9007199254740991, got ";
    CHECK(wide("9007199254740991") == "fine");
    CHECK(wide("9007199254740992") == expected + "9007199254740992");
    CHECK(wide("9007199254740993") == expected + "9007199254740993");
    CHECK(wide("-9007199254740992") == expected + "-9007199254740992");
    CHECK(wide("-9007199254740993") == expected + "-9007199254740993");
    CHECK(wide("18446744073709551615") == expected + "18446744073709551615");
    CHECK(wide("18446744073709551616") == expected + "18446744073709551616");
    CHECK(wide("-9223372036854775809") == expected + "-9223372036854775809");
    CHECK(wide("9007199254740993.0") == expected + "9007199254740993.0");
    CHECK(wide("1e15") == "fine");
    CHECK(wide("1e16") == expected + "1e16");
}

TEST_CASE("a whole number may be written with a fraction or an exponent, another may not") {
    for (const std::string_view five : {"5", "5.0", "5e0", "50e-1", "0.5e1", "5.000", "5E+0"}) {
        test::Point point;
        const std::string json = "{\"x\":" + std::string(five) + ",\"y\":0}";
        CHECK_FALSE(cqrs::decode_json(json, point).has_value());
        CHECK(point.x == 5);
    }
    for (const std::string_view zero : {"-0", "-0.0", "0e5", "-0e-5"}) {
        test::Point point{7, 7};
        const std::string json = "{\"x\":" + std::string(zero) + ",\"y\":0}";
        CHECK_FALSE(cqrs::decode_json(json, point).has_value());
        CHECK(cqrs::to_json(point) == R"({"x":0,"y":0})");
    }
    CHECK(count_as("5.5") == count_range + "5.5");
    CHECK(count_as("1e-400") == count_range + "1e-400");
    CHECK(count_as("0.1") == count_range + "0.1");
    CHECK(count_as("1e400") == count_range + "1e400");
    CHECK(count_as("-1e400") == count_range + "-1e400");
}

TEST_CASE("what is not a number in JSON is a fault in the JSON") {
    for (const std::string_view number :
         {"NaN", "Infinity", "-Infinity", "nan", "+5", "05", "0x5", ".5", "5.", "1e", "5n", "-"}) {
        CAPTURE(number);
        CHECK(count_as(number).substr(0, 36) == "count: expected JSON, got a fault at");
    }
}

TEST_CASE("a required field that is missing is refused with its path") {
    CHECK(reading<bank::Deposit>("{}") ==
          "account: expected text of 1 to 64 characters, got nothing");
    CHECK(reading<bank::Deposit>(R"({"account":"a"})") ==
          "amount: expected an integer from 1 to 1000000000000, got nothing");
    CHECK(after(",\"y\":2}", "}") ==
          "origin.y: expected an integer from -1000 to 1000, got nothing");
    CHECK(after(",\"y\":8}", "}") ==
          "items[1].trail[1].y: expected an integer from -1000 to 1000, got nothing");
    CHECK(after(",\"trail\":[]", "") ==
          "items[0].trail: expected a list of 0 to 3 items, got nothing");
    CHECK(after("\"done\":true,", "") == "done: expected true or false, got nothing");
}

TEST_CASE("an optional field may be missing") {
    CHECK(after(",\"nick\":\"nick\",\"age\":42,\"sure\":false,\"tint\":\"green\"", "") == "fine");
}

TEST_CASE("what is missing keeps its value where that is asked for") {
    test::Item item{"old", {1, 2}, {}, std::nullopt};
    const auto& type = *type_of<test::Item>();
    CHECK_FALSE(cqrs::decode_json(type, R"({"at":{"y":5}})", &item, Missing::kept).has_value());
    CHECK(cqrs::to_json(item) == R"({"label":"old","at":{"x":1,"y":5},"trail":[]})");
    CHECK(cqrs::decode_json(type, R"({"lable":"x"})", &item, Missing::kept).has_value());
}

TEST_CASE("a field that is not described is refused, and the one that was meant is named") {
    CHECK(after("\"done\"", "\"dnoe\"") ==
          "dnoe: expected no such field (is done meant?), got a value");
    CHECK(after("\"label\":\"one\"", "\"LABEL\":\"one\"") ==
          "items[0].LABEL: expected no such field (is label meant?), got a value");
    CHECK(after("\"done\"", "\"unheard\"") == "unheard: expected no such field, got a value");
    CHECK(after("\"done\"", "\"\"") == "expected no such field, got a value");
    CHECK(after("\"done\"", "\"__proto__\"") == "__proto__: expected no such field, got a value");
}

TEST_CASE("a field that comes twice is refused, even with the same value") {
    CHECK(after("\"done\":true", "\"done\":true,\"done\":true") ==
          "done: expected the field once, got it twice");
    CHECK(after("\"y\":8", "\"y\":8,\"y\":8") ==
          "items[1].trail[1].y: expected the field once, got it twice");
    CHECK(after("\"age\":42", "\"age\":42,\"age\":43") ==
          "age: expected the field once, got it twice");
}

TEST_CASE("text that is no JSON is refused, and the fault's place is told") {
    for (const std::string_view json : {"",
                                        " ",
                                        "{",
                                        "}",
                                        "{]",
                                        "{\"x\"",
                                        "{\"x\":",
                                        "{\"x\":1",
                                        "{\"x\":1,",
                                        "{\"x\":1,}",
                                        "{x:1}",
                                        "{'x':1}",
                                        "{\"x\":1,\"y\":2}}",
                                        "{\"x\":1,\"y\":2} {}",
                                        "{\"x\":1,\"y\":2},",
                                        "{\"x\":1 \"y\":2}",
                                        "{\"x\" 1}",
                                        "// \n{}",
                                        "undefined",
                                        "\xff\xfe{}"}) {
        CAPTURE(json);
        CHECK(reading<test::Point>(json).find("expected JSON, got a fault at byte ") !=
              std::string::npos);
    }
    CHECK(reading<test::Point>(std::string_view("{\"x\":1,\"y\":2}\0{", 15)) ==
          "expected JSON, got a fault at byte 14");
    CHECK(reading<test::Point>("\xef\xbb\xbf{\"x\":1,\"y\":2}") ==
          "expected JSON, got a fault at byte 1");
    CHECK(reading<test::Point>(R"({"x":1,"y":2} !)") == "expected JSON, got a fault at byte 15");
}

TEST_CASE("every truncation of a JSON text is refused") {
    for (std::size_t size = 0; size < test::everything_json.size(); ++size) {
        CAPTURE(size);
        CHECK(reading<Everything>(test::everything_json.substr(0, size)) != "fine");
    }
}

TEST_CASE("lone surrogates, bytes that are not UTF-8 and bare control characters are refused") {
    for (const std::string_view text :
         {R"("\ud800")", R"("\udc00")", R"("\ud800a")", R"("\ud800\ud800")", R"("\udc00\ud800")",
          R"("\ud83d\u0041")", R"("\u12")", R"("\u12G4")", R"("\x41")", "\"\x80\"", "\"\xc3\"",
          "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xff\"", "\"a\nb\"",
          "\"\x01\"", "\"a"}) {
        CAPTURE(text);
        CHECK(title_as(text).substr(0, 36) == "title: expected JSON, got a fault at");
    }
    CHECK(title_as(R"("\ud83d\ude00")") == "fine");
    CHECK(title_as(R"("\u0000")") == "fine");
}

TEST_CASE("a text of ten megabytes is refused with a short message") {
    const std::string big(10'000'000, 'x');
    CHECK(title_as("\"" + big + "\"") == "title: expected text of 0 to 20 characters, got \"" +
                                             std::string(40, 'x') + "…\" of 10000000");
    CHECK(after("\"blue\"", "\"" + big + "\"") ==
          "colour: expected one of red, green, blue, got \"" + std::string(40, 'x') + "…\"");
    CHECK(after("\"done\"", "\"" + big + "\"") ==
          std::string(40, 'x') + "…: expected no such field, got a value");
}

TEST_CASE("a number of a million digits is refused with a short message") {
    const std::string digits(1'000'000, '9');
    CHECK(count_as(digits) == count_range + std::string(40, '9') + "…");
    CHECK(count_as("0.5" + digits) == count_range + "0.5" + std::string(37, '9') + "…");
}

TEST_CASE("nesting of any depth is refused where it begins") {
    const std::string lists = repeated("[", 10'000) + repeated("]", 10'000);
    CHECK(count_as(lists) == count_range + "a list");
    const std::string objects = repeated("{\"x\":", 10'000) + "1" + repeated("}", 10'000);
    CHECK(after("{\"x\":-1,\"y\":2}", objects) ==
          "origin.x: expected an integer from -1000 to 1000, got an object");
    CHECK(reading<test::Point>(repeated("[", 100'000)) ==
          "expected an object with the fields of Point, got a list");
}

TEST_CASE("a list with more items than it may have is refused at the first that is too many") {
    const std::string_view point = "{\"x\":1,\"y\":1}";
    const auto trail = [&](std::size_t items) {
        const std::string more = items == 0 ? "" : repeated("," + std::string(point), items - 1);
        return after("\"trail\":[]",
                     "\"trail\":[" + std::string(items == 0 ? "" : point) + more + "]");
    };
    CHECK(trail(0) == "fine");
    CHECK(trail(3) == "fine");
    CHECK(trail(4) == "items[0].trail: expected a list of 0 to 3 items, got more");
    CHECK(trail(200'000) == "items[0].trail: expected a list of 0 to 3 items, got more");
}

TEST_CASE("a list with too few items is refused") {
    CHECK(reading<orders::PlaceOrder>(R"({"orderId":"o","customer":"c","lines":[]})") ==
          "lines: expected a list of 1 to 100 items, got 0 items");
}

TEST_CASE("changed bytes of JSON never crash, and what is accepted is as described") {
    test::Random random(21);
    for (int round = 0; round < 20'000; ++round) {
        std::string json(test::everything_json);
        static constexpr std::string_view likely = "{}[]\",:0159eE.-+\\utrfn ";
        for (std::size_t changes = 1 + random.below(3); changes > 0; --changes) {
            const std::size_t at = random.below(json.size());
            json[at] = random.one_in(2) ? likely[random.below(likely.size())]
                                        : static_cast<char>(random.byte());
        }
        Everything value;
        cqrs::Buffer bytes;
        if (!cqrs::decode_json(json, value) && cqrs::encode(value, bytes)) {
            FAIL("accepted though it is not as described: " << json);
        }
    }
}

TEST_CASE("any JSON is checked without being kept") {
    for (const std::string_view json : {"null", "true", "5", "-1e5", "\"a\"", "[]", "{}",
                                        "[1,[2,{\"a\":[null]}]]", "{\"a\":{\"b\":1},\"a\":2}"}) {
        CAPTURE(json);
        CHECK(checked(json) == "fine");
    }
    for (const std::string_view json :
         {std::string_view(""), std::string_view("nul"), std::string_view("[1,]"),
          std::string_view("{\"a\"}"), std::string_view("1 2"), std::string_view("\"\\ud800\""),
          std::string_view("NaN"), std::string_view("[1e400]"), std::string_view("\"\xff\""),
          std::string_view("1\0", 2), std::string_view("\xef\xbb\xbf{}")}) {
        CAPTURE(json);
        CHECK(checked(json).substr(0, 35) == "expected JSON, got a fault at byte ");
    }
}

TEST_CASE("JSON that must be an object is one") {
    CHECK(checked("{}", true) == "fine");
    CHECK(checked("{\"a\":[1]}", true) == "fine");
    for (const std::string_view json : {"[]", "[{}]", "1", "-1", "1.5", "\"a\"", "null", "false"}) {
        CAPTURE(json);
        CHECK(checked(json, true) == "expected an object, got another value");
    }
}

TEST_CASE("any JSON may be nested 64 deep and no deeper") {
    CHECK(checked(repeated("[", 64) + repeated("]", 64)) == "fine");
    CHECK(checked(repeated("{\"a\":", 64) + "1" + repeated("}", 64), true) == "fine");
    const std::string refused = "expected JSON nested at most 64 deep, got deeper nesting";
    CHECK(checked(repeated("[", 65) + repeated("]", 65)) == refused);
    CHECK(checked(repeated("{\"a\":", 65) + "1" + repeated("}", 65), true) == refused);
    CHECK(checked(repeated("[", 10'000) + repeated("]", 10'000)) == refused);
    CHECK(checked(repeated("[{\"a\":", 1'000'000)) == refused);
    CHECK(checked("[" + repeated("[],", 100'000) + "[]]") == "fine");
}

TEST_CASE("a schema says kinds, bounds, words and meanings, with the fields in order") {
    std::string schema;
    cqrs::encode_schema(*type_of<test::Item>(), schema);
    const std::string point = R"({"title":"Point","type":"object","properties":{)"
                              R"("x":{"type":"integer","minimum":-1000,"maximum":1000},)"
                              R"("y":{"type":"integer","minimum":-1000,"maximum":1000}},)"
                              R"("required":["x","y"],"additionalProperties":false})";
    CHECK(schema == R"({"title":"Item","type":"object","properties":{)"
                    R"("label":{"type":"string","minLength":1,"maxLength":5},"at":)" +
                        point + R"(,"trail":{"type":"array","items":)" + point +
                        R"(,"minItems":0,"maxItems":3},"seen":{"type":"boolean"}},)"
                        R"("required":["label","at","trail"],"additionalProperties":false})");
    schema.clear();
    cqrs::encode_schema(*type_of<Everything>(), schema);
    CHECK(checked(schema, true) == "fine");
    CHECK(schema.find(R"("colour":{"type":"string","enum":["red","green","blue"]})") !=
          std::string::npos);
    CHECK(schema.find(R"("maxLength":20,"description":"what it is called")") != std::string::npos);
    CHECK(schema.find(R"("maxItems":4,"description":"at most four")") != std::string::npos);
    CHECK(schema.find(R"("required":["title","code","count","wide","done","colour","origin",)"
                      R"("items"])") != std::string::npos);
}

TEST_CASE("a schema of no fields is an object without properties") {
    std::string schema;
    cqrs::encode_schema(*type_of<bank::BankTotals>(), schema);
    CHECK(schema == R"({"title":"bankTotals","type":"object","properties":{},"required":[],)"
                    R"("additionalProperties":false})");
    CHECK(reading<bank::BankTotals>("{}") == "fine");
    CHECK(reading<bank::BankTotals>("{\"a\":1}") == "a: expected no such field, got a value");
}

}  // namespace json_tests
