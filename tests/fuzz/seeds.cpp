/// Writes the inputs that fuzzing begins with, made from the messages' own descriptions:
/// fuzz_seeds FOLDER

#include <cstdio>
#include <fstream>
#include <string>

#include "boundary.hpp"
#include "laws/codec.hpp"
#include "laws/domains.hpp"
#include "laws/engine.hpp"
#include "laws/past.hpp"
#include "samples.hpp"

namespace {

void write(const std::string& path, cqrs::Bytes bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

/// A value that uses the described fields, as a tape would make it.
std::vector<std::uint8_t> tape(test::Random& random, std::size_t length) {
    std::vector<std::uint8_t> bytes(length);
    for (std::uint8_t& byte : bytes) {
        byte = random.byte();
    }
    return bytes;
}

/// The frame of a command, behind the byte that says so.
cqrs::Buffer command_frame(const cqrs::Engine& engine, std::size_t number, test::Random& random) {
    const cqrs::Type& type = *engine.catalogue().commands()[number].entry->type;
    const auto bytes = tape(random, 60);
    test::Random values(bytes);
    cqrs::Value value;
    test::randomize(type, value.make(type), values);
    cqrs::Buffer frame;
    frame.put_byte(0);
    frame.put_byte(1);
    frame.put_varint(number);
    frame.put_f64(1'000);
    frame.put_text("id-" + std::to_string(random.below(10)));
    static_cast<void>(encode(type, value.get(), frame));
    return frame;
}

cqrs::Buffer query_frame(const cqrs::Engine& engine, std::size_t number, test::Random& random) {
    cqrs::Buffer frame;
    frame.put_byte(1);
    frame.put_byte(64);
    frame.put_varint(number);
    const auto bytes = tape(random, 20);
    test::Random values(bytes);
    frame.put(
        cqrs::as_bytes(laws::any_json(*engine.catalogue().queries()[number].entry.params, values)));
    return frame;
}

/// An event of a type of its own, on the condition that none like it is there.
cqrs::Buffer append_frame() {
    cqrs::Buffer frame;
    frame.put_byte(2);
    frame.put_f64(1'000);
    frame.put_byte(1);
    frame.put_varint(1);
    frame.put_text("Happened");
    frame.put_byte(7);
    frame.put_text("s-1");
    frame.put_varint(2);
    frame.put_text("t-1");
    frame.put_text("s-1");
    frame.put_text("event-1");
    frame.put_text("{\"by\":\"me\"}");
    frame.put_text("[1,2]");
    frame.put_byte(15);
    frame.put_text("s-1");
    frame.put_byte(1);
    frame.put_varint(1);
    frame.put_varint(1);
    frame.put_text("Happened");
    frame.put_varint(1);
    frame.put_text("t-1");
    frame.put_varint(0);
    return frame;
}

cqrs::Buffer read_frame() {
    cqrs::Buffer frame;
    frame.put_byte(3);
    frame.put_byte(127);
    frame.put_text("s-1");
    frame.put_varint(1);
    frame.put_text("Happened");
    frame.put_varint(1);
    frame.put_text("t-1");
    frame.put_varint(1);
    frame.put_varint(0);
    frame.put_varint(0);
    frame.put_varint(1);
    frame.put_varint(9);
    frame.put_varint(5);
    frame.put_varint(65'536);
    return frame;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("fuzz_seeds FOLDER\n", stderr);
        return 1;
    }
    const std::string folder = argv[1];
    test::Random random(600);
    for (std::size_t i = 0; i < laws::described_types().size(); ++i) {
        const auto bytes = tape(random, 100);
        test::Random values(bytes);
        const std::string json =
            static_cast<char>(i) + laws::any_json(*laws::described_types()[i], values);
        write(folder + "/json/" + std::to_string(i), cqrs::as_bytes(json));
    }
    cqrs::Engine engine;
    laws::add_domains(engine);
    for (std::size_t i = 0; i < engine.catalogue().commands().size(); ++i) {
        write(folder + "/frames/command" + std::to_string(i),
              command_frame(engine, i, random).bytes());
    }
    for (std::size_t i = 0; i < engine.catalogue().queries().size(); ++i) {
        write(folder + "/frames/query" + std::to_string(i), query_frame(engine, i, random).bytes());
    }
    write(folder + "/frames/append", append_frame().bytes());
    write(folder + "/frames/read", read_frame().bytes());
    for (int i = 0; i < 8; ++i) {
        const std::string name = std::to_string(i);
        write(folder + "/story/" + name, tape(random, 400));
        write(folder + "/questions/" + name, tape(random, 400));
        write(folder + "/past/" + name, tape(random, 400));
        const auto bytes = tape(random, 600);
        test::Random calls(bytes);
        laws::Story story;
        while (!calls.over()) {
            static_cast<void>(story.step(calls));
        }
        write(folder + "/import/" + name, cqrs::as_bytes(laws::saved(story.engine.log())));
        write(folder + "/import/lines" + name,
              cqrs::as_bytes(laws::saved(story.engine.log(), cqrs::SavedAs::ndjson)));
    }
    return 0;
}
