#include "artifacts/firewall.hpp"

#include <fmt/format.h>

#include <array>
#include <set>
#include <utility>

#include "base/text.hpp"

namespace quell::artifacts {

std::string_view name_of(NetworkProfile profile) {
    switch (profile) {
        case NetworkProfile::domain: return "domain";
        case NetworkProfile::private_: return "private";
        case NetworkProfile::public_: return "public";
    }
    return "domain";
}

unsigned bit_of(NetworkProfile profile) {
    switch (profile) {
        case NetworkProfile::domain: return firewall::profile::domain;
        case NetworkProfile::private_: return firewall::profile::private_;
        case NetworkProfile::public_: return firewall::profile::public_;
    }
    return 0;
}

std::string_view name_of(SettingFrom from) {
    switch (from) {
        case SettingFrom::nowhere: return "default";
        case SettingFrom::local: return "local";
        case SettingFrom::policy: return "policy";
    }
    return "default";
}

std::string_view name_of(ExceptionKind kind) {
    switch (kind) {
        case ExceptionKind::rule: return "rule";
        case ExceptionKind::port: return "port";
        case ExceptionKind::program: return "program";
        case ExceptionKind::service: return "service";
    }
    return "rule";
}

namespace {

using firewall::Rule;

constexpr std::string_view local_root =
    R"(HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy)";
constexpr std::string_view policy_root = R"(HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall)";
// A machine has 300 to 1,500 rules; a hive that was made to keep quell busy may have more.
constexpr std::size_t max_rules = 100'000;

struct ProfileKeys {
    NetworkProfile profile;
    std::string_view local;
    std::string_view policy;
    std::string_view old_policy;  ///< of the XP templates, which later Windows still takes
};
constexpr std::array<ProfileKeys, 3> profile_keys{
    {{NetworkProfile::domain, "DomainProfile", "DomainProfile", ""},
     {NetworkProfile::private_, "StandardProfile", "PrivateProfile", "StandardProfile"},
     {NetworkProfile::public_, "PublicProfile", "PublicProfile", "StandardProfile"}}};

class Reader {
public:
    explicit Reader(const Host& host) : registry_(*host.registry()) {}

    Firewall read() {
        auto version = registry_.value(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)", "CurrentVersion");
        auto text = version ? version->text().value_or("") : std::string();
        out_.is_xp = text.starts_with("5.");
        read_service();
        // Policies that cannot be read leave every profile unknown: they would win. One gap says it.
        auto policies_seen = true;
        auto has_policies = open(std::string(policy_root), policies_seen) != nullptr;
        if (!policies_seen) out_.rules_seen = false;
        for (const auto& keys : profile_keys)
            if (policies_seen && (!out_.is_xp || keys.profile != NetworkProfile::public_)) read_profile(keys);
        if (has_policies) {
            read_rules(policy_root, SettingFrom::policy);
            read_exceptions(policy_root, "DomainProfile", firewall::profile::domain, SettingFrom::policy);
            read_exceptions(policy_root, "StandardProfile", not_domain, SettingFrom::policy);
        }
        if (!out_.is_xp) read_rules(local_root, SettingFrom::local);
        if (out_.is_xp) {
            read_exceptions(local_root, "DomainProfile", firewall::profile::domain, SettingFrom::local);
            read_exceptions(local_root, "StandardProfile", not_domain, SettingFrom::local);
        }
        return std::move(out_);
    }

private:
    static constexpr unsigned not_domain = firewall::profile::private_ | firewall::profile::public_;

    void miss(std::string where, Error why) {
        out_.gaps.push_back({GapKind::unseen, View::registry, std::move(where), std::move(why)});
    }

    /// Null when it is not there or, after a gap, not readable: then `seen` is false.
    std::unique_ptr<RegistryKey> open(const std::string& path, bool& seen) {
        auto key = registry_.open(path);
        if (key) return std::move(*key);
        if (key.error().code != Errc::not_found) {
            seen = false;
            miss(path, key.error());
        }
        return nullptr;
    }

    void read_service() {
        out_.service = out_.is_xp ? "SharedAccess" : "MpsSvc";
        auto path = R"(HKLM\SYSTEM\CurrentControlSet\Services\)" + out_.service;
        auto start = registry_.value(path, "Start");
        if (!start) {
            if (start.error().code != Errc::not_found) miss(path, start.error());
            return;
        }
        auto number = start->dword();
        out_.service_start = number && *number <= 4 ? static_cast<StartType>(*number) : StartType::unknown;
    }

    static std::optional<std::uint32_t> dword(const RegistryKey* key, std::string_view name) {
        if (key == nullptr) return std::nullopt;
        auto value = key->value(name);
        return value ? value->dword() : std::nullopt;
    }

    void read_profile(const ProfileKeys& keys) {
        auto seen = true;
        auto policy = open(fmt::format("{}\\{}", policy_root, keys.policy), seen);
        std::unique_ptr<RegistryKey> old_policy;
        if (!keys.old_policy.empty()) old_policy = open(fmt::format("{}\\{}", policy_root, keys.old_policy), seen);
        auto local = open(fmt::format("{}\\{}", local_root, keys.local), seen);
        if (!seen || (policy == nullptr && old_policy == nullptr && local == nullptr)) return;
        auto setting = [&](std::string_view name) -> std::pair<std::optional<std::uint32_t>, SettingFrom> {
            for (const auto* key : {policy.get(), old_policy.get()})
                if (auto value = dword(key, name)) return {value, SettingFrom::policy};
            if (auto value = dword(local.get(), name)) return {value, SettingFrom::local};
            return {std::nullopt, SettingFrom::nowhere};
        };
        FirewallProfile profile;
        profile.profile = keys.profile;
        auto [enabled, from] = setting("EnableFirewall");
        profile.enabled_from = from;
        if (enabled)
            profile.enabled = *enabled != 0;
        else if (!out_.is_xp)
            profile.enabled = true;
        if (!out_.is_xp) {
            profile.inbound = action_of(setting("DefaultInboundAction").first, firewall::Action::block);
            profile.outbound = action_of(setting("DefaultOutboundAction").first, firewall::Action::allow);
        }
        profile.exceptions = setting("DoNotAllowExceptions").first.value_or(0) == 0;
        profile.local_rules = merges_local(policy.get(), out_.is_xp ? old_policy.get() : nullptr);
        out_.profiles.push_back(profile);
    }

