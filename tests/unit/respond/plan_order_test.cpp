// The order and the limits of a plan, for every verdict: each claim over thousands of generated ones. A failure prints
// the seed of its verdict.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/text.hpp"
#include "generated_verdict.hpp"
#include "respond/plan.hpp"
#include "respond/windows_files.hpp"
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::respond;
using detect::Confidence;
using threats::EvidenceKind;
using threats::Stage;

namespace {

constexpr std::uint64_t cases = 4000;

void for_every_plan(const std::function<void(const detect::Verdict&, const Plan&)>& claim) {
    for (std::uint64_t seed = 0; seed < cases; ++seed) {
        CAPTURE(seed);
        auto verdict = test::generated_verdict(seed);
        claim(verdict, propose(verdict));
    }
}

template <typename T>
bool is(const PlannedAction& action) {
    return std::holds_alternative<T>(action.action);
}

bool removes(const PlannedAction& action) {
    return is<DeleteService>(action) || is<DeleteRegistryValue>(action) || is<DeleteRegistryKey>(action) ||
           is<ResetRegistryValue>(action) || is<DeletePendingRename>(action) || is<DeleteTask>(action) ||
           is<DeleteFirewallRule>(action) || is<DeleteIpsecPolicy>(action) || is<DeleteWmiObject>(action) ||
           is<QuarantineFile>(action) || is<EndProcessTree>(action) || is<DisableService>(action);
}

const threats::Finding* finding_of(const detect::Verdict& verdict, const std::string& indicator) {
    for (const auto& family : verdict.families)
        for (const auto& finding : family.findings)
            if (finding.indicator == indicator) return &finding;
    return nullptr;
}

const detect::FamilyVerdict* family_of(const detect::Verdict& verdict, const std::string& id) {
    for (const auto& family : verdict.families)
        if (family.id == id) return &family;
    return nullptr;
}

bool ran_here(const detect::FamilyVerdict& family) {
    return family.confidence == Confidence::confirmed && family.stage != Stage::encrypted_remotely;
}

// Index of the first and behind the last action that fits; both 0 when none does.
std::pair<std::size_t, std::size_t> range_of(const Plan& plan, const std::function<bool(const PlannedAction&)>& fits) {
    std::size_t first = 0;
    std::size_t end = 0;
    for (std::size_t i = 0; i < plan.actions.size(); ++i) {
        if (!fits(plan.actions[i])) continue;
        if (end == 0) first = i;
        end = i + 1;
    }
    return {first, end};
}

/// Every action that fits `earlier` comes before every one that fits `later`.
bool precedes(const Plan& plan, const std::function<bool(const PlannedAction&)>& earlier,
              const std::function<bool(const PlannedAction&)>& later) {
    auto before = range_of(plan, earlier);
    auto after = range_of(plan, later);
    return before.second == 0 || after.second == 0 || before.second <= after.first;
}

std::string quarantined(const PlannedAction& action) {
    const auto* file = std::get_if<QuarantineFile>(&action.action);
    return file == nullptr ? std::string() : fold_case(file->path);
}

}  // namespace

TEST_CASE("the generated verdicts are of all sorts") {
    std::map<std::string_view, int> steps;
    std::set<std::string_view> kinds;
    auto empty = 0;
    for_every_plan([&](const detect::Verdict&, const Plan& plan) {
        empty += plan.actions.empty() ? 1 : 0;
        for (const auto& action : plan.actions) {
            ++steps[name_of(action.step)];
            kinds.insert(kind_of(action.action));
        }
    });
    CHECK(empty > 20);
    CHECK(steps.size() == 12);
    for (const auto& [step, count] : steps) {
        CAPTURE(step);
        CHECK(count > 100);
    }
    CHECK(kinds.size() == std::variant_size_v<Action>);
}

TEST_CASE("steps follow one another in the order of the house") {
    for_every_plan([](const detect::Verdict&, const Plan& plan) {
        CHECK(std::is_sorted(plan.actions.begin(), plan.actions.end(),
                             [](const auto& a, const auto& b) { return a.step < b.step; }));
    });
}

