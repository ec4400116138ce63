#include "artifacts/patch_evidence.hpp"

#include <algorithm>

#include "hive_machine.hpp"
#include "support/doctest.hpp"
#include "support/pe_builder.hpp"

using namespace quell;
using namespace quell::artifacts;
using Seen = DriverOnDisk::Seen;

namespace {

const std::string driver = R"(C:\Windows\System32\drivers\srv.sys)";
const std::string servicing = R"(Microsoft\Windows\CurrentVersion\Component Based Servicing)";

std::vector<std::byte> program(pe::Version version) {
    test::PeSpec spec;
    spec.version = test::PeVersion{version, version, {}};
    return test::build_pe(spec);
}

// A Windows 7 SP1 with another driver beside the one that counts.
test::HiveMachine seven() {
    test::HiveMachine machine;
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion")
        .sz("ProductName", "Windows 7 Professional")
        .sz("CurrentVersion", "6.1")
        .sz("CurrentBuildNumber", "7601")
        .sz("CSDVersion", "Service Pack 1")
        .sz("InstallationType", "Client");
    machine.control_set("Control\\Session Manager\\Environment").sz("PROCESSOR_ARCHITECTURE", "AMD64");
    machine.control_set("Control\\Nls\\Language").sz("InstallLanguage", "0804");
    machine.control_set("Control\\TimeZoneInformation");
    machine.control_set("Control\\ComputerName\\ComputerName");
    machine.control_set("Services\\tcpip");
    machine.file(R"(C:\Windows\System32\drivers\tcpip.sys)");
    return machine;
}

Survey<PatchEvidence> evidence_of(test::HiveMachine& machine) {
    auto host = machine.host();
    auto system = system_info(host);
    REQUIRE(system.items.size() == 1);
    auto survey = patch_evidence(host, &system.items.front());
    REQUIRE(survey.items.size() == 1);
    return survey;
}

}  // namespace

TEST_CASE("system, driver and updates of a machine") {
    auto machine = seven();
    machine.file(driver, program({6, 1, 7601, 17514}));
    machine.software.key(servicing + R"(\Packages\Package_for_KB4012212~x~amd64~~6.1.1.2)").dword("CurrentState", 0x70);
    machine.software.key(servicing + R"(\Packages\Package_1_for_KB4012212~x~amd64~~6.1.1.2)")
        .dword("CurrentState", 0x70);
    machine.software.key(servicing + R"(\Packages\Package_for_KB2999226~x~amd64~~6.1.1.2)").dword("CurrentState", 0x40);
    auto survey = evidence_of(machine);
    CHECK(survey.gaps.empty());
    const auto& evidence = survey.items.front();
    CHECK(evidence.system == WindowsVersion{6, 1, 7601});
    CHECK(evidence.service_pack == 1);
    CHECK(evidence.role == Role::client);
    CHECK(evidence.architecture == "x64");
    CHECK(evidence.language == "chs");
    CHECK(evidence.srv.seen == Seen::present);
    CHECK(evidence.srv.version == pe::Version{6, 1, 7601, 17514});
    CHECK(evidence.list == UpdateList::complete);
    CHECK(evidence.updates == std::vector<std::uint32_t>{4012212});
    CHECK(evidence.pending.signs.empty());
    CHECK(evidence.pending.copies.empty());
}

TEST_CASE("srv.sys is absent only where its folder was seen and nothing asks for it") {
    auto machine = seven();
    auto gone = evidence_of(machine);
    CHECK(gone.items.front().srv.seen == Seen::absent);
    CHECK(gone.gaps.empty());

    auto registered = seven();
    registered.control_set("Services\\srv").dword("Start", 3);
    auto wanted = evidence_of(registered);
    CHECK(wanted.items.front().srv.seen == Seen::unreadable);
    CHECK(wanted.gaps.size() == 1);

    test::HiveMachine without_drivers;
    auto nothing = evidence_of(without_drivers);
    CHECK(nothing.items.front().srv.seen == Seen::unreadable);
    auto about_drivers = std::count_if(nothing.gaps.begin(), nothing.gaps.end(), [](const Gap& gap) {
        return gap.view == View::files && gap.kind == GapKind::unseen;
    });
    CHECK(about_drivers == 1);
}

TEST_CASE("a srv.sys without a readable version is a gap") {
    auto machine = seven();
    machine.file(driver, {std::byte{'M'}, std::byte{'Z'}});
    auto survey = evidence_of(machine);
    CHECK(survey.items.front().srv.seen == Seen::unreadable);
    REQUIRE(survey.gaps.size() == 1);
    CHECK(survey.gaps.front().view == View::content);
}

