// Whether other computers can reach a TCP port, by the firewall's settings. It says nothing of whether anything
// listens.
//
// The rules (MS-FASP 3.1.1 and "Windows Firewall rules and precedence" of Microsoft's documentation; numbers of
// keywords and the order of actions from there):
//   1. A firewall whose service is disabled, or a profile that is off, filters nothing.
//   2. Only active inbound rules of the profile count; local ones only where policy lets them.
//   3. A rule without protocol or port means all of them; "RPC-EPMap" is 135; "RPC" is none of the fixed ports.
//   4. A rule bound to a program or service counts for the port when that is who serves it: for 139 and 445 the kernel
//      ("System"), for 135 RpcSs or RpcEptMapper, for 3389 the kernel or TermService, in System32\svchost.exe; rules
//      of store apps never. For other ports every program counts.
//   5. A block rule for everybody beats every allow rule. One for some addresses is taken from what allow rules name
//      and leaves a port that is open to everybody open to the rest; one for some interfaces or people is not counted.
//   6. Allow rules count unless the profile takes no exceptions. Those for some addresses, or over IPsec only,
//   restrict.
//   7. Otherwise the profile's default for inbound traffic decides.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "artifacts/firewall.hpp"

namespace quell::artifacts {

enum class Reach : std::uint8_t { open, restricted, blocked, unknown };
std::string_view name_of(Reach reach);

enum class ReachBy : std::uint8_t {
    service_off,    ///< the firewall's service is disabled
    profile_off,    ///< the profile is switched off
    allow_rule,     ///< `rule` opens it, or opens it to `remotes`
    block_rule,     ///< `rule` closes it
    no_exceptions,  ///< the profile takes no exceptions
    default_allow,  ///< no rule, and what no rule names is let in
    default_block,  ///< no rule lets it in
    not_readable,   ///< service, profiles or rules could not be read
};
std::string_view name_of(ReachBy by);

struct PortReach {
    NetworkProfile profile = NetworkProfile::domain;
    Reach reach = Reach::unknown;
    ReachBy by = ReachBy::not_readable;
    std::string rule;                  ///< id of the deciding rule
    std::vector<std::string> remotes;  ///< who may, when restricted: "LocalSubnet"; "IPsec" for authenticated ones
};

/// One answer for each profile of this Windows, domain first; unknown for one that could not be read. A disabled
/// service opens also what could not be read. Rules that could not be read turn "blocked by default" into unknown,
/// since one of them might allow; what is open stays open.
std::vector<PortReach> reach_of(const Firewall& firewall, std::uint16_t tcp_port);

}  // namespace quell::artifacts
