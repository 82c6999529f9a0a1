#include "cqrs/event_log.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cqrs {
namespace {

enum Flag : std::uint32_t {
    has_stream = 1,
    stream_is_tag = 2,
    has_tags = 4,
    has_event_id = 8,
    has_command_id = 16,
    has_correlation_id = 32,
    has_causation_id = 64,
    has_metadata = 128,
    one_of_several = 256
};

// What a record takes at the most besides its names, ids, metadata and data.
constexpr std::size_t fixed_bytes = 96;

}  // namespace

EventLog::EventLog(const Storage& storage, std::string log_id)
    : storage_(storage),
      log_id_(std::move(log_id)),
      names_(storage),
      records_(storage),
      starts_(storage),
      commands_(storage) {}

std::size_t EventLog::pages_needed(std::span<const NewEvent> events, const Origin& origin) const {
    std::size_t bytes = 0;
    std::size_t names = 0;
    for (const NewEvent& event : events) {
        bytes += fixed_bytes + event.payload.size() + event.metadata.size() +
                 event.event_id.size() + event.causation_id.size() + origin.command_id.size() +
                 origin.correlation_id.size() + event.tags.size() * 16 + event.stream.size();
        for (const std::string_view tag : event.tags) {
            bytes += tag.size();
        }
        names += event.tags.size() + 1;
    }
    constexpr std::size_t pages_for_command_id = HashIndex::pages_per_item;
    return 2 * (bytes / page_size + 2) + names_.pages_needed(names) + pages_for_command_id;
}

bool EventLog::reserve(std::size_t pages, std::span<const NewEvent> events) const {
    // A record but for its data is put together in the scratch buffer.
    std::size_t most = 0;
    for (const NewEvent& event : events) {
        most = std::max(
            most, fixed_bytes + 4 * id_bytes_max + event.metadata.size() + event.tags.size() * 20);
    }
    Buffer& scratch = storage_->scratch();
    scratch.clear();
    return storage_->reserve(pages) && scratch.reserve(most);
}

std::uint64_t EventLog::append(std::span<const NewEvent> events, const Origin& origin) {
    if (head() == 0) {
        epoch_ = origin.time;
    }
    std::optional<EncodedId> encoded;
    Bytes command_id;
    if (!origin.command_id.empty()) {
        const EncodedId& id = origin.encoded_command_id == nullptr
                                  ? encoded.emplace(origin.command_id)
                                  : *origin.encoded_command_id;
        add_command_id(id.hash());
        command_id = id.bytes();
    }
    std::uint64_t version = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        version = append_one(events[i], origin, command_id, static_cast<std::uint32_t>(i),
                             static_cast<std::uint32_t>(events.size() - 1 - i));
    }
    return version;
}

void EventLog::append(const NewEvent& event, const Origin& origin, std::uint32_t index,
                      std::uint32_t left) {
    if (head() == 0) {
        epoch_ = origin.time;
    }
    std::optional<EncodedId> id;
    if (!origin.command_id.empty()) {
        id.emplace(origin.command_id);
        if (index == 0) {
            add_command_id(id->hash());
        }
    }
    append_one(event, origin, id ? id->bytes() : Bytes{}, index, left);
}

std::uint64_t EventLog::append_one(const NewEvent& event, const Origin& origin, Bytes command_id,
                                   std::uint32_t index, std::uint32_t left) {
    const Position position = head() + 1;
    // An id that says no more than the one it would have anyway is not stored.
    const bool own_id = !event.event_id.empty() && event.event_id != event_id(position);
    const bool own_tag =
        !event.stream.empty() && !event.tags.empty() && event.tags.front() == event.stream;
    const std::size_t first_more = own_tag ? 1 : 0;
    const auto more_tags = event.tags.subspan(first_more);
    const auto named = [&](std::size_t tag, std::string_view text) {
        const NameId known = tag < event.tag_names.size() ? event.tag_names[tag] : 0;
        return known == 0 ? names_.intern(text) : known;
    };
    const auto flag = [](bool on, Flag which) {
        return on ? static_cast<std::uint32_t>(which) : 0;
    };

    std::array<std::uint8_t, fixed_bytes> first;
    std::uint8_t* at = write_varint(
        first.data(), flag(!event.stream.empty(), has_stream) | flag(own_tag, stream_is_tag) |
                          flag(!more_tags.empty(), has_tags) | flag(own_id, has_event_id) |
                          flag(!command_id.empty(), has_command_id) |
                          flag(!origin.correlation_id.empty(), has_correlation_id) |
                          flag(!event.causation_id.empty(), has_causation_id) |
                          flag(!event.metadata.empty(), has_metadata) |
                          flag(index + left > 0, one_of_several));
    at = write_varint(at, event.type);
    if (index + left > 0) {
        at = write_varint(at, index);
        at = write_varint(at, left);
    }
    std::uint64_t version = 0;
    if (!event.stream.empty()) {
        const NameId stream = own_tag ? named(0, event.stream) : names_.intern(event.stream);
        const Linked linked = link(stream, position, true);
        version = linked.version;
        at = write_varint(at, stream);
        at = write_varint(at, version);
        at = write_varint(at, linked.distance);
    }
    at = write_varint(at, to_zigzag(origin.time - epoch_));
    Buffer& out = storage_->scratch();
    out.clear();
    out.put({first.data(), at});
    if (!more_tags.empty()) {
        out.put_varint(more_tags.size());
        for (std::size_t i = first_more; i < event.tags.size(); ++i) {
            const NameId name = named(i, event.tags[i]);
            out.put_varint(name);
            out.put_varint(link(name, position, false).distance);
        }
    }
    if (own_id) {
        encode_id(event.event_id, out);
    }
    if (!command_id.empty()) {
        out.put(command_id);
        if (index == 0) {
            out.put_u64(origin.command_hash.low);
            out.put_u64(origin.command_hash.high);
        }
    }
    if (!origin.correlation_id.empty()) {
        encode_id(origin.correlation_id, out);
    }
    if (!event.causation_id.empty()) {
        encode_id(event.causation_id, out);
    }
    if (!event.metadata.empty()) {
        out.put_text(event.metadata);
    }
    if (event.type < types_.size()) {
        types_[event.type].last = position;
    }
    starts_.push(static_cast<std::uint32_t>(records_.size()));
    records_.append(out.bytes());
    records_.append(event.payload);
    return version;
}

