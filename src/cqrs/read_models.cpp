#include "cqrs/read_models.hpp"

#include <algorithm>
#include <limits>

#include "cqrs/batch.hpp"
#include "cqrs/utf8.hpp"

namespace cqrs {
namespace {

constexpr std::uint64_t unbounded = std::numeric_limits<std::uint64_t>::max();

ReadModelInfo info_of(const ReadModelStatus& status, const Course& course) {
    ReadModelInfo info;
    info.model = status.name;
    info.replica = status.replica;
    info.checkpoint = static_cast<std::int64_t>(status.checkpoint);
    info.lag_events = static_cast<std::int64_t>(course.log.head() - status.checkpoint);
    if (info.lag_events > 0 && course.now) {
        Buffer spill;
        const Time since = course.log.at(status.checkpoint + 1, spill).time;
        info.lag_ms = std::clamp<std::int64_t>(*course.now - since, 0, safe_integer_max);
    }
    info.status = !status.error.empty() ? Liveness::failed
                  : status.paused       ? Liveness::paused
                                        : Liveness::live;
    if (!status.error.empty()) {
        info.error = status.error;
    }
    return info;
}

}  // namespace

Error no_replica(std::string_view name, std::uint32_t replica) {
    Error error = invalid({"replica", "a replica of " + std::string(name),
                           "number " + std::to_string(replica) + ", which is not there"});
    error.actual = std::to_string(replica);
    return error;
}

Result<std::size_t> ReadModels::find(std::string_view name, Replica replica) const {
    std::vector<std::string_view> known;
    for (std::size_t number = 0; number < projections_.size(); ++number) {
        known.push_back(projections_.status(number).name);
        if (known.back() == name) {
            if (replica && projections_.line(number, *replica) == nullptr) {
                return no_replica(name, *replica);
            }
            return number;
        }
    }
    const std::string_view meant = closest_name(name, known);
    Error error;
    error.path = "name";
    error.message = "there is no read model " + quoted_short(name);
    if (!meant.empty()) {
        error.message += "; is " + std::string(meant) + " meant?";
    }
    error.expected = meant;
    error.actual = shortened(name);
    return error;
}

template <class Act>
Result<Done> ReadModels::with(std::string_view name, Replica replica, Act&& act) {
    auto number = find(name, replica);
    if (!number) {
        return std::move(number).error();
    }
    act(*number);
    return Done{};
}

std::vector<ReadModelInfo> ReadModels::list() {
    std::vector<ReadModelInfo> all;
    for (std::size_t number = 0; number < projections_.size(); ++number) {
        projections_.show_due(number, std::nullopt, course_);
        for (const auto& line : projections_.lines(number)) {
            all.push_back(info_of(line->status, course_));
        }
    }
    return all;
}

Result<Done> ReadModels::set_mode(std::string_view name, const Mode& mode, Replica replica) {
    if (mode.delay_ms < 0 || mode.delay_ms > safe_integer_max) {
        return invalid({"mode.delayMs", "milliseconds from 0", std::to_string(mode.delay_ms)});
    }
    return with(name, replica,
                [&](std::size_t number) { projections_.set_mode(number, replica, mode, course_); });
}

Result<std::uint64_t> ReadModels::catch_up(std::string_view name,
                                           std::optional<std::uint64_t> events_max,
                                           Replica replica) {
    auto number = find(name, replica);
    if (!number) {
        return std::move(number).error();
    }
    return projections_.catch_up(*number, replica, events_max.value_or(unbounded), course_);
}

std::uint64_t ReadModels::catch_up(std::optional<std::uint64_t> events_max) {
    std::uint64_t applied = 0;
    for (std::size_t number = 0; number < projections_.size(); ++number) {
        applied +=
            projections_.catch_up(number, std::nullopt, events_max.value_or(unbounded), course_);
    }
    return applied;
}

Result<Done> ReadModels::rebuild(std::string_view name, Replica replica) {
    return with(name, replica,
                [&](std::size_t number) { projections_.rebuild(number, replica, course_); });
}

Result<Done> ReadModels::pause(std::string_view name, Replica replica) {
    return with(name, replica, [&](std::size_t number) { projections_.pause(number, replica); });
}

Result<Done> ReadModels::resume(std::string_view name, Replica replica) {
    return with(name, replica,
                [&](std::size_t number) { projections_.resume(number, replica, course_); });
}

Result<std::uint32_t> ReadModels::add_replica(std::string_view name) {
    auto number = find(name, std::nullopt);
    if (!number) {
        return std::move(number).error();
    }
    if (projections_.lines(*number).size() > static_cast<std::size_t>(limits_.replicas)) {
        return over_limit("replicas", limits_.replicas,
                          "there is no room for another replica of " + std::string(name));
    }
    return projections_.add_replica(*number);
}

Result<Done> ReadModels::remove_replica(std::string_view name, std::uint32_t replica) {
    if (replica == 0) {
        return invalid({"replica", "a number from 1", "the primary"});
    }
    return with(name, replica,
                [&](std::size_t number) { projections_.remove_replica(number, replica); });
}

}  // namespace cqrs
