#include "detect/scan.hpp"

#include <algorithm>
#include <iterator>

#include "artifacts/patch_evidence.hpp"
#include "detect/file_search.hpp"
#include "detect/judge.hpp"
#include "detect/questions.hpp"
#include "detect/registry_search.hpp"
#include "detect/system_search.hpp"
#include "detect/target_paths.hpp"
#include "detect/variants.hpp"
#include "harden/posture.hpp"

namespace quell::detect {

namespace {

void append(std::vector<AskedGap>& to, std::vector<AskedGap>&& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// What describes the machine for the reader: a key that is not there hides nothing from any indicator.
void append_descriptive(std::vector<AskedGap>& to, std::vector<Gap>&& gaps, const Questions& questions) {
    for (auto& gap : gaps) {
        if (gap.why.code == Errc::not_found)
            to.push_back({std::move(gap), {}});
        else
            to.push_back(questions.ask(std::move(gap)));
    }
}

// No source of this build sees named objects; each family that has some says so once.
void add_named_object_gaps(const std::vector<threats::Pack>& packs, std::vector<AskedGap>& gaps) {
    for (const auto& pack : packs) {
        auto asks =
            std::any_of(pack.indicators.begin(), pack.indicators.end(), [](const threats::Indicator& indicator) {
                return std::holds_alternative<threats::NamedObjectRule>(indicator.rule);
            });
        if (asks)
            gaps.push_back({{GapKind::not_applicable,
                             View::volatile_,
                             pack.id,
                             {Errc::unsupported, "named objects exist only on a running machine"}},
                            {}});
    }
}

}  // namespace

Verdict scan(const Host& host, const Knowledge& knowledge, Depth depth, const Work& work) {
    const auto& packs = knowledge.packs;
    Verdict verdict;
    verdict.locator = host.locator();
    verdict.source = host.source();
    verdict.windows = host.windows();
    for (const auto& pack : packs) {
        verdict.packs.push_back({pack.id, pack.version, pack.sha256});
        verdict.counts.indicators += pack.indicators.size();
    }

    TargetPaths target(host);
    Questions questions(packs, target, host);
    std::vector<AskedGap> gaps;
    for (const auto& gap : host.gaps()) gaps.push_back(questions.ask(gap));
    if (host.registry() != nullptr)
        for (const auto& gap : host.registry()->gaps()) gaps.push_back(questions.ask(gap));

    auto system = artifacts::system_info(host);
    auto users = artifacts::users(host);
    if (!system.items.empty()) verdict.system = std::move(system.items.front());
    verdict.users = std::move(users.items);
    append_descriptive(gaps, std::move(system.gaps), questions);
    append_descriptive(gaps, std::move(users.gaps), questions);

    if (!knowledge.tables.bulletins.empty()) {
        auto evidence = artifacts::patch_evidence(host, verdict.system ? &*verdict.system : nullptr);
        if (!evidence.items.empty()) verdict.patches = patch::assess(evidence.items.front(), knowledge.tables);
        append_descriptive(gaps, std::move(evidence.gaps), questions);
        auto posture = harden::posture_of(host, verdict.system ? &*verdict.system : nullptr);
        if (!posture.items.empty()) verdict.exposure = harden::judge_exposure(posture.items.front());
        append_descriptive(gaps, std::move(posture.gaps), questions);
    }

    auto registry = search_registry(host, packs, target, questions);
    auto files = search_files(host, packs, target, questions, depth, work);
    auto system_results = search_system(host, packs, target, questions);
    append(gaps, std::move(registry.gaps));
    append(gaps, std::move(system_results.gaps));
    append(gaps, std::move(files.gaps));
    add_named_object_gaps(packs, gaps);

    auto findings = std::move(files.findings);
    for (auto* more : {&registry.findings, &system_results.findings})
        findings.insert(findings.end(), std::make_move_iterator(more->begin()), std::make_move_iterator(more->end()));
    verdict.families = judge_families(packs, std::move(findings));
    verdict.gaps = judge_gaps(std::move(gaps));
    verdict.state = state_of(verdict.families, verdict.patches, verdict.gaps);
    verdict.timeline = timeline_of(verdict.families);
    verdict.variants = find_variants(host, verdict.families, work);

    verdict.counts.files = files.files;
    verdict.counts.directories = files.directories;
    verdict.counts.files_hashed = files.files_hashed;
    verdict.counts.bytes_hashed = files.bytes_hashed;
    verdict.counts.services = registry.services;
    verdict.counts.autostarts = registry.autostarts;
    verdict.counts.tasks = system_results.tasks;
    verdict.counts.registry_keys_read = registry.keys_read;
    return verdict;
}

}  // namespace quell::detect
