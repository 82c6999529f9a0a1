#include "cqrs/instances.hpp"

namespace cqrs {

Bytes Instances::find(std::string_view identity, Buffer& spill) const {
    const NameId name = names_.find(identity);
    return name == 0 ? Bytes{} : heap_.view(places_[name - 1], spill);
}

bool Instances::put(std::string_view identity, Bytes state) {
    constexpr std::size_t pages_for_place = 2;
    const std::size_t pages = names_.pages_needed(1) + pages_for_place +
                              RowHeap::pages_needed(identity.size() + state.size());
    if (!storage_->reserve(pages)) {
        return false;
    }
    const NameId name = names_.intern(identity);
    places_.set(name - 1, heap_.put(places_[name - 1], state));
    return true;
}

}  // namespace cqrs
