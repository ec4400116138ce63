#include "artifacts/ipsec.hpp"

#include <algorithm>
#include <array>

#include "artifacts/registry_values.hpp"
#include "base/text.hpp"

namespace quell::artifacts {

std::string_view name_of(IpsecAction action) {
    switch (action) {
        case IpsecAction::block: return "block";
        case IpsecAction::permit: return "permit";
        case IpsecAction::negotiate: return "negotiate";
        case IpsecAction::pass_inbound: return "pass-inbound";
        case IpsecAction::unknown: return "unknown";
    }
    return "unknown";
}

namespace {

constexpr std::string_view local_store = R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\IPSec\Policy\Local)";
constexpr std::string_view domain_store = R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\IPSec\Policy\Cache)";
constexpr std::string_view group_policy = R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\IPSec\GPTIPSECPolicy)";
constexpr std::string_view policy_prefix = "ipsecPolicy{";
// Of all policies; secpol.msc is unusable long before.
constexpr std::size_t most_rules = 2'000;

// [MS-GPIPSEC] 2.2.1.4.1, ipsecNegotiationPolicyAction.
struct ActionId {
    std::string_view id;
    IpsecAction action;
};
constexpr std::array actions{
    ActionId{"{3F91A819-7647-11D1-864D-D46A00000000}", IpsecAction::block},
    ActionId{"{8A171DD2-77E3-11D1-8659-A04F00000000}", IpsecAction::permit},
    ActionId{"{8A171DD3-77E3-11D1-8659-A04F00000000}", IpsecAction::negotiate},
    ActionId{"{3F91A81A-7647-11D1-864D-D46A00000000}", IpsecAction::pass_inbound},
};

IpsecAction action_of(std::string_view id) {
    for (const auto& known : actions)
        if (equal_fold(known.id, id)) return known.action;
    return IpsecAction::unknown;
}

// "…\Local\ipsecNFA{…}" and "CN=ipsecNFA{…},CN=IP Security,…" both name the object ipsecNFA{…}.
std::string object_of(std::string_view reference) {
    auto close = reference.find('}');
    auto name = reference.substr(0, close == std::string_view::npos ? reference.size() : close + 1);
    auto start = name.find_last_of("\\=/");
    return std::string(start == std::string_view::npos ? name : name.substr(start + 1));
}

std::vector<std::string> references_of(const StoredValue& value) {
    if (!value.value) return {};
    if (auto strings = value.value->strings()) return *strings;
    auto text = value.value->text();
    return text ? std::vector<std::string>{*text} : std::vector<std::string>{};
}

class Reader {
public:
    Reader(const Registry& registry, Survey<IpsecPolicy>& survey) : values_(registry, survey.gaps), survey_(survey) {}

    void store(std::string_view root, bool from_domain, const std::string& active) {
        for (const auto& name : values_.subkeys(root)) {
            if (!starts_with_fold(name, policy_prefix)) continue;
            IpsecPolicy policy;
            policy.key = std::string(root) + "\\" + name;
            policy.id = name.substr(policy_prefix.size() - 1);
            policy.name = text(policy.key, "ipsecName");
            policy.description = text(policy.key, "description");
            policy.from_domain = from_domain;
            policy.assigned = !active.empty() && equal_fold(object_of(active), name);
            if (auto changed = values_.read(policy.key, "whenChanged").number())
                policy.changed = Time(std::chrono::seconds(*changed));
            for (const auto& rule : references_of(values_.read(policy.key, "ipsecNFAReference")))
                add_rule(policy, std::string(root), object_of(rule));
            survey_.items.push_back(std::move(policy));
        }
    }

    std::string text(std::string_view key, std::string_view name) { return values_.read(key, name).text(); }

private:
    void add_rule(IpsecPolicy& policy, const std::string& root, const std::string& object) {
        if (++rules_ > most_rules) {
            if (rules_ == most_rules + 1) miss(root, {Errc::limit, "more IPsec rules than a machine has"});
            return;
        }
        auto key = root + "\\" + object;
        if (values_.open(key) == nullptr) return;
        IpsecRule rule;
        auto action = root + "\\" + object_of(text(key, "ipsecNegotiationPolicyReference"));
        rule.filter_action = text(action, "ipsecName");
        rule.action = action_of(text(action, "ipsecNegotiationPolicyAction"));
        for (const auto& filter : references_of(values_.read(key, "ipsecFilterReference")))
            add_filters(rule, root + "\\" + object_of(filter));
        policy.rules.push_back(std::move(rule));
    }

    void add_filters(IpsecRule& rule, const std::string& key) {
        if (rule.filter_list.empty()) {
            rule.filter_list = text(key, "ipsecName");
            rule.filter_list_description = text(key, "description");
        }
        auto data = values_.read(key, "ipsecData");
        if (!data.value) return;
        auto filters = ipsec::parse_filters(data.value->data);
        if (!filters) return miss(key, filters.error());
        const auto room = std::min(filters->size(), most_ipsec_filters - filters_);
        if (room < filters->size()) miss(key, {Errc::limit, "more IPsec filters than a machine has"});
        rule.filters.insert(rule.filters.end(), filters->begin(), filters->begin() + static_cast<std::ptrdiff_t>(room));
        filters_ += room;
    }

    void miss(const std::string& key, Error why) { survey_.miss(View::registry, key, std::move(why)); }

    ValueReader values_;
    Survey<IpsecPolicy>& survey_;
    std::size_t rules_ = 0;
    std::size_t filters_ = 0;
};

}  // namespace

bool IpsecPolicy::blocks(std::uint32_t protocol, std::uint16_t port) const {
    return std::any_of(rules.begin(), rules.end(), [&](const IpsecRule& rule) {
        return rule.action == IpsecAction::block &&
               std::any_of(rule.filters.begin(), rule.filters.end(),
                           [&](const ipsec::Filter& filter) { return filter.touches(protocol, port); });
    });
}

Survey<IpsecPolicy> ipsec_policies(const Host& host) {
    if (host.registry() == nullptr)
        return Survey<IpsecPolicy>::not_applicable(View::registry, "", {Errc::not_found, "no Windows on this volume"});
    Survey<IpsecPolicy> survey;
    Reader reader(*host.registry(), survey);
    // A policy that the domain assigns takes the place of the machine's own.
    const auto domain = reader.text(group_policy, "DSIPSECPolicyPath");
    reader.store(domain_store, true, domain);
    reader.store(local_store, false, domain.empty() ? reader.text(local_store, "ActivePolicy") : std::string());
    return survey;
}

}  // namespace quell::artifacts
