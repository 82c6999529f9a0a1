/// cqrs-replay: prints a saved log, checks it, and asks it what it answers.

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cqrs/engine.hpp"
#include "cqrs/json.hpp"
#include "cqrs/log_format.hpp"
#include "cqrs/rfc3339.hpp"
#include "domains/bank.hpp"
#include "domains/orders.hpp"
#include "domains/services.hpp"

namespace {

constexpr const char* usage = R"(cqrs-replay FILE [OPTION]...
  Prints the events of a log that was exported as binary or NDJSON, one a line. FILE may be - for
  standard input.

  --check               prints only how many events there are
  --recover             takes a damaged log up to its last whole append, and says what it left out
  --at POSITION         the log as it was then: the head by default
  --query NAME [JSON]   prints the answer of a read model, as JSON; may be given several times
  --export FORM         prints all of the log as `binary` or `ndjson`
  --help                prints this

Exit status: 0 if all went well, 1 if the log is damaged, 2 if it could not be read or a query was
refused, 3 if the command line is wrong.
)";

enum Exit : int { well = 0, damaged = 1, failed = 2, misused = 3 };

struct Query {
    std::string name;
    std::string params = "{}";
};

struct Wanted {
    std::string file;
    bool check = false;
    bool recover = false;
    std::optional<cqrs::Position> at;
    std::optional<cqrs::SavedAs> form;
    std::vector<Query> queries;
};

int complain(int status, const std::string& what) {
    std::fprintf(stderr, "cqrs-replay: %s\n", what.c_str());
    return status;
}

int refuse(const cqrs::Error& error) {
    return complain(error.code == cqrs::Code::corrupt ? damaged : failed, error.message);
}

std::optional<cqrs::Position> number(std::string_view text) {
    cqrs::Position value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9' || value > UINT32_MAX) {
            return std::nullopt;
        }
        value = value * 10 + static_cast<cqrs::Position>(c - '0');
    }
    return text.empty() ? std::nullopt : std::optional(value);
}

/// The command line; nothing where it is wrong.
std::optional<Wanted> parsed(const std::vector<std::string>& words) {
    Wanted wanted;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        const bool more = i + 1 < words.size();
        if (word == "--check") {
            wanted.check = true;
        } else if (word == "--recover") {
            wanted.recover = true;
        } else if (word == "--at" && more) {
            wanted.at = number(words[++i]);
            if (!wanted.at) {
                complain(misused, words[i] + " is no position");
                return std::nullopt;
            }
        } else if (word == "--export" && more &&
                   (words[i + 1] == "binary" || words[i + 1] == "ndjson")) {
            wanted.form = words[++i] == "binary" ? cqrs::SavedAs::binary : cqrs::SavedAs::ndjson;
        } else if (word == "--query" && more) {
            wanted.queries.push_back({words[++i]});
            if (i + 1 < words.size() && words[i + 1].starts_with('{')) {
                wanted.queries.back().params = words[++i];
            }
        } else if (wanted.file.empty() && (word == "-" || !word.starts_with('-'))) {
            wanted.file = word;
        } else {
            complain(misused, word + " is not understood");
            return std::nullopt;
        }
    }
    return wanted.file.empty() ? std::nullopt : std::optional(wanted);
}

bool read_file(const std::string& name, cqrs::Buffer& into) {
    std::FILE* file = name == "-" ? stdin : std::fopen(name.c_str(), "rb");
    if (file == nullptr) {
        return false;
    }
    constexpr std::size_t piece = 65'536;
    std::size_t count = piece;
    while (count == piece && into.reserve(piece)) {
        const std::size_t size = into.size();
        into.resize(size + piece);
        count = std::fread(into.data() + size, 1, piece, file);
        into.shrink(size + count);
    }
    const bool well_read = std::ferror(file) == 0 && !into.failed();
    if (file != stdin) {
        std::fclose(file);
    }
    return well_read;
}

/// The answer as JSON.
class Printer final : public cqrs::AnswerTaker {
public:
    void take(const cqrs::AnswerView& answer) override {
        if (answer.value == nullptr) {
            return;
        }
        if (answer.shape->kind != cqrs::Kind::list) {
            json.clear();
            cqrs::encode_json(*answer.shape->type(), answer.value, json);
            return;
        }
        json = "[";
        for (std::size_t i = 0; i < answer.shape->list->size(answer.value); ++i) {
            json += i == 0 ? "" : ",";
            cqrs::encode_json(*answer.shape->type(), answer.shape->list->at(answer.value, i), json);
        }
        json += "]";
    }
    std::string json = "null";
};

