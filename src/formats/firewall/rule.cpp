#include "formats/firewall/rule.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::firewall {

std::string_view name_of(Action action) {
    switch (action) {
        case Action::allow: return "allow";
        case Action::block: return "block";
        case Action::bypass: return "bypass";
    }
    return "allow";
}

std::string_view name_of(Direction direction) { return direction == Direction::in ? "in" : "out"; }

bool Ports::contains(std::uint16_t port) const {
    constexpr std::uint16_t endpoint_mapper = 135;
    if (is_any()) return true;
    auto inside = [&](const PortRange& range) { return range.first <= port && port <= range.last; };
    auto means = [&](const std::string& word) { return port == endpoint_mapper && equal_fold(word, "RPC-EPMap"); };
    return std::any_of(ranges.begin(), ranges.end(), inside) || std::any_of(keywords.begin(), keywords.end(), means);
}

std::string to_string(const Ports& ports) {
    std::string out;
    for (const auto& range : ports.ranges) {
        if (!out.empty()) out += ',';
        out +=
            range.first == range.last ? fmt::format("{}", range.first) : fmt::format("{}-{}", range.first, range.last);
    }
    for (const auto& word : ports.keywords) {
        if (!out.empty()) out += ',';
        out += word;
    }
    return out;
}

namespace {

// How much of a field an error repeats.
constexpr std::size_t shown = 80;

Failure bad(std::string_view key, std::string_view value, std::string_view expected) {
    return fail(Errc::corrupt,
                fmt::format("firewall rule: {}={}; {} was expected", key, value.substr(0, shown), expected));
}

std::optional<unsigned> number(std::string_view text, unsigned largest) {
    unsigned value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value > largest) return std::nullopt;
    return value;
}

// A port, a range or a keyword; keywords begin with a letter.
Result<void> add_ports(std::string_view key, std::string_view value, Ports& ports) {
    constexpr unsigned largest = 65'535;
    auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    if (!value.empty() && is_letter(value.front())) {
        ports.keywords.emplace_back(value);
        return {};
    }
    auto dash = value.find('-');
    auto first = number(value.substr(0, dash), largest);
    auto last = dash == std::string_view::npos ? first : number(value.substr(dash + 1), largest);
    if (!first || !last || *first > *last) return bad(key, value, "a port, a range or a keyword");
    ports.ranges.push_back({static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)});
    return {};
}

struct Seen {
    bool action = false;
    bool direction = false;
    unsigned profiles = 0;
};

Result<void> set_word(std::string_view key, std::string_view value, Rule& rule, Seen& seen) {
    if (equal_fold(key, "Action")) {
        seen.action = true;
        if (equal_fold(value, "Block"))
            rule.action = Action::block;
        else if (equal_fold(value, "ByPass"))
            rule.action = Action::bypass;
        else if (!equal_fold(value, "Allow"))
            return bad(key, value, "Allow, Block or ByPass");
        return {};
    }
    if (equal_fold(key, "Active")) {
        rule.active = equal_fold(value, "TRUE");
        if (!rule.active && !equal_fold(value, "FALSE")) return bad(key, value, "TRUE or FALSE");
        return {};
    }
    if (equal_fold(key, "Dir")) {
        seen.direction = true;
        rule.direction = equal_fold(value, "Out") ? Direction::out : Direction::in;
        if (rule.direction == Direction::in && !equal_fold(value, "In")) return bad(key, value, "In or Out");
        return {};
    }
    if (equal_fold(value, "Domain"))
        seen.profiles |= profile::domain;
    else if (equal_fold(value, "Private"))
        seen.profiles |= profile::private_;
    else if (equal_fold(value, "Public"))
        seen.profiles |= profile::public_;
    else
        return bad(key, value, "Domain, Private or Public");
    return {};
}

// RA4, RA6, RA42, RA62 …: the figures are the address family and the version that brought the kind of value.
bool is_address_key(std::string_view key, std::string_view side) {
    return starts_with_fold(key, side) && key.size() > side.size() &&
           (key[side.size()] == '4' || key[side.size()] == '6');
}

std::string* text_field(std::string_view key, Rule& rule) {
    if (equal_fold(key, "App")) return &rule.application;
    if (equal_fold(key, "Svc")) return &rule.service;
    if (equal_fold(key, "Name")) return &rule.name;
    if (equal_fold(key, "Desc")) return &rule.description;
    if (equal_fold(key, "EmbedCtxt")) return &rule.group;
    if (equal_fold(key, "Security") || equal_fold(key, "Security2_9")) return &rule.security;
    return nullptr;
}

bool is_port_key(std::string_view key, std::string_view side) {
    return equal_fold(key, side) || (starts_with_fold(key, side) && key.substr(side.size()).starts_with("2_"));
}

Result<void> set(std::string_view key, std::string_view value, Rule& rule, Seen& seen) {
    constexpr unsigned any_protocol = 256;
    if (equal_fold(key, "Action") || equal_fold(key, "Active") || equal_fold(key, "Dir") || equal_fold(key, "Profile"))
        return set_word(key, value, rule, seen);
    if (equal_fold(key, "Protocol")) {
        auto protocol = number(value, any_protocol);
        if (!protocol) return bad(key, value, "a number up to 256");
        rule.protocol = protocol == any_protocol ? std::nullopt : protocol;
        return {};
    }
    if (is_port_key(key, "LPort")) return add_ports(key, value, rule.local_ports);
    if (is_port_key(key, "RPort")) return add_ports(key, value, rule.remote_ports);
    if (is_address_key(key, "LA"))
        rule.local_addresses.emplace_back(value);
    else if (is_address_key(key, "RA"))
        rule.remote_addresses.emplace_back(value);
    else if (auto* field = text_field(key, rule))
        *field = value;
    else
        rule.other.emplace_back(key, value);
    return {};
}

}  // namespace

Result<Rule> parse_rule(std::string_view text) {
    if (text.size() > max_rule) return fail(Errc::limit, fmt::format("firewall rule: {} characters", text.size()));
    auto bar = text.find('|');
    if (bar == std::string_view::npos || text.front() != 'v')
        return fail(Errc::corrupt,
                    fmt::format("firewall rule: {}; a version (v2.10|) was expected", text.substr(0, shown)));
    Rule rule;
    Seen seen;
    rule.version = text.substr(0, bar);
    for (auto rest = text.substr(bar + 1); !rest.empty();) {
        bar = rest.find('|');
        auto field = rest.substr(0, bar);
        rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
        if (field.empty()) continue;
        auto equals = field.find('=');
        if (equals == std::string_view::npos)
            return fail(Errc::corrupt,
                        fmt::format("firewall rule: {}; key=value was expected", field.substr(0, shown)));
        TRY(set(field.substr(0, equals), field.substr(equals + 1), rule, seen));
    }
    if (!seen.action || !seen.direction) return fail(Errc::corrupt, "firewall rule: Action and Dir were expected");
    if (seen.profiles != 0) rule.profiles = seen.profiles;
    return rule;
}

}  // namespace quell::firewall
