// Firewall rules and the exceptions of XP: each parser on the same text.
#include "base/bytes.hpp"
#include "formats/firewall/rule.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace quell;
    auto text = as_text(std::as_bytes(std::span(data, size)));
    if (auto rule = firewall::parse_rule(text)) static_cast<void>(firewall::to_string(rule->local_ports));
    static_cast<void>(firewall::parse_port_exception(text));
    static_cast<void>(firewall::parse_program_exception(text));
    return 0;
}
