// The tables of this build, and evidence written down in one line.
#pragma once

#include <algorithm>
#include <string>

#include "patch/load.hpp"
#include "patch/patch.hpp"
#include "support/doctest.hpp"

namespace quell::patch {

inline const Tables& tables() {
    static const Tables all = [] {
        auto set = load_tables(embedded_tables(), {});
        for (const auto& problem : set.problems) FAIL_CHECK(problem.text());
        return std::move(set.tables);
    }();
    return all;
}

inline BulletinState state_of(const Evidence& evidence, const std::string& bulletin = "MS17-010") {
    for (auto& state : assess(evidence, tables()))
        if (state.bulletin == bulletin) return state;
    FAIL("no such bulletin: ", bulletin);
    return {};
}

inline bool says(const BulletinState& state, const std::string& id) {
    return std::any_of(state.because.begin(), state.because.end(),
                       [&](const Sentence& sentence) { return sentence.id == id; });
}

/// A machine whose srv.sys nobody asked about.
inline Evidence machine(std::uint32_t major, std::uint32_t minor, std::uint32_t build, std::uint32_t service_pack = 0) {
    Evidence evidence;
    evidence.system = artifacts::WindowsVersion{major, minor, build};
    evidence.service_pack = service_pack;
    evidence.role = artifacts::Role::client;
    evidence.architecture = "x64";
    return evidence;
}

inline Evidence with_driver(Evidence evidence, pe::Version version) {
    evidence.srv.seen = artifacts::DriverOnDisk::Seen::present;
    evidence.srv.path = WinPath(R"(C:\Windows\System32\drivers\srv.sys)");
    evidence.srv.version = version;
    return evidence;
}

inline Evidence with_list(Evidence evidence, std::vector<std::uint32_t> updates,
                          artifacts::UpdateList list = artifacts::UpdateList::complete) {
    std::sort(updates.begin(), updates.end());
    evidence.updates = std::move(updates);
    evidence.list = list;
    return evidence;
}

}  // namespace quell::patch
