#include "cqrs/answer_size.hpp"

#include <algorithm>

namespace cqrs {
namespace {

/// What a value of that shape takes at the most while it is put together, a list of no more items
/// than `rows`.
std::size_t bytes_max(const Shape& shape, std::int64_t rows) {
    constexpr std::int64_t bytes_per_letter = 4;
    // A list that grows is there twice for a moment, at half its size and at its size.
    constexpr std::size_t copies = 3;
    switch (shape.kind) {
        case Kind::text:
            return static_cast<std::size_t>(bytes_per_letter * shape.max);
        case Kind::object:
        case Kind::list: {
            std::size_t one = copies * shape.type()->size;
            for (const Field& field : shape.type()->fields) {
                one += bytes_max(field.shape, rows);
            }
            return shape.kind == Kind::object
                       ? one
                       : one * static_cast<std::size_t>(std::min(shape.max, rows));
        }
        default:
            return 0;
    }
}

/// How many rows are asked for: a query says so in a field `limit`.
std::int64_t rows_asked(const Type& type, const void* params) {
    for (const Field& field : type.fields) {
        if (field.name == "limit" && field.shape.kind == Kind::integer) {
            const void* value = field.optional == nullptr ? field.in(params)
                                                          : field.optional->value(field.in(params));
            return value == nullptr ? answer_rows_max : *static_cast<const std::int64_t*>(value);
        }
    }
    return answer_rows_max;
}

}  // namespace

std::size_t answer_bytes_max(const ReadModel::Query& query, const void* params) {
    return bytes_max(query.result, rows_asked(*query.params, params));
}

Error no_memory_for_answer() {
    Error error;
    error.code = Code::limit;
    error.message = "there is no memory for so long an answer; ask for fewer rows";
    return error;
}

}  // namespace cqrs
