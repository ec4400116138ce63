// Hundreds of clean Windows programs of which nobody of this project wrote a line: Debian's libwine, laid out as the
// Windows folder of a small machine and scanned like any other folder. Nothing in them may look like any family.
#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "detect/scan.hpp"
#include "sources/source.hpp"
#include "support/scratch_folder.hpp"
#include "support/small_machine.hpp"
#include "threats/load.hpp"

using namespace quell;
using namespace quell::detect;

namespace {

namespace fs = std::filesystem;

// Wine 8.0 has nearly 700 of them, without the exact number being promised by anybody.
constexpr std::size_t hundreds = 300;

/// Where libwine keeps its 64-bit programs; empty when it is not installed.
fs::path wine_programs() {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/usr/lib", error))
        if (auto folder = entry.path() / "wine/x86_64-windows"; fs::is_directory(folder, error)) return folder;
    return {};
}

/// Programs that Windows itself keeps outside System32.
fs::path place_of(const fs::path& name) {
    if (name == "explorer.exe" || name == "regedit.exe" || name == "notepad.exe") return "Windows";
    if (name.extension() == ".sys") return "Windows/System32/drivers";
    return "Windows/System32";
}

/// No link of the file system's other kind: those are not followed. A further name where it is allowed, else a copy.
void put(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::remove(to, error);
    fs::create_hard_link(from, to, error);
    if (error) fs::copy_file(from, to);
}

std::size_t lay_out(const fs::path& programs, const fs::path& volume) {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(programs)) {
        if (!entry.is_regular_file() || entry.is_symlink()) continue;
        put(entry.path(), volume / place_of(entry.path().filename()) / entry.path().filename());
        ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("hundreds of clean programs, laid out as a Windows folder, give no finding of any family") {
    const auto programs = wine_programs();
    if (programs.empty()) {
        std::printf("skipped: libwine is not installed (apt-get install libwine); no clean programs were looked at\n");
        return;
    }
    test::ScratchFolder volume;
    test::SmallMachine machine;
    const auto small = machine.world();
    REQUIRE(test::write_folder(small, volume.text()));
    const auto count = lay_out(programs, volume.path());
    REQUIRE(count >= hundreds);

    const Knowledge knowledge{threats::load_packs(threats::embedded_packs(), {}).packs, {}};
    Workers workers(2);
    NoProgress progress;
    const Work work{workers, progress, {}};
    const auto target = sources::open_target(volume.text(), sources::all_sources(), work);
    REQUIRE(target);
    REQUIRE(target->hosts.size() == 1);
    for (auto depth : {Depth::usual, Depth::deep}) {
        const auto verdict = scan(target->hosts.front(), knowledge, depth, work);
        for (const auto& family : verdict.families)
            for (const auto& finding : family.findings)
                FAIL_CHECK(fmt::format("{} {}: {}", name_of(finding.strength), finding.indicator, finding.subject));
        for (const auto& gap : verdict.gaps) CHECK_MESSAGE(gap.gap.kind != GapKind::unseen, gap.gap.where);
        CHECK(verdict.counts.files > count);
        if (depth == Depth::deep) CHECK(verdict.counts.files_hashed >= count);
    }
    MESSAGE(count, " clean programs, no finding");
}
