#include "cqrs/id.hpp"

#include <string>

#include "catch.hpp"
#include "cqrs/hash.hpp"

namespace id_tests {
namespace {

using cqrs::Buffer;
using cqrs::EncodedId;

constexpr std::string_view some_uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";

Buffer encoded(std::string_view id) {
    Buffer buffer;
    cqrs::encode_id(id, buffer);
    return buffer;
}

std::string id_again(std::string_view id) { return cqrs::id_text(encoded(id).bytes()); }

std::size_t id_size(std::string_view id) { return encoded(id).size(); }

/// Whether a character may stand there in a canonical lower-case UUID.
bool fits_uuid(std::size_t at, char c) {
    if (at == 8 || at == 13 || at == 18 || at == 23) {
        return c == '-';
    }
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

TEST_CASE("an id comes back as it was, and a lower-case UUID takes 17 bytes") {
    for (const std::string_view id :
         {std::string_view("a"), std::string_view("order-7"), some_uuid,
          std::string_view("0F8FAD5B-D9CB-469F-A165-70867728950E"),
          std::string_view("0f8fad5bd9cb469fa16570867728950e"),
          std::string_view("00000000-0000-0000-0000-000000000000"),
          std::string_view("ffffffff-ffff-ffff-ffff-ffffffffffff"), std::string_view("é€")}) {
        CHECK(id_again(id) == id);
    }
    CHECK(id_size(some_uuid) == 17);
    CHECK(id_size("0F8FAD5B-D9CB-469F-A165-70867728950E") == 37);
    CHECK(id_size("a") == 2);
    const std::string longest(cqrs::id_length_max, 'x');
    CHECK(id_again(longest) == longest);
}

TEST_CASE(
    "whatever character stands anywhere in a UUID, it comes back, and is short only if it is one") {
    std::size_t wrong = 0;
    for (std::size_t at = 0; at < some_uuid.size(); ++at) {
        for (int c = 0; c < 256; ++c) {
            std::string id(some_uuid);
            id[at] = static_cast<char>(c);
            wrong += id_again(id) == id ? 0 : 1;
            wrong += (id_size(id) == 17) == fits_uuid(at, id[at]) ? 0 : 1;
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("a UUID is kept in the order in which it is written") {
    const Buffer bytes = encoded(some_uuid);
    CHECK(bytes.bytes()[0] == 1);
    CHECK(bytes.bytes()[1] == 0x0f);
    CHECK(bytes.bytes()[2] == 0x8f);
    CHECK(bytes.bytes()[5] == 0xd9);
    CHECK(bytes.bytes()[16] == 0x0e);
}

TEST_CASE("an encoded id has the bytes of encode_id and their hash") {
    const std::string longest(4 * cqrs::id_length_max, 'x');
    for (const std::string_view id :
         {std::string_view("a"), some_uuid, std::string_view(longest), std::string_view("é€")}) {
        const EncodedId once(id);
        CHECK(cqrs::as_text(once.bytes()) == cqrs::as_text(encoded(id).bytes()));
        CHECK(once.hash() == cqrs::hash32(once.bytes()));
    }
    CHECK(EncodedId(longest + "x").bytes().empty());
}

}  // namespace id_tests
