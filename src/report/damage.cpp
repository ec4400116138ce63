#include "report/damage.hpp"

#include <algorithm>

namespace quell::report {

namespace {

void add(Damage& damage, const detect::FamilyVerdict& family) {
    damage.files += family.encrypted_files;
    damage.bytes += family.encrypted_bytes;
    for (const auto& finding : family.findings) {
        if (finding.kind != threats::EvidenceKind::encrypted_files) continue;
        for (const auto& folder : finding.folders) {
            damage.folders.push_back(folder);
            if (folder.first && (!damage.first || *folder.first < *damage.first)) damage.first = folder.first;
            if (folder.last && (!damage.last || *folder.last > *damage.last)) damage.last = folder.last;
        }
    }
}

void order(Damage& damage) {
    std::stable_sort(damage.folders.begin(), damage.folders.end(),
                     [](const auto& a, const auto& b) { return a.files > b.files; });
}

}  // namespace

Damage damage_of(const detect::FamilyVerdict& family) {
    Damage damage;
    add(damage, family);
    order(damage);
    return damage;
}

Damage damage_of(const detect::Verdict& verdict) {
    Damage damage;
    for (const auto& family : verdict.families) add(damage, family);
    order(damage);
    return damage;
}

}  // namespace quell::report
