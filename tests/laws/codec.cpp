#include "laws/codec.hpp"

#include "cqrs/codec.hpp"
#include "cqrs/engine.hpp"
#include "cqrs/json.hpp"
#include "laws/domains.hpp"
#include "samples.hpp"

namespace laws {

const std::vector<const cqrs::Type*>& described_types() {
    static const std::vector<const cqrs::Type*> all = [] {
        std::vector<const cqrs::Type*> types{cqrs::type_of<test::Everything>()};
        cqrs::Engine engine;
        add_domains(engine);
        for (const auto& command : engine.catalogue().commands()) {
            types.push_back(command.entry->type);
        }
        for (const auto& event : engine.catalogue().events()) {
            types.push_back(event.entry->type);
        }
        for (const auto& query : engine.catalogue().queries()) {
            types.push_back(query.entry.params);
            types.push_back(query.entry.result.type());
        }
        for (const cqrs::Domain* domain : engine.catalogue().domains()) {
            types.push_back(domain->state);
        }
        return types;
    }();
    return all;
}

const cqrs::Type& any_type(test::Random& random) {
    return *described_types()[random.below(described_types().size())];
}

std::string value_round_trip(test::Random& random) {
    const cqrs::Type& type = any_type(random);
    cqrs::Value value;
    test::randomize(type, value.make(type), random);
    cqrs::Buffer bytes;
    if (const auto fault = encode(type, value.get(), bytes)) {
        return "not encoded: " + cqrs::invalid(*fault).message;
    }
    cqrs::Value decoded;
    if (const auto fault = decode(type, bytes.bytes(), decoded.make(type))) {
        return "not decoded: " + cqrs::invalid(*fault).message;
    }
    cqrs::Buffer again;
    static_cast<void>(encode(type, decoded.get(), again));
    if (cqrs::as_text(again.bytes()) != cqrs::as_text(bytes.bytes())) {
        return std::string(type.name) + " has other bytes the second time";
    }
    std::string json;
    encode_json(type, value.get(), json);
    if (const auto fault = cqrs::check_json(json, true)) {
        return "no JSON: " + json + ": " + cqrs::invalid(*fault).message;
    }
    cqrs::Value read;
    if (const auto fault = decode_json(type, json, read.make(type))) {
        return "not read: " + json + ": " + cqrs::invalid(*fault).message;
    }
    again.clear();
    static_cast<void>(encode(type, read.get(), again));
    return cqrs::as_text(again.bytes()) == cqrs::as_text(bytes.bytes())
               ? ""
               : "another value by JSON: " + json;
}

std::string bytes_have_one_form(const cqrs::Type& type, cqrs::Bytes bytes) {
    cqrs::Value value;
    if (decode(type, bytes, value.make(type))) {
        return "";
    }
    cqrs::Buffer again;
    if (const auto fault = encode(type, value.get(), again)) {
        return "decoded but not as described: " + cqrs::invalid(*fault).message;
    }
    return cqrs::as_text(again.bytes()) == cqrs::as_text(bytes)
               ? ""
               : std::string(type.name) + " has two forms";
}

std::string json_is_a_value_or_refused(const cqrs::Type& type, std::string_view json) {
    cqrs::Value value;
    if (decode_json(type, json, value.make(type))) {
        return "";
    }
    if (cqrs::check_json(json, true)) {
        return "read, but no JSON object";
    }
    cqrs::Buffer bytes;
    if (const auto fault = encode(type, value.get(), bytes)) {
        return "read but not as described: " + cqrs::invalid(*fault).message;
    }
    std::string written;
    encode_json(type, value.get(), written);
    cqrs::Value read;
    if (const auto fault = decode_json(type, written, read.make(type))) {
        return "written but not read: " + cqrs::invalid(*fault).message;
    }
    cqrs::Buffer again;
    static_cast<void>(encode(type, read.get(), again));
    return cqrs::as_text(again.bytes()) == cqrs::as_text(bytes.bytes())
               ? ""
               : "another value: " + written;
}

std::string damaged_value(test::Random& random) {
    const cqrs::Type& type = any_type(random);
    cqrs::Value value;
    test::randomize(type, value.make(type), random);
    cqrs::Buffer bytes;
    static_cast<void>(encode(type, value.get(), bytes));
    if (bytes.empty()) {
        return "";
    }
    const std::size_t at = random.below(bytes.size());
    if (random.one_in(3)) {
        bytes.shrink(at);
    } else {
        bytes.data()[at] = random.byte();
    }
    return bytes_have_one_form(type, bytes.bytes());
}

}  // namespace laws
