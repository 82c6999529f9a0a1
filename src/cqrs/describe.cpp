#include "cqrs/describe.hpp"

namespace cqrs::detail {

std::vector<Field> placed(std::span<const Field* const> fields,
                          std::span<const std::size_t> offsets) {
    std::vector<Field> all;
    all.reserve(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
        all.push_back(*fields[i]);
        all.back().offset = offsets[i];
    }
    return all;
}

}  // namespace cqrs::detail
