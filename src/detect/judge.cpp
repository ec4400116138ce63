#include "detect/judge.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.hpp"

namespace quell::detect {

namespace {

using threats::Finding;
using threats::Stage;
using threats::Strength;

bool is_damage(const Finding& finding) { return finding.damage || finding.stage == Stage::encrypted_remotely; }

// A few findings of a kind say as much as many: only the kinds count.
struct Weight {
    bool decisive = false;
    std::set<threats::EvidenceKind> strong;
    std::set<threats::EvidenceKind> any;

    void add(const Finding& finding) {
        decisive = decisive || finding.strength == Strength::decisive;
        if (finding.strength != Strength::trace) strong.insert(finding.kind);
        any.insert(finding.kind);
    }
    [[nodiscard]] Confidence confidence() const {
        if (decisive || strong.size() >= 2) return Confidence::confirmed;
        return !strong.empty() || any.size() >= 2 ? Confidence::suspected : Confidence::trace;
    }
};

bool is_of_file(const Finding& finding) {
    return finding.kind == threats::EvidenceKind::file_name || finding.kind == threats::EvidenceKind::file_content ||
           finding.kind == threats::EvidenceKind::file_hash;
}

// Of one subject, kind and stage the strongest stays; of equals the one that the pack names first. A trace on a file
// says nothing beside something stronger on the same one.
std::vector<Finding> without_weaker(std::vector<Finding> findings) {
    std::map<std::tuple<std::string, threats::EvidenceKind, Stage>, Strength> strongest;
    std::set<std::string> known_files;
    auto key = [](const Finding& finding) {
        return std::tuple(fold_case(finding.subject), finding.kind, finding.stage);
    };
    for (const auto& finding : findings) {
        if (!finding.folders.empty()) continue;
        auto [at, fresh] = strongest.emplace(key(finding), finding.strength);
        if (!fresh) at->second = std::max(at->second, finding.strength);
        if (is_of_file(finding) && finding.strength != Strength::trace) known_files.insert(fold_case(finding.subject));
    }
    auto says_nothing = [&](const Finding& finding) {
        return is_of_file(finding) && finding.strength == Strength::trace && !finding.keep &&
               finding.restores.empty() && known_files.contains(fold_case(finding.subject));
    };
    std::vector<Finding> kept;
    for (auto& finding : findings)
        if (!finding.folders.empty() || (strongest.at(key(finding)) == finding.strength && !says_nothing(finding)))
            kept.push_back(std::move(finding));
    return kept;
}

// When it was first and last seen, by times that are not before `since`.
void see_times(FamilyVerdict& verdict, const std::optional<Time>& since) {
    auto see = [&](const std::optional<Time>& time) {
        if (!time || (since && *time < *since)) return;
        if (!verdict.first_seen || *time < *verdict.first_seen) verdict.first_seen = time;
        if (!verdict.last_seen || *time > *verdict.last_seen) verdict.last_seen = time;
    };
    for (const auto& finding : verdict.findings) {
        // Windows' own copy of what was replaced is older than the infection.
        if (!finding.restores.empty()) continue;
        // A file's last write may be much older than the infection: creation is what the worm did here.
        see(finding.created ? finding.created : finding.modified);
        for (const auto& folder : finding.folders) {
            see(folder.first);
            see(folder.last);
        }
    }
}

void summarise(FamilyVerdict& verdict, const std::optional<Time>& not_before) {
    // A time before the family existed is forged, or the machine's clock was wrong: then it is all there is.
    see_times(verdict, not_before);
    if (!verdict.first_seen) see_times(verdict, std::nullopt);
    for (const auto& finding : verdict.findings) {
        for (const auto& folder : finding.folders) {
            if (finding.kind != threats::EvidenceKind::encrypted_files) continue;
            verdict.encrypted_files += folder.files;
            verdict.encrypted_bytes += folder.bytes;
        }
    }
}

}  // namespace

Confidence confidence_of(const std::vector<Finding>& findings) {
    Weight weight;
    for (const auto& finding : findings) weight.add(finding);
    return weight.confidence();
}

Stage stage_of(const std::vector<Finding>& findings) {
    Weight execution;
    auto damage = false;
    for (const auto& finding : findings) {
        if (is_damage(finding))
            damage = true;
        else
            execution.add(finding);
    }
    auto ran = execution.confidence() != Confidence::trace;
    if (damage && !ran) return Stage::encrypted_remotely;
    // Beside strong findings a trace says nothing about how far it got.
    auto counts = [&](const Finding& finding) {
        return finding.strength != Strength::trace || (!execution.decisive && execution.strong.empty());
    };
    auto speaks_for = [&](Stage stage) {
        return std::any_of(findings.begin(), findings.end(),
                           [&](const Finding& finding) { return counts(finding) && finding.stage == stage; });
    };
    for (auto stage : {Stage::encrypted, Stage::encrypting})
        if (speaks_for(stage)) return stage;
    if (damage) return Stage::encrypted;
    for (auto stage : {Stage::active, Stage::dropped})
        if (speaks_for(stage)) return stage;
    return Stage::remnants;
}

namespace {

std::string program_of(const Finding& finding) {
    for (const auto& [what, value] : finding.evidence)
        if (what == "program") return value;
    return {};
}

// Everything that the findings of confirmed families name.
std::set<std::string> explained_by(const std::vector<FamilyVerdict>& families) {
    std::set<std::string> explained;
    for (const auto& family : families) {
        if (family.confidence != Confidence::confirmed) continue;
        for (const auto& finding : family.findings) {
            explained.insert(fold_case(finding.subject));
            explained.insert(fold_case(program_of(finding)));
        }
    }
    explained.erase("");
    return explained;
}

std::vector<Finding> take_findings_of(const threats::Pack& pack, std::vector<Finding>& findings) {
    std::vector<Finding> own;
    for (auto& finding : findings)
        if (finding.family == pack.id) own.push_back(std::move(finding));
    return own;
}

FamilyVerdict judge_family(const threats::Pack& pack, std::vector<Finding> findings) {
    FamilyVerdict verdict;
    verdict.id = pack.id;
    verdict.name = pack.name;
    verdict.kind = pack.kind;
    verdict.findings = without_weaker(std::move(findings));
    verdict.confidence = confidence_of(verdict.findings);
    verdict.stage = stage_of(verdict.findings);
    std::stable_sort(verdict.findings.begin(), verdict.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.strength > b.strength; });
    summarise(verdict, pack.not_before);
    return verdict;
}

// How soon somebody should hear of it.
int urgency(Stage stage) {
    switch (stage) {
        case Stage::encrypting: return 0;
        case Stage::encrypted: return 1;
        case Stage::active: return 2;
        case Stage::encrypted_remotely: return 3;
        case Stage::dropped: return 4;
        case Stage::remnants: return 5;
    }
    return 5;
}

}  // namespace

