#include "cqrs/schema.hpp"

#include <algorithm>
#include <charconv>
#include <forward_list>
#include <optional>

#include "cqrs/json.hpp"
#include "cqrs/limits.hpp"

namespace cqrs {
namespace {

/// A list whose items are of a type made while the program runs.
struct RuntimeList {
    explicit RuntimeList(const Type* of) : item(of) {}
    RuntimeList(const RuntimeList&) = delete;
    RuntimeList& operator=(const RuntimeList&) = delete;
    ~RuntimeList() { clear(); }
    void clear() {
        for (const auto& each : items) {
            item->destroy(*item, each.get());
        }
        items.clear();
    }
    const Type* item;
    std::vector<std::unique_ptr<std::byte[]>> items;
};

constexpr ListAccess runtime_list{
    [](const void* list) { return static_cast<const RuntimeList*>(list)->items.size(); },
    [](const void* list, std::size_t i) {
        return static_cast<const void*>(static_cast<const RuntimeList*>(list)->items[i].get());
    },
    [](void* list) {
        auto& all = *static_cast<RuntimeList*>(list);
        void* added = all.items.emplace_back(std::make_unique<std::byte[]>(all.item->size)).get();
        all.item->construct(*all.item, added);
        return added;
    },
    [](void* list) { static_cast<RuntimeList*>(list)->clear(); }};

/// Calls `visit` with a null pointer to the C++ type that a field of that shape holds.
template <class Visit>
auto with_held_type(const Field& field, Visit&& visit) {
    const bool optional = field.optional != nullptr;
    switch (field.shape.kind) {
        case Kind::text:
            return optional ? visit(static_cast<std::optional<std::string>*>(nullptr))
                            : visit(static_cast<std::string*>(nullptr));
        case Kind::integer:
            return optional ? visit(static_cast<std::optional<std::int64_t>*>(nullptr))
                            : visit(static_cast<std::int64_t*>(nullptr));
        case Kind::boolean:
            return optional ? visit(static_cast<std::optional<bool>*>(nullptr))
                            : visit(static_cast<bool*>(nullptr));
        default:
            return optional ? visit(static_cast<std::optional<std::uint8_t>*>(nullptr))
                            : visit(static_cast<std::uint8_t*>(nullptr));
    }
}

void construct(const Type& type, void* at) {
    for (const Field& field : type.fields) {
        void* value = field.in(at);
        if (field.shape.kind == Kind::object) {
            construct(*field.shape.type(), value);
        } else if (field.shape.kind == Kind::list) {
            new (value) RuntimeList(field.shape.type());
        } else {
            with_held_type(field, [&]<class T>(T* /*type*/) { new (value) T{}; });
        }
    }
}

void destroy(const Type& type, void* at) {
    for (const Field& field : type.fields) {
        void* value = field.in(at);
        if (field.shape.kind == Kind::object) {
            destroy(*field.shape.type(), value);
        } else if (field.shape.kind == Kind::list) {
            static_cast<RuntimeList*>(value)->~RuntimeList();
        } else {
            with_held_type(field, [&]<class T>(T* /*type*/) { static_cast<T*>(value)->~T(); });
        }
    }
}

const OptionalAccess* optional_access_of(Kind kind) {
    switch (kind) {
        case Kind::text:
            return &detail::optional_access<std::string>;
        case Kind::integer:
            return &detail::optional_access<std::int64_t>;
        case Kind::boolean:
            return &detail::optional_access<bool>;
        case Kind::enumeration:
            return &detail::optional_access<std::uint8_t>;
        default:
            return nullptr;
    }
}

/// Places the fields as a compiler might, all on boundaries of eight bytes.
void lay_out(Type& type) {
    constexpr std::size_t boundary = alignof(std::max_align_t);
    type.alignment = boundary;
    for (Field& field : type.fields) {
        field.offset = type.size;
        std::size_t size = 0;
        if (field.shape.kind == Kind::object) {
            size = field.shape.type()->size;
        } else if (field.shape.kind == Kind::list) {
            size = sizeof(RuntimeList);
        } else {
            size = with_held_type(field, []<class T>(T* /*type*/) { return sizeof(T); });
        }
        type.size += (size + boundary - 1) / boundary * boundary;
    }
    type.size = std::max(type.size, boundary);
    type.construct = &construct;
    type.destroy = &destroy;
}

/// Whether each value takes at least one byte in the binary form.
bool takes_bytes(const Type& type) {
    return std::any_of(type.fields.begin(), type.fields.end(), [](const Field& field) {
        return field.shape.kind != Kind::object || takes_bytes(*field.shape.type());
    });
}

}  // namespace

/// What a type made at run time points into.
struct SchemaType::Parts {
    std::forward_list<std::string> texts;
    std::forward_list<std::vector<std::string_view>> words;
    std::forward_list<Type> types;
    const Type* root = nullptr;
};

namespace {

/// Reads the schema as `encode_schema` writes it, character by character.
template <class Parts>
class SchemaReader {
public:
    SchemaReader(std::string_view schema, Parts& parts) : left_(schema), parts_(parts) {}

