#include "artifacts/firewall.hpp"

#include <algorithm>

#include "artifacts/port_reach.hpp"
#include "hive_machine.hpp"
#include "support/fake_host.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::artifacts;

namespace {

constexpr std::string_view policy_below = "Services\\SharedAccess\\Parameters\\FirewallPolicy\\";

test::HiveKey& local(test::HiveMachine& machine, std::string_view below) {
    return machine.control_set(std::string(policy_below) + std::string(below));
}

test::HiveKey& policy(test::HiveMachine& machine, std::string_view below) {
    return machine.software.key("Policies\\Microsoft\\WindowsFirewall\\" + std::string(below));
}

/// A Windows 7 whose three profiles are on.
void seven(test::HiveMachine& machine) {
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion").sz("CurrentVersion", "6.1");
    machine.control_set("Services\\MpsSvc").dword("Start", 2).dword("Type", 32);
    for (std::string_view profile : {"DomainProfile", "StandardProfile", "PublicProfile"})
        local(machine, profile).dword("EnableFirewall", 1);
}

void xp(test::HiveMachine& machine) {
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion").sz("CurrentVersion", "5.1");
    machine.control_set("Services\\SharedAccess").dword("Start", 2).dword("Type", 32);
    for (std::string_view profile : {"DomainProfile", "StandardProfile"})
        local(machine, profile).dword("EnableFirewall", 1);
}

const FirewallProfile& profile_in(const Firewall& found, NetworkProfile which) {
    auto at = std::find_if(found.profiles.begin(), found.profiles.end(),
                           [&](const FirewallProfile& profile) { return profile.profile == which; });
    REQUIRE(at != found.profiles.end());
    return *at;
}

Reach reach_in(const Firewall& found, NetworkProfile which, std::uint16_t port) {
    for (const auto& answer : reach_of(found, port))
        if (answer.profile == which) return answer.reach;
    FAIL("no answer for this profile");
    return Reach::unknown;
}

}  // namespace

TEST_CASE("profiles tell what holds, and policy wins over the machine") {
    test::HiveMachine machine;
    seven(machine);
    local(machine, "StandardProfile").dword("DefaultInboundAction", 0).dword("DoNotAllowExceptions", 1);
    policy(machine, "DomainProfile").dword("EnableFirewall", 0).dword("DefaultOutboundAction", 1);
    policy(machine, "PublicProfile").dword("AllowLocalPolicyMerge", 0);
    auto found = read_firewall(machine.host());
    CHECK(found.gaps.empty());
    CHECK_FALSE(found.is_xp);
    CHECK(found.service == "MpsSvc");
    CHECK(found.service_start == StartType::automatic);
    REQUIRE(found.profiles.size() == 3);
    const auto& domain = profile_in(found, NetworkProfile::domain);
    CHECK(domain.enabled == false);
    CHECK(domain.enabled_from == SettingFrom::policy);
    CHECK(domain.outbound == firewall::Action::block);
    CHECK(domain.inbound == firewall::Action::block);
    const auto& trusted = profile_in(found, NetworkProfile::private_);
    CHECK(trusted.enabled == true);
    CHECK(trusted.enabled_from == SettingFrom::local);
    CHECK(trusted.inbound == firewall::Action::allow);
    CHECK_FALSE(trusted.exceptions);
    CHECK_FALSE(profile_in(found, NetworkProfile::public_).local_rules);
}

TEST_CASE("rules come from the machine and from policy; those of restricted services do not count") {
    test::HiveMachine machine;
    seven(machine);
    local(machine, "FirewallRules")
        .sz("SMB-In",
            "v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Private|LPort=445|App=System|Name=smb|");
    local(machine, "RestrictedServices\\Static\\System").sz("x", "v2.0|Action=Block|Dir=In|Active=TRUE|");
    policy(machine, "FirewallRules").sz("{1}", "v2.10|Action=Block|Active=TRUE|Dir=In|Protocol=6|LPort=135|");
    auto found = read_firewall(machine.host());
    CHECK(found.gaps.empty());
    REQUIRE(found.rules.size() == 2);
    CHECK(found.rules[0].from == SettingFrom::policy);
    CHECK(found.rules[1].id == "SMB-In");
    CHECK(found.rules[1].from == SettingFrom::local);
    CHECK(reach_in(found, NetworkProfile::private_, 445) == Reach::open);
    CHECK(reach_in(found, NetworkProfile::public_, 445) == Reach::blocked);
}

