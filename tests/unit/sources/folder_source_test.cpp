#include "sources/source.hpp"
#include "support/hive_builder.hpp"
#include "support/scratch_folder.hpp"
#include "support/work.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::sources;
using quell::test::ScratchFolder;

namespace {

Result<Target> open(const std::string& locator) {
    test::TestWork work;
    return open_target(locator, all_sources(), work.work());
}

// A Windows folder with the two hives that name it.
void add_windows(ScratchFolder& disk, const std::string& folder, std::string_view system_root) {
    test::HiveKey system("ROOT");
    system.key("Select").dword("Current", 1);
    system.key("ControlSet001\\Services").dword("dummy", 1);
    test::HiveKey software("ROOT");
    software.key("Microsoft\\Windows NT\\CurrentVersion").sz("SystemRoot", system_root);
    disk.file(folder + "/System32/config/SYSTEM", test::build_hive(system));
    disk.file(folder + "/System32/config/SOFTWARE", test::build_hive(software));
}

}  // namespace

TEST_CASE("a mounted Windows is a host with its own drive letter and registry") {
    ScratchFolder disk;
    add_windows(disk, "Windows", "D:\\Windows");
    auto target = open(disk.text());
    REQUIRE(target);
    REQUIRE_EQ(target->hosts.size(), 1);
    const auto& host = target->hosts[0];
    CHECK_EQ(host.source(), "folder");
    CHECK_EQ(host.windows().text(), "D:\\Windows");
    CHECK_EQ(host.files().root().text(), "D:\\");
    REQUIRE(host.registry() != nullptr);
    CHECK(host.registry()->open("HKLM\\SYSTEM\\CurrentControlSet\\Services"));
}

TEST_CASE("two installations on one volume with the same letter share the tree") {
    ScratchFolder disk;
    add_windows(disk, "WINDOWS", "C:\\WINDOWS");
    add_windows(disk, "winnt", "C:\\winnt");
    add_windows(disk, "other", "E:\\other");
    auto target = open(disk.text());
    REQUIRE(target);
    REQUIRE_EQ(target->hosts.size(), 3);
    CHECK_EQ(target->hosts[0].windows().text(), "E:\\other");
    CHECK_EQ(target->hosts[1].windows().text(), "C:\\WINDOWS");
    CHECK_EQ(target->hosts[2].windows().text(), "C:\\winnt");
    CHECK_EQ(&target->hosts[1].files(), &target->hosts[2].files());
    CHECK_NE(&target->hosts[0].files(), &target->hosts[1].files());
    CHECK(target->hosts[2].locator().ends_with(", winnt"));
}

TEST_CASE("a folder without Windows is a host without a registry") {
    ScratchFolder disk;
    disk.file("Users/somebody/letter.doc", "text");
    auto target = open(disk.text());
    REQUIRE(target);
    REQUIRE_EQ(target->hosts.size(), 1);
    CHECK_FALSE(target->hosts[0].has_windows());
    CHECK_EQ(target->hosts[0].registry(), nullptr);
    CHECK(target->hosts[0].files().find(WinPath("C:\\USERS\\Somebody\\LETTER.doc")));
}

TEST_CASE("naming the Windows folder itself is an error that says what to name") {
    ScratchFolder disk;
    add_windows(disk, "Windows", "C:\\Windows");
    auto target = open(disk / "Windows");
    REQUIRE_FALSE(target);
    CHECK_EQ(target.error().code, Errc::invalid);
    CHECK(target.error().what.find("name the folder that holds it") != std::string::npos);
    CHECK(target.error().what.find("Windows") != std::string::npos);
}

TEST_CASE("hives that are none leave a host with gaps") {
    ScratchFolder disk;
    disk.file("Windows/System32/config/SYSTEM", "CREG, or thirteen");
    auto target = open(disk.text());
    REQUIRE(target);
    REQUIRE_EQ(target->hosts.size(), 1);
    const auto& host = target->hosts[0];
    CHECK_EQ(host.windows().text(), "C:\\Windows");
    CHECK((host.registry() == nullptr ? !host.gaps().empty() : !host.registry()->gaps().empty()));
}

TEST_CASE(
    "a missing path, an empty file and bytes that are no disk are errors that name the path and what was expected") {
    ScratchFolder disk;
    disk.file("empty", "").file("text", "this is no disk").file("noise", std::string(200'000, 'n'));
    for (const auto* name : {"missing", "empty", "text", "noise"}) {
        CAPTURE(name);
        auto target = open(disk / name);
        REQUIRE_FALSE(target);
        CHECK(target.error().what.find(name) != std::string::npos);
        CHECK(target.error().what.find("expected a raw disk image or volume with NTFS") != std::string::npos);
    }
}

TEST_CASE("a stopped opening is cancelled") {
    ScratchFolder disk;
    disk.file("x");
    test::TestWork work;
    work.stop.request_stop();
    auto target = open_target(disk.text(), all_sources(), work.work());
    REQUIRE_FALSE(target);
    CHECK_EQ(target.error().code, Errc::cancelled);
}
