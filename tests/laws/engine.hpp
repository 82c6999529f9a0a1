#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "cqrs/engine.hpp"
#include "engine_model.hpp"
#include "random.hpp"

/// An engine under any sequence of calls, and beside it the model that looks at everything each
/// time. A law answers what is wrong, empty for nothing.
namespace laws {

using test::Random;

/// A described value of that type, as JSON.
[[nodiscard]] std::string any_json(const cqrs::Type& type, Random& random);

class Story {
public:
    explicit Story(cqrs::EngineOptions options = {});

    /// Makes one call, chosen by the tape, to both.
    [[nodiscard]] std::string step(Random& random);

    /// Everything at the end: each record, each state, and each answer of an engine fed with the
    /// events of this one.
    [[nodiscard]] std::string end(Random& random);

    cqrs::Engine engine;
    std::map<std::string, int> outcomes;  ///< how often each code came

private:
    [[nodiscard]] static std::string asked(cqrs::Engine& engine, std::size_t number,
                                           const std::string& params);
    [[nodiscard]] std::string dispatch(Random& random);
    [[nodiscard]] std::string append(Random& random);
    [[nodiscard]] cqrs::AppendCondition any_condition(Random& random) const;
    [[nodiscard]] std::string any_type(Random& random) const;
    [[nodiscard]] std::string difference(const std::string& what,
                                         const cqrs::Result<cqrs::Receipt>& result,
                                         const test::EngineModel::Outcome& expected);

    /// One state and one question, chosen by the tape.
    [[nodiscard]] std::string look(Random& random);
    [[nodiscard]] std::size_t head() const { return static_cast<std::size_t>(model_.head()); }

    struct Sent {
        std::size_t number = 0;
        std::string data;
        std::string id;
    };

    test::EngineModel model_;
    std::vector<Sent> sent_;
    cqrs::Time time_ = 1'000;
};

/// Any sequence of calls ends as the model says, each of them and all together.
[[nodiscard]] std::string engine_equals_model(Random& random);

}  // namespace laws
