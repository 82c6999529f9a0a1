#include "headroom.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

#include "cqrs/pages.hpp"

namespace boundary {
namespace {

// A share of the memory, so that it grows with the answers that may be asked for.
[[maybe_unused]] constexpr std::size_t share = 16;
constexpr std::size_t least = std::size_t{1} << 18U;
[[maybe_unused]] constexpr std::size_t most = std::size_t{1} << 25U;

void* kept = nullptr;
std::size_t kept_size = 0;
bool refused = false;  // something, since there was plenty

std::size_t wanted() {
#if defined(__wasm__)
    constexpr std::size_t wasm_page = 65'536;
    return std::clamp(__builtin_wasm_memory_size(0) * wasm_page / share, least, most);
#else
    return least;
#endif
}

void give_up() {
    std::free(kept);
    kept = nullptr;
    kept_size = 0;
    cqrs::Budget::refuse_all(true);
}

/// The new handler: what called it tries again, or there is nothing left to try with.
void hand_over() {
    if (kept == nullptr) {
        std::abort();
    }
    refused = true;
    give_up();
}

/// The same for buffers, which know how to fail.
bool make_way_once() {
    const bool had = kept != nullptr;
    refused = true;
    give_up();
    return had;
}

bool can_be_had(std::size_t bytes) {
    // A compiler may leave out an allocation that nobody uses, and take it for granted.
    void* volatile probe = std::malloc(bytes);
    const bool had = probe != nullptr;
    refused = refused || !had;
    std::free(probe);
    return had;
}

void put_back(std::size_t size) {
    give_up();
    for (; kept == nullptr && size >= least; size /= 2) {
        kept = std::malloc(size);
        kept_size = kept == nullptr ? 0 : size;
    }
}

}  // namespace

bool headroom(std::size_t bytes) {
    static const bool once = [] {
        std::set_new_handler(hand_over);
        cqrs::Buffer::on_shortage(make_way_once);
        return true;
    }();
    static_cast<void>(once);
    cqrs::Buffer::forget_shortage();
    if (kept == nullptr || wanted() >= 2 * kept_size) {
        put_back(wanted());
    }
    cqrs::Budget::refuse_all(kept == nullptr);
    return (kept != nullptr && bytes <= kept_size / 2) || can_be_had(bytes);
}

bool room_for_answer(std::size_t bytes) {
    return !refused || bytes <= kept_size / 2 || can_be_had(bytes + least);
}

void note_refusal() { refused = true; }

void make_way(std::size_t bytes) {
    if (!can_be_had(bytes)) {
        give_up();
    }
}

}  // namespace boundary