TEST_CASE("signs of a pending restart, and the copies that wait in winsxs") {
    const std::string store = R"(C:\Windows\winsxs\)";
    auto machine = seven();
    machine.file(driver, program({6, 1, 7601, 17514}));
    machine.file(store + R"(amd64_microsoft-windows-smbserver-v1_31bf_6.1.7601.23689_none_1\srv.sys)",
                 program({6, 1, 7601, 23689}));
    CHECK_MESSAGE(evidence_of(machine).items.front().pending.copies.empty(), "no restart is pending");

    machine.file(store + "pending.xml");
    machine.file(store + R"(amd64_microsoft-windows-smbserver-v1_31bf_6.1.7601.17514_none_2\srv.sys)");
    machine.file(store + R"(amd64_microsoft-windows-tcpip_31bf_6.1.7601.23689_none_3\srv.sys)");
    machine.software.key(servicing + R"(\RebootPending)");
    machine.software.key(servicing + R"(\SessionsPending)").dword("Exclusive", 3);
    machine.software.key(servicing + R"(\PackagesPending\one)");
    machine.software.key(R"(Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired)");
    machine.software.key(servicing + R"(\Packages\Package_for_KB4012212~x~amd64~~6.1.1.2)").dword("CurrentState", 0x60);
    auto survey = evidence_of(machine);
    const auto& pending = survey.items.front().pending;
    CHECK(pending.signs.size() == 6);
    CHECK(pending.updates == std::vector<std::uint32_t>{4012212});
    REQUIRE(pending.copies.size() == 2);
    CHECK(std::count_if(pending.copies.begin(), pending.copies.end(), [](const WaitingCopy& copy) {
              return copy.version == pe::Version{6, 1, 7601, 23689};
          }) == 1);
    CHECK(survey.gaps.size() == 1);  // the copy that is no executable
}

TEST_CASE("a servicing session that is over is no sign") {
    auto machine = seven();
    machine.software.key(servicing + R"(\SessionsPending)").dword("Exclusive", 0);
    machine.software.key(servicing + R"(\PackagesPending)");
    CHECK(evidence_of(machine).items.front().pending.signs.empty());
}

TEST_CASE("pending renames onto srv.sys, and away from it") {
    auto machine = seven();
    machine.file(driver, program({6, 1, 7601, 17514}));
    machine.file(R"(C:\Windows\Temp\new.sys)", program({6, 1, 7601, 24000}));
    const std::string prefix = R"(\??\)";
    machine.control_set("Control\\Session Manager")
        .multi_sz("PendingFileRenameOperations",
                  std::vector<std::string>{prefix + "C:\\a.tmp", "", prefix + R"(C:\Windows\Temp\new.sys)",
                                           "!" + prefix + R"(c:\windows\system32\DRIVERS\srv.sys)"});
    auto brought = evidence_of(machine);
    REQUIRE(brought.items.front().pending.rename_onto_driver);
    CHECK(brought.items.front().pending.rename_onto_driver->version == pe::Version{6, 1, 7601, 24000});
    CHECK_FALSE(brought.items.front().pending.removes_driver);
    CHECK_MESSAGE(brought.items.front().pending.signs.empty(), "a rename alone is not servicing");

    machine.control_set("Control\\Session Manager")
        .multi_sz("PendingFileRenameOperations", std::vector<std::string>{prefix + driver, ""});
    CHECK(evidence_of(machine).items.front().pending.removes_driver);

    machine.control_set("Control\\Session Manager").dword("PendingFileRenameOperations", 1);
    CHECK(evidence_of(machine).gaps.size() == 1);
}

TEST_CASE("the last orderly shutdown") {
    auto machine = seven();
    auto when = *parse_time("2017-05-14T18:00:00Z");
    auto filetime = to_filetime(when);
    std::vector<std::byte> data;
    for (int i = 0; i < 8; ++i) data.push_back(static_cast<std::byte>(filetime >> (8 * i)));
    machine.control_set("Control\\Windows").binary("ShutdownTime", data);
    CHECK(evidence_of(machine).items.front().pending.last_shutdown == when);
    machine.control_set("Control\\Windows").dword("ShutdownTime", 5);
    CHECK_FALSE(evidence_of(machine).items.front().pending.last_shutdown);
}

TEST_CASE("a gap in the list of updates makes it a cut one") {
    auto machine = seven();
    machine.software.key(servicing + R"(\Packages\Package_for_KB2999226~x~amd64~~1)").sz("CurrentState", "112");
    CHECK(evidence_of(machine).items.front().list == UpdateList::cut);
}

TEST_CASE("a volume without Windows has no patch state") {
    auto files = std::make_shared<test::MemoryFiles>();
    Host host("test", "image", WinPath(), files, nullptr, {});
    auto survey = patch_evidence(host, nullptr);
    CHECK(survey.items.empty());
    REQUIRE(survey.gaps.size() == 1);
    CHECK(survey.gaps.front().kind == GapKind::not_applicable);
}

TEST_CASE("without system information nothing is made up") {
    auto machine = seven();
    auto survey = patch_evidence(machine.host(), nullptr);
    REQUIRE(survey.items.size() == 1);
    CHECK_FALSE(survey.items.front().system);
    CHECK_FALSE(survey.items.front().service_pack);
    CHECK(windows_version("10.0", "19045") == WindowsVersion{10, 0, 19045});
    for (auto [version, build] : {std::pair{"", ""}, {"6", "7601"}, {"6.x", "7601"}, {"6.1", "7601b"}, {"6.1", ""}})
        CHECK_FALSE(windows_version(version, build));
}