TEST_CASE("a rule that is no rule is a gap, and the others count") {
    test::HiveMachine machine;
    seven(machine);
    local(machine, "FirewallRules")
        .sz("bad", "v2.10|Action=Perhaps|Dir=In|")
        .dword("number", 1)
        .sz("huge", std::string(100'000, 'v'))
        .sz("good", "v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=445|");
    auto found = read_firewall(machine.host());
    CHECK(found.gaps.size() == 3);
    REQUIRE(found.rules.size() == 1);
    CHECK(found.rules[0].id == "good");
    CHECK(found.rules_seen);
}

TEST_CASE("XP's exceptions are rules of its two profiles") {
    test::HiveMachine machine;
    xp(machine);
    local(machine, "StandardProfile\\GloballyOpenPorts\\List")
        .sz("445:TCP", "445:TCP:LocalSubNet:Enabled:@xpsp2res.dll,-22005")
        .sz("139:TCP", "139:TCP:LocalSubNet:Disabled:@xpsp2res.dll,-22004");
    local(machine, "DomainProfile\\AuthorizedApplications\\List").sz("C:\\a.exe", "C:\\a.exe:*:Enabled:a");
    auto found = read_firewall(machine.host());
    CHECK(found.gaps.empty());
    CHECK(found.is_xp);
    CHECK(found.service == "SharedAccess");
    CHECK(found.profiles.size() == 2);
    REQUIRE(found.rules.size() == 3);
    CHECK(found.rules[0].kind == ExceptionKind::program);
    CHECK(reach_in(found, NetworkProfile::private_, 445) == Reach::restricted);
    CHECK(reach_in(found, NetworkProfile::private_, 139) == Reach::blocked);
    CHECK(reach_in(found, NetworkProfile::domain, 445) == Reach::blocked);
    CHECK(reach_of(found, 445).size() == 2);
}

TEST_CASE("a policy's exception replaces the machine's of the same name, and services open their ports") {
    test::HiveMachine machine;
    xp(machine);
    local(machine, "StandardProfile\\GloballyOpenPorts\\List").sz("445:TCP", "445:TCP:*:Enabled:n");
    policy(machine, "StandardProfile\\GloballyOpenPorts\\List").sz("445:TCP", "445:TCP:*:Disabled:n");
    policy(machine, "DomainProfile\\Services\\FileAndPrint").dword("Enabled", 1).sz("RemoteAddresses", "LocalSubNet");
    policy(machine, "DomainProfile\\Services\\RemoteDesktop").dword("Enabled", 1);
    auto found = read_firewall(machine.host());
    CHECK(reach_in(found, NetworkProfile::private_, 445) == Reach::blocked);
    CHECK(reach_in(found, NetworkProfile::domain, 445) == Reach::restricted);
    CHECK(reach_in(found, NetworkProfile::domain, 139) == Reach::restricted);
    CHECK(reach_in(found, NetworkProfile::domain, 3389) == Reach::open);
    CHECK(reach_in(found, NetworkProfile::domain, 135) == Reach::blocked);
}

TEST_CASE("a firewall that cannot be read is unknown, never closed") {
    test::HiveMachine without;
    auto found = read_firewall(without.without("SYSTEM").host());
    CHECK_FALSE(found.gaps.empty());
    for (const auto& answer : reach_of(found, 445)) CHECK(answer.reach == Reach::unknown);

    test::FakeHost fake;
    fake.windows("C:\\Windows").service("MpsSvc", "svchost.exe");
    const std::string base = R"(HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\)";
    fake.key(base + "DomainProfile").dword("EnableFirewall", 1);
    fake.unreadable_key(base + "FirewallRules");
    auto rules = read_firewall(fake.host());
    CHECK(rules.gaps.size() == 1);
    CHECK_FALSE(rules.rules_seen);
    CHECK(reach_in(rules, NetworkProfile::domain, 445) == Reach::unknown);

    test::FakeHost policies;
    policies.windows("C:\\Windows").service("MpsSvc", "svchost.exe");
    policies.key(base + "DomainProfile").dword("EnableFirewall", 1);
    policies.unreadable_key(R"(HKLM\SOFTWARE\Policies)");
    auto unknown = read_firewall(policies.host());
    CHECK(unknown.gaps.size() == 1);
    CHECK(reach_in(unknown, NetworkProfile::domain, 445) == Reach::unknown);

    test::FakeHost data;
    auto none = read_firewall(data.host());
    REQUIRE(none.gaps.size() == 1);
    CHECK(none.gaps[0].kind == GapKind::not_applicable);
}

TEST_CASE("a Windows whose firewall service is gone is unknown; one whose service is disabled is open") {
    test::HiveMachine gone;
    gone.software.key("Microsoft\\Windows NT\\CurrentVersion").sz("CurrentVersion", "6.1");
    local(gone, "DomainProfile").dword("EnableFirewall", 1);
    CHECK(reach_in(read_firewall(gone.host()), NetworkProfile::domain, 445) == Reach::unknown);

    test::HiveMachine off;
    seven(off);
    off.control_set("Services\\MpsSvc").dword("Start", 4);
    auto found = read_firewall(off.host());
    auto answers = reach_of(found, 445);
    REQUIRE(answers.size() == 3);
    for (const auto& answer : answers) {
        CHECK(answer.reach == Reach::open);
        CHECK(answer.by == ReachBy::service_off);
    }
}