int ask(cqrs::Engine& engine, const Query& query, cqrs::Position at) {
    const auto number = engine.catalogue().find_query(query.name);
    if (!number) {
        return refuse(engine.catalogue().unknown_query(query.name));
    }
    Printer printer;
    const cqrs::Payload params{cqrs::Form::json, cqrs::as_bytes(query.params)};
    const auto asked = engine.query(*number, params, {.at = at}, printer);
    if (!asked) {
        return refuse(asked.error());
    }
    std::printf("%s\n", printer.json.c_str());
    return well;
}

void print(cqrs::Engine& engine, cqrs::Position at) {
    const cqrs::EventLog& log = engine.log();
    cqrs::Buffer spill;
    cqrs::Buffer name;
    for (cqrs::Position position = 1; position <= at; ++position) {
        const cqrs::Record record = log.at(position, spill);
        cqrs::EventReader& event = engine.reading(record);
        const cqrs::Bytes payload = event.payload();
        std::string data(cqrs::as_text(payload));
        if (event.number()) {
            const cqrs::Type& type = *engine.catalogue().events()[*event.number()].entry->type;
            data.clear();
            cqrs::encode_json(type, event.data(), data);
        }
        const std::string stream(record.stream == 0 ? "-" : log.names().text(record.stream, name));
        const auto time = cqrs::rfc3339(record.time);
        std::printf("%llu\t%s\t%s@%llu\t%s\t%s%s\n", static_cast<unsigned long long>(position),
                    time ? time->c_str() : std::to_string(record.time).c_str(), stream.c_str(),
                    static_cast<unsigned long long>(record.version),
                    log.types()[record.type].name.c_str(), data.c_str(),
                    event.is_unknown() ? "\t(unknown here)" : "");
    }
}

int write_out(const cqrs::EventLog& log, cqrs::SavedAs form) {
    const auto writer = cqrs::write_log(log, form);
    cqrs::Buffer piece;
    while (writer->write(piece)) {
        if (std::fwrite(piece.data(), 1, piece.size(), stdout) != piece.size()) {
            return complain(failed, "the log could not be written");
        }
        piece.clear();
    }
    return piece.failed() ? complain(failed, "out of memory") : well;
}

int run(const Wanted& wanted) {
    cqrs::Buffer saved;
    if (!read_file(wanted.file, saved)) {
        return complain(failed, wanted.file + " could not be read");
    }
    // What the page or the program that saved it may have been allowed.
    cqrs::Limits limits;
    limits.memory_bytes = std::int64_t{1} << 32;
    limits.payload_bytes = std::int64_t{1} << 24;
    limits.tags_per_event = 1'024;
    limits.events = (std::int64_t{1} << 32) - 1;
    limits.streams = (std::int64_t{1} << 32) - 1;
    limits.event_types = 65'536;
    cqrs::Engine engine({.log_id = "log", .limits = limits});
    engine.add<orders::Orders>();
    engine.add<bank::Bank>();
    services::add_to(engine);
    auto loaded =
        cqrs::decode_log(saved.bytes(), engine.storage(),
                         wanted.recover ? cqrs::Damage::recovered : cqrs::Damage::refused, limits);
    if (!loaded) {
        return refuse(loaded.error());
    }
    if (loaded->dropped > 0) {
        complain(well, "left out " + std::to_string(loaded->dropped) +
                           (loaded->form == cqrs::SavedAs::binary ? " bytes" : " lines") +
                           " at the end");
    }
    if (const auto opened = engine.open(std::move(loaded->log)); !opened) {
        return refuse(opened.error());
    }
    const cqrs::Position head = engine.log().head();
    const cqrs::Position at = wanted.at.value_or(head);
    if (at > head) {
        return complain(failed, "the log ends at position " + std::to_string(head));
    }
    if (wanted.check) {
        std::printf("%llu events of the log %s are whole\n", static_cast<unsigned long long>(head),
                    engine.log().log_id().c_str());
        return well;
    }
    if (wanted.form) {
        return write_out(engine.log(), *wanted.form);
    }
    for (const Query& query : wanted.queries) {
        if (const int status = ask(engine, query, at); status != well) {
            return status;
        }
    }
    if (wanted.queries.empty()) {
        print(engine, at);
    }
    return well;
}

}  // namespace

int main(int count, char** words) {
    const std::vector<std::string> all(words + 1, words + count);
    for (const std::string& word : all) {
        if (word == "--help" || word == "-h") {
            std::fputs(usage, stdout);
            return well;
        }
    }
    const auto wanted = parsed(all);
    if (!wanted) {
        std::fputs(usage, stderr);
        return misused;
    }
    return run(*wanted);
}
