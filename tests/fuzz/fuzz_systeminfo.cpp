// Any bytes as the text of systeminfo or wmic: what comes of it holds together, and can be judged.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "patch/from_text.hpp"
#include "patch/load.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace quell;
    static const auto tables = patch::load_tables(patch::embedded_tables(), {});
    auto report = systeminfo::parse(std::as_bytes(std::span(data, size)));
    if (!report) return 0;
    const auto& updates = report->updates;
    if (!std::is_sorted(updates.begin(), updates.end())) std::abort();
    if (std::adjacent_find(updates.begin(), updates.end()) != updates.end()) std::abort();
    if (report->list == systeminfo::ListState::none && !updates.empty()) std::abort();
    if (report->list == systeminfo::ListState::complete && report->announced > report->listed) std::abort();
    for (const auto& state : patch::assess(patch::evidence_from(*report), tables.tables)) {
        if (state.because.empty()) std::abort();
        if (state.fix && !state.is_open()) std::abort();
    }
    return 0;
}
