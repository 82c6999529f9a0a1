#include "cqrs/process.hpp"

#include <new>

namespace cqrs::detail {

Commands::~Commands() {
    for (const Held& held : held_) {
        held.type->destroy(*held.type, held.command);
        ::operator delete(held.command);
    }
}

void Commands::each(Issued& into) const {
    for (const Held& held : held_) {
        into.command(*held.type, held.command);
    }
}

}  // namespace cqrs::detail