TEST_CASE("what encrypts is suspended before anything else is done") {
    for_every_plan([](const detect::Verdict&, const Plan& plan) {
        auto suspends = [](const PlannedAction& a) { return a.step == Step::stop_encryption; };
        CHECK(precedes(plan, suspends, [&](const PlannedAction& a) { return !suspends(a); }));
        for (const auto& action : plan.actions)
            if (suspends(action)) CHECK(is<SuspendProcessTree>(action));
    });
}

TEST_CASE("the worm's services are disabled in the step that isolates, before the cable is pulled") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        CHECK(precedes(plan, is<DisableService>, is<Isolate>));
        for (const auto& family : verdict.families) {
            if (!ran_here(family)) continue;
            for (const auto& finding : family.findings) {
                if (finding.kind != EvidenceKind::service || finding.keep || finding.damage ||
                    finding.strength == threats::Strength::trace || finding.evidence.back().second == "disabled")
                    continue;
                CHECK(std::any_of(plan.actions.begin(), plan.actions.end(), [&](const PlannedAction& a) {
                    const auto* disable = std::get_if<DisableService>(&a.action);
                    return disable != nullptr && a.selected && a.step <= Step::isolate &&
                           equal_fold(disable->service, finding.subject);
                }));
            }
        }
    });
}

TEST_CASE("whoever must be isolated is: all that may run here, or is written to from elsewhere") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        auto must = std::any_of(verdict.families.begin(), verdict.families.end(), [](const auto& family) {
            return family.confidence == Confidence::confirmed && family.stage != Stage::remnants;
        });
        auto isolated = std::any_of(plan.actions.begin(), plan.actions.end(),
                                    [](const auto& a) { return is<Isolate>(a) && a.selected; });
        CHECK(isolated == must);
    });
}

TEST_CASE("memory and keys are saved before a process ends, a backup drive is connected or anything is removed") {
    for_every_plan([](const detect::Verdict&, const Plan& plan) {
        auto saves = [](const PlannedAction& a) { return a.step == Step::save_keys; };
        CHECK(precedes(plan, saves, is<EndProcessTree>));
        CHECK(precedes(plan, saves, is<BackUp>));
        CHECK(precedes(plan, saves, is<QuarantineFile>));
        CHECK(precedes(plan, saves, is<Restart>));
        // No process is ended whose memory should be saved, but is not.
        std::set<std::string> saved;
        std::set<std::string> suspended;
        for (const auto& action : plan.actions) {
            if (const auto* save = std::get_if<SaveProcessMemory>(&action.action)) saved.insert(save->program);
            if (const auto* stop = std::get_if<SuspendProcessTree>(&action.action))
                if (action.step == Step::stop_encryption) suspended.insert(stop->program);
        }
        CHECK(saved == suspended);
    });
}

TEST_CASE("the backup drive is asked for after isolation and before anything is removed") {
    for_every_plan([](const detect::Verdict&, const Plan& plan) {
        CHECK(precedes(plan, is<Isolate>, is<BackUp>));
        CHECK(precedes(plan, is<BackUp>, [](const PlannedAction& a) { return removes(a) && !is<DisableService>(a); }));
        auto removing = std::any_of(plan.actions.begin(), plan.actions.end(), [](const auto& a) {
            return a.selected && removes(a) && writes_to_target(a.action);
        });
        auto backed_up = std::any_of(plan.actions.begin(), plan.actions.end(),
                                     [](const auto& a) { return is<BackUp>(a) && a.selected; });
        CHECK((!removing || backed_up));
    });
}

TEST_CASE("what starts a program is disabled before the program is ended, and ended before its file goes") {
    for_every_plan([](const detect::Verdict&, const Plan& plan) {
        auto disables = [](const PlannedAction& a) { return a.step == Step::disable || is<DisableService>(a); };
        CHECK(precedes(plan, disables, is<EndProcessTree>));
        CHECK(precedes(plan, is<EndProcessTree>, is<QuarantineFile>));
    });
}

