// A machine's posture, read from its registry.
#include "harden/posture.hpp"

#include <algorithm>

#include "support/fake_host.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::harden;
using quell::test::FakeHost;

namespace {

constexpr const char* policy = R"(HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy)";

FakeHost machine() {
    FakeHost fake;
    fake.windows("C:\\Windows");
    fake.key(R"(HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer)").dword("Start", 2).dword("Type", 0x20);
    fake.key(R"(HKLM\SYSTEM\CurrentControlSet\Services\MpsSvc)").dword("Start", 2).dword("Type", 0x20);
    for (const char* profile : {"DomainProfile", "StandardProfile", "PublicProfile"})
        fake.key(std::string(policy) + "\\" + profile).dword("EnableFirewall", 1);
    fake.key(std::string(policy) + "\\FirewallRules");
    return fake;
}

Posture posture_of(const FakeHost& fake) {
    auto host = fake.host();
    artifacts::SystemInfo system;
    system.version = "6.1";
    system.build = "7601";
    auto survey = harden::posture_of(host, &system);
    REQUIRE(survey.items.size() == 1);
    return survey.items.front();
}

}  // namespace

TEST_CASE("a firewall that is on and lets nothing in keeps others away") {
    auto posture = posture_of(machine());
    CHECK(posture.firewall_seen);
    CHECK(posture.profiles_off.empty());
    CHECK(posture.tcp445.openness == Openness::closed);
    CHECK(posture.major == 6);
    CHECK(posture.minor == 1);
}

TEST_CASE("one profile without a firewall opens every port on such networks") {
    auto fake = machine();
    fake.key(std::string(policy) + "\\PublicProfile").values.clear();
    fake.key(std::string(policy) + "\\PublicProfile").dword("EnableFirewall", 0);
    auto posture = posture_of(fake);
    CHECK(posture.profiles_off == std::vector<std::string>{"public"});
    CHECK(posture.tcp445.openness == Openness::open);
}

TEST_CASE("a rule for the local subnet opens a port partly, one for everybody wholly") {
    auto fake = machine();
    fake.key(std::string(policy) + "\\FirewallRules")
        .sz("smb", "v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=445|App=System|RA4=LocalSubnet|Name=SMB|");
    auto posture = posture_of(fake);
    CHECK(posture.tcp445.openness == Openness::partly);
    CHECK(posture.tcp445.by.find("LocalSubnet") != std::string::npos);
    CHECK(posture.tcp139.openness == Openness::closed);
    fake.key(std::string(policy) + "\\FirewallRules")
        .sz("all", "v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=445|App=System|Name=SMB|");
    CHECK(posture_of(fake).tcp445.openness == Openness::open);
}

TEST_CASE("remote desktop is judged on the port it was moved to") {
    auto fake = machine();
    fake.key(R"(HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp)").dword("PortNumber", 4000);
    fake.key(std::string(policy) + "\\FirewallRules")
        .sz("rdp", "v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=4000|Name=RDP|");
    auto posture = posture_of(fake);
    CHECK(posture.rdp_port == 4000);
    CHECK(posture.rdp.openness == Openness::open);
}

TEST_CASE("a volume without Windows has no posture") {
    FakeHost fake;
    fake.file("C:\\a.txt", 1);
    CHECK(harden::posture_of(fake.host(), nullptr).items.empty());
}

TEST_CASE("unreadable firewall settings leave ports unknown") {
    auto fake = machine();
    fake.unreadable_key(std::string(policy));
    for (const char* profile : {"DomainProfile", "StandardProfile", "PublicProfile", "FirewallRules"})
        fake.unreadable_key(std::string(policy) + "\\" + profile);
    auto host = fake.host();
    auto survey = harden::posture_of(host, nullptr);
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items.front().tcp445.openness == Openness::unknown);
    CHECK(!survey.gaps.empty());
}
