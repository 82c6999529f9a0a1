#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

/// The bank under load: deposits that go round the accounts, both read models following.
namespace bench {

struct Load {
    std::size_t events = 0;
    std::size_t accounts = 0;
};

/// The seconds that a work took without its preparation: `dispatch`, `dispatch_with_ids` or
/// `rebuild`. Nothing if there is no such work, or if it was not done: then the reason is on
/// stderr.
[[nodiscard]] std::optional<double> seconds_of(std::string_view work, const Load& load);

}  // namespace bench
