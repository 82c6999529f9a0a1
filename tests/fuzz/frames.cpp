/// Any bytes as the frame of a call at the boundary: the first byte says of which.

#include "boundary.hpp"

#include <cstring>
#include <memory>

#include "engines.hpp"
#include "laws/domains.hpp"
#include "target.hpp"

extern "C" {
int cqrs_room(std::uint32_t bytes);
std::uintptr_t cqrs_scratch(std::uint32_t bytes);
int cqrs_dispatch(std::uintptr_t handle, std::uint32_t at, std::uint32_t size);
int cqrs_dispatch_all(std::uintptr_t handle, std::uint32_t at, std::uint32_t size);
int cqrs_query(std::uintptr_t handle, std::uint32_t at, std::uint32_t size);
int cqrs_append(std::uintptr_t handle, std::uint32_t at, std::uint32_t size);
int cqrs_read(std::uintptr_t handle, std::uint32_t at, std::uint32_t size);
}

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static std::unique_ptr<cqrs::Engine> engine;
    static int left = 0;
    if (left-- == 0) {
        engine = std::make_unique<cqrs::Engine>();
        laws::add_domains(*engine);
        left = 1'000;
    }
    if (size == 0 || cqrs_room(0) == 0) {
        return 0;
    }
    static constexpr auto calls =
        std::to_array({cqrs_dispatch, cqrs_query, cqrs_append, cqrs_read, cqrs_dispatch_all});
    const std::size_t call = data[0] % calls.size();
    const auto bytes = static_cast<std::uint32_t>(size - 1);
    cqrs_scratch(bytes);
    if (bytes > 0) {
        std::memcpy(boundary::input.data(), data + 1, bytes);
    }
    const cqrs::Stats before = engine->stats();
    const int status = calls[call](reinterpret_cast<std::uintptr_t>(engine.get()), 0, bytes);
    if (status == boundary::failed) {
        cqrs::Failure failure;
        fuzz::holds(!decode(*cqrs::type_of<cqrs::Failure>(), boundary::output.bytes(), &failure) &&
                        !failure.message.empty(),
                    "a failure that cannot be read");
        fuzz::holds(engine->stats().head == before.head, "failed, but appended something");
    } else {
        fuzz::holds(boundary::output.size() >= 12, "done, but nothing is put out");
    }
    return 0;
}