    // 0 lets in, 1 blocks (MS-GPFAS 2.2.1.3).
    static firewall::Action action_of(std::optional<std::uint32_t> value, firewall::Action otherwise) {
        if (!value) return otherwise;
        return *value == 0 ? firewall::Action::allow : firewall::Action::block;
    }

    // Vista and later: AllowLocalPolicyMerge; XP: AllowUserPrefMerge of the list of ports.
    static bool merges_local(const RegistryKey* policy, const RegistryKey* old_policy) {
        if (dword(policy, "AllowLocalPolicyMerge") == 0U) return false;
        for (const auto* key : {policy, old_policy}) {
            if (key == nullptr) continue;
            auto ports = key->open("GloballyOpenPorts");
            if (ports && dword(ports->get(), "AllowUserPrefMerge") == 0U) return false;
        }
        return true;
    }

    std::vector<RegistryValue> values_of(const std::string& path) {
        auto key = open(path, out_.rules_seen);
        if (key == nullptr) return {};
        auto values = key->values();
        if (values && out_.rules.size() + values->size() <= max_rules) return std::move(*values);
        out_.rules_seen = false;
        miss(path, values ? Error{Errc::limit, "more rules than are read"} : values.error());
        return {};
    }

    void read_rules(std::string_view root, SettingFrom from) {
        auto path = fmt::format("{}\\FirewallRules", root);
        for (const auto& value : values_of(path)) add(path, value, ExceptionKind::rule, from, firewall::parse_rule, 0);
    }

    void add(const std::string& path, const RegistryValue& value, ExceptionKind kind, SettingFrom from,
             Result<Rule> (*parse)(std::string_view), unsigned profiles) {
        auto where = path + "\\" + value.name;
        auto text = value.text();
        if (!text) {
            miss(where, {Errc::corrupt, "REG_SZ expected, found " + quell::name_of(value.type)});
            return;
        }
        auto rule = parse(*text);
        if (!rule) {
            miss(where, rule.error());
            return;
        }
        if (profiles != 0) rule->profiles = profiles;
        out_.rules.push_back({value.name, kind, from, std::move(*rule)});
    }

    void read_exceptions(std::string_view root, std::string_view profile, unsigned profiles, SettingFrom from) {
        auto base = fmt::format("{}\\{}", root, profile);
        struct List {
            std::string_view key;
            ExceptionKind kind;
            Result<Rule> (*parse)(std::string_view);
        };
        constexpr std::array<List, 2> lists{
            {{"GloballyOpenPorts\\List", ExceptionKind::port, firewall::parse_port_exception},
             {"AuthorizedApplications\\List", ExceptionKind::program, firewall::parse_program_exception}}};
        for (const auto& list : lists) {
            auto path = fmt::format("{}\\{}", base, list.key);
            for (const auto& value : values_of(path)) {
                // What policy says of a port or program replaces what the machine says of it.
                auto key = fmt::format("{}|{}", profiles, fold_case(value.name));
                if (from == SettingFrom::policy)
                    decided_.insert(key);
                else if (decided_.contains(key))
                    continue;
                add(path, value, list.kind, from, list.parse, profiles);
            }
        }
        if (from == SettingFrom::policy) read_service_exceptions(base, profiles);
    }

    void read_service_exceptions(const std::string& base, unsigned profiles) {
        struct ServicePorts {
            std::string_view key;
            std::array<std::uint16_t, 2> tcp;
        };
        constexpr std::array<ServicePorts, 3> services{{{"Services\\FileAndPrint", {139, 445}},
                                                        {"RemoteAdminSettings", {135, 445}},
                                                        {"Services\\RemoteDesktop", {3389, 3389}}}};
        for (const auto& service : services) {
            auto key = open(fmt::format("{}\\{}", base, service.key), out_.rules_seen);
            auto enabled = dword(key.get(), "Enabled");
            if (!enabled) continue;
            Rule rule;
            rule.active = *enabled != 0;
            rule.protocol = firewall::protocol_tcp;
            rule.profiles = profiles;
            for (auto port : service.tcp)
                if (!rule.local_ports.contains(port) || rule.local_ports.is_any())
                    rule.local_ports.ranges.push_back({port, port});
            auto scope = key->value("RemoteAddresses");
            auto text = scope ? scope->text().value_or("") : std::string();
            for (auto address : split(text, ','))
                if (!trim(address).empty() && trim(address) != "*") rule.remote_addresses.emplace_back(trim(address));
            out_.rules.push_back(
                {std::string(service.key), ExceptionKind::service, SettingFrom::policy, std::move(rule)});
        }
    }

    const Registry& registry_;
    Firewall out_;
    std::set<std::string> decided_;
};

}  // namespace

Firewall read_firewall(const Host& host) {
    if (host.registry() != nullptr) return Reader(host).read();
    Firewall none;
    none.rules_seen = false;
    none.gaps.push_back({GapKind::not_applicable, View::registry, "", {Errc::not_found, "no Windows on this volume"}});
    return none;
}

}  // namespace quell::artifacts
