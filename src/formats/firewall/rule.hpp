// Rules of Windows Firewall as the registry holds them: the strings of Vista and later (MS-GPFAS 2.2.2, meanings in
// MS-FASP 2.2.37), and the exceptions of XP SP2 and 2003 SP1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace quell::firewall {

enum class Action : std::uint8_t { allow, block, bypass };  ///< bypass: allowed when authenticated, past block rules
std::string_view name_of(Action action);
enum class Direction : std::uint8_t { in, out };
std::string_view name_of(Direction direction);

/// Bits of Rule::profiles.
namespace profile {
inline constexpr unsigned domain = 1;
inline constexpr unsigned private_ = 2;
inline constexpr unsigned public_ = 4;
inline constexpr unsigned all = 7;
}  // namespace profile

inline constexpr unsigned protocol_tcp = 6;
inline constexpr unsigned protocol_udp = 17;

struct PortRange {
    std::uint16_t first = 0;
    std::uint16_t last = 0;

    friend bool operator==(const PortRange&, const PortRange&) = default;
};

/// Ports of one side; none and no keyword: every port.
struct Ports {
    std::vector<PortRange> ranges;
    /// "RPC" (whatever the endpoint mapper gives away), "RPC-EPMap" (135), "Teredo", "IPHTTPSIn" …
    std::vector<std::string> keywords;

    [[nodiscard]] bool is_any() const { return ranges.empty() && keywords.empty(); }
    [[nodiscard]] bool contains(std::uint16_t port) const;
};

struct Rule {
    std::string version;  ///< "v2.10"
    Action action = Action::allow;
    bool active = false;  ///< without "Active=TRUE" a rule does nothing
    Direction direction = Direction::in;
    std::optional<unsigned> protocol;  ///< IANA number; nothing: any
    unsigned profiles = profile::all;
    Ports local_ports;
    Ports remote_ports;
    std::vector<std::string> local_addresses;   ///< empty: any
    std::vector<std::string> remote_addresses;  ///< "LocalSubnet", "10.0.0.0/255.0.0.0", "1.2.3.4-1.2.3.9"; empty: any
    std::string application;                    ///< "System" is the kernel, which serves SMB
    std::string service;
    std::string name;  ///< may be "@FirewallAPI.dll,-28502"
    std::string description;
    std::string group;     ///< EmbedCtxt
    std::string security;  ///< "Authenticate", "AuthenticateEncrypt" …: allowed over IPsec only
    std::vector<std::pair<std::string, std::string>> other;  ///< keys that are not told apart here, in order
};

/// Longest string that is read. Rules of Windows are below 2 KiB; a list of addresses may be long.
inline constexpr std::size_t max_rule = std::size_t{4} << 20;

/// "v2.10|Action=Block|Active=TRUE|Dir=In|Protocol=6|LPort=445|Name=…|". Keys and words are compared without case.
/// Errc::corrupt: no version, a field without "=", no action or direction, or a number, port or word that is none;
/// Windows does not enforce such a rule either. Time and memory are linear in the length.
Result<Rule> parse_rule(std::string_view text);

/// XP's GloballyOpenPorts: "445:TCP:LocalSubNet:Enabled:@xpsp2res.dll,-22005", as an inbound allow rule. Its profiles
/// are up to the caller.
Result<Rule> parse_port_exception(std::string_view text);

/// XP's AuthorizedApplications: "C:\a.exe:*:Enabled:name", as an inbound allow rule for every port of the program.
Result<Rule> parse_program_exception(std::string_view text);

/// "445,5000-5020,RPC"; "" for every port.
std::string to_string(const Ports& ports);

}  // namespace quell::firewall
