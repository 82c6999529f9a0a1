#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/decider.hpp"
#include "cqrs/limits.hpp"
#include "cqrs/read_model.hpp"

namespace cqrs {

/// All that an engine knows by name. A command, event or query is numbered in the order in which
/// its domain or read model was added.
class Catalogue {
public:
    struct Command {
        std::size_t domain;  ///< its number in `domains`
        const Domain::Command* entry;
        std::uint32_t hash_seed;  ///< what tells equal data of different commands apart
    };
    struct Event {
        std::size_t domain;
        const Domain::Event* entry;
    };
    struct Query {
        std::size_t model;  ///< the number of the read model that answers it
        std::string_view domain;
        ReadModel::Query entry;
    };

    void add(const Domain& domain);
    void add(std::size_t model, std::string_view domain, const ReadModel& read_model);

    [[nodiscard]] const std::vector<const Domain*>& domains() const { return domains_; }
    [[nodiscard]] const std::vector<Command>& commands() const { return commands_; }
    [[nodiscard]] const std::vector<Event>& events() const { return events_; }
    /// The number of a domain's first event; the others follow it.
    [[nodiscard]] std::size_t first_event(std::size_t domain) const {
        return first_events_[domain];
    }
    [[nodiscard]] const std::vector<Query>& queries() const { return queries_; }

    [[nodiscard]] std::optional<std::size_t> find_command(const Type* type) const;
    [[nodiscard]] std::optional<std::size_t> find_query(const Type* type) const;
    [[nodiscard]] std::optional<std::size_t> find_command(std::string_view name) const;
    [[nodiscard]] std::optional<std::size_t> find_query(std::string_view name) const;
    [[nodiscard]] std::optional<std::size_t> find_event(std::string_view name) const;

    /// The error for a name that is not here; it says which one was probably meant.
    [[nodiscard]] Error unknown_command(std::string_view name) const;
    [[nodiscard]] Error unknown_query(std::string_view name) const;

    /// Commands, events, queries and states with their JSON Schemas, the error codes and the
    /// limits, as one JSON object: what the JavaScript side needs to know, said once.
    [[nodiscard]] std::string to_json(const Limits& limits) const;

private:
    std::vector<const Domain*> domains_;
    std::vector<Command> commands_;
    std::vector<Event> events_;
    std::vector<std::size_t> first_events_;  // by domain
    std::vector<Query> queries_;
};

/// An Error as it crosses a boundary: what is empty is absent.
struct Failure {
    Code code = Code::invalid;
    std::string message;
    std::optional<std::string> reason;
    std::optional<std::string> path;
    std::optional<std::string> expected;
    std::optional<std::string> actual;

    static Failure of(const Error& error);

    static constexpr std::string_view name = "Failure";
    static constexpr auto fields() {
        constexpr auto sentence = text(0, safe_integer_max);
        return cqrs::fields(
            field("code", &Failure::code), field("message", &Failure::message, sentence),
            field("reason", &Failure::reason, sentence), field("path", &Failure::path, sentence),
            field("expected", &Failure::expected, sentence),
            field("actual", &Failure::actual, sentence));
    }
};

}  // namespace cqrs
