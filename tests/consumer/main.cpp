#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <typeinfo>

#include "cqrs/engine.hpp"
#include "domains/bank.hpp"

namespace {

// The engine parses JSON inside, without exceptions; out here a parse error must still be an
// exception to catch.
bool catches_its_own_exceptions() {
    try {
        (void)nlohmann::json::parse("{\"broken\": ");
    } catch (const nlohmann::json::parse_error& error) {
        return std::string(typeid(error).name()).find("parse_error") != std::string::npos;
    }
    return false;
}

}  // namespace

int main() {
    cqrs::Engine engine;
    engine.add<bank::Bank>();

    if (auto opened = engine.dispatch(bank::OpenAccount{.account = "a", .owner = "Ada"}); !opened) {
        std::puts(opened.error().message.c_str());
        return 1;
    }
    auto paid_in = engine.dispatch(bank::Deposit{.account = "a", .amount = 500}, {.id = "d1"});
    if (!paid_in) {
        std::puts(paid_in.error().message.c_str());
        return 1;
    }
    auto balance = engine.query(bank::Balance{.account = "a"});
    if (!balance || !balance->data) {
        return 1;
    }
    if (!catches_its_own_exceptions()) {
        std::puts("the parse error was not caught");
        return 1;
    }
    std::cout << nlohmann::json{{"account", "a"}, {"balance", balance->data->balance}}.dump()
              << '\n';
}
