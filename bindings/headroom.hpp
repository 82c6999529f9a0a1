#pragma once

#include <cstddef>

namespace boundary {

/// What the module keeps back, so that an operation has what it needs for a moment even where there
/// is no memory left: a failing `operator new` would end the module and every engine in it. Pages
/// come from checked `malloc` and never get at it; what is short-lived does, through the new
/// handler. After that no engine gets pages until it has been put back.
///
/// Asked at the start of every operation: whether there is room for one that needs so many bytes
/// for a moment, at the most. False means the error `limit`, before anything has begun.
[[nodiscard]] bool headroom(std::size_t bytes);

/// The same for an answer, whose bound is far above what it will be. While nothing has been refused
/// it is taken on trust, since asking would take that much from the machine.
[[nodiscard]] bool room_for_answer(std::size_t bytes);
void note_refusal();

/// Gives up what is kept back if there is not room for so many bytes otherwise: for callers that
/// take memory past the new handler.
void make_way(std::size_t bytes);

}  // namespace boundary
