#include "cqrs/catalogue.hpp"

#include "cqrs/hash.hpp"
#include "cqrs/json.hpp"
#include "cqrs/schema.hpp"
#include "cqrs/utf8.hpp"

namespace cqrs {
namespace {

/// Where in `entries` the first is that `is(entry)`.
template <class Entries, class Is>
std::optional<std::size_t> position_of(const Entries& entries, Is&& is) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (is(entries[i])) {
            return i;
        }
    }
    return std::nullopt;
}

Error unknown(Code code, std::string_view what, std::string_view name,
              const std::vector<std::string_view>& known) {
    const std::string_view meant = closest_name(name, known);
    Error error;
    error.code = code;
    error.message = "there is no " + std::string(what) + " " + quoted_short(name);
    if (!meant.empty()) {
        error.message += "; is " + std::string(meant) + " meant?";
    }
    error.path = "type";
    error.expected = std::string(meant);
    error.actual = shortened(name);
    return error;
}

void add_member(std::string_view name, std::string_view json, std::string& into) {
    into += into.back() == '{' ? "" : ",";
    encode_json(name, into);
    into += ':';
    into += json;
}

std::string quoted(std::string_view text) {
    std::string json;
    encode_json(text, json);
    return json;
}

std::string schema_of(const Type& type) {
    std::string json;
    encode_schema(type, json);
    return json;
}

/// `[{…},{…}]`, each object filled by `fill(entry, json)`.
template <class Entries, class Fill>
std::string listed(const Entries& entries, Fill&& fill) {
    std::string json = "[";
    for (const auto& entry : entries) {
        json += json.size() == 1 ? "{" : ",{";
        fill(entry, json);
        json += '}';
    }
    return json + "]";
}

}  // namespace

void Catalogue::add(const Domain& domain) {
    const std::size_t number = domains_.size();
    domains_.push_back(&domain);
    for (const Domain::Command& command : domain.commands) {
        const auto seed = static_cast<std::uint32_t>(hash128(as_bytes(command.type->name)).low);
        commands_.push_back({number, &command, seed});
    }
    first_events_.push_back(events_.size());
    for (const Domain::Event& event : domain.events) {
        events_.push_back({number, &event});
    }
}

void Catalogue::add(std::size_t model, std::string_view domain, const ReadModel& read_model) {
    for (const ReadModel::Query& query : read_model.queries()) {
        queries_.push_back({model, domain, query});
    }
}

std::optional<std::size_t> Catalogue::find_command(const Type* type) const {
    return position_of(commands_, [&](const Command& c) { return c.entry->type == type; });
}
std::optional<std::size_t> Catalogue::find_query(const Type* type) const {
    return position_of(queries_, [&](const Query& q) { return q.entry.params == type; });
}
std::optional<std::size_t> Catalogue::find_command(std::string_view name) const {
    return position_of(commands_, [&](const Command& c) { return c.entry->type->name == name; });
}
std::optional<std::size_t> Catalogue::find_query(std::string_view name) const {
    return position_of(queries_, [&](const Query& q) { return q.entry.params->name == name; });
}
std::optional<std::size_t> Catalogue::find_event(std::string_view name) const {
    return position_of(events_, [&](const Event& e) { return e.entry->type->name == name; });
}

Error Catalogue::unknown_command(std::string_view name) const {
    std::vector<std::string_view> known;
    for (const Command& command : commands_) {
        known.push_back(command.entry->type->name);
    }
    return unknown(Code::unknown_command, "command", name, known);
}

Error Catalogue::unknown_query(std::string_view name) const {
    std::vector<std::string_view> known;
    for (const Query& query : queries_) {
        known.push_back(query.entry.params->name);
    }
    return unknown(Code::unknown_query, "query", name, known);
}

std::string Catalogue::to_json(const Limits& limits) const {
    const auto message = [&](const auto& entry, std::string& json) {
        add_member("name", quoted(entry.entry->type->name), json);
        add_member("domain", quoted(domains_[entry.domain]->name), json);
        add_member("schema", schema_of(*entry.entry->type), json);
    };
    const auto query = [&](const Query& entry, std::string& json) {
        std::string result;
        encode_schema(entry.entry.result, result);
        add_member("name", quoted(entry.entry.params->name), json);
        add_member("domain", quoted(entry.domain), json);
        add_member("params", schema_of(*entry.entry.params), json);
        add_member("result", result, json);
    };
    const auto state = [&](const Domain* domain, std::string& json) {
        add_member("domain", quoted(domain->name), json);
        add_member("prefix", quoted(domain->stream_prefix), json);
        add_member("schema", schema_of(*domain->state), json);
    };
    std::string codes = "[";
    for (const std::string_view word : words_of(Code{})) {
        codes += (codes.size() == 1 ? "" : ",") + quoted(word);
    }
    std::string json = "{";
    add_member("commands", listed(commands_, message), json);
    add_member("events", listed(events_, message), json);
    add_member("queries", listed(queries_, query), json);
    add_member("states", listed(domains_, state), json);
    add_member("failure", schema_of(*type_of<Failure>()), json);
    add_member("codes", codes + "]", json);
    add_member("limits", cqrs::to_json(limits), json);
    return json + "}";
}

Failure Failure::of(const Error& error) {
    const auto unless_empty = [](const std::string& text) {
        return text.empty() ? std::nullopt : std::optional<std::string>(text);
    };
    return {error.code,
            error.message,
            unless_empty(error.reason),
            unless_empty(error.path),
            unless_empty(error.expected),
            unless_empty(error.actual)};
}

}  // namespace cqrs
