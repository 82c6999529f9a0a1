#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/limits.hpp"
#include "cqrs/projections.hpp"
#include "cqrs/result.hpp"

namespace cqrs {

enum class Liveness : std::uint8_t { live, paused, failed };
constexpr auto words_of(Liveness /*tag*/) {
    return std::to_array<std::string_view>({"live", "paused", "failed"});
}

/// One read model, or one of its replicas, as it stands.
struct ReadModelInfo {
    std::string model;
    std::int64_t replica = 0;     ///< 0 is the primary
    std::int64_t checkpoint = 0;  ///< the last event it has applied
    std::int64_t lag_events = 0;  ///< events of the log after that
    std::int64_t lag_ms = 0;      ///< how long the oldest of those has been waiting; 0 without any
    Liveness status = Liveness::live;
    std::optional<std::string> error;  ///< why it failed

    static constexpr std::string_view name = "ReadModelInfo";
    static constexpr auto fields() {
        using I = ReadModelInfo;
        constexpr auto count = integer(0, safe_integer_max);
        constexpr auto sentence = text(0, safe_integer_max);
        return cqrs::fields(
            field("name", &I::model, sentence), field("replica", &I::replica, count),
            field("checkpoint", &I::checkpoint, count), field("lagEvents", &I::lag_events, count),
            field("lagMs", &I::lag_ms, count), field("status", &I::status),
            field("error", &I::error, sentence));
    }
};

/// The read models of an engine by name. Every call may be about one replica, or about all of the
/// read model where none is named. The error `invalid` says that there is no read model of that
/// name, and which was probably meant, or no such replica.
class ReadModels {
public:
    ReadModels(Projections& projections, const EventLog& log, const Catalogue& catalogue,
               const Limits& limits, std::optional<Time> now = std::nullopt)
        : projections_(projections), course_{log, catalogue, now}, limits_(limits) {}

    using Replica = Projections::Replica;

    /// All of them with their replicas, in the order in which they were added. Delayed ones show
    /// what has come due by then.
    [[nodiscard]] std::vector<ReadModelInfo> list();
    [[nodiscard]] Result<Done> set_mode(std::string_view name, const Mode& mode,
                                        Replica replica = std::nullopt);
    /// Brings a read model on by at most so many events, whatever its mode but what is not due;
    /// gives how many it has applied or passed by. One that is paused or has failed stays.
    [[nodiscard]] Result<std::uint64_t> catch_up(std::string_view name,
                                                 std::optional<std::uint64_t> events_max = {},
                                                 Replica replica = std::nullopt);
    /// Does so with every read model; gives the sum.
    std::uint64_t catch_up(std::optional<std::uint64_t> events_max = std::nullopt);
    /// Begins again with the first event, and catches up as the mode says.
    [[nodiscard]] Result<Done> rebuild(std::string_view name, Replica replica = std::nullopt);
    /// A paused read model is not advanced by anything until it is resumed.
    [[nodiscard]] Result<Done> pause(std::string_view name, Replica replica = std::nullopt);
    [[nodiscard]] Result<Done> resume(std::string_view name, Replica replica = std::nullopt);
    /// Copies the primary, its mode included; gives the copy's number. From then on it goes its own
    /// way. The error `limit` says that there are too many.
    [[nodiscard]] Result<std::uint32_t> add_replica(std::string_view name);
    /// The primary, 0, cannot be removed.
    [[nodiscard]] Result<Done> remove_replica(std::string_view name, std::uint32_t replica);

private:
    /// The number of the model, if it has that replica.
    [[nodiscard]] Result<std::size_t> find(std::string_view name, Replica replica) const;
    /// Calls `act(number)`.
    template <class Act>
    [[nodiscard]] Result<Done> with(std::string_view name, Replica replica, Act&& act);

    Projections& projections_;
    Course course_;
    const Limits& limits_;
};

/// The error for a replica that is not there.
[[nodiscard]] Error no_replica(std::string_view name, std::uint32_t replica);

}  // namespace cqrs
