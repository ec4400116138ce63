#include "report/patch_text.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "report/patch_json.hpp"
#include "unit/patch/tables.hpp"

using namespace quell;
using namespace quell::report;
using artifacts::DriverOnDisk;
using artifacts::Role;
using artifacts::UpdateList;
using artifacts::WaitingCopy;

namespace {

// Machines of every kind: systems, drivers, lists and restarts in all combinations.
std::vector<patch::Evidence> many_machines() {
    std::vector<patch::Evidence> out;
    for (auto [major, minor, build] : {artifacts::WindowsVersion{5, 0, 2195},
                                       {5, 1, 2600},
                                       {6, 0, 6002},
                                       {6, 1, 7601},
                                       {6, 2, 9200},
                                       {6, 3, 9600},
                                       {10, 0, 10240},
                                       {10, 0, 14393},
                                       {10, 0, 19045},
                                       {10, 0, 12345}})
        for (auto seen : {DriverOnDisk::Seen::not_asked, DriverOnDisk::Seen::present, DriverOnDisk::Seen::absent,
                          DriverOnDisk::Seen::unreadable})
            for (auto last : {std::uint16_t{1}, std::uint16_t{60000}})
                for (auto list : {UpdateList::none, UpdateList::cut, UpdateList::complete})
                    for (unsigned variant = 0; variant < 128; ++variant) {
                        auto machine = patch::machine(major, minor, build, variant & 1U ? 3 : 0);
                        machine.from_text = seen == DriverOnDisk::Seen::not_asked;
                        machine.srv.seen = seen;
                        machine.srv.path = WinPath("C:\\Windows\\System32\\drivers\\srv.sys");
                        auto narrow = [](std::uint32_t number) { return static_cast<std::uint16_t>(number); };
                        machine.srv.version = {narrow(major), narrow(variant & 64U ? minor + 1 : minor), narrow(build),
                                               last};
                        machine.list = list;
                        if (list != UpdateList::none && variant & 2U) machine.updates = {2999226, 4012212, 4013389};
                        if (list != UpdateList::none && variant & 4U) machine.updates = {4013389, 5022338};
                        if (variant & 8U) machine.pending.signs = {"RebootPending"};
                        if (variant & 16U)
                            machine.pending.rename_onto_driver =
                                WaitingCopy{WinPath("C:\\a\x1b[31m.sys"), std::nullopt};
                        if (variant & 32U) {
                            auto version = machine.srv.version;
                            version[3] = variant & 1U ? 2 : 60001;
                            machine.pending.copies = {{WinPath("C:\\b.sys"), version}};
                            if (variant & 16U) machine.pending.rename_onto_driver->version = version;
                            machine.srv.placed = *parse_time("2017-05-15");
                            machine.pending.last_shutdown = *parse_time("2017-05-16");
                            machine.pending.updates = {4012212};
                            machine.pending.removes_driver = true;
                            machine.revision = last;
                        }
                        out.push_back(machine);
                    }
    out.push_back(patch::Evidence{});
    return out;
}

bool is_said(const char* prefix, const Sentence& sentence) {
    auto key = prefix + sentence.id;
    auto words = text_of(Language::english, key);
    std::size_t blanks = 0;
    for (auto at = words.find("{}"); at != std::string_view::npos; at = words.find("{}", at + 2)) ++blanks;
    return words != key && blanks == sentence.values.size();
}

}  // namespace

TEST_CASE(
    "every reason, precondition and note of every kind of machine has its sentence, with as many blanks as values") {
    std::set<std::string> reasons;
    for (const auto& machine : many_machines())
        for (const auto& state : patch::assess(machine, patch::tables())) {
            REQUIRE_FALSE(state.because.empty());
            CHECK(state.fix.has_value() <= state.is_open());
            for (const auto& reason : state.because)
                if (reasons.insert(reason.id).second) {
                    INFO(reason.id);
                    CHECK(is_said("patch.because.", reason));
                }
            if (!state.fix) continue;
            if (!state.fix->needs.id.empty()) CHECK(is_said("patch.needs.", state.fix->needs));
            if (!state.fix->note.id.empty()) CHECK(is_said("patch.note.", state.fix->note));
        }
    std::set<std::string> catalogued;
    constexpr std::string_view prefix = "patch.because.";
    for (const auto& entry : catalogue)
        if (entry.key.starts_with(prefix)) catalogued.emplace(entry.key.substr(prefix.size()));
    CHECK(reasons == catalogued);
}