TEST_CASE("no restart before everything that would start again is disabled and gone") {
    for_every_plan([](const detect::Verdict&, const Plan& plan) {
        CHECK(precedes(plan, removes, is<Restart>));
        CHECK(precedes(plan, is<CloseExposure>, is<Restart>));
        CHECK(std::count_if(plan.actions.begin(), plan.actions.end(), is<Restart>) <= 1);
        auto needed = std::any_of(plan.actions.begin(), plan.actions.end(),
                                  [](const auto& a) { return a.selected && a.restart_needed; });
        auto restarts = std::any_of(plan.actions.begin(), plan.actions.end(), is<Restart>);
        CHECK((!needed || restarts));
    });
}

TEST_CASE("a plan with anything in it is verified, and the network comes back last of all") {
    for_every_plan([](const detect::Verdict&, const Plan& plan) {
        auto verified = std::count_if(plan.actions.begin(), plan.actions.end(), is<Verify>);
        CHECK(verified == (plan.actions.empty() ? 0 : 1));
        auto isolated = std::find_if(plan.actions.begin(), plan.actions.end(), is<Isolate>);
        auto back = std::find_if(plan.actions.begin(), plan.actions.end(), is<Reconnect>);
        CHECK((isolated == plan.actions.end()) == (back == plan.actions.end()));
        if (back == plan.actions.end()) return;
        CHECK(back + 1 == plan.actions.end());
        CHECK(back->selected == isolated->selected);
        CHECK(precedes(plan, is<Verify>, is<Reconnect>));
    });
}

TEST_CASE("what is kept, counted by the thousand or encrypted is never removed") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        std::set<std::string> spared;
        for (const auto& family : verdict.families)
            for (const auto& finding : family.findings)
                if (finding.keep || !finding.folders.empty()) spared.insert(fold_case(finding.subject));
        for (const auto& action : plan.actions) {
            CHECK_FALSE(spared.contains(quarantined(action)));
            if (const auto* restore = std::get_if<RestoreFile>(&action.action))
                CHECK_FALSE(spared.contains(fold_case(restore->to)));
            if (!removes(action)) continue;
            for (const auto& indicator : action.findings) {
                const auto* finding = finding_of(verdict, indicator);
                REQUIRE(finding != nullptr);
                // A genuine copy may be kept itself and still give back what was replaced.
                CHECK((!finding->keep || !finding->restores.empty()));
                CHECK(finding->folders.empty());
                CHECK(finding->kind != EvidenceKind::encrypted_files);
            }
        }
    });
}

TEST_CASE("keys are copied, of every confirmed family") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        if (verdict.state == detect::HostState::clear) return;
        for (const auto& family : verdict.families)
            for (const auto& finding : family.findings) {
                auto file = finding.kind == EvidenceKind::file_name || finding.kind == EvidenceKind::file_content ||
                            finding.kind == EvidenceKind::file_hash;
                if (family.confidence != Confidence::confirmed || !finding.keep || !file || !finding.folders.empty() ||
                    WinPath(finding.subject).volume().empty())
                    continue;
                CHECK(std::any_of(plan.actions.begin(), plan.actions.end(), [&](const PlannedAction& a) {
                    const auto* save = std::get_if<SaveFile>(&a.action);
                    return save != nullptr && a.selected && equal_fold(save->path, finding.subject);
                }));
            }
    });
}

TEST_CASE("only what a confirmed family that ran here left is removed") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        for (const auto& action : plan.actions) {
            if (!removes(action) && !is<RestoreFile>(action) && !is<SuspendProcessTree>(action)) continue;
            const auto* family = family_of(verdict, action.family);
            REQUIRE(family != nullptr);
            CHECK(ran_here(*family));
            REQUIRE_FALSE(action.findings.empty());
            for (const auto& indicator : action.findings) {
                const auto* finding = finding_of(verdict, indicator);
                REQUIRE(finding != nullptr);
                CHECK(ran_here(*family_of(verdict, finding->family)));
            }
        }
    });
}

TEST_CASE("what rests on traces, or on what another machine may have written, is offered and not selected") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        for (const auto& action : plan.actions) {
            if (!action.selected || (!removes(action) && !is<RestoreFile>(action) && !is<SuspendProcessTree>(action)))
                continue;
            CHECK(std::any_of(action.findings.begin(), action.findings.end(), [&](const std::string& indicator) {
                const auto* finding = finding_of(verdict, indicator);
                return finding->strength != threats::Strength::trace && !finding->damage;
            }));
        }
    });
}

