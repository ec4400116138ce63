#include <charconv>

#include <fmt/format.h>

#include "base/text.hpp"
#include "formats/firewall/rule.hpp"

namespace quell::firewall {

namespace {

Failure bad(std::string_view text, std::string_view expected) {
    constexpr std::size_t shown = 80;
    return fail(Errc::corrupt, fmt::format("firewall exception: {}; {} was expected", text.substr(0, shown), expected));
}

// "*:Enabled:name": the scope may hold colons (IPv6), the name anything.
Result<void> scope_state_name(std::string_view whole, std::string_view text, Rule& rule) {
    for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':', colon + 1)) {
        auto end = text.find(':', colon + 1);
        auto state = text.substr(colon + 1, end == std::string_view::npos ? end : end - colon - 1);
        auto on = equal_fold(state, "Enabled");
        if (!on && !equal_fold(state, "Disabled")) continue;
        rule.active = on;
        if (end != std::string_view::npos) rule.name = text.substr(end + 1);
        for (auto address : split(text.substr(0, colon), ','))
            if (!trim(address).empty() && trim(address) != "*") rule.remote_addresses.emplace_back(trim(address));
        return {};
    }
    return bad(whole, "scope:Enabled:name or scope:Disabled:name");
}

}  // namespace

Result<Rule> parse_port_exception(std::string_view text) {
    constexpr std::string_view expected = "445:TCP:scope:Enabled:name";
    if (text.size() > max_rule) return fail(Errc::limit, fmt::format("firewall exception: {} bytes", text.size()));
    auto colon = text.find(':');
    auto second = colon == std::string_view::npos ? colon : text.find(':', colon + 1);
    if (second == std::string_view::npos) return bad(text, expected);
    Rule rule;
    std::uint16_t port = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + colon, port);
    if (error != std::errc() || end != text.data() + colon) return bad(text, expected);
    rule.local_ports.ranges.push_back({port, port});
    auto protocol = text.substr(colon + 1, second - colon - 1);
    if (equal_fold(protocol, "TCP"))
        rule.protocol = protocol_tcp;
    else if (equal_fold(protocol, "UDP"))
        rule.protocol = protocol_udp;
    else
        return bad(text, expected);
    TRY(scope_state_name(text, text.substr(second + 1), rule));
    return rule;
}

Result<Rule> parse_program_exception(std::string_view text) {
    if (text.size() > max_rule) return fail(Errc::limit, fmt::format("firewall exception: {} bytes", text.size()));
    // The colon after a drive letter belongs to the path.
    auto colon = text.find(':', text.size() > 1 && text[1] == ':' ? 2 : 0);
    if (colon == std::string_view::npos || colon == 0) return bad(text, "path:scope:Enabled:name");
    Rule rule;
    rule.application = text.substr(0, colon);
    TRY(scope_state_name(text, text.substr(colon + 1), rule));
    return rule;
}

}  // namespace quell::firewall
