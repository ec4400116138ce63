#include "threats/pack.hpp"

#include <algorithm>

namespace quell::threats {

std::size_t Container::window() const {
    auto end = begins.size();
    for (const auto& number : numbers) end = std::max<std::size_t>(end, std::size_t{number.offset} + number.bytes);
    if (size_at) end = std::max<std::size_t>(end, std::size_t{*size_at} + 8);
    return end;
}

namespace {

struct KindName {
    std::string_view operator()(const FileRule&) const { return "file"; }
    std::string_view operator()(const EncryptedRule&) const { return "encrypted"; }
    std::string_view operator()(const ServiceRule&) const { return "service"; }
    std::string_view operator()(const RegistryRule&) const { return "registry"; }
    std::string_view operator()(const AutostartRule&) const { return "autostart"; }
    std::string_view operator()(const NamedObjectRule&) const { return "named_object"; }
    std::string_view operator()(const TaskRule&) const { return "task"; }
    std::string_view operator()(const WmiRule&) const { return "wmi"; }
    std::string_view operator()(const IpsecRule&) const { return "ipsec"; }
    std::string_view operator()(const FirewallEntryRule&) const { return "firewall"; }
    std::string_view operator()(const HiveTextRule&) const { return "hive_text"; }
};

struct KindOfEvidence {
    EvidenceKind operator()(const FileRule& rule) const {
        if (!rule.hashes.empty()) return EvidenceKind::file_hash;
        return rule.needs_content() ? EvidenceKind::file_content : EvidenceKind::file_name;
    }
    EvidenceKind operator()(const EncryptedRule&) const { return EvidenceKind::encrypted_files; }
    EvidenceKind operator()(const ServiceRule&) const { return EvidenceKind::service; }
    EvidenceKind operator()(const RegistryRule&) const { return EvidenceKind::registry; }
    EvidenceKind operator()(const AutostartRule&) const { return EvidenceKind::autostart; }
    EvidenceKind operator()(const NamedObjectRule&) const { return EvidenceKind::named_object; }
    EvidenceKind operator()(const TaskRule&) const { return EvidenceKind::task; }
    EvidenceKind operator()(const WmiRule&) const { return EvidenceKind::wmi; }
    EvidenceKind operator()(const IpsecRule&) const { return EvidenceKind::ipsec_policy; }
    EvidenceKind operator()(const FirewallEntryRule&) const { return EvidenceKind::firewall_rule; }
    EvidenceKind operator()(const HiveTextRule&) const { return EvidenceKind::hive_text; }
};

}  // namespace

std::string_view kind_of(const Rule& rule) { return std::visit(KindName{}, rule); }
EvidenceKind evidence_of(const Rule& rule) { return std::visit(KindOfEvidence{}, rule); }

}  // namespace quell::threats
