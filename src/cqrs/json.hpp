#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cqrs/codec.hpp"
#include "cqrs/describe.hpp"

namespace cqrs {

/// How deep lists and objects may nest in any JSON that comes from outside.
inline constexpr std::size_t json_depth_max = 64;

/// What becomes of a required field that is not there: a fault, or the object keeps what it has.
enum class Missing : std::uint8_t { refused, kept };

/// Reads JSON text into a freshly constructed object. Nothing may be there that is not described,
/// and every value must be within its bounds.
[[nodiscard]] Rare<Fault> decode_json(const Type& type, std::string_view json, void* object,
                                      Missing missing = Missing::refused);

/// Appends the object as JSON: the fields in order, absent optionals left out, no white space.
void encode_json(const Type& type, const void* object, std::string& into);

/// Appends the text in quotation marks, escaped as JSON asks.
void encode_json(std::string_view text, std::string& into);

/// A member of a JSON object, or an item of an array. What it points to lasts for the call it is
/// given to.
struct JsonMember {
    std::string_view name;        ///< empty for an item
    std::string_view json;        ///< of a member: the value as it stands in the text
    std::string* text = nullptr;  ///< where the value is a string: what it means
};

/// Takes members in their order.
class MemberTaker {
public:
    MemberTaker() = default;
    MemberTaker(const MemberTaker&) = delete;
    MemberTaker& operator=(const MemberTaker&) = delete;
    virtual ~MemberTaker() = default;
    virtual void take(const JsonMember& member) = 0;
};

/// Hands over what the object or array holds that the text is. The values may nest as deep as any
/// JSON may.
[[nodiscard]] Rare<Fault> read_members(std::string_view json, MemberTaker& into);

/// Whether the text is one JSON value, nested no deeper than `json_depth_max`; with `object`, one
/// that is an object. Nothing of it is kept.
[[nodiscard]] Rare<Fault> check_json(std::string_view json, bool object);

template <Described T>
[[nodiscard]] Rare<Fault> decode_json(std::string_view json, T& value) {
    return decode_json(*type_of<T>(), json, &value);
}

template <Described T>
[[nodiscard]] std::string to_json(const T& value) {
    std::string json;
    encode_json(*type_of<T>(), &value, json);
    return json;
}

}  // namespace cqrs
