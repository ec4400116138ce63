#include "artifacts/autostarts.hpp"

#include <algorithm>

#include "hive_machine.hpp"
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::artifacts;

namespace {

Survey<Autostart> autostarts_of(const Host& host) { return autostarts(host, Environment::of_machine(host)); }

bool has(const Survey<Autostart>& survey, AutostartKind kind, std::string_view name, std::string_view user) {
    return std::any_of(survey.items.begin(), survey.items.end(), [&](const Autostart& start) {
        return start.kind == kind && start.name == name && start.user == user;
    });
}

}  // namespace

TEST_CASE("run keys of the machine and of users, in both views, and startup folders are found") {
    test::HiveMachine machine;
    machine.person("li");
    const std::string run = "Microsoft\\Windows\\CurrentVersion\\Run";
    machine.software.key(run).sz("vendor", "C:\\a.exe");
    machine.software.key("Wow6432Node\\" + run).sz("tkwnjpfsktmsg478", "\"C:\\ProgramData\\x\\tasksche.exe\"");
    machine.software.key(run + "OnceEx\\0001").sz("step", "C:\\b.exe");
    machine.user.key("Software\\" + run).sz("mine", "C:\\c.exe");
    machine.user.key("Software\\" + run + "Once").sz("once", "C:\\d.exe");
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion\\Winlogon")
        .sz("Userinit", "C:\\Windows\\system32\\userinit.exe,C:\\evil.exe");
    machine.file("C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\all.lnk");
    machine.file("C:\\Users\\li\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\own.lnk");
    machine.file("C:\\Users\\li\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\desktop.ini");
    auto host = machine.host();
    auto survey = autostarts_of(host);
    CHECK(has(survey, AutostartKind::run, "vendor", ""));
    CHECK(has(survey, AutostartKind::run, "tkwnjpfsktmsg478", ""));
    CHECK(has(survey, AutostartKind::run_once, "step", ""));
    CHECK(has(survey, AutostartKind::run, "mine", test::HiveMachine::sid));
    CHECK(has(survey, AutostartKind::run_once, "once", test::HiveMachine::sid));
    CHECK(has(survey, AutostartKind::winlogon, "Userinit", ""));
    CHECK(has(survey, AutostartKind::startup_folder, "all.lnk", ""));
    CHECK(has(survey, AutostartKind::startup_folder, "own.lnk", test::HiveMachine::sid));
    CHECK(survey.items.size() == 9);
    CHECK(survey.gaps.empty());
}

TEST_CASE("steps of RunOnceEx that cannot be listed are a gap") {
    test::HiveMachine machine;
    machine.software.key("Microsoft\\Windows\\CurrentVersion\\RunOnceEx\\0001").sz("step", "C:\\b.exe");
    machine.break_subkeys_of("RunOnceEx");
    auto survey = autostarts_of(machine.host());
    REQUIRE(survey.gaps.size() == 1);
    CHECK(survey.gaps[0].kind == GapKind::unseen);
    CHECK(survey.gaps[0].where.ends_with("RunOnceEx"));
}

TEST_CASE("pending renames come in pairs; an empty second one deletes") {
    test::HiveMachine machine;
    machine.control_set("Control\\Session Manager")
        .multi_sz("PendingFileRenameOperations",
                  {"\\??\\C:\\a.tmp", "", "\\??\\C:\\new.dll", "!\\??\\C:\\old.dll", "*1\\??\\C:\\b", ""});
    auto survey = pending_renames(machine.host());
    REQUIRE(survey.items.size() == 3);
    CHECK(survey.items[0].source == WinPath("C:\\a.tmp"));
    CHECK(survey.items[0].to.empty());
    CHECK(survey.items[1].destination == WinPath("C:\\old.dll"));
    CHECK(survey.items[2].source == WinPath("C:\\b"));
}

TEST_CASE("pending renames of a wrong type are a gap, not an empty list") {
    test::HiveMachine machine;
    machine.control_set("Control\\Session Manager").dword("PendingFileRenameOperations", 1);
    auto survey = pending_renames(machine.host());
    CHECK(survey.items.empty());
    CHECK(survey.gaps.size() == 1);
}
