#include "artifacts/system_info.hpp"

#include "hive_machine.hpp"
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::artifacts;

TEST_CASE("Windows, its build, service pack, name and time zone are told") {
    test::HiveMachine machine;
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion")
        .sz("ProductName", "Windows 7 Professional")
        .sz("CurrentVersion", "6.1")
        .sz("CurrentBuildNumber", "7601")
        .sz("CSDVersion", "Service Pack 1")
        .sz("EditionID", "Professional")
        .dword("InstallDate", 1'400'000'000);
    machine.control_set("Control\\ComputerName\\ComputerName").sz("ComputerName", "ACCT-PC07");
    machine.control_set("Control\\TimeZoneInformation")
        .sz("TimeZoneKeyName", "China Standard Time")
        .dword("ActiveTimeBias", static_cast<std::uint32_t>(-480));
    machine.control_set("Control\\Session Manager\\Environment").sz("PROCESSOR_ARCHITECTURE", "AMD64");
    auto survey = system_info(machine.host());
    REQUIRE(survey.items.size() == 1);
    const auto& info = survey.items.front();
    CHECK(info.product == "Windows 7 Professional");
    CHECK(info.version == "6.1");
    CHECK(info.build == "7601");
    CHECK(info.service_pack == "Service Pack 1");
    CHECK(info.computer_name == "ACCT-PC07");
    CHECK(info.time_zone == "China Standard Time");
    CHECK(info.utc_offset_minutes == 480);
    CHECK(info.architecture == "AMD64");
    CHECK(to_iso8601(*info.installed) == "2014-05-13T16:53:20Z");
    CHECK(survey.gaps.empty());
}

TEST_CASE("Windows 10 and 11 are told by their numbers, not by the names they keep") {
    test::HiveMachine machine;
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion")
        .sz("ProductName", "Windows 10 Pro")
        .sz("CurrentVersion", "6.3")
        .dword("CurrentMajorVersionNumber", 10)
        .dword("CurrentMinorVersionNumber", 0)
        .sz("CurrentBuildNumber", "22631")
        .dword("UBR", 3007);
    auto survey = system_info(machine.host());
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items.front().product == "Windows 11 Pro");
    CHECK(survey.items.front().version == "10.0");
    CHECK(survey.items.front().revision == 3007);
}

TEST_CASE("what the SOFTWARE hive does not tell is a gap, the rest is still there") {
    test::HiveMachine machine;
    machine.control_set("Control\\ComputerName\\ComputerName").sz("ComputerName", "ACCT-PC07");
    auto survey = system_info(machine.without("SOFTWARE").host());
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items.front().computer_name == "ACCT-PC07");
    CHECK_FALSE(survey.gaps.empty());
}

TEST_CASE("users are those with a hive, and those in ProfileList without one") {
    test::HiveMachine machine;
    machine.person("li");
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\S-1-5-21-1-2-3-1002")
        .expand_sz("ProfileImagePath", "%SystemDrive%\\Users\\gone");
    auto survey = users(machine.host());
    REQUIRE(survey.items.size() == 2);
    CHECK(survey.items[0].name == "li");
    CHECK(survey.items[0].hive_written.has_value());
    CHECK(survey.items[1].profile == WinPath("C:\\Users\\gone"));
}
