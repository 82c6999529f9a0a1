#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "cqrs/bytes.hpp"
#include "cqrs/limits.hpp"

namespace cqrs {

/// An id as records keep it: a canonical lower-case UUID takes 17 bytes, anything else its text.
void encode_id(std::string_view id, Buffer& into);
[[nodiscard]] std::string id_text(Bytes encoded);

/// The encoded id at which `from` stands in `record`.
[[nodiscard]] Bytes next_id(Reader& from, Bytes record);

/// The longest encoded id.
inline constexpr std::size_t id_bytes_max = 4 * id_length_max + 4;

/// An id that has been encoded and hashed once, for all that needs it.
class EncodedId {
public:
    explicit EncodedId(std::string_view id);

    /// Empty where the text is too long for an id.
    [[nodiscard]] Bytes bytes() const { return {bytes_.data(), size_}; }
    [[nodiscard]] std::uint32_t hash() const { return hash_; }

private:
    std::array<std::uint8_t, id_bytes_max> bytes_;
    std::size_t size_ = 0;
    std::uint32_t hash_ = 0;
};

}  // namespace cqrs