    [[nodiscard]] const Type* type() {
        Type type;
        if (++depth_ > json_depth_max || !skip(R"({"title":)") || !text(type.name) ||
            !skip(R"(,"type":"object","properties":{)")) {
            return nullptr;
        }
        while (!skip("}")) {
            Field field;
            if ((!type.fields.empty() && !skip(",")) || !text(field.name) || !skip(":") ||
                !shape(field.shape) || type.fields.size() == detail::fields_max) {
                return nullptr;
            }
            // Until `required` names it.
            field.optional = optional_access_of(field.shape.kind);
            type.fields.push_back(field);
        }
        if (!required(type) || !skip(R"(,"additionalProperties":false})")) {
            return nullptr;
        }
        --depth_;
        lay_out(type);
        return &parts_.types.emplace_front(std::move(type));
    }
    [[nodiscard]] bool at_end() const { return left_.empty(); }

private:
    [[nodiscard]] bool required(Type& type) {
        if (!skip(R"(,"required":[)")) {
            return false;
        }
        bool first = true;
        for (Field& field : type.fields) {
            const std::string_view before = left_;
            std::string_view name;
            const bool named = (first || skip(",")) && text(name) && name == field.name;
            if (named) {
                field.optional = nullptr;
                first = false;
            } else {
                left_ = before;
                if (field.optional == nullptr) {
                    return false;
                }
            }
        }
        return skip("]");
    }
    [[nodiscard]] bool shape(Shape& shape) {
        if (left_.starts_with(R"({"title")")) {
            shape.kind = Kind::object;
            return of(shape);
        }
        if (skip(R"({"type":"string","enum":[)")) {
            shape.kind = Kind::enumeration;
            return words(shape) && rest(shape);
        }
        if (skip(R"({"type":"string","minLength":)")) {
            shape.kind = Kind::text;
            return bounds(shape, R"(,"maxLength":)", 0) && rest(shape);
        }
        if (skip(R"({"type":"integer","minimum":)")) {
            shape.kind = Kind::integer;
            return bounds(shape, R"(,"maximum":)", -safe_integer_max) && rest(shape);
        }
        if (skip(R"({"type":"boolean")")) {
            shape.kind = Kind::boolean;
            return rest(shape);
        }
        if (skip(R"({"type":"array","items":)")) {
            shape.kind = Kind::list;
            shape.list = &runtime_list;
            // Items that take no bytes could be as many as a number can say.
            return of(shape) && takes_bytes(*shape.type()) && skip(R"(,"minItems":)") &&
                   bounds(shape, R"(,"maxItems":)", 0) && rest(shape);
        }
        return false;
    }
    [[nodiscard]] bool of(Shape& shape) {
        const Type* found = type();
        shape.type = TypeSource(found);
        return found != nullptr;
    }
    [[nodiscard]] bool words(Shape& shape) {
        std::vector<std::string_view>& all = parts_.words.emplace_front();
        while (!skip("]")) {
            std::string_view word;
            if ((!all.empty() && !skip(",")) || !text(word) || all.size() == detail::words_max) {
                return false;
            }
            all.push_back(word);
        }
        shape.words = all;
        return !all.empty();
    }
    [[nodiscard]] bool bounds(Shape& shape, std::string_view between, std::int64_t least) {
        return number(shape.min) && skip(between) && number(shape.max) && shape.min >= least &&
               shape.min <= shape.max && shape.max <= safe_integer_max;
    }
    [[nodiscard]] bool rest(Shape& shape) {
        return (!skip(R"(,"description":)") || text(shape.about)) && skip("}");
    }

