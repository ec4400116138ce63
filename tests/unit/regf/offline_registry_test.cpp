#include "sources/offline_registry.hpp"

#include "base/text.hpp"
#include "support/hive_builder.hpp"
#include "support/memory_files.hpp"
// Last: its CHECK replaces ours.
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::test;
using sources::OfflineRegistry;

namespace {

constexpr std::string_view config = "C:\\Windows\\System32\\config\\";
const WinPath windows("C:\\Windows");

std::string in_config(std::string_view name) { return std::string(config) + std::string(name); }

std::vector<std::byte> system_hive(std::uint32_t current = 2) {
    HiveKey root("ROOT");
    root.key("Select").dword("Current", current);
    root.key("ControlSet001\\Services\\old");
    root.key("ControlSet002\\Services\\mssecsvc2.0").dword("Start", 2);
    return build_hive(root);
}

std::vector<std::byte> software_hive() {
    HiveKey root("ROOT");
    auto& version = root.key("Microsoft\\Windows NT\\CurrentVersion");
    version.sz("SystemRoot", "C:\\Windows");
    version.key("ProfileList\\S-1-5-21-1-2-3-1001").expand_sz("ProfileImagePath", "%SystemDrive%\\Users\\alice");
    version.key("ProfileList\\S-1-5-21-1-2-3-1000").expand_sz("ProfileImagePath", "c:\\users\\Bob");
    version.key("ProfileList\\S-1-5-18").expand_sz("ProfileImagePath", "%systemroot%\\system32\\config\\systemprofile");
    version.key("ProfileList\\S-1-5-19").expand_sz("ProfileImagePath", "%systemroot%\\ServiceProfiles\\LocalService");
    return build_hive(root);
}

std::vector<std::byte> user_hive(std::string_view mark) {
    HiveKey root("ROOT");
    root.key("Software").sz("Mark", mark);
    return build_hive(root);
}

/// A machine with two users, all hives clean.
void furnish(MemoryFiles& files) {
    files.add(in_config("SYSTEM"), system_hive());
    files.add(in_config("SOFTWARE"), software_hive());
    files.add(in_config("DEFAULT"), user_hive("default"));
    files.add("C:\\Users\\alice\\NTUSER.DAT", user_hive("alice"));
    files.add("C:\\Users\\alice\\AppData\\Local\\Microsoft\\Windows\\UsrClass.dat", user_hive("alice's classes"));
    files.add("C:\\Users\\Bob\\NTUSER.DAT", user_hive("bob"));
    files.add("C:\\Windows\\ServiceProfiles\\LocalService\\NTUSER.DAT", user_hive("service"));
    files.add_folder("C:\\Users\\Public");
}

std::unique_ptr<OfflineRegistry> open(const MemoryFiles& files) {
    auto registry = OfflineRegistry::open(files, windows);
    if (!registry) FAIL(registry.error().what);
    return std::move(*registry);
}

std::string mark(const Registry& registry, std::string_view root) {
    auto value = registry.value(std::string(root) + "\\Software", "Mark");
    return value ? value->text().value_or("no text") : value.error().what;
}

}  // namespace

TEST_CASE("a whole registry has no gaps, and every hive is in its place") {
    MemoryFiles files;
    furnish(files);
    auto registry = open(files);
    for (const auto& gap : registry->gaps()) MESSAGE(gap.where << ": " << gap.why.what);
    CHECK(registry->gaps().empty());
    CHECK(mark(*registry, "HKU\\.DEFAULT") == "default");
    CHECK(mark(*registry, "HKU\\S-1-5-18") == "default");
    CHECK(mark(*registry, "HKU\\S-1-5-19") == "service");
    CHECK(mark(*registry, "HKU\\S-1-5-21-1-2-3-1001") == "alice");
    CHECK(mark(*registry, "HKU\\S-1-5-21-1-2-3-1001_Classes") == "alice's classes");
    CHECK(mark(*registry, "hkey_users\\s-1-5-21-1-2-3-1000") == "bob");
    REQUIRE(registry->users().size() == 3);
    CHECK(registry->users()[0].sid == "S-1-5-19");
    CHECK(registry->users()[1].name == "Bob");
    CHECK(registry->users()[2].profile == "C:\\Users\\alice");
}

TEST_CASE("CurrentControlSet is the set that Select names, from the root and by path") {
    MemoryFiles files;
    furnish(files);
    auto registry = open(files);
    CHECK(registry->open("HKLM\\SYSTEM\\CurrentControlSet\\Services\\mssecsvc2.0"));
    CHECK(registry->open("HKLM\\SYSTEM\\currentcontrolset\\Services\\old").error().code == Errc::not_found);
    CHECK(registry->open("HKLM\\SYSTEM\\ControlSet001\\Services\\old"));
    auto system = registry->open("HKLM\\SYSTEM");
    REQUIRE(system);
    CHECK((*system)->open("CurrentControlSet\\Services\\mssecsvc2.0"));
    CHECK((*system)->subkeys().value() == std::vector<std::string>{"ControlSet001", "ControlSet002", "Select"});
    auto service = registry->open("HKLM\\SYSTEM\\CurrentControlSet\\Services\\mssecsvc2.0");
    REQUIRE(service);
    CHECK((*service)->value("start")->dword() == 2U);
    CHECK((*service)->name() == "mssecsvc2.0");
    CHECK((*service)->last_written().has_value());
}

TEST_CASE("without Select the control set is unknown, which is a gap and no answer") {
    MemoryFiles files;
    furnish(files);
    files.add(in_config("SYSTEM"), build_hive(HiveKey("ROOT")));
    auto registry = open(files);
    REQUIRE(registry->gaps().size() == 1);
    CHECK(registry->gaps()[0].where == "HKLM\\SYSTEM\\Select");
    CHECK(registry->open("HKLM\\SYSTEM\\CurrentControlSet\\Services").error().code != Errc::not_found);
}