TEST_CASE("Windows' own programs are never suspended or ended, and go only when a genuine copy takes their place") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        for (const auto& action : plan.actions) {
            for (const auto& [name, value] : operands_of(action.action))
                if (name == "program") CHECK_FALSE(is_windows_program(WinPath(value), verdict.windows));
            const auto* file = std::get_if<QuarantineFile>(&action.action);
            if (file == nullptr || !is_windows_program(WinPath(file->path), verdict.windows)) continue;
            CHECK(std::any_of(plan.actions.begin(), plan.actions.end(), [&](const PlannedAction& other) {
                const auto* restore = std::get_if<RestoreFile>(&other.action);
                return restore != nullptr && equal_fold(restore->to, file->path) && other.selected == action.selected;
            }));
        }
    });
}

TEST_CASE("a genuine copy comes back once, to a place that was cleared before, and is not itself taken away") {
    for_every_plan([](const detect::Verdict&, const Plan& plan) {
        CHECK(precedes(plan, is<QuarantineFile>, is<RestoreFile>));
        std::set<std::string> places;
        std::map<std::string, bool> cleared;
        for (const auto& action : plan.actions)
            if (is<QuarantineFile>(action)) cleared[quarantined(action)] = action.selected;
        for (const auto& action : plan.actions) {
            const auto* restore = std::get_if<RestoreFile>(&action.action);
            if (restore == nullptr) continue;
            CHECK(places.insert(fold_case(restore->to)).second);
            CHECK_FALSE(cleared.contains(fold_case(restore->from)));
            auto place = cleared.find(fold_case(restore->to));
            REQUIRE(place != cleared.end());
            CHECK((!action.selected || place->second));
        }
    });
}

TEST_CASE("an interpreter is not taken away for what it was told to run") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        for (const auto& action : plan.actions) {
            const auto* file = std::get_if<QuarantineFile>(&action.action);
            if (file == nullptr || !is_interpreter(WinPath(file->path))) continue;
            for (const auto& indicator : action.findings) {
                auto kind = finding_of(verdict, indicator)->kind;
                CHECK((kind == EvidenceKind::file_name || kind == EvidenceKind::file_content ||
                       kind == EvidenceKind::file_hash));
            }
        }
    });
}

TEST_CASE("of Winlogon nothing is deleted that Windows needs to log on") {
    for_every_plan([](const detect::Verdict&, const Plan& plan) {
        for (const auto& action : plan.actions)
            if (const auto* value = std::get_if<DeleteRegistryValue>(&action.action))
                CHECK_FALSE(
                    (value->key.ends_with("Winlogon") && (value->value == "Shell" || value->value == "Userinit")));
    });
}

TEST_CASE("a list of pending renames loses single pairs, never the list") {
    for_every_plan([](const detect::Verdict&, const Plan& plan) {
        for (const auto& action : plan.actions)
            if (const auto* value = std::get_if<DeleteRegistryValue>(&action.action))
                CHECK_FALSE((value->key.ends_with("Session Manager") && value->value == "PendingFileRenameOperations"));
    });
}

TEST_CASE("once encryption has begun, everything that writes to the target asks for consent") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        auto begun = std::any_of(verdict.families.begin(), verdict.families.end(), [](const auto& family) {
            return family.confidence != Confidence::trace && family.stage >= Stage::encrypting;
        });
        auto warned = std::any_of(plan.warnings.begin(), plan.warnings.end(),
                                  [](const Sentence& warning) { return warning.id == "do-not-write"; });
        for (const auto& action : plan.actions) {
            CHECK(action.needs_consent == (begun && writes_to_target(action.action)));
            if (action.needs_consent) CHECK(warned);
        }
    });
}

TEST_CASE("everything that is selected for a disk can be done to a disk") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        for (const auto& action : plan.actions) {
            CHECK(needs_running_windows(action.action) == (action.actor == Actor::quell_live));
            if (verdict.source == "live") continue;
            CHECK_FALSE((action.selected && action.actor == Actor::quell_live));
        }
    });
}

