#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/engine.hpp"

namespace cqrs {

/// A command that is decided outside of the engine, by whoever holds its domain. Its events are
/// kept as JSON; ids, versions and conflicts are the engine's all the same. Texts are borrowed.
struct OutsideCommand {
    std::string_view type;
    /// Its data in a form that is the same for equal data, to know it again by its id.
    std::string_view canonical;
    std::string_view stream;  ///< its own stream
    /// What it is decided on; by default its own stream.
    std::optional<EventQuery> scope = std::nullopt;
    DispatchOptions options;
};

/// An event that was decided outside.
struct OutsideEvent {
    std::string_view type;
    std::string_view data;  ///< JSON text, which is taken as it is
    std::vector<std::string> tags = {};
};

}  // namespace cqrs