TEST_CASE("the text names state, reason, update, file, SHA-1 and where to look for it, and no line is too wide") {
    auto machine = patch::with_driver(patch::machine(6, 1, 7601, 1), {6, 1, 7601, 17514});
    machine.product = "Windows 7 \x1b[2JProfessional";
    auto states = patch::assess(machine, patch::tables());
    Gap gap{GapKind::unseen, View::registry, "HKLM\\\x07", {Errc::corrupt, "a broken cell"}};
    for (auto language : {Language::english, Language::chinese}) {
        TerminalStyle style{language, Colour::none, 100};
        auto text = patch_text("disk\x1b.img", machine, states, patch::tables(), {gap}, style);
        for (auto word : {"MS17-010", "MS08-067", "KB4012212", "6.1.7601.17514", "6.1.7601.23689",
                          "windows6.1-kb4012212-x64_2decefaa02e2058dcd965702509a992d8c4e92b3.msu",
                          "2decefaa02e2058dcd965702509a992d8c4e92b3", "KB4012212 Windows 7 x64", "a broken cell"})
            CHECK(text.find(word) != std::string::npos);
        CHECK(text.find('\x1b') == std::string::npos);
        CHECK(text.find('\x07') == std::string::npos);
        for (auto line : split(text, '\n')) CHECK(display_width(line) <= 100);
    }
    TerminalStyle english{Language::english, Colour::none, 80};
    CHECK(patch_text("a", machine, states, patch::tables(), {}, english).find("VULNERABLE") != std::string::npos);
    TerminalStyle coloured{Language::english, Colour::ansi, 80};
    CHECK(patch_text("a", machine, states, patch::tables(), {}, coloured).find("\x1b[1;31mVULNERABLE\x1b[0m") !=
          std::string::npos);
}

TEST_CASE("the JSON of a state") {
    auto machine = patch::with_driver(patch::machine(6, 1, 7600, 0), {6, 1, 7600, 16385});
    auto json = to_json(patch::state_of(machine));
    CHECK(json["bulletin"] == "MS17-010");
    CHECK(json["state"] == "vulnerable");
    CHECK(json["because"][0] == Json({{"id", "srv-version-below"}, {"values", {"6.1.7600.16385", "6.1.7601.23689"}}}));
    CHECK(json["evidence"][1] == Json({{"what", "srv.sys"}, {"value", "6.1.7600.16385"}}));
    CHECK(json["fix"]["kb"] == "KB4012212");
    CHECK(json["fix"]["sha1"] == "2decefaa02e2058dcd965702509a992d8c4e92b3");
    CHECK(json["fix"]["needs"] == Json({{"id", "service-pack-first"}, {"values", {"Service Pack 1"}}}));
    CHECK(json["fix"]["search"] == "KB4012212 Windows 7 x64");
    auto fixed = to_json(patch::state_of(patch::with_driver(machine, {6, 1, 7601, 24000})));
    CHECK(fixed["fix"].is_null());
    auto xp = patch::with_driver(patch::machine(5, 1, 2600, 3), {5, 1, 2600, 5512});
    CHECK(to_json(patch::state_of(xp))["fix"]["file"].is_null());
    CHECK(to_json(patch::state_of(xp))["fix"]["needs"].is_null());

    machine.product = "a\xff";
    auto whole = patch_json("disk", machine, patch::assess(machine, patch::tables()), {});
    CHECK(whole["version"] == "6.1.7600");
    CHECK(whole["patches"].size() == 4);
    CHECK_FALSE(whole.dump().empty());
}
