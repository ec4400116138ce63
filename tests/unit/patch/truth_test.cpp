// Real texts of systeminfo and wmic from XP to Windows 10 in several languages, with the verdict of an independent tool
// by supersedence (bitsadmin/wesng, BSD-3). ../shared/data/README.md says what its words mean.
#include <cstdio>
#include <map>

#include "base/text.hpp"
#include "patch/from_text.hpp"
#include "support/shared_data.hpp"
#include "tables.hpp"

using namespace quell;
using namespace quell::patch;

namespace {

// Whether our state agrees with theirs: an unknown never contradicts a cut list or one without a system.
bool agrees(State ours, const std::string& theirs, bool truncated) {
    if (theirs.starts_with("NOT_AFFECTED")) return ours == State::not_applicable;
    if (theirs == "NO_FIX_LISTED") return ours == State::unknown;
    if (theirs == "VULNERABLE") return ours == State::vulnerable || (truncated && ours == State::unknown);
    return theirs == "PATCHED" && ours == State::patched;
}

}  // namespace

TEST_CASE(
    "real texts of every Windows are judged as an independent tool judges them, and no vulnerable one is cleared") {
    auto truth = test::shared_file("patch/truth_ms17010.csv");
    if (!truth) return;
    std::map<std::string, std::map<std::string, int>> confusion;
    int rows = 0;
    auto lines = split(as_text(*truth), '\n');
    for (std::size_t i = 1; i < lines.size(); ++i) {
        auto fields = split(trim(lines[i]), ',');
        if (fields.size() < 6) continue;
        auto file = std::string(fields[0]);
        auto theirs = std::string(fields[4]);
        auto text = test::shared_file("patch/" + file);
        REQUIRE(text);
        auto report = systeminfo::parse(*text);
        REQUIRE(report);
        auto ours = state_of(evidence_from(*report)).state;
        ++rows;
        ++confusion[theirs][std::string(name_of(ours))];
        INFO(file);
        INFO("theirs " << theirs << ", ours " << name_of(ours));
        CHECK(agrees(ours, theirs, fields[5] == "truncated"));
        if (theirs == "VULNERABLE") CHECK((ours == State::vulnerable || ours == State::unknown));
    }
    CHECK(rows == 42);
    std::printf("%-28s %8s %11s %8s %15s\n", "MS17-010: theirs \\ ours", "patched", "vulnerable", "unknown",
                "not-applicable");
    for (auto& [theirs, ours] : confusion)
        std::printf("%-28s %8d %11d %8d %15d\n", theirs.c_str(), ours["patched"], ours["vulnerable"], ours["unknown"],
                    ours["not-applicable"]);
}

TEST_CASE("the superseding updates of the table are those of the independent tool") {
    auto facts = test::shared_file("../facts/ms17-010_superseding_kbs.tsv");
    if (!facts) return;
    const std::map<std::string, std::string> ids{{"Windows Server 2008 for", "server-2008"},
                                                 {"Windows 7 ", "windows-7"},
                                                 {"Windows Server 2008 R2", "windows-7"},
                                                 {"Windows 8.1", "windows-8.1"},
                                                 {"Windows RT 8.1", "windows-8.1"},
                                                 {"Windows Server 2012 R2", "windows-8.1"},
                                                 {"Windows Server 2012\t", "server-2012"},
                                                 {"Windows 10 for", "windows-10-1507"},
                                                 {"Windows 10 Version 1511", "windows-10-1511"},
                                                 {"Windows 10 Version 1607", "windows-10-1607"},
                                                 {"Windows Server 2016", "windows-10-1607"}};
    const auto& bulletin = *std::find_if(tables().bulletins.begin(), tables().bulletins.end(),
                                         [](const Bulletin& one) { return one.id == "MS17-010"; });
    int rows = 0;
    for (auto line : split(as_text(*facts), '\n')) {
        auto fields = split(line, '\t');
        if (fields.size() < 3 || line.starts_with('#') || line.starts_with("product")) continue;
        ++rows;
        auto id = std::find_if(ids.begin(), ids.end(), [&](const auto& one) { return line.starts_with(one.first); });
        REQUIRE(id != ids.end());
        auto number = static_cast<std::uint32_t>(std::stoul(std::string(fields[2])));
        for (const auto& row : bulletin.systems)
            if (row.id == id->second) {
                INFO(row.id << " " << number);
                CHECK(std::binary_search(row.fixed_by.begin(), row.fixed_by.end(), number));
            }
    }
    CHECK(rows == 376);
}
