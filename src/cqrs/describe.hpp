#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

/// Describe once: a plain struct says its name and its fields, and from that one declaration come
/// JSON, JSON Schema, the compact binary form, the TypeScript types and the forms of the page.
///
///     struct Deposit {
///         std::string account;
///         std::int64_t amount = 0;
///         static constexpr std::string_view name = "Deposit";
///         static constexpr auto fields() {
///             return cqrs::fields(cqrs::field("account", &Deposit::account, cqrs::text(1, 64)),
///                                 cqrs::field("amount", &Deposit::amount, cqrs::integer(1, 100)));
///         }
///     };
///
/// A field is text, an integer (`std::int64_t`), a `bool`, an enum (one byte wide, with
/// `constexpr auto words_of(Enum)` beside it), another described struct, a `std::vector` of
/// described structs, or a `std::optional` of a text, integer, bool or enum. An event whose fields
/// have changed since it was first stored says `static constexpr std::uint32_t version = 2` too.
namespace cqrs {

struct Type;

enum class Kind : std::uint8_t { text, integer, boolean, enumeration, object, list };

/// Integers stay within what a JavaScript number holds exactly.
inline constexpr std::int64_t safe_integer_max = (std::int64_t{1} << 53) - 1;

/// How the elements of some `std::vector<T>` are reached without knowing T.
struct ListAccess {
    std::size_t (*size)(const void* list);
    const void* (*at)(const void* list, std::size_t index);
    void* (*add)(void* list);
    void (*clear)(void* list);
};

/// How the value of some `std::optional<T>` is reached without knowing T.
struct OptionalAccess {
    const void* (*value)(const void* optional);  ///< null when there is none
    void* (*emplace)(void* optional);
    void (*reset)(void* optional);
};

/// Where the type of an object, or of a list's items, is found: that of a struct in the program, or
/// one made while it runs.
class TypeSource {
public:
    constexpr TypeSource() = default;
    constexpr TypeSource(const Type* (*of_struct)()) : of_struct_(of_struct) {}
    constexpr TypeSource(const Type* made) : made_(made) {}
    [[nodiscard]] const Type* operator()() const { return made_ != nullptr ? made_ : of_struct_(); }

private:
    const Type* (*of_struct_)() = nullptr;
    const Type* made_ = nullptr;
};

/// What values are right: their kind and bounds.
struct Shape {
    Kind kind = Kind::boolean;
    std::int64_t min = 0;  ///< least integer, fewest code points of a text, fewest items of a list
    std::int64_t max = 0;  ///< likewise the most
    std::string_view about;                   ///< meaning and unit, for people
    std::span<const std::string_view> words;  ///< of an enumeration, by value
    TypeSource type;                          ///< of an object, or of the items of a list
    const ListAccess* list = nullptr;         ///< of a list
};

struct Field {
    std::string_view name;  ///< as in JSON
    Shape shape;
    std::size_t offset = 0;
    const OptionalAccess* optional = nullptr;  ///< null when the field must be there

