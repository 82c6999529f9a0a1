#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/hash.hpp"
#include "cqrs/id.hpp"
#include "cqrs/names.hpp"

namespace cqrs {

/// Where an event stands in the log: 1, 2, 3 … without a gap; 0 is before the first.
using Position = std::uint64_t;

/// Milliseconds since 1970, as the caller's clock says.
using Time = std::int64_t;

/// How the data of an event type is kept: the compact binary form, or JSON text as it was given.
enum class Form : std::uint8_t { described, json };

/// A kind of event that this log holds. Kinds that differ in anything are different kinds: what was
/// stored is read by the description under which it was stored.
struct EventType {
    std::string name;
    Form form = Form::json;
    std::string schema;  ///< JSON Schema of a described one, so that any reader can decode it
    std::uint32_t version = 1;
    Position last = 0;  ///< of the last event of this type
};

/// What is to be appended. Texts and bytes are only borrowed; an empty text is absent.
struct NewEvent {
    std::uint32_t type = 0;  ///< as `EventLog::type` gave it
    std::string_view stream;
    std::span<const std::string_view> tags;  ///< each once; the stream's own name, if any, first
    std::string_view event_id;
    std::string_view causation_id;
    std::string_view metadata;  ///< JSON text of an object
    Bytes payload;
    /// The tags' numbers, where the caller has looked them up; 0 for a name not in the log yet.
    std::span<const NameId> tag_names = {};
};

/// What the events of one append have in common.
struct Origin {
    Time time = 0;
    std::string_view command_id;
    const EncodedId* encoded_command_id = nullptr;  ///< the same, where the caller has that
    Hash128 command_hash;  ///< of the command's type and data, to know it again by
    std::string_view correlation_id;
};

/// A log that this one was forked from: it wrote the events after those of the ancestor before it
/// and up to `last`, and their ids are its own.
struct Ancestor {
    std::string log_id;
    Position last = 0;
};

/// A tag on a recorded event, and where the chain of that name goes on.
struct TagLink {
    NameId name = 0;
    Position previous = 0;
};

/// One recorded event, as a view of the log's bytes.
class Record {
public:
    Position position = 0;
    std::uint32_t type = 0;
    NameId stream = 0;
    std::uint64_t version = 0;
    Position previous_in_stream = 0;
    bool tagged_as_stream = false;  ///< the stream's name is its first tag
    Time time = 0;
    std::uint32_t tag_count = 0;  ///< besides the stream's name
    Bytes tags;                   ///< encoded; see `tag_links`
    Bytes event_id;               ///< encoded; see `id_text`
    Bytes command_id;
    Hash128 command_hash;  ///< on the first event of an append only
    Bytes correlation_id;
    Bytes causation_id;
    std::string_view metadata;
    std::uint32_t index_in_append = 0;
    std::uint32_t left_in_append = 0;
    Bytes payload;

    [[nodiscard]] bool has_tag(NameId tag) const;
    /// Where the chain of `name` goes on from here.
    [[nodiscard]] Position previous(NameId name) const;

    /// Calls `visit(TagLink)` for each tag besides the stream's name.
    template <class Visit>
    void each_tag(Visit&& visit) const {
        Reader from(tags);
        for (std::uint32_t i = 0; i < tag_count; ++i) {
            const auto name = static_cast<NameId>(from.varint());
            visit(TagLink{name, position - from.varint()});
        }
    }
};

/// What a read model needs of a recorded event, which is found without the rest.
struct BriefRecord {
    Time time = 0;
    Bytes payload;
};

class LogIndex;

/// The append-only log. In memory a record is what the saved file holds of it too, in pages; see
/// `log_format.hpp` for the file around it. Copying a log costs a few counters: both sides share
/// what they have in common.
///
/// A record: varint flags, varint type, [varint index in its append, varint left in it], [varint
/// stream, varint version, varint distance to the previous event of the stream's chain], zigzag
/// varint time since the epoch, [varint n, n × (varint tag, varint distance)], [event id], [command
/// id, and the hash in the first event of an append], [correlation id], [causation id], [varint
/// length, metadata], payload. The brackets go by the flags.
class EventLog {
public:
    EventLog(const Storage& storage, std::string log_id);

    [[nodiscard]] Position head() const { return starts_.size(); }
    [[nodiscard]] std::uint64_t bytes() const { return records_.size(); }
    [[nodiscard]] std::uint64_t streams() const { return streams_; }
    [[nodiscard]] const std::string& log_id() const { return log_id_; }
    /// From the oldest on.
    [[nodiscard]] const std::vector<Ancestor>& ancestors() const { return ancestors_; }
    /// The log goes on under another id; the events it has keep theirs.
    void descend(std::string log_id);
    /// How many events of its append come after the record here: a fork may have left some behind.
    [[nodiscard]] std::uint32_t left_in_append(const Record& record) const;
    /// Goes back to a position and the index that the log had there; the account is that of its
    /// pages. To be done with a copy: it costs no more than what the index did.
    void go_back(Position position, const LogIndex& index);
    [[nodiscard]] Time epoch() const { return epoch_; }
    [[nodiscard]] const Names& names() const { return names_; }
    /// How many events are in the stream; 0 where there is none of that name.
    [[nodiscard]] std::uint64_t version(std::string_view stream) const {
        const NameId name = names_.find(stream);
        return name == 0 ? 0 : names_.head(name).version;
    }

