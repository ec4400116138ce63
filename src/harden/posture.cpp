#include "harden/posture.hpp"

#include <algorithm>
#include <charconv>

#include "artifacts/firewall.hpp"
#include "artifacts/patch_evidence.hpp"
#include "artifacts/port_reach.hpp"
#include "base/text.hpp"

namespace quell::harden {

namespace {

template <typename T>
std::vector<T> taken(Survey<T>&& survey, std::vector<Gap>& gaps) {
    gaps.insert(gaps.end(), survey.gaps.begin(), survey.gaps.end());
    return std::move(survey.items);
}

std::string by_of(const artifacts::PortReach& reach) {
    std::string text(name_of(reach.profile));
    text += ": ";
    text += reach.rule.empty() ? name_of(reach.by) : std::string_view(reach.rule);
    for (const auto& remote : reach.remotes) text += (&remote == &reach.remotes.front() ? " (" : ", ") + remote;
    return reach.remotes.empty() ? text : text + ")";
}

// The profiles together: a machine meets all kinds of networks. Open in one of them is open, unless only the domain's
// network, where the machines of one house meet, is: that is partly.
Reach together(const std::vector<artifacts::PortReach>& profiles) {
    using artifacts::NetworkProfile;
    Reach out;
    auto first = [&](auto&& is) {
        auto found = std::find_if(profiles.begin(), profiles.end(), is);
        return found == profiles.end() ? nullptr : &*found;
    };
    auto state = [](artifacts::Reach reach) {
        return [reach](const artifacts::PortReach& one) { return one.reach == reach; };
    };
    auto choose = [&](Openness openness, const artifacts::PortReach& one) {
        out.openness = openness;
        out.by = by_of(one);
        return out;
    };
    auto open_outside = [](const artifacts::PortReach& one) {
        return one.reach == artifacts::Reach::open && one.profile != NetworkProfile::domain;
    };
    if (const auto* one = first(open_outside)) return choose(Openness::open, *one);
    if (const auto* one = first(state(artifacts::Reach::unknown))) return choose(Openness::unknown, *one);
    if (const auto* one = first(state(artifacts::Reach::open))) return choose(Openness::partly, *one);
    if (const auto* one = first(state(artifacts::Reach::restricted))) return choose(Openness::partly, *one);
    if (!profiles.empty()) return choose(Openness::closed, profiles.front());
    return out;
}

void take_firewall(const artifacts::Firewall& firewall, Posture& posture) {
    posture.tcp445 = together(artifacts::reach_of(firewall, 445));
    posture.tcp139 = together(artifacts::reach_of(firewall, 139));
    posture.tcp135 = together(artifacts::reach_of(firewall, 135));
    posture.rdp = together(artifacts::reach_of(firewall, posture.rdp_port));
    posture.firewall_seen = firewall.service_start.has_value() && !firewall.profiles.empty();
    auto service_off = firewall.service_start == artifacts::StartType::disabled;
    for (const auto& profile : firewall.profiles)
        if (service_off || profile.enabled == false) posture.profiles_off.emplace_back(name_of(profile.profile));
}

}  // namespace

Survey<Posture> posture_of(const Host& host, const artifacts::SystemInfo* system) {
    Survey<Posture> survey;
    if (!host.has_windows() || host.registry() == nullptr) return survey;
    auto& gaps = survey.gaps;
    Posture posture;
    if (system != nullptr) {
        if (auto version = artifacts::windows_version(system->version, system->build)) {
            posture.major = version->major;
            posture.minor = version->minor;
        }
        posture.is_domain_controller = equal_fold(system->installation, "Domain Controller");
    }
    posture.smb = artifacts::smb_state(host);
    gaps.insert(gaps.end(), posture.smb.gaps.begin(), posture.smb.gaps.end());
    posture.settings = taken(artifacts::security_settings(host), gaps);
    if (const auto* port = artifacts::setting(posture.settings, "rdp.port"); port != nullptr) {
        std::uint16_t number = 0;
        auto end = port->value.data() + port->value.size();
        if (std::from_chars(port->value.data(), end, number).ptr == end && number != 0) posture.rdp_port = number;
    }
    auto scanners = artifacts::antivirus(host);
    posture.antivirus_seen = std::none_of(scanners.gaps.begin(), scanners.gaps.end(),
                                          [](const Gap& gap) { return gap.kind == GapKind::unseen; });
    posture.antivirus = taken(std::move(scanners), gaps);
    posture.policies = taken(artifacts::ipsec_policies(host), gaps);
    auto firewall = artifacts::read_firewall(host);
    gaps.insert(gaps.end(), firewall.gaps.begin(), firewall.gaps.end());
    take_firewall(firewall, posture);
    survey.items.push_back(std::move(posture));
    return survey;
}

}  // namespace quell::harden
