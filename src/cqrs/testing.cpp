#include "cqrs/testing.hpp"

namespace cqrs {
namespace detail {

void write_message(const Type& type, const void* message, std::string& into) {
    Buffer bytes;
    into += std::string(type.name);
    if (const auto fault = encode(type, message, bytes)) {
        into += " is not as described: " + invalid(*fault).message + "\n";
        return;
    }
    into += ' ';
    encode_json(type, message, into);
    into += '\n';
}

}  // namespace detail

void Outcome::add(const Type& type, const void* message) {
    detail::write_message(type, message, messages_);
}

std::string Outcome::followed() const {
    std::string all = messages_;
    for (const Rejection& rejection : rejections_) {
        all += "rejected: " + rejection.reason +
               (rejection.message.empty() ? "" : ", " + rejection.message) + "\n";
    }
    return all.empty() ? "nothing\n" : all;
}

Verdict Outcome::verdict(bool holds, std::string expected) const {
    return {holds, "given\n" + (given_.empty() ? "nothing\n" : given_) + "when\n" + when_ +
                       "then expected\n" + std::move(expected) + "but was\n" + followed()};
}

Verdict Outcome::expect(std::string_view messages) const {
    return verdict(rejections_.empty() && messages_ == messages,
                   messages.empty() ? "nothing\n" : std::string(messages));
}

Verdict Outcome::then_rejected(std::string_view reason) const {
    const bool holds =
        messages_.empty() && rejections_.size() == 1 && rejections_.front().reason == reason;
    return verdict(holds, "rejected: " + std::string(reason) + "\n");
}

}  // namespace cqrs
