#include "cli/inspect_firewall.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "artifacts/port_reach.hpp"

namespace quell::cli {

namespace {

using artifacts::NetworkProfile;
using report::Cell;

std::string joined(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, ",")); }

std::string protocol_text(const std::optional<unsigned>& protocol) {
    if (!protocol) return {};
    switch (*protocol) {
        case 1: return "ICMP";
        case firewall::protocol_tcp: return "TCP";
        case firewall::protocol_udp: return "UDP";
        case 58: return "ICMPv6";
        default: return fmt::format("{}", *protocol);
    }
}

std::string profiles_text(unsigned profiles) {
    std::vector<std::string> names;
    for (auto profile : {NetworkProfile::domain, NetworkProfile::private_, NetworkProfile::public_})
        if ((profiles & bit_of(profile)) != 0) names.emplace_back(name_of(profile));
    return joined(names);
}

// "restricted (LocalSubnet)"
Cell reach_cell(const artifacts::Firewall& firewall, NetworkProfile profile, std::uint16_t port) {
    for (const auto& answer : reach_of(firewall, port)) {
        if (answer.profile != profile) continue;
        std::string text(name_of(answer.reach));
        if (!answer.remotes.empty()) text += fmt::format(" ({})", joined(answer.remotes));
        return text;
    }
    return {};
}

}  // namespace

std::vector<report::Column> firewall_columns(report::Language l) {
    return {column(l, "name", "column.name", 30),
            column(l, "enabled", "column.enabled", 7),
            column(l, "action", "column.action", 6),
            column(l, "direction", "column.direction", 9),
            column(l, "protocol", "column.protocol", 8),
            column(l, "local_ports", "column.local-ports", 12),
            column(l, "remote_ports", "column.remote-ports", 12),
            column(l, "remote_addresses", "column.remote-addresses", 20),
            column(l, "program", "column.program", 30),
            column(l, "service", "column.service", 12),
            column(l, "profiles", "column.profiles", 21),
            column(l, "kind", "column.kind", 7),
            column(l, "set_by", "column.set-by", 7),
            column(l, "rule", "column.rule", 0)};
}

Listing list_firewall(const Host& host, const InspectOptions&, const Context&) {
    auto found = artifacts::read_firewall(host);
    Listing listing{{}, std::move(found.gaps)};
    for (const auto& entry : found.rules) {
        const auto& rule = entry.rule;
        listing.rows.push_back({text_cell(rule.name), rule.active, std::string(name_of(rule.action)),
                                std::string(name_of(rule.direction)), text_cell(protocol_text(rule.protocol)),
                                text_cell(to_string(rule.local_ports)), text_cell(to_string(rule.remote_ports)),
                                text_cell(joined(rule.remote_addresses)), text_cell(rule.application),
                                text_cell(rule.service), profiles_text(rule.profiles), std::string(name_of(entry.kind)),
                                std::string(name_of(entry.from)), entry.id});
    }
    return listing;
}

std::vector<report::Column> firewall_profile_columns(report::Language l) {
    return {column(l, "profile", "column.profiles", 8),
            column(l, "enabled", "column.enabled", 7),
            column(l, "set_by", "column.set-by", 7),
            column(l, "inbound", "column.inbound", 7),
            column(l, "outbound", "column.outbound", 8),
            column(l, "exceptions", "column.exceptions", 8),
            column(l, "local_rules", "column.local-rules", 8),
            column(l, "service", "column.service", 12),
            column(l, "service_start", "column.service-start", 8),
            column(l, "port_135", "column.port-135", 10),
            column(l, "port_139", "column.port-139", 10),
            column(l, "port_445", "column.port-445", 10),
            column(l, "port_3389", "column.port-3389", 10)};
}

Listing list_firewall_profiles(const Host& host, const InspectOptions&, const Context&) {
    auto found = artifacts::read_firewall(host);
    Listing listing;
    for (const auto& profile : found.profiles) {
        auto reach = [&](std::uint16_t port) { return reach_cell(found, profile.profile, port); };
        listing.rows.push_back(
            {std::string(name_of(profile.profile)), profile.enabled ? Cell(*profile.enabled) : Cell(),
             std::string(name_of(profile.enabled_from)), std::string(name_of(profile.inbound)),
             std::string(name_of(profile.outbound)), profile.exceptions, profile.local_rules, found.service,
             found.service_start ? Cell(std::string(name_of(*found.service_start))) : Cell(), reach(135), reach(139),
             reach(445), reach(3389)});
    }
    listing.gaps = std::move(found.gaps);
    return listing;
}

}  // namespace quell::cli
