// Windows Firewall: its service, profiles and rules, as they stand in the registry.
// Sources: MS-GPFAS (values and their merging), MS-FASP (meanings and defaults), Microsoft's "Windows Firewall with
// Advanced Security" documentation; for XP SP2 and 2003 SP1 "Deploying Windows Firewall Settings".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "artifacts/services.hpp"
#include "formats/firewall/rule.hpp"
#include "host/host.hpp"

namespace quell::artifacts {

/// Where a network counts as: the domain's, one that the user trusts, any other. XP's "standard" profile is everything
/// but the domain and is told as `private_`.
enum class NetworkProfile : std::uint8_t { domain, private_, public_ };
std::string_view name_of(NetworkProfile profile);
/// The bit in firewall::Rule::profiles.
unsigned bit_of(NetworkProfile profile);

enum class SettingFrom : std::uint8_t {
    nowhere,  ///< not set; Windows' default holds
    local,    ///< SYSTEM\…\SharedAccess\Parameters\FirewallPolicy
    policy,   ///< SOFTWARE\Policies\Microsoft\WindowsFirewall, which wins
};
std::string_view name_of(SettingFrom from);

struct FirewallProfile {
    NetworkProfile profile = NetworkProfile::domain;
    /// Nothing: not set on an XP or 2003, whose default depends on edition and service pack. Vista and later: on.
    std::optional<bool> enabled;
    SettingFrom enabled_from = SettingFrom::nowhere;
    firewall::Action inbound = firewall::Action::block;  ///< for what no rule names
    firewall::Action outbound = firewall::Action::allow;
    bool exceptions = true;   ///< false: DoNotAllowExceptions, no allow rule counts
    bool local_rules = true;  ///< false: a policy has switched off all rules but its own
};

enum class ExceptionKind : std::uint8_t {
    rule,     ///< Vista and later
    port,     ///< XP's GloballyOpenPorts
    program,  ///< XP's AuthorizedApplications
    service,  ///< a policy's FileAndPrint, RemoteAdmin, RemoteDesktop
};
std::string_view name_of(ExceptionKind kind);

struct FirewallRule {
    std::string id;  ///< value name
    ExceptionKind kind = ExceptionKind::rule;
    SettingFrom from = SettingFrom::local;
    firewall::Rule rule;
};

struct Firewall {
    bool is_xp = false;   ///< XP or 2003: no block rules, no public profile, nothing outbound
    std::string service;  ///< "MpsSvc"; "SharedAccess" on XP and 2003
    /// Nothing: no such service, or it cannot be read.
    std::optional<StartType> service_start;
    std::vector<FirewallProfile> profiles;  ///< those that could be read
    std::vector<FirewallRule> rules;
    bool rules_seen = true;  ///< false: a list of rules could not be read
    std::vector<Gap> gaps;
};

/// Reads it all. A rule that cannot be parsed is a gap that names it; Windows does not enforce such a rule. Rules of
/// restricted services (FirewallPolicy\RestrictedServices), which only take away from programs of Windows, are left
/// out.
Firewall read_firewall(const Host& host);

}  // namespace quell::artifacts
