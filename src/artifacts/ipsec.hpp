// IPsec policies of the old kind (netsh ipsec static, secpol.msc): who closes port 445 by one, an administrator or
// Adylkuzz's "netbc"?
//
// Objects and values: [MS-GPIPSEC] 2.2.1, whose attributes the registry holds under the same names; references end in
// the key of the object that they mean. Limits: what a filter says of addresses is shown, not interpreted; rules that
// negotiate are named, their methods are not read; connection security rules of the Windows Firewall are not here.
#pragma once

#include <string>
#include <vector>

#include "formats/ipsec/filters.hpp"
#include "host/host.hpp"

namespace quell::artifacts {

enum class IpsecAction : std::uint8_t {
    block,
    permit,
    negotiate,     ///< only secured traffic
    pass_inbound,  ///< lets unsecured traffic in and answers secured
    unknown,
};
std::string_view name_of(IpsecAction action);

struct IpsecRule {
    std::string filter_action;  ///< name of the filter action
    IpsecAction action = IpsecAction::unknown;
    std::string filter_list;  ///< name of the filter list; empty for the default response rule, which has none
    std::string filter_list_description;
    std::vector<ipsec::Filter> filters;
};

struct IpsecPolicy {
    std::string id;  ///< GUID with its braces
    std::string name;
    std::string description;
    bool assigned = false;     ///< the one that is in force, if the service PolicyAgent runs; a domain's wins
    bool from_domain = false;  ///< the machine's copy of a group policy's
    std::optional<Time> changed;
    std::vector<IpsecRule> rules;
    std::string key;

    /// A rule blocks connections of this protocol (6 TCP, 17 UDP) to this port. Addresses are not looked at.
    [[nodiscard]] bool blocks(std::uint32_t protocol, std::uint16_t port) const;
};

/// Filters of all policies together that are kept; beyond is a gap.
inline constexpr std::size_t most_ipsec_filters = 20'000;

Survey<IpsecPolicy> ipsec_policies(const Host& host);

}  // namespace quell::artifacts