TEST_CASE("serious holes that stand open are closed, lesser ones offered, closed and unseen ones left alone") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        if (verdict.state == detect::HostState::clear) return;
        std::map<std::string, bool> wanted;
        for (const auto& exposure : verdict.exposure) {
            if (exposure.openness == harden::Openness::closed || exposure.openness == harden::Openness::unknown)
                continue;
            auto serious = exposure.openness == harden::Openness::open && exposure.weight == harden::Weight::serious;
            wanted[exposure.id] = wanted[exposure.id] || serious;
        }
        std::map<std::string, bool> planned;
        for (const auto& action : plan.actions)
            if (const auto* close = std::get_if<CloseExposure>(&action.action))
                planned[close->exposure] = action.selected;
        CHECK(planned == wanted);
    });
}

TEST_CASE("what is vulnerable gets its update before the restart and the network; what waits for a restart gets one") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        CHECK(precedes(plan, is<InstallUpdate>, is<Restart>));
        CHECK(precedes(plan, is<InstallUpdate>, is<Reconnect>));
        std::set<std::string> wanted;
        for (const auto& bulletin : verdict.patches) {
            if (bulletin.state == patch::State::vulnerable && bulletin.fix) wanted.insert(bulletin.fix->kb);
            if (bulletin.state == patch::State::vulnerable_until_restart)
                CHECK(std::any_of(plan.actions.begin(), plan.actions.end(), is<Restart>));
            auto without = bulletin.state == patch::State::vulnerable && !bulletin.fix;
            auto warned = std::find(plan.warnings.begin(), plan.warnings.end(),
                                    Sentence{"no-update", {bulletin.bulletin}}) != plan.warnings.end();
            CHECK(warned == without);
        }
        std::set<std::string> planned;
        for (const auto& action : plan.actions)
            if (const auto* update = std::get_if<InstallUpdate>(&action.action)) planned.insert(update->kb);
        CHECK(planned == wanted);
    });
}

TEST_CASE("every action has a reason, an id of its own, and is proposed once") {
    for_every_plan([](const detect::Verdict&, const Plan& plan) {
        std::set<std::string> ids;
        std::set<std::string> deeds;
        for (const auto& action : plan.actions) {
            CHECK_FALSE(action.reason.id.empty());
            CHECK(ids.insert(action.id).second);
            CHECK(action.id.starts_with(std::string(name_of(action.step)) + "-"));
            std::string deed = std::string(name_of(action.step)) + std::string(kind_of(action.action));
            for (const auto& [name, value] : operands_of(action.action)) deed += "|" + fold_case(value);
            CHECK(deeds.insert(deed).second);
        }
    });
}

TEST_CASE("a clear host has an empty plan") {
    auto seen = 0;
    for_every_plan([&](const detect::Verdict& verdict, const Plan& plan) {
        if (verdict.state != detect::HostState::clear) return;
        ++seen;
        CHECK(plan.actions.empty());
        CHECK(plan.warnings.empty());
    });
    CHECK(seen > 20);
}

TEST_CASE("a suspicion removes nothing and asks to look closer") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        for (const auto& family : verdict.families) {
            if (family.confidence != Confidence::suspected) continue;
            CHECK(std::find(plan.warnings.begin(), plan.warnings.end(), Sentence{"look-closer", {family.name}}) !=
                  plan.warnings.end());
        }
    });
}

TEST_CASE("the same verdict gives the same plan") {
    for_every_plan([](const detect::Verdict& verdict, const Plan& plan) {
        auto again = propose(verdict);
        REQUIRE(again.actions.size() == plan.actions.size());
        CHECK(again.warnings == plan.warnings);
        for (std::size_t i = 0; i < plan.actions.size(); ++i) {
            CHECK(again.actions[i].id == plan.actions[i].id);
            CHECK(operands_of(again.actions[i].action) == operands_of(plan.actions[i].action));
            CHECK(again.actions[i].selected == plan.actions[i].selected);
            CHECK(again.actions[i].reason == plan.actions[i].reason);
        }
    });
}
