#include "artifacts/services.hpp"

#include <algorithm>

#include "hive_machine.hpp"
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::artifacts;

namespace {

Survey<Service> services_of(const Host& host) { return services(host, Environment::of_machine(host)); }

const Service& named(const Survey<Service>& survey, std::string_view name) {
    auto found =
        std::find_if(survey.items.begin(), survey.items.end(), [&](const Service& s) { return s.name == name; });
    REQUIRE(found != survey.items.end());
    return *found;
}

}  // namespace

TEST_CASE("a service is told with its program, its ServiceDll and how it starts") {
    test::HiveMachine machine;
    machine.file("C:\\Windows\\mssecsvc.exe")
        .file("C:\\Windows\\System32\\svchost.exe")
        .file("C:\\Windows\\System32\\wkssvc.dll");
    machine.control_set("Services\\mssecsvc2.0")
        .sz("DisplayName", "Microsoft Security Center (2.0) Service")
        .expand_sz("ImagePath", "C:\\WINDOWS\\mssecsvc.exe -m security")
        .dword("Type", 16)
        .dword("Start", 2)
        .sz("ObjectName", "LocalSystem");
    machine.control_set("Services\\LanmanWorkstation")
        .expand_sz("ImagePath", "%SystemRoot%\\System32\\svchost.exe -k NetworkService")
        .dword("Type", 32)
        .dword("Start", 2)
        .dword("DelayedAutostart", 1);
    machine.control_set("Services\\LanmanWorkstation\\Parameters")
        .expand_sz("ServiceDll", "%SystemRoot%\\System32\\wkssvc.dll");
    machine.control_set("Services\\srv").dword("Type", 2).dword("Start", 3);
    machine.control_set("Services\\.NET CLR Data\\Performance");
    auto host = machine.host();
    auto survey = services_of(host);
    CHECK(survey.gaps.empty());
    CHECK(survey.items.size() == 3);
    const auto& worm = named(survey, "mssecsvc2.0");
    CHECK(worm.binary == WinPath("C:\\Windows\\mssecsvc.exe"));
    CHECK(worm.binary_exists);
    CHECK(worm.start == StartType::automatic);
    CHECK(worm.account == "LocalSystem");
    CHECK(worm.written.has_value());
    CHECK_FALSE(worm.is_driver());
    const auto& workstation = named(survey, "LanmanWorkstation");
    CHECK(workstation.dll == WinPath("C:\\Windows\\System32\\wkssvc.dll"));
    CHECK(workstation.delayed);
    const auto& driver = named(survey, "srv");
    CHECK(driver.is_driver());
    CHECK(driver.binary == WinPath("C:\\Windows\\System32\\drivers\\srv.sys"));
    CHECK_FALSE(driver.binary_exists);
}

TEST_CASE("Select\\Current decides which control set counts") {
    test::HiveMachine machine;
    machine.system.key("Select").dword("Current", 2);
    machine.system.key("ControlSet001\\Services\\old").dword("Type", 16);
    machine.system.key("ControlSet002\\Services\\now").dword("Type", 16);
    auto survey = services_of(machine.host());
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items.front().name == "now");
}

TEST_CASE("values of the wrong type are no surprise") {
    test::HiveMachine machine;
    machine.control_set("Services\\odd")
        .sz("Type", "sixteen")
        .dword("ImagePath", 5)
        .qword("Start", 2)
        .dword("DisplayName", 1);
    auto survey = services_of(machine.host());
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items.front().start == StartType::unknown);
    CHECK(survey.items.front().image_path.empty());
}

TEST_CASE("without a SYSTEM hive the services are unseen, not none") {
    test::HiveMachine machine;
    auto survey = services_of(machine.without("SYSTEM").host());
    CHECK(survey.items.empty());
    REQUIRE(survey.gaps.size() == 1);
    CHECK(survey.gaps.front().kind == GapKind::unseen);
}