    [[nodiscard]] const std::vector<EventType>& types() const { return types_; }
    [[nodiscard]] std::optional<std::uint32_t> find_type(std::string_view name, Form form,
                                                         std::string_view schema = {},
                                                         std::uint32_t version = 1) const;
    std::uint32_t add_type(EventType type);
    /// Calls `visit(number)` for each type of that name.
    template <class Visit>
    void each_type(std::string_view name, Visit&& visit) const {
        for (auto entry = first_type(name);
             entry != types_by_name_.end() && types_[*entry].name == name; ++entry) {
            visit(*entry);
        }
    }

    /// How many pages appending these could take at the most.
    [[nodiscard]] std::size_t pages_needed(std::span<const NewEvent> events,
                                           const Origin& origin) const;

    /// Sets memory aside for appending these and for `pages` in all.
    [[nodiscard]] bool reserve(std::size_t pages, std::span<const NewEvent> events) const;

    /// Appends all the events as one: nobody ever sees some of them. The caller has reserved the
    /// pages, so that nothing can fail here. Gives the version of the last event in its stream.
    std::uint64_t append(std::span<const NewEvent> events, const Origin& origin);

    /// Appends one event of an append, given how many came before it there and how many are to
    /// come. Until those are there the log is not whole.
    void append(const NewEvent& event, const Origin& origin, std::uint32_t index,
                std::uint32_t left);

    /// The bytes of the record at a position, as a saved log holds them. Valid as `at` is.
    [[nodiscard]] Bytes stored(Position position, Buffer& spill) const;
    /// Reads such bytes; false if they are no record.
    [[nodiscard]] static bool parse(Bytes bytes, Position position, Time epoch, Record& into);
    /// Appends a record that `stored` gave, if it is one that could come next here; otherwise says
    /// what is wrong with it and changes nothing. Its names and type have been added before.
    [[nodiscard]] std::optional<std::string> restore(Bytes stored);
    /// Adds a name, or the time that records count from, of a log that is being restored.
    [[nodiscard]] bool restore_name(std::string_view text);
    /// Adds the next ancestor; false if its events do not come after those of the one before it.
    [[nodiscard]] bool restore_ancestor(Ancestor ancestor);
    /// Ends restoring: ancestors whose last events are missing wrote what is there.
    void end_restoring();
    void restore_epoch(Time epoch) { epoch_ = epoch; }

    /// The event at a position from 1 to `head()`. Valid until the next append or use of `spill`.
    [[nodiscard]] Record at(Position position, Buffer& spill) const;
    /// What `stored` gave, in brief.
    [[nodiscard]] static BriefRecord brief(Bytes stored, Time epoch);
    /// The number of the type of what `stored` gave, without reading the rest of it.
    [[nodiscard]] static std::uint32_t type_of_stored(Bytes stored);

    /// Where the first event of the command with that id stands.
    [[nodiscard]] std::optional<Position> find_command(std::string_view id) const {
        return find_command(EncodedId(id));
    }
    [[nodiscard]] std::optional<Position> find_command(const EncodedId& id) const;

    /// The id of an event: its own, or `<logId>-<position>` of the log that wrote it.
    [[nodiscard]] std::string event_id(const Record& record) const;
    /// The latter.
    [[nodiscard]] std::string event_id(Position position) const;
    /// As given, else the command's id, else the id of the first event of its append.
    [[nodiscard]] std::string correlation_id(const Record& record) const;

private:
    /// Where an event comes in the chain of a name.
    struct Linked {
        std::uint64_t distance = 0;  ///< to the event before it
        std::uint64_t version = 0;   ///< of the stream
    };

    [[nodiscard]] std::vector<std::uint32_t>::const_iterator first_type(
        std::string_view name) const;
    std::uint64_t append_one(const NewEvent& event, const Origin& origin, Bytes command_id,
                             std::uint32_t index, std::uint32_t left);
    /// What keeps a record from being the next one here.
    [[nodiscard]] std::optional<std::string> misfit(const Record& record) const;
    void add_command_id(std::uint32_t hash);
    /// Moves the head of the name's chain to `position`.
    Linked link(NameId name, Position position, bool in_stream);

    Storage storage_;
    std::string log_id_;
    std::vector<Ancestor> ancestors_;
    Names names_;
    PageBytes records_;
    PageArray<std::uint32_t> starts_;  // by position - 1
    HashIndex commands_;               // positions by the hash of the command's id
    std::vector<EventType> types_;
    std::vector<std::uint32_t> types_by_name_;  // numbers of types_, in the order of the names
    Time epoch_ = 0;
    std::uint64_t streams_ = 0;
};

}  // namespace cqrs
