#pragma once

#include <cstddef>

#include "cqrs/read_model.hpp"
#include "cqrs/result.hpp"

namespace cqrs {

/// What the answer to a query takes at the most while it is put together, in bytes, by its
/// description. A query that has a field `limit` says with it how many rows are asked for.
[[nodiscard]] std::size_t answer_bytes_max(const ReadModel::Query& query, const void* params);

/// The error `limit` for an answer that there is no memory for.
[[nodiscard]] Error no_memory_for_answer();

}  // namespace cqrs