    bool skip(std::string_view expected) {
        const bool there = left_.starts_with(expected);
        left_.remove_prefix(there ? expected.size() : 0);
        return there;
    }
    bool number(std::int64_t& into) {
        const auto [end, wrong] = std::from_chars(left_.data(), left_.data() + left_.size(), into);
        left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
        return wrong == std::errc();
    }
    bool text(std::string_view& into) {
        std::size_t end = 1;
        while (end < left_.size() && left_[end] != '"') {
            end += left_[end] == '\\' ? 2U : 1U;
        }
        if (end >= left_.size() || left_[0] != '"') {
            return false;
        }
        // As the only member of an object, so that the JSON reader reads it.
        const std::string object = "{\"\":" + std::string(left_.substr(0, end + 1)) + "}";
        left_.remove_prefix(end + 1);
        Kept kept;
        kept.text = &parts_.texts.emplace_front();
        const bool read = !read_members(object, kept);
        into = *kept.text;
        return read;
    }

    struct Kept final : MemberTaker {
        void take(const JsonMember& member) override { text->swap(*member.text); }
        std::string* text = nullptr;
    };

    std::string_view left_;
    Parts& parts_;
    std::size_t depth_ = 0;
};

}  // namespace

SchemaType::SchemaType(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SchemaType::~SchemaType() = default;

const Type& SchemaType::type() const { return *parts_->root; }

std::unique_ptr<const SchemaType> SchemaType::read(std::string_view schema) {
    auto parts = std::make_unique<Parts>();
    SchemaReader<Parts> reader(schema, *parts);
    parts->root = reader.type();
    if (parts->root == nullptr || !reader.at_end()) {
        return nullptr;
    }
    std::string again;
    encode_schema(*parts->root, again);
    if (again != schema) {
        return nullptr;
    }
    return std::unique_ptr<const SchemaType>(new SchemaType(std::move(parts)));
}

void encode_schema(const Type& type, std::string& into) {
    into += R"({"title":)";
    encode_json(type.name, into);
    into += R"(,"type":"object","properties":{)";
    bool first = true;
    for (const Field& field : type.fields) {
        into += first ? "" : ",";
        first = false;
        encode_json(field.name, into);
        into += ':';
        encode_schema(field.shape, into);
    }
    into += R"(},"required":[)";
    first = true;
    for (const Field& field : type.fields) {
        if (field.optional == nullptr) {
            into += first ? "" : ",";
            first = false;
            encode_json(field.name, into);
        }
    }
    into += R"(],"additionalProperties":false})";
}

void encode_schema(const Shape& shape, std::string& into) {
    const auto bounds = [&](const char* min, const char* max) {
        into += std::string(",\"") + min + "\":" + std::to_string(shape.min) + ",\"" + max +
                "\":" + std::to_string(shape.max);
    };
    switch (shape.kind) {
        case Kind::text:
            into += R"({"type":"string")";
            bounds("minLength", "maxLength");
            break;
        case Kind::integer:
            into += R"({"type":"integer")";
            bounds("minimum", "maximum");
            break;
        case Kind::boolean:
            into += R"({"type":"boolean")";
            break;
        case Kind::enumeration:
            into += R"({"type":"string","enum":[)";
            for (const std::string_view& word : shape.words) {
                into += &word == shape.words.data() ? "" : ",";
                encode_json(word, into);
            }
            into += ']';
            break;
        case Kind::object:
            encode_schema(*shape.type(), into);
            return;
        case Kind::list:
            into += R"({"type":"array","items":)";
            encode_schema(*shape.type(), into);
            bounds("minItems", "maxItems");
            break;
    }
    if (!shape.about.empty()) {
        into += R"(,"description":)";
        encode_json(shape.about, into);
    }
    into += '}';
}

}  // namespace cqrs