EventLog::Linked EventLog::link(NameId name, Position position, bool in_stream) {
    Linked linked;
    names_.update_head(name, [&](NameHead& head) {
        linked.distance = position - head.last;
        head.last = static_cast<std::uint32_t>(position);
        ++head.count;
        if (in_stream) {
            streams_ += head.version == 0 ? 1 : 0;
            ++head.version;
        }
        linked.version = head.version;
    });
    return linked;
}

Bytes EventLog::stored(Position position, Buffer& spill) const {
    const auto index = static_cast<std::size_t>(position - 1);
    const std::uint64_t start = starts_[index];
    const std::uint64_t end = position == head() ? records_.size() : starts_[index + 1];
    return records_.view(start, static_cast<std::size_t>(end - start), spill);
}

Record EventLog::at(Position position, Buffer& spill) const {
    Record record;
    // What is in the log is whole; only a view for which there was no memory would not be.
    if (!parse(stored(position, spill), position, epoch_, record)) {
        return {};
    }
    return record;
}

std::uint32_t EventLog::type_of_stored(Bytes stored) {
    Reader from(stored);
    from.varint();
    return static_cast<std::uint32_t>(from.varint());
}

namespace {

/// Reads a record, all of it or the time and the data alone. Its position has been set.
template <bool all>
bool read_record(Bytes bytes, Time epoch, Record& record) {
    Reader from(bytes);
    const std::uint64_t flags = from.varint();
    if (flags / 2 >= one_of_several) {
        return false;
    }
    const auto number = [&]() -> std::uint64_t {
        if constexpr (all) {
            return from.varint();
        }
        from.skip_varint();
        return 0;
    };
    record.type = static_cast<std::uint32_t>(number());
    if ((flags & one_of_several) != 0) {
        record.index_in_append = static_cast<std::uint32_t>(from.varint());
        record.left_in_append = static_cast<std::uint32_t>(number());
    }
    if ((flags & has_stream) != 0) {
        record.stream = static_cast<NameId>(number());
        record.version = number();
        record.previous_in_stream = record.position - number();
        record.tagged_as_stream = (flags & stream_is_tag) != 0;
    }
    record.time = epoch + from.zigzag();
    if ((flags & has_tags) != 0) {
        record.tag_count = static_cast<std::uint32_t>(from.varint());
        const std::size_t tags_at = from.at();
        for (std::uint32_t i = 0; i < 2 * record.tag_count && from.ok(); ++i) {
            number();
        }
        record.tags = bytes.subspan(tags_at, from.at() - tags_at);
    }
    const auto id_if = [&](Flag flag) {
        return (flags & flag) != 0 ? next_id(from, bytes) : Bytes{};
    };
    record.event_id = id_if(has_event_id);
    record.command_id = id_if(has_command_id);
    if (!record.command_id.empty() && record.index_in_append == 0) {
        record.command_hash.low = from.u64();
        record.command_hash.high = from.u64();
    }
    record.correlation_id = id_if(has_correlation_id);
    record.causation_id = id_if(has_causation_id);
    if ((flags & has_metadata) != 0) {
        record.metadata = from.text();
    }
    record.payload = from.rest();
    return from.ok();
}

}  // namespace

bool EventLog::parse(Bytes bytes, Position position, Time epoch, Record& into) {
    into = Record{};
    into.position = position;
    return read_record<true>(bytes, epoch, into);
}

BriefRecord EventLog::brief(Bytes stored, Time epoch) {
    Record record;
    // What is in the log is whole; only a view for which there was no memory would not be.
    return read_record<false>(stored, epoch, record) ? BriefRecord{record.time, record.payload}
                                                     : BriefRecord{};
}

void EventLog::add_command_id(std::uint32_t hash) {
    commands_.add(hash, static_cast<std::uint32_t>(head() + 1));
}

std::optional<Position> EventLog::find_command(const EncodedId& id) const {
    Buffer spill;
    const auto found = commands_.find(id.hash(), [&](std::uint32_t position) {
        // A log that went back still finds what came later; other commands may stand there now.
        if (position > head()) {
            return false;
        }
        const Record record = at(position, spill);
        return record.index_in_append == 0 && as_text(record.command_id) == as_text(id.bytes());
    });
    return found ? std::optional<Position>(*found) : std::nullopt;
}

bool Record::has_tag(NameId tag) const {
    bool found = tagged_as_stream && stream == tag;
    each_tag([&](const TagLink& link) { found = found || link.name == tag; });
    return found;
}

Position Record::previous(NameId name) const {
    if (stream == name) {
        return previous_in_stream;
    }
    Position found = 0;
    each_tag([&](const TagLink& link) {
        if (link.name == name) {
            found = link.previous;
        }
    });
    return found;
}

}  // namespace cqrs