std::vector<FamilyVerdict> judge_families(const std::vector<threats::Pack>& packs, std::vector<Finding> findings) {
    std::vector<FamilyVerdict> families;
    for (const auto& pack : packs) {
        if (pack.is_heuristic()) continue;
        auto own = take_findings_of(pack, findings);
        if (!own.empty()) families.push_back(judge_family(pack, std::move(own)));
    }
    auto explained = explained_by(families);
    for (const auto& pack : packs) {
        if (!pack.is_heuristic()) continue;
        auto own = take_findings_of(pack, findings);
        own.erase(std::remove_if(own.begin(), own.end(),
                                 [&](const Finding& finding) {
                                     return explained.contains(fold_case(finding.subject)) ||
                                            explained.contains(fold_case(program_of(finding)));
                                 }),
                  own.end());
        if (!own.empty()) families.push_back(judge_family(pack, std::move(own)));
    }
    std::stable_sort(families.begin(), families.end(), [](const FamilyVerdict& a, const FamilyVerdict& b) {
        return std::tuple(-static_cast<int>(a.confidence), urgency(a.stage), std::string_view(a.id)) <
               std::tuple(-static_cast<int>(b.confidence), urgency(b.stage), std::string_view(b.id));
    });
    return families;
}

std::vector<JudgedGap> judge_gaps(std::vector<AskedGap> gaps) {
    std::vector<AskedGap> merged;
    std::map<std::tuple<GapKind, View, std::string, std::string>, std::size_t> seen;
    for (auto& gap : gaps) {
        auto [at, fresh] =
            seen.emplace(std::tuple(gap.gap.kind, gap.gap.view, gap.gap.where, gap.gap.why.what), merged.size());
        if (fresh) {
            merged.push_back(std::move(gap));
            continue;
        }
        auto& asked = merged[at->second].asked;
        for (const auto* indicator : gap.asked)
            if (std::find(asked.begin(), asked.end(), indicator) == asked.end()) asked.push_back(indicator);
    }
    std::vector<JudgedGap> out;
    for (auto& [gap, asked] : merged) {
        JudgedGap judged{std::move(gap), false, 0, {}};
        const threats::Indicator* most = nullptr;
        if (judged.gap.kind == GapKind::unseen)
            for (const auto* indicator : asked) {
                if (indicator->strength == Strength::trace) continue;
                ++judged.indicators;
                if (most == nullptr || indicator->strength > most->strength) most = indicator;
            }
        judged.blocks_clear = most != nullptr;
        if (most != nullptr) judged.example = most->id;
        out.push_back(std::move(judged));
    }
    return out;
}

HostState state_of(const std::vector<FamilyVerdict>& families, const std::vector<patch::BulletinState>& patches,
                   const std::vector<JudgedGap>& gaps) {
    auto any = [&](auto&& is) { return std::any_of(families.begin(), families.end(), is); };
    auto confirmed = [](const FamilyVerdict& family) { return family.confidence == Confidence::confirmed; };
    if (any([&](const FamilyVerdict& family) {
            return confirmed(family) && family.stage != Stage::encrypted_remotely;
        }))
        return HostState::infected;
    if (any([](const FamilyVerdict& family) { return family.confidence == Confidence::suspected; }))
        return HostState::inconclusive;
    if (std::any_of(gaps.begin(), gaps.end(), [](const JudgedGap& gap) { return gap.blocks_clear; }))
        return HostState::inconclusive;
    for (const auto& bulletin : patches) {
        if (bulletin.bulletin != worm_bulletin) continue;
        if (bulletin.is_open()) return HostState::exposed;
        if (bulletin.state == patch::State::unknown && !any(confirmed)) return HostState::inconclusive;
    }
    return any(confirmed) ? HostState::exposed : HostState::clear;
}

}  // namespace quell::detect
