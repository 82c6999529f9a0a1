#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace cqrs {

/// A value that is seldom there, such as what went wrong: as wide as a pointer while it is not, and
/// what it takes to make, move and end one is in one place, not wherever a function returns it.
template <class T>
class [[nodiscard]] Rare {
public:
    Rare() = default;
    Rare(std::nullopt_t /*none*/) {}
    Rare(T value) : held_(kept(std::move(value))) {}
    Rare(const Rare& other) : held_(other.held_ == nullptr ? nullptr : kept(T(*other))) {}
    Rare(Rare&&) noexcept = default;
    Rare& operator=(Rare other) noexcept {
        held_ = std::move(other.held_);
        return *this;
    }
    ~Rare() = default;

    [[nodiscard]] bool has_value() const { return held_ != nullptr; }
    explicit operator bool() const { return has_value(); }
    [[nodiscard]] T& operator*() { return *held_; }
    [[nodiscard]] const T& operator*() const { return *held_; }
    [[nodiscard]] T* operator->() { return held_.get(); }
    [[nodiscard]] const T* operator->() const { return held_.get(); }

private:
    struct End {
        [[gnu::noinline]] void operator()(T* value) const { std::default_delete<T>()(value); }
    };
    using Held = std::unique_ptr<T, End>;

    [[gnu::noinline]] static Held kept(T&& value) { return Held(new T(std::move(value))); }

    Held held_;
};

}  // namespace cqrs
