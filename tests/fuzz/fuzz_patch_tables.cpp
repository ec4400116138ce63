// Any text as a patch table: it loads, or says what is wrong with it.
#include <cstdint>
#include <cstdlib>

#include "patch/load.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    auto parsed = quell::patch::parse_bulletin(text, "fuzz.toml");
    if (parsed.bulletin.has_value() != parsed.problems.empty()) std::abort();
    for (const auto& problem : parsed.problems)
        if (problem.text().empty()) std::abort();
    return 0;
}