    [[nodiscard]] const void* in(const void* object) const {
        return static_cast<const std::byte*>(object) + offset;
    }
    [[nodiscard]] void* in(void* object) const { return static_cast<std::byte*>(object) + offset; }
};

/// The erased table of a described struct, one for each in the program.
struct Type {
    std::string_view name;
    std::uint32_t version = 1;
    std::vector<Field> fields;
    std::size_t size = 0;
    std::size_t alignment = 0;
    void (*construct)(const Type& type, void* at) = nullptr;
    void (*destroy)(const Type& type, void* at) = nullptr;
};

template <class T>
concept Described = requires {
    { T::name } -> std::convertible_to<std::string_view>;
    T::fields();
};

/// A string as a template argument, so that structs that differ only in name share one field list.
template <std::size_t N>
struct Name {
    char letters[N] = {};
    constexpr Name(const char (&text)[N]) {
        for (std::size_t i = 0; i < N; ++i) {
            letters[i] = text[i];
        }
    }
    [[nodiscard]] constexpr std::string_view view() const { return {letters, N - 1}; }
};

struct Bounds {
    std::int64_t min = 0;
    std::int64_t max = 0;
    std::string_view about;
};
struct TextBounds : Bounds {};
struct IntegerBounds : Bounds {};
struct ListBounds : Bounds {};

/// Text of `min` to `max` Unicode code points.
constexpr TextBounds text(std::int64_t min, std::int64_t max, std::string_view about = {}) {
    return {{min, max, about}};
}
/// An integer from `min` to `max`, both included.
constexpr IntegerBounds integer(std::int64_t min, std::int64_t max, std::string_view about = {}) {
    return {{min, max, about}};
}
/// A list of `min` to `max` items.
constexpr ListBounds list(std::int64_t min, std::int64_t max, std::string_view about = {}) {
    return {{min, max, about}};
}

template <class T>
[[nodiscard]] const Type* type_of();

namespace detail {

inline constexpr std::size_t fields_max = 64;
inline constexpr std::size_t words_max = 256;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr ListAccess list_access{
    [](const void* list) { return static_cast<const std::vector<T>*>(list)->size(); },
    [](const void* list, std::size_t i) {
        return static_cast<const void*>(&(*static_cast<const std::vector<T>*>(list))[i]);
    },
    [](void* list) {
        return static_cast<void*>(&static_cast<std::vector<T>*>(list)->emplace_back());
    },
    [](void* list) { static_cast<std::vector<T>*>(list)->clear(); }};

template <class T>
inline constexpr OptionalAccess optional_access{
    [](const void* optional) {
        const auto& held = *static_cast<const std::optional<T>*>(optional);
        return held ? static_cast<const void*>(&*held) : nullptr;
    },
    [](void* optional) {
        return static_cast<void*>(&static_cast<std::optional<T>*>(optional)->emplace());
    },
    [](void* optional) { static_cast<std::optional<T>*>(optional)->reset(); }};

template <class Enum>
inline constexpr auto words = words_of(Enum{});

constexpr Shape with_bounds(Kind kind, const Bounds& bounds) {
    Shape shape;
    shape.kind = kind;
    shape.min = bounds.min;
    shape.max = bounds.max;
    shape.about = bounds.about;
    return shape;
}

/// The shape of a member of type T under its bounds (absent for enums, bools and structs).
template <class T, class... B>
constexpr Shape shape_of(const B&... bounds) {
    if constexpr (std::is_same_v<T, std::string>) {
        static_assert((std::is_same_v<B, TextBounds> && ...) && sizeof...(B) == 1,
                      "a text field takes its bounds: text(min, max)");
        return with_bounds(Kind::text, bounds...);
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        static_assert((std::is_same_v<B, IntegerBounds> && ...) && sizeof...(B) == 1,
                      "an integer field takes its range: integer(min, max)");
        return with_bounds(Kind::integer, bounds...);
    } else if constexpr (std::is_same_v<T, bool>) {
        return Shape{};
    } else if constexpr (std::is_enum_v<T>) {
        static_assert(sizeof(T) == 1, "a described enum is one byte wide");
        Shape shape;
        shape.kind = Kind::enumeration;
        shape.words = words<T>;
        return shape;
    } else if constexpr (is_vector<T>) {
        static_assert((std::is_same_v<B, ListBounds> && ...) && sizeof...(B) == 1,
                      "a list field takes its bounds: list(min, max)");
        using Item = typename T::value_type;
        static_assert(Described<Item>, "the items of a list are described structs");
        Shape shape = with_bounds(Kind::list, bounds...);
        shape.type = &type_of<Item>;
        shape.list = &list_access<Item>;
        return shape;
    } else {
        static_assert(Described<T>,
                      "a field is text, std::int64_t, bool, an enum, a described "
                      "struct, a vector of those, or an optional of a simple one");
        Shape shape;
        shape.kind = Kind::object;
        shape.type = &type_of<T>;
        return shape;
    }
}

template <class Owner, class Member>
struct FieldOf {
    Field field;  // but for its offset, which a constant expression cannot tell
    Member Owner::*member;
};

template <class T>
inline constexpr auto fields_of = T::fields();

template <class T>
inline constexpr std::uint32_t version_of = [] {
    if constexpr (requires { T::version; }) {
        return std::uint32_t{T::version};
    } else {
        return std::uint32_t{1};
    }
}();

/// The fields, each where `offsets` says.
std::vector<Field> placed(std::span<const Field* const> fields,
                          std::span<const std::size_t> offsets);

template <class T>
Type built_type() {
    Type type;
    type.name = T::name;
    type.size = sizeof(T);
    type.alignment = alignof(T);
    type.version = version_of<T>;
    type.construct = [](const Type& /*type*/, void* at) { new (at) T{}; };
    type.destroy = [](const Type& /*type*/, void* at) { static_cast<T*>(at)->~T(); };
    std::apply(
        [&](const auto&... field) {
            const T probe{};
            const auto* start = reinterpret_cast<const std::byte*>(&probe);
            const std::array<const Field*, sizeof...(field)> fields{&field.field...};
            const std::array<std::size_t, sizeof...(field)> offsets{static_cast<std::size_t>(
                reinterpret_cast<const std::byte*>(&(probe.*field.member)) - start)...};
            static_cast<void>(start);
            type.fields = placed(fields, offsets);
        },
        fields_of<T>);
    return type;
}

/// An entry of a constant table, whose type is known once the program runs.
template <class Entry>
struct Typed {
    const Type* (*type)() = nullptr;
    Entry entry;
};

/// The entries with their types, each put into the member that is for it.
template <auto TypeMember, class Entry>
std::vector<Entry> with_types(std::span<const Typed<Entry>> table) {
    std::vector<Entry> all;
    all.reserve(table.size());
    for (const Typed<Entry>& row : table) {
        all.push_back(row.entry);
        all.back().*TypeMember = row.type();
    }
    return all;
}

}  // namespace detail

/// One field: its name in JSON, the member it stands for, its bounds.
template <class Owner, class Member, class... B>
constexpr auto field(std::string_view name, Member Owner::*member, const B&... bounds) {
    if constexpr (detail::is_optional<Member>) {
        using Value = typename Member::value_type;
        static_assert(!Described<Value> && !detail::is_vector<Value>,
                      "an optional field is of a text, an integer, a bool or an enum");
        return detail::FieldOf<Owner, Member>{
            {name, detail::shape_of<Value>(bounds...), 0, &detail::optional_access<Value>}, member};
    } else {
        return detail::FieldOf<Owner, Member>{
            {name, detail::shape_of<Member>(bounds...), 0, nullptr}, member};
    }
}

/// The fields of a struct, in the order in which they are written.
template <class... Fields>
constexpr auto fields(const Fields&... all) {
    static_assert(sizeof...(Fields) <= detail::fields_max,
                  "a described struct has at most 64 fields");
    return std::tuple<Fields...>(all...);
}

/// The one table of T; its address tells types apart.
template <class T>
const Type* type_of() {
    static_assert(Described<T>, "a message has a static `name` and static `fields()`");
    static const Type type = detail::built_type<T>();
    return &type;
}

}  // namespace cqrs
