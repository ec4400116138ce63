#include "artifacts/smb.hpp"

#include "hive_machine.hpp"
#include "support/doctest.hpp"
#include "support/fake_host.hpp"

using namespace quell;
using namespace quell::artifacts;
using test::FakeHost;

namespace {

constexpr std::string_view services_key = R"(HKLM\SYSTEM\CurrentControlSet\Services\)";

// A machine of this version whose server and client speak SMB1.
FakeHost machine(std::string_view version) {
    FakeHost fake;
    fake.windows("C:\\Windows");
    fake.key(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)").values.clear();
    fake.key(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)").sz("CurrentVersion", version);
    for (std::string_view name : {"LanmanServer", "LanmanWorkstation"})
        fake.key(std::string(services_key) + std::string(name)).dword("Start", 2);
    for (std::string_view name : {"srv", "mrxsmb10"})
        fake.key(std::string(services_key) + std::string(name)).dword("Start", 3);
    fake.file("C:\\Windows\\System32\\drivers\\srv.sys", 400'000);
    return fake;
}

test::FakeKey& parameters(FakeHost& fake) { return fake.key(std::string(services_key) + R"(LanmanServer\Parameters)"); }
test::FakeKey& netbt(FakeHost& fake) { return fake.key(std::string(services_key) + R"(NetBT\Parameters)"); }

RegistryValue qword(std::string_view name, std::uint8_t number) {
    std::vector<std::byte> data(8);
    data[0] = static_cast<std::byte>(number);
    return {std::string(name), ValueType::qword, std::move(data)};
}

}  // namespace

TEST_CASE("without a word about it, SMB1 is on where it is installed") {
    for (std::string_view version : {"5.1", "6.1", "6.2", "6.3"}) {
        CAPTURE(version);
        auto state = smb_state(machine(version).host());
        CHECK(state.gaps.empty());
        CHECK(state.server == Smb1::on);
        CHECK(state.client == Smb1::on);
        CHECK(state.server_start == StartType::automatic);
        CHECK(state.srv_start == StartType::manual);
        CHECK(state.srv_sys == true);
    }
}

TEST_CASE("SMB1=0 switches the server off from Vista on, and does nothing before") {
    for (auto [version, expected] :
         {std::pair("5.1", Smb1::on), std::pair("6.1", Smb1::off), std::pair("6.3", Smb1::off)}) {
        CAPTURE(version);
        auto fake = machine(version);
        parameters(fake).dword("SMB1", 0);
        CHECK(smb_state(fake.host()).server == expected);
    }
}

TEST_CASE("SMB1=0 of another type than REG_DWORD switches nothing off") {
    auto fake = machine("6.1");
    parameters(fake).values.push_back(qword("SMB1", 0));
    auto state = smb_state(fake.host());
    CHECK(state.server == Smb1::on);
    CHECK(state.smb1.no_dword());
}

TEST_CASE("a removed feature is not installed: no driver srv, or no srv.sys") {
    FakeHost fake;
    fake.windows("C:\\Windows");
    fake.key(std::string(services_key) + "LanmanServer").dword("Start", 2);
    fake.key(std::string(services_key) + "LanmanWorkstation").dword("Start", 2);
    auto state = smb_state(fake.host());
    CHECK(state.server == Smb1::not_installed);
    CHECK(state.client == Smb1::not_installed);
    CHECK_FALSE(state.srv_sys.has_value());

    fake.key(std::string(services_key) + "srv").dword("Start", 3);
    fake.file("C:\\Windows\\System32\\drivers\\srv2.sys", 1);
    state = smb_state(fake.host());
    CHECK(state.server == Smb1::not_installed);
    CHECK(state.srv_sys == false);
}

TEST_CASE("hives without a drivers folder do not make SMB1 a removed feature") {
    FakeHost fake;
    fake.windows("C:\\Windows");
    fake.key(std::string(services_key) + "LanmanServer").dword("Start", 2);
    fake.key(std::string(services_key) + "srv").dword("Start", 3);
    CHECK(smb_state(fake.host()).server == Smb1::on);
}

TEST_CASE("a disabled service or driver is off, and a Workstation that waits for it is broken") {
    auto fake = machine("6.1");
    fake.key(std::string(services_key) + "LanmanServer").values.clear();
    fake.key(std::string(services_key) + "LanmanServer").dword("Start", 4);
    fake.key(std::string(services_key) + "mrxsmb10").values.clear();
    fake.key(std::string(services_key) + "mrxsmb10").dword("Start", 4);
    auto& workstation = fake.key(std::string(services_key) + "LanmanWorkstation");
    workstation.multi_sz("DependOnService", {"Bowser", "MRxSmb10", "MRxSmb20", "NSI"});
    auto state = smb_state(fake.host());
    CHECK(state.server == Smb1::off);
    CHECK(state.client == Smb1::off);
    CHECK(state.workstation_needs.size() == 4);
    CHECK(state.workstation_broken());
    workstation.values.clear();
    workstation.dword("Start", 2).multi_sz("DependOnService", {"Bowser", "MRxSmb20", "NSI"});
    CHECK_FALSE(smb_state(fake.host()).workstation_broken());
}

TEST_CASE("SMBDeviceEnabled closes 445 as a REG_DWORD before Vista, as a REG_QWORD never") {
    auto fake = machine("5.1");
    CHECK_FALSE(smb_state(fake.host()).direct_hosting_off());
    netbt(fake).values.push_back(qword("SmbDeviceEnabled", 0));
    auto state = smb_state(fake.host());
    CHECK_FALSE(state.direct_hosting_off());
    CHECK(state.device_enabled_ignored());
    REQUIRE(state.device_enabled.present());
    CHECK(state.device_enabled.value->type == ValueType::qword);
    netbt(fake).values.clear();
    netbt(fake).dword("SMBDeviceEnabled", 0);
    state = smb_state(fake.host());
    CHECK(state.direct_hosting_off());
    CHECK_FALSE(state.device_enabled_ignored());

    auto seven = machine("6.1");
    netbt(seven).dword("SMBDeviceEnabled", 0);
    CHECK_FALSE(smb_state(seven.host()).direct_hosting_off());

    auto transport = machine("5.1");
    netbt(transport).sz("TransportBindName", "");
    CHECK(smb_state(transport.host()).direct_hosting_off());
}

TEST_CASE("NetBIOS is told for every adapter, by the name that Windows shows") {
    auto fake = machine("6.1");
    const std::string interfaces = std::string(services_key) + R"(NetBT\Parameters\Interfaces\)";
    fake.key(interfaces + "Tcpip_{A}").dword("NetbiosOptions", 2);
    fake.key(interfaces + "Tcpip_{B}").dword("NetbiosOptions", 1);
    fake.key(interfaces + "Tcpip_{C}");
    fake.key(interfaces + "Tcpip_{D}").sz("NetbiosOptions", "2");
    fake.key(interfaces + "Tcpip_{E}").dword("NetbiosOptions", 7);
    fake.key(R"(HKLM\SYSTEM\CurrentControlSet\Control\Network\{4D36E972-E325-11CE-BFC1-08002BE10318}\{A}\Connection)")
        .sz("Name", "\xE6\x9C\xAC\xE5\x9C\xB0\xE8\xBF\x9E\xE6\x8E\xA5");
    auto adapters = smb_state(fake.host()).adapters;
    REQUIRE(adapters.size() == 5);
    CHECK(adapters[0].guid == "{A}");
    CHECK(adapters[0].name == "\xE6\x9C\xAC\xE5\x9C\xB0\xE8\xBF\x9E\xE6\x8E\xA5");
    CHECK(adapters[0].state == NetBios::off);
    CHECK(adapters[1].state == NetBios::on);
    CHECK(adapters[2].state == NetBios::from_dhcp);
    CHECK(adapters[3].state == NetBios::from_dhcp);
    CHECK(adapters[4].state == NetBios::unknown);
}

TEST_CASE("what cannot be read is a gap, and the state is unknown rather than good") {
    auto fake = machine("6.1");
    parameters(fake).dword("SMB1", 0);
    fake.unreadable_key(std::string(services_key) + "LanmanServer");
    auto state = smb_state(fake.host());
    CHECK_FALSE(state.gaps.empty());
    CHECK(state.server == Smb1::unknown);

    test::HiveMachine hiveless;
    state = smb_state(hiveless.without("SYSTEM").host());
    CHECK(state.server == Smb1::unknown);
    REQUIRE(state.gaps.size() == 1);
    CHECK(state.gaps[0].kind == GapKind::unseen);

    FakeHost data_volume;
    state = smb_state(data_volume.host());
    CHECK(state.gaps.at(0).kind == GapKind::not_applicable);
}

TEST_CASE("an adapter that cannot be read does not hide what the server does") {
    auto fake = machine("6.1");
    fake.key(std::string(services_key) + R"(NetBT\Parameters\Interfaces\Tcpip_{A})");
    fake.unreadable_key(std::string(services_key) + R"(NetBT\Parameters\Interfaces\Tcpip_{A})");
    auto state = smb_state(fake.host());
    CHECK(state.server == Smb1::on);
    CHECK(state.gaps.size() == 1);
    REQUIRE(state.adapters.size() == 1);
    CHECK(state.adapters[0].state == NetBios::unknown);
}

TEST_CASE("a machine of unknown version with SMB1=0 is not called safe") {
    auto fake = machine("");
    parameters(fake).dword("SMB1", 0);
    auto state = smb_state(fake.host());
    CHECK(state.server == Smb1::unknown);
    CHECK(state.gaps.size() == 1);
}
