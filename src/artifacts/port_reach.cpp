#include "artifacts/port_reach.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace quell::artifacts {

std::string_view name_of(Reach reach) {
    switch (reach) {
        case Reach::open: return "open";
        case Reach::restricted: return "restricted";
        case Reach::blocked: return "blocked";
        case Reach::unknown: return "unknown";
    }
    return "unknown";
}

std::string_view name_of(ReachBy by) {
    switch (by) {
        case ReachBy::service_off: return "service-off";
        case ReachBy::profile_off: return "profile-off";
        case ReachBy::allow_rule: return "allow-rule";
        case ReachBy::block_rule: return "block-rule";
        case ReachBy::no_exceptions: return "no-exceptions";
        case ReachBy::default_allow: return "default-allow";
        case ReachBy::default_block: return "default-block";
        case ReachBy::not_readable: return "not-readable";
    }
    return "not-readable";
}

namespace {

using firewall::Action;
using firewall::Rule;

// Who serves the ports that the worms come through. Remote Desktop is the kernel's up to Windows 7, a service's later.
struct Server {
    std::uint16_t port;
    std::string_view program;  ///< the kernel's "System", or the end of a path
    std::string_view service;  ///< "" for the kernel
};
constexpr std::string_view service_host = R"(\system32\svchost.exe)";
constexpr std::array<Server, 6> servers{{{139, "System", ""},
                                         {445, "System", ""},
                                         {135, service_host, "RpcSs"},
                                         {135, service_host, "RpcEptMapper"},
                                         {3389, "System", ""},
                                         {3389, service_host, "TermService"}}};

bool has_field(const Rule& rule, std::initializer_list<std::string_view> keys) {
    return std::any_of(rule.other.begin(), rule.other.end(), [&](const auto& field) {
        return std::any_of(keys.begin(), keys.end(), [&](auto key) { return equal_fold(field.first, key); });
    });
}

bool is_served_by(const Rule& rule, const Server& server) {
    if (!rule.application.empty() && !ends_with_fold(rule.application, server.program)) return false;
    // "*": any service, but a service.
    return rule.service.empty() ||
           (!server.service.empty() && (rule.service == "*" || equal_fold(rule.service, server.service)));
}

bool serves(const Rule& rule, std::uint16_t port) {
    auto has_port = [&](const Server& server) { return server.port == port; };
    if (std::none_of(servers.begin(), servers.end(), has_port)) return true;
    // Rules of store apps name no program, yet hold for their package alone.
    if (has_field(rule, {"AppPkgId", "PFN", "LUOwn"})) return false;
    return std::any_of(servers.begin(), servers.end(),
                       [&](const Server& server) { return server.port == port && is_served_by(rule, server); });
}

bool is_everybody(std::string_view address) {
    constexpr std::array<std::string_view, 6> all{
        "*", "any", "0.0.0.0/0", "0.0.0.0/0.0.0.0", "::/0", "0.0.0.0-255.255.255.255"};
    return std::any_of(all.begin(), all.end(), [&](std::string_view word) { return equal_fold(address, word); });
}

bool for_everybody(const Rule& rule) {
    return rule.remote_addresses.empty() ||
           std::any_of(rule.remote_addresses.begin(), rule.remote_addresses.end(), is_everybody);
}

bool needs_ipsec(const Rule& rule) {
    return rule.action == Action::bypass || (!rule.security.empty() && !equal_fold(rule.security, "NotRequired"));
}

bool concerns(const FirewallRule& entry, const FirewallProfile& profile, std::uint16_t port) {
    const auto& rule = entry.rule;
    return rule.active && rule.direction == firewall::Direction::in && (rule.profiles & bit_of(profile.profile)) != 0 &&
           (profile.local_rules || entry.from == SettingFrom::policy) &&
           (!rule.protocol || *rule.protocol == firewall::protocol_tcp) && rule.local_ports.contains(port) &&
           serves(rule, port);
}

// A rule that holds for some networks, addresses or people only.
bool is_partial(const Rule& rule) {
    return !for_everybody(rule) || !rule.remote_ports.is_any() || !rule.local_addresses.empty() || needs_ipsec(rule) ||
           has_field(rule, {"IF", "IFType", "RMAuth", "RUAuth", "LUAuth", "Platform", "Platform2"});
}

bool has(const std::vector<std::string>& list, const std::string& text) {
    return std::any_of(list.begin(), list.end(), [&](const std::string& known) { return equal_fold(known, text); });
}

void add_remotes(PortReach& answer, const Rule& rule) {
    auto add = [&](const std::string& remote) {
        if (!has(answer.remotes, remote)) answer.remotes.push_back(remote);
    };
    if (needs_ipsec(rule)) return add("IPsec");
    for (const auto& remote : rule.remote_addresses) add(remote);
}

// What blocks everybody ends the search; what blocks some is taken from what others are allowed.
struct Blocks {
    const FirewallRule* everybody = nullptr;
    const FirewallRule* some = nullptr;  ///< the first
    std::vector<std::string> remotes;
};

Blocks blocks_of(const Firewall& firewall, const FirewallProfile& profile, std::uint16_t port) {
    Blocks blocks;
    for (const auto& entry : firewall.rules) {
        if (entry.rule.action != Action::block || !concerns(entry, profile, port)) continue;
        if (!is_partial(entry.rule)) {
            blocks.everybody = &entry;
            return blocks;
        }
        auto by_address_only = entry.rule;
        by_address_only.remote_addresses.clear();
        if (is_partial(by_address_only)) continue;
        if (blocks.some == nullptr) blocks.some = &entry;
        blocks.remotes.insert(blocks.remotes.end(), entry.rule.remote_addresses.begin(),
                              entry.rule.remote_addresses.end());
    }
    return blocks;
}

PortReach by_rules(const Firewall& firewall, const FirewallProfile& profile, std::uint16_t port) {
    auto blocks = blocks_of(firewall, profile, port);
    if (blocks.everybody != nullptr)
        return {profile.profile, Reach::blocked, ReachBy::block_rule, blocks.everybody->id, {}};
    if (!profile.exceptions) return {profile.profile, Reach::blocked, ReachBy::no_exceptions, {}, {}};
    PortReach answer{profile.profile, Reach::blocked, ReachBy::default_block, {}, {}};
    for (const auto& entry : firewall.rules) {
        if (entry.rule.action == Action::block || !concerns(entry, profile, port)) continue;
        if (for_everybody(entry.rule) && !needs_ipsec(entry.rule))
            return {profile.profile, Reach::open, ReachBy::allow_rule, entry.id, {}};
        if (answer.reach == Reach::blocked) answer.rule = entry.id;
        answer.reach = Reach::restricted;
        answer.by = ReachBy::allow_rule;
        add_remotes(answer, entry.rule);
    }
    if (profile.inbound == Action::allow) return {profile.profile, Reach::open, ReachBy::default_allow, {}, {}};
    if (!firewall.rules_seen) return {profile.profile, Reach::unknown, ReachBy::not_readable, {}, {}};
    auto& left = answer.remotes;
    left.erase(
        std::remove_if(left.begin(), left.end(), [&](const auto& remote) { return has(blocks.remotes, remote); }),
        left.end());
    if (answer.reach == Reach::restricted && left.empty() && blocks.some != nullptr)
        return {profile.profile, Reach::blocked, ReachBy::block_rule, blocks.some->id, {}};
    return answer;
}

PortReach reach_in(const Firewall& firewall, const FirewallProfile& profile, std::uint16_t port) {
    if (firewall.service_start == StartType::disabled)
        return {profile.profile, Reach::open, ReachBy::service_off, {}, {}};
    if (profile.enabled == false) return {profile.profile, Reach::open, ReachBy::profile_off, {}, {}};
    if (!firewall.service_start || *firewall.service_start == StartType::unknown || !profile.enabled)
        return {profile.profile, Reach::unknown, ReachBy::not_readable, {}, {}};
    return by_rules(firewall, profile, port);
}

}  // namespace

std::vector<PortReach> reach_of(const Firewall& firewall, std::uint16_t tcp_port) {
    std::vector<PortReach> answers;
    for (auto which : {NetworkProfile::domain, NetworkProfile::private_, NetworkProfile::public_}) {
        auto profile = std::find_if(firewall.profiles.begin(), firewall.profiles.end(),
                                    [&](const FirewallProfile& known) { return known.profile == which; });
        if (profile != firewall.profiles.end())
            answers.push_back(reach_in(firewall, *profile, tcp_port));
        else if (firewall.is_xp && which == NetworkProfile::public_)
            continue;
        else if (firewall.service_start == StartType::disabled)
            answers.push_back({which, Reach::open, ReachBy::service_off, {}, {}});
        else
            answers.push_back({which, Reach::unknown, ReachBy::not_readable, {}, {}});
    }
    return answers;
}

}  // namespace quell::artifacts
