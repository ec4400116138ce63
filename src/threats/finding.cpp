#include "threats/finding.hpp"

namespace quell::threats {

std::string_view name_of(Strength strength) {
    switch (strength) {
        case Strength::trace: return "trace";
        case Strength::strong: return "strong";
        case Strength::decisive: return "decisive";
    }
    return "trace";
}

std::string_view name_of(Stage stage) {
    switch (stage) {
        case Stage::remnants: return "remnants";
        case Stage::dropped: return "dropped";
        case Stage::active: return "active";
        case Stage::encrypting: return "encrypting";
        case Stage::encrypted: return "encrypted";
        case Stage::encrypted_remotely: return "encrypted-remotely";
    }
    return "remnants";
}

std::string_view name_of(EvidenceKind kind) {
    switch (kind) {
        case EvidenceKind::file_name: return "file-name";
        case EvidenceKind::file_content: return "file-content";
        case EvidenceKind::file_hash: return "file-hash";
        case EvidenceKind::service: return "service";
        case EvidenceKind::registry: return "registry";
        case EvidenceKind::autostart: return "autostart";
        case EvidenceKind::encrypted_files: return "encrypted-files";
        case EvidenceKind::named_object: return "named-object";
        case EvidenceKind::task: return "task";
        case EvidenceKind::wmi: return "wmi";
        case EvidenceKind::ipsec_policy: return "ipsec-policy";
        case EvidenceKind::firewall_rule: return "firewall-rule";
        case EvidenceKind::hive_text: return "hive-text";
    }
    return "file-name";
}

}  // namespace quell::threats
