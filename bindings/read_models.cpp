/// Read models by name.

#include <emscripten/emscripten.h>

#include "boundary.hpp"
#include "cqrs/json.hpp"

using namespace boundary;

namespace {

enum Action : std::uint8_t {
    list,
    immediate,
    manual,
    delayed,
    catch_up,
    rebuild,
    add_replica,
    remove_replica,
    pause,
    resume
};

int give(double number) {
    output.clear();
    output.put_f64(number);
    return ok;
}

int give(const cqrs::Result<cqrs::Done>& done) { return done ? give(0.0) : fail(done.error()); }

template <class Number>
int give(const cqrs::Result<Number>& number) {
    return number ? give(static_cast<double>(*number)) : fail(number.error());
}

int give(const std::vector<cqrs::ReadModelInfo>& all) {
    std::string json = "[";
    for (const cqrs::ReadModelInfo& each : all) {
        json += json.size() == 1 ? "" : ",";
        json += cqrs::to_json(each);
    }
    output.clear();
    output.put(cqrs::as_bytes(json + "]"));
    return ok;
}

}  // namespace

extern "C" {

/// Frame: u8 flags [1 name, 2 replica, 4 number], u8 action, time, [text name], [varint replica],
/// [varint number: milliseconds of delay, or the most events]. Output: of a list its JSON; else f64
/// the replica added, or how many events were applied.
EMSCRIPTEN_KEEPALIVE int cqrs_read_models(std::uintptr_t handle, std::uint32_t at,
                                          std::uint32_t size) {
    Reader from = frame(at, size);
    Flagged flags(from);
    const std::uint8_t action = from.byte();
    const auto time = read_time(from);
    const auto name = flags.text_if(1);
    const auto given = flags.number_if(2);
    const auto replica = given ? std::optional(static_cast<std::uint32_t>(*given)) : std::nullopt;
    const auto number = flags.number_if(4);
    if (!from.ok()) {
        return fail(malformed("read models"));
    }
    if (!time) {
        return fail(bad_time());
    }
    cqrs::ReadModels models = engine_at(handle).read_models(time);
    const auto set_mode = [&](cqrs::Mode::Kind kind) {
        return give(
            models.set_mode(*name, {kind, static_cast<std::int64_t>(number.value_or(0))}, replica));
    };
    if (action == list) {
        return give(models.list());
    }
    if (!name) {
        return give(static_cast<double>(models.catch_up(number)));
    }
    switch (action) {
        case immediate:
            return set_mode(cqrs::Mode::Kind::immediate);
        case manual:
            return set_mode(cqrs::Mode::Kind::manual);
        case delayed:
            return set_mode(cqrs::Mode::Kind::delayed);
        case catch_up:
            return give(models.catch_up(*name, number, replica));
        case rebuild:
            return give(models.rebuild(*name, replica));
        case add_replica:
            return give(models.add_replica(*name));
        case remove_replica:
            return give(models.remove_replica(*name, replica.value_or(0)));
        case pause:
            return give(models.pause(*name, replica));
        default:
            return give(models.resume(*name, replica));
    }
}

}  // extern "C"