TEST_CASE("missing and unreadable hives are gaps, and their keys are unseen, not absent") {
    MemoryFiles files;
    files.add(in_config("SYSTEM"), system_hive());
    files.add_unreadable(in_config("SOFTWARE"));
    files.add("C:\\Users\\alice\\NTUSER.DAT", user_hive("alice"));
    auto registry = open(files);
    REQUIRE(registry->gaps().size() == 2);
    CHECK(registry->gaps()[0].where == in_config("SOFTWARE"));
    CHECK(registry->gaps()[0].view == View::registry);
    CHECK(registry->gaps()[0].kind == GapKind::unseen);
    CHECK(registry->gaps()[1].where == in_config("DEFAULT"));
    CHECK(registry->open("HKLM\\SOFTWARE\\Microsoft").error().code == Errc::io);
    CHECK(registry->open("HKU\\.DEFAULT").error().code != Errc::not_found);
    CHECK(registry->open("HKLM\\SAM").error().code == Errc::not_found);
    // Without ProfileList the user is found by the folder.
    REQUIRE(registry->users().size() == 1);
    CHECK(registry->users()[0].sid == "profile:alice");
    CHECK(mark(*registry, "HKU\\profile:alice") == "alice");
}

TEST_CASE("a user's hive that is missing is a gap; a profile whose folder is gone is not applicable") {
    MemoryFiles files;
    furnish(files);
    MemoryFiles without;
    without.add(in_config("SYSTEM"), system_hive());
    without.add(in_config("SOFTWARE"), software_hive());
    without.add(in_config("DEFAULT"), user_hive("default"));
    without.add_folder("C:\\Users").add_folder("C:\\Users\\alice");
    auto registry = open(without);
    REQUIRE(registry->gaps().size() == 2);
    CHECK(registry->gaps()[0].where == "c:\\users\\Bob\\NTUSER.DAT");
    CHECK(registry->gaps()[0].kind == GapKind::not_applicable);
    CHECK(registry->gaps()[1].where == "C:\\Users\\alice\\NTUSER.DAT");
    CHECK(registry->gaps()[1].kind == GapKind::unseen);
    CHECK(registry->users().empty());
}

TEST_CASE("a dirty hive is read with its log, and without one it is a gap") {
    MemoryFiles files;
    furnish(files);
    auto before = system_hive(1);
    auto after = system_hive(2);
    files.add(in_config("SYSTEM"), make_dirty(before));
    files.add("C:\\Users\\Bob\\NTUSER.DAT", make_dirty(user_hive("bob")));
    files.add(in_config("SYSTEM.LOG1"), new_format_log(before, {{before, after, 1}}));
    auto registry = open(files);
    CHECK(registry->open("HKLM\\SYSTEM\\CurrentControlSet\\Services\\mssecsvc2.0"));
    REQUIRE(registry->gaps().size() == 1);
    CHECK(registry->gaps()[0].where == "c:\\users\\Bob\\NTUSER.DAT");
    CHECK(registry->gaps()[0].why.what.starts_with("read without its log"));
    CHECK(mark(*registry, "HKU\\S-1-5-21-1-2-3-1000") == "bob");
}

TEST_CASE("a profile on another volume is a gap") {
    MemoryFiles files;
    furnish(files);
    HiveKey root("ROOT");
    root.key("Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\S-1-5-21-9")
        .sz("ProfileImagePath", "D:\\Users\\carol");
    files.add(in_config("SOFTWARE"), build_hive(root));
    auto registry = open(files);
    REQUIRE(registry->gaps().size() == 1);
    CHECK(registry->gaps()[0].where == "D:\\Users\\carol");
    CHECK(registry->gaps()[0].kind == GapKind::unseen);
}

TEST_CASE("XP's places are known: Documents and Settings, Local Settings, one log") {
    MemoryFiles files;
    furnish(files);
    files.add("C:\\Documents and Settings\\Erin\\NTUSER.DAT", user_hive("erin"));
    files.add("C:\\Documents and Settings\\Erin\\Local Settings\\Application Data\\Microsoft\\Windows\\UsrClass.dat",
              user_hive("erin's classes"));
    auto before = user_hive("default");
    files.add(in_config("DEFAULT"), make_dirty(before));
    files.add(in_config("DEFAULT.LOG"), old_format_log(before, user_hive("newer")));
    auto registry = open(files);
    CHECK(registry->gaps().empty());
    CHECK(mark(*registry, "HKU\\profile:Erin") == "erin");
    CHECK(mark(*registry, "HKU\\profile:Erin_Classes") == "erin's classes");
    CHECK(mark(*registry, "HKU\\.DEFAULT") == "newer");
}

TEST_CASE("system_root_of tells how Windows calls its own folder") {
    MemoryFiles files;
    furnish(files);
    CHECK(sources::system_root_of(files, windows).value() == "C:\\Windows");
    MemoryFiles empty;
    CHECK(!sources::system_root_of(empty, windows));
    CHECK(!OfflineRegistry::open(empty, windows));
}

TEST_CASE("a key whose name holds a backslash can be opened by its listed name") {
    MemoryFiles files;
    furnish(files);
    HiveKey root("ROOT");
    root.key("Software").add_raw("Run\\hidden").sz("Mark", "found");
    files.add(in_config("DEFAULT"), build_hive(root));
    auto registry = open(files);
    auto software = registry->open("HKU\\.DEFAULT\\Software");
    REQUIRE(software);
    auto hidden = (*software)->open((*software)->subkeys().value().at(0));
    REQUIRE(hidden);
    CHECK((*hidden)->value("Mark")->text() == "found");
}
