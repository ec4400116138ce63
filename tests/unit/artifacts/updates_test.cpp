#include "artifacts/updates.hpp"

#include "hive_machine.hpp"
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::artifacts;

namespace {

const std::string packages = "Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages\\";
const std::string publisher = "~31bf3856ad364e35~amd64~~";

test::HiveKey& package(test::HiveMachine& machine, const std::string& name, const std::string& version) {
    return machine.software.key(packages + name + publisher + version);
}

const InstalledUpdate* find(const Survey<InstalledUpdate>& survey, const std::string& name) {
    for (const auto& update : survey.items)
        if (update.name == name) return &update;
    return nullptr;
}

}  // namespace

TEST_CASE("servicing packages tell their update, version, state and time") {
    test::HiveMachine machine;
    package(machine, "Package_for_KB4012212", "6.1.1.2")
        .dword("CurrentState", 0x70)
        .dword("InstallTimeHigh", 30592612)
        .dword("InstallTimeLow", 0x10000000);
    package(machine, "Package_2_for_KB976932", "6.1.1.0").dword("CurrentState", 0x50);
    package(machine, "Package_for_RollupFix", "14393.953.1.4").dword("CurrentState", 0x70);
    package(machine, "Package_for_KB4015549", "6.1.1.0").dword("CurrentState", 0x60);
    package(machine, "Microsoft-Windows-Foundation-Package", "6.1.7601.17514").dword("CurrentState", 0x70);
    auto survey = installed_updates(machine.host());
    CHECK(survey.gaps.empty());
    REQUIRE(survey.items.size() == 4);
    const auto* march = find(survey, "Package_for_KB4012212");
    REQUIRE(march != nullptr);
    CHECK(march->kb == 4012212);
    CHECK(march->version == "6.1.1.2");
    CHECK(march->architecture == "amd64");
    CHECK(march->state == UpdateState::installed);
    CHECK(march->in_place());
    REQUIRE(march->installed);
    CHECK(to_iso8601(*march->installed).starts_with("2017-"));
    CHECK(find(survey, "Package_2_for_KB976932")->kb == 976932);
    CHECK(find(survey, "Package_2_for_KB976932")->in_place());
    CHECK_FALSE(find(survey, "Package_for_RollupFix")->kb);
    CHECK(find(survey, "Package_for_RollupFix")->version == "14393.953.1.4");
    CHECK_FALSE(find(survey, "Package_for_KB4015549")->in_place());
}

TEST_CASE("every state has its name, and an unknown number is no installed update") {
    const std::pair<std::uint32_t, std::string_view> states[] = {
        {0x00, "absent"},     {0x05, "uninstall-pending"}, {0x10, "resolving"},
        {0x20, "resolved"},   {0x30, "staging"},           {0x40, "staged"},
        {0x50, "superseded"}, {0x60, "install-pending"},   {0x65, "partly-installed"},
        {0x70, "installed"},  {0x80, "permanent"},         {0x71, "unknown"}};
    for (const auto& [code, name] : states) {
        test::HiveMachine machine;
        package(machine, "Package_for_KB4012212", "6.1.1.2").dword("CurrentState", code);
        auto survey = installed_updates(machine.host());
        REQUIRE(survey.items.size() == 1);
        CHECK(name_of(survey.items.front().state) == name);
        CHECK(survey.items.front().in_place() == (code == 0x50 || code == 0x70));
    }
}

TEST_CASE("a package whose state has the wrong type is a gap and never installed") {
    test::HiveMachine machine;
    package(machine, "Package_for_KB4012212", "1").sz("CurrentState", "112");
    package(machine, "Package_for_KB4012213", "1").qword("CurrentState", 0x70);
    package(machine, "Package_for_KB4012214", "1").value("CurrentState", 4, std::vector<std::byte>{std::byte{0x70}});
    package(machine, "Package_for_KB4012215", "1");
    package(machine, "Package_for_KB4012216", "1")
        .dword("CurrentState", 0x70)
        .sz("InstallTimeHigh", "x")
        .dword("InstallTimeLow", 1);
    machine.software.key(packages + "Package_for_KB~~~");
    auto survey = installed_updates(machine.host());
    CHECK(survey.gaps.size() == 5);
    REQUIRE(survey.items.size() == 6);
    for (const auto& update : survey.items) {
        INFO(update.name);
        CHECK(update.in_place() == (update.kb == 4012216));
        CHECK_FALSE(update.installed);
    }
    CHECK(survey.gaps.front().view == View::registry);
    CHECK(survey.gaps.front().why.what.find("REG_DWORD of four bytes expected, found REG_SZ") != std::string::npos);
}

TEST_CASE("the update keys of XP and 2003, at every depth at which they stand") {
    test::HiveMachine machine;
    machine.software.key("Microsoft\\Updates\\Windows XP\\SP4\\KB4012598").sz("InstalledDate", "5/15/2017");
    machine.software.key("Microsoft\\Updates\\Windows Server 2003\\SP3\\KB958644-v2");
    machine.software.key("Microsoft\\Updates\\DataAccess\\KB123456");
    machine.software.key("Microsoft\\Updates\\Windows XP\\SP4\\Deep\\Deeper\\KB999999");
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion\\HotFix\\KB975517").dword("Installed", 1);
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion\\HotFix\\KB2347290").dword("Installed", 0);
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion\\HotFix\\KB2705219").sz("Installed", "1");
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion\\HotFix\\Q147222").dword("Installed", 1);
    auto survey = installed_updates(machine.host());
    auto in_place = [&](const std::string& name) {
        const auto* update = find(survey, name);
        return update != nullptr && update->in_place();
    };
    CHECK(in_place("KB4012598"));
    CHECK(in_place("KB958644-v2"));
    CHECK(in_place("KB123456"));
    CHECK(find(survey, "KB999999") == nullptr);
    CHECK(in_place("KB975517"));
    CHECK_FALSE(in_place("KB2347290"));
    CHECK_FALSE(in_place("KB2705219"));
    CHECK(find(survey, "Q147222") == nullptr);
    CHECK(survey.gaps.size() == 1);
}

TEST_CASE("a broken list of packages is a gap") {
    test::HiveMachine machine;
    package(machine, "Package_for_KB4012212", "1").dword("CurrentState", 0x70);
    machine.break_subkeys_of("Packages");
    CHECK_FALSE(installed_updates(machine.host()).gaps.empty());
}

TEST_CASE("numbers of updates") {
    CHECK(kb_number("KB4012212") == 4012212);
    CHECK(kb_number("kb976902-v2") == 976902);
    CHECK(kb_number("Package_11_for_KB2712101_SP1") == 2712101);
    for (auto text : {"", "KB", "KB123", "KB12345678", "Package_for_RollupFix", "Q147222", "KBx1234567"})
        CHECK_FALSE(kb_number(text));
}
