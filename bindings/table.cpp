/// The Embind class.

#include <emscripten/bind.h>

#include <memory>
#include <string>
#include <vector>

#include "boundary.hpp"
#include "cqrs/json.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"
#include "domains/services.hpp"
#include "headroom.hpp"

using namespace boundary;

namespace {

enum class DomainName : std::uint8_t { orders, bank };
constexpr auto words_of(DomainName /*tag*/) {
    return std::to_array<std::string_view>({orders::Orders::name, bank::Bank::name});
}

struct ChosenDomain {
    DomainName domain = DomainName::orders;

    static constexpr std::string_view name = "ChosenDomain";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("name", &ChosenDomain::domain));
    }
};

/// What an engine is made with. Limits that are not given keep their defaults.
struct Setup {
    std::string log_id;
    std::vector<ChosenDomain> domains;
    bool services = false;  ///< those around an order; they need the orders
    cqrs::Limits limits;

    static constexpr std::string_view name = "Setup";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("logId", &Setup::log_id, cqrs::text(1, 128)),
                            cqrs::field("domains", &Setup::domains, cqrs::list(0, 16)),
                            cqrs::field("services", &Setup::services),
                            cqrs::field("limits", &Setup::limits));
    }
};

/// One engine as JavaScript holds it.
class BoundEngine {
public:
    /// `setup` is the JSON of a Setup; where it is not right, `failure()` says why.
    explicit BoundEngine(const std::string& setup) {
        Setup wanted;
        if (const auto fault =
                cqrs::decode_json(*cqrs::type_of<Setup>(), setup, &wanted, cqrs::Missing::kept)) {
            failure_ = cqrs::to_json(cqrs::Failure::of(cqrs::invalid(*fault)));
            return;
        }
        // Each event is to be reacted to at its turn, which JavaScript knows.
        constexpr bool drains = false;
        engine_ =
            std::make_unique<Engine>(cqrs::EngineOptions{wanted.log_id, wanted.limits, drains});
        for (const ChosenDomain& chosen : wanted.domains) {
            switch (chosen.domain) {
                case DomainName::orders:
                    engine_->add<orders::Orders>();
                    break;
                case DomainName::bank:
                    engine_->add<bank::Bank>();
                    break;
            }
        }
        if (wanted.services) {
            services::add_to(*engine_);
        }
    }

    /// A fork of the engine with that handle, under a log id of its own.
    BoundEngine(std::uint32_t parent, double position, const std::string& log_id) {
        auto forked = fork(engine_at(parent), position, log_id);
        if (forked) {
            engine_ = std::move(*forked);
        } else {
            failure_ = cqrs::to_json(cqrs::Failure::of(forked.error()));
        }
    }

    /// The `engine` argument of the plain functions; 0 if there is none.
    [[nodiscard]] std::uint32_t handle() const {
        return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(engine_.get()));
    }
    // Embind copies a text with a malloc that it does not check.
    [[nodiscard]] std::string failure() const {
        make_way(text_bytes_max);
        return failure_;
    }
    [[nodiscard]] std::string catalogue() const {
        make_way(text_bytes_max);
        return engine_->catalogue().to_json(engine_->limits());
    }
    [[nodiscard]] std::string stats_json() const {
        make_way(text_bytes_max);
        const cqrs::Stats stats = engine_->stats();
        std::string json = "{\"head\":" + std::to_string(stats.head);
        json += ",\"streams\":" + std::to_string(stats.streams);
        json += ",\"logBytes\":" + std::to_string(stats.log_bytes);
        json += ",\"memoryBytes\":" + std::to_string(stats.memory_bytes);
        json += ",\"checkpointBytes\":" + std::to_string(stats.checkpoint_bytes);
        return json + "}";
    }

private:
    static constexpr std::size_t text_bytes_max = 131'072;

    std::unique_ptr<Engine> engine_;
    std::string failure_;
};

}  // namespace

EMSCRIPTEN_BINDINGS(cqrs) {
    emscripten::class_<BoundEngine>("Engine")
        .constructor<const std::string&>()
        .constructor<std::uint32_t, double, const std::string&>()
        .function("handle", &BoundEngine::handle)
        .function("failure", &BoundEngine::failure)
        .function("catalogue", &BoundEngine::catalogue)
        .function("statsJson", &BoundEngine::stats_json);
}
