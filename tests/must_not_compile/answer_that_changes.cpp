// An answer that is not const: a query would change the read model.
// expect: GetDoor.*no answer|no answer.*GetDoor
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "cqrs/read_model.hpp"

namespace {

struct Door {
    std::string id;
    static constexpr std::string_view name = "Door";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("id", &Door::id, cqrs::text(1, 64)));
    }
};
struct WasShut : Door {
    static constexpr std::string_view name = "WasShut";
};
struct GetDoor : Door {
    using Answer = std::optional<Door>;
    static constexpr std::string_view name = "door";
};

struct Shutters {
    static constexpr std::string_view name = "shutters";
    using Events = std::variant<WasShut>;
    using Queries = std::variant<GetDoor>;
    explicit Shutters(const cqrs::Storage& /*storage*/) {}
    void apply(const WasShut& /*event*/, const cqrs::EventInfo& /*info*/) {}
#ifdef MUST_NOT_COMPILE
    std::optional<Door> answer(const GetDoor& /*query*/) { return std::nullopt; }
#else
    std::optional<Door> answer(const GetDoor& /*query*/) const { return std::nullopt; }
#endif
};

}  // namespace

std::unique_ptr<cqrs::ReadModel> shutters(const cqrs::Storage& storage) {
    return std::make_unique<cqrs::ReadModelOf<Shutters>>(storage);
}
