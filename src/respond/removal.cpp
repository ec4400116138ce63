#include "respond/removal.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "respond/windows_files.hpp"

namespace quell::respond {

namespace {

using detect::FamilyVerdict;
using threats::EvidenceKind;
using threats::Finding;
using threats::Stage;
using threats::Strength;

bool is_counted(const Finding& finding) {
    return !finding.folders.empty() || finding.kind == EvidenceKind::encrypted_files;
}

// Strong enough to be done without being asked for, and about what ran here.
bool is_selected(const Finding& finding) { return finding.strength != Strength::trace && !finding.damage; }

bool has_extension(const std::string& path, std::initializer_list<std::string_view> extensions) {
    WinPath place(path);
    auto extension = place.extension();
    return std::any_of(extensions.begin(), extensions.end(),
                       [&](std::string_view one) { return equal_fold(one, extension); });
}

bool is_process(const std::string& path) { return has_extension(path, {".exe", ".com", ".scr", ".pif"}); }
// Sits inside a process or the kernel, which lets it go only with a restart.
bool is_loaded(const std::string& path) { return has_extension(path, {".dll", ".sys", ".ocx"}); }

std::string started_program(const Finding& finding) {
    switch (finding.kind) {
        case EvidenceKind::service:
        case EvidenceKind::autostart:
        case EvidenceKind::task: break;
        default: return {};
    }
    auto program = evidence_of(finding, "program");
    if (evidence_of(finding, "program-exists") != "yes" || is_interpreter(WinPath(program))) return {};
    return program;
}

// Gone already, or starting no more: nothing to disable before it is deleted.
bool starts(const Finding& finding) { return evidence_of(finding, "start") != "disabled"; }

// Values of Winlogon that Windows needs, with what it writes there itself.
std::string windows_own(std::string_view key, std::string_view value, const WinPath& windows) {
    if (!ends_with_fold(key, "\\Winlogon")) return {};
    if (equal_fold(value, "Shell")) return "explorer.exe";
    if (equal_fold(value, "Userinit")) return (windows / "system32\\userinit.exe").text() + ",";
    return {};
}

bool is_pending_renames(std::string_view value) { return starts_with_fold(value, "PendingFileRenameOperations"); }

PlannedAction planned(Step step, Action action, const FamilyVerdict& family, const Finding& finding) {
    PlannedAction out;
    out.step = step;
    out.action = std::move(action);
    out.selected = is_selected(finding);
    out.reason = {finding.damage                        ? "left-by-damage"
                  : finding.strength == Strength::trace ? "only-a-trace"
                                                        : "belongs-to",
                  {family.name}};
    out.family = family.id;
    out.findings = {finding.indicator};
    return out;
}

}  // namespace

std::string evidence_of(const Finding& finding, std::string_view what) {
    for (const auto& [name, value] : finding.evidence)
        if (name == what) return value;
    return {};
}

bool has_encrypted(const FamilyVerdict& family) {
    return family.stage == Stage::encrypting || family.stage == Stage::encrypted ||
           family.stage == Stage::encrypted_remotely || family.encrypted_files > 0;
}

bool encrypts_without_network(const FamilyVerdict& family) { return family.kind == "ransomware-worm"; }

bool is_file(const Finding& finding) {
    switch (finding.kind) {
        case EvidenceKind::file_name:
        case EvidenceKind::file_content:
        case EvidenceKind::file_hash: return !is_counted(finding) && !WinPath(finding.subject).volume().empty();
        default: return false;
    }
}

Spared::Spared(const detect::Verdict& verdict) : windows_(verdict.windows) {
    for (const auto& family : verdict.families)
        for (const auto& finding : family.findings)
            if (is_file(finding) && !finding.keep && finding.restores.empty() && finding.strength == Strength::decisive)
                known_.insert(fold_case(finding.subject));
    for (const auto& family : verdict.families)
        for (const auto& finding : family.findings)
            if (finding.keep || is_counted(finding) || is_genuine_copy(finding))
                kept_.insert(fold_case(finding.subject));
}

bool Spared::is_genuine_copy(const Finding& finding) const {
    return !finding.restores.empty() && is_file(finding) && !known_.contains(fold_case(finding.subject));
}

bool Spared::is_kept(const std::string& path) const { return kept_.contains(fold_case(path)); }
bool Spared::is_windows(const std::string& path) const { return is_windows_program(WinPath(path), windows_); }

Removal::Removal(const detect::Verdict& verdict, std::vector<const FamilyVerdict*> families, PlanDraft& draft)
    : families_(std::move(families)), draft_(draft), spared_(verdict), windows_(verdict.windows) {
    find_restorations();
}

void Removal::find_restorations() {
    for (const auto* family : families_)
        for (const auto& finding : family->findings) {
            if (!spared_.is_genuine_copy(finding)) continue;
            // What is kept, or is itself a genuine copy, is not overwritten.
            if (spared_.is_kept(finding.restores) || WinPath(finding.restores).volume().empty()) continue;
            auto there = std::find_if(restorations_.begin(), restorations_.end(),
                                      [&](const Restoration& one) { return equal_fold(one.to, finding.restores); });
            if (there == restorations_.end()) {
                restorations_.push_back({finding.subject,
                                         finding.restores,
                                         is_selected(finding),
                                         family->id,
                                         family->name,
                                         {finding.indicator}});
            } else if (equal_fold(there->from, finding.subject)) {
                there->selected = there->selected || is_selected(finding);
                there->findings.push_back(finding.indicator);
            }
        }
}

// Programs that are surely the family's own, each once.
std::vector<Removal::Program> Removal::processes(Only only) const {
    std::vector<Program> programs;
    std::set<std::string> seen;
    for (const auto* family : families_) {
        if (only == Only::encryptors && !has_encrypted(*family)) continue;
        for (const auto& finding : family->findings) {
            if (finding.keep || !is_selected(finding)) continue;
            auto path = is_file(finding) ? finding.subject : started_program(finding);
            if (path.empty() || !is_process(path) || !spared_.is_free(path)) continue;
            if (seen.insert(fold_case(path)).second) programs.push_back({path, &finding, family});
        }
    }
    return programs;
}

void Removal::suspend_encryptors() {
    for (const auto& program : processes(Only::encryptors)) {
        auto action =
            planned(Step::stop_encryption, SuspendProcessTree{program.path}, *program.family, *program.finding);
        action.reason = {"may-encrypt", {program.family->name}};
        suspended_.insert(fold_case(program.path));
        draft_.add(std::move(action));
    }
}

void Removal::suspend_and_disable_services() {
    for (const auto* family : families_)
        for (const auto& finding : family->findings) {
            if (finding.kind != EvidenceKind::service || finding.keep || !starts(finding)) continue;
            auto program = started_program(finding);
            if (is_selected(finding) && !program.empty() && is_process(program) && spared_.is_free(program) &&
                !suspended_.contains(fold_case(program))) {
                auto suspend = planned(Step::isolate, SuspendProcessTree{program}, *family, finding);
                suspend.reason = {encrypts_without_network(*family) ? "kill-switch-hidden" : "spreads-while-running",
                                  {family->name}};
                draft_.add(std::move(suspend));
            }
            auto disable = planned(Step::isolate, DisableService{finding.subject}, *family, finding);
            if (disable.selected)
                disable.reason = {encrypts_without_network(*family) ? "service-restarts" : "service-starts",
                                  {family->name}};
            draft_.add(std::move(disable));
        }
}

void Removal::save_memory() {
    for (const auto& program : processes(Only::encryptors)) {
        auto action = planned(Step::save_keys, SaveProcessMemory{program.path}, *program.family, *program.finding);
        action.reason = {"key-in-memory", {}};
        draft_.add(std::move(action));
    }
}

void Removal::disable_autostart(const FamilyVerdict& family, const Finding& finding) {
    auto key = evidence_of(finding, "key");
    auto value = evidence_of(finding, "value");
    // A startup folder's entry is a file.
    if (!starts_with_fold(key, "HK")) {
        if (!key.empty()) take_away(family, finding, (WinPath(key) / value).text());
        return;
    }
    if (auto own = windows_own(key, value, windows_); !own.empty())
        draft_.add(planned(Step::disable, ResetRegistryValue{key, value, own}, family, finding));
    else if (!is_pending_renames(value))
        draft_.add(planned(Step::disable, DeleteRegistryValue{key, value}, family, finding));
}

void Removal::disable_registry(const FamilyVerdict& family, const Finding& finding) {
    auto key = evidence_of(finding, "key");
    auto value = evidence_of(finding, "value");
    if (key.empty()) return;
    if (is_pending_renames(value)) {
        // The rest of the list belongs to updates that wait for a restart.
        auto path = evidence_of(finding, "data");
        if (!path.empty()) draft_.add(planned(Step::disable, DeletePendingRename{key, value, path}, family, finding));
    } else if (auto own = windows_own(key, value, windows_); !own.empty()) {
        draft_.add(planned(Step::disable, ResetRegistryValue{key, value, own}, family, finding));
    } else if (finding.evidence.size() == 1) {
        draft_.add(planned(Step::disable, DeleteRegistryKey{key}, family, finding));
    } else {
        draft_.add(planned(Step::disable, DeleteRegistryValue{key, value}, family, finding));
    }
}

void Removal::disable_one(const FamilyVerdict& family, const Finding& finding) {
    auto plan = [&](Action action) { return planned(Step::disable, std::move(action), family, finding); };
    switch (finding.kind) {
        case EvidenceKind::service: {
            auto action = plan(DeleteService{finding.subject});
            action.restart_needed = draft_.running() && is_loaded(evidence_of(finding, "program"));
            draft_.add(std::move(action));
            break;
        }
        case EvidenceKind::autostart: disable_autostart(family, finding); break;
        case EvidenceKind::registry: disable_registry(family, finding); break;
        case EvidenceKind::task: {
            auto task = evidence_of(finding, "task");
            draft_.add(plan(DeleteTask{task.empty() ? finding.subject : task}));
            break;
        }
        case EvidenceKind::wmi: {
            auto name = evidence_of(finding, "name");
            draft_.add(plan(DeleteWmiObject{name.empty() ? finding.subject : name}));
            break;
        }
        case EvidenceKind::ipsec_policy: {
            auto action = plan(DeleteIpsecPolicy{finding.subject});
            action.breaks = {"ipsec-policy", {}};
            draft_.add(std::move(action));
            break;
        }
        case EvidenceKind::firewall_rule: {
            auto action = plan(DeleteFirewallRule{finding.subject});
            action.breaks = {"firewall-rule", {}};
            draft_.add(std::move(action));
            break;
        }
        case EvidenceKind::file_name:
        case EvidenceKind::file_content:
        case EvidenceKind::file_hash:
        case EvidenceKind::encrypted_files:
        case EvidenceKind::named_object:
        case EvidenceKind::hive_text: break;
    }
}

void Removal::disable() {
    for (const auto* family : families_)
        for (const auto& finding : family->findings)
            if (!finding.keep && !is_counted(finding)) disable_one(*family, finding);
}

void Removal::end_processes() {
    for (const auto& program : processes(Only::any))
        draft_.add(planned(Step::end_processes, EndProcessTree{program.path}, *program.family, *program.finding));
}

void Removal::take_away(const FamilyVerdict& family, const Finding& finding, const std::string& path) {
    if (spared_.is_kept(path) || WinPath(path).volume().empty()) return;
    if (spared_.is_windows(path)) {
        auto comes_back = std::any_of(restorations_.begin(), restorations_.end(),
                                      [&](const Restoration& one) { return equal_fold(one.to, path); });
        if (is_file(finding) && !comes_back) draft_.warn({"windows-program", {path}});
        return;
    }
    auto action = planned(Step::quarantine, QuarantineFile{path}, family, finding);
    if (action.selected && !is_file(finding) && !equal_fold(path, finding.subject))
        action.reason = {"started-by", {finding.subject}};
    action.restart_needed = draft_.running() && is_loaded(path);
    draft_.add(std::move(action));
}

void Removal::quarantine() {
    for (const auto* family : families_)
        for (const auto& finding : family->findings) {
            if (finding.keep || is_counted(finding)) continue;
            if (is_file(finding)) take_away(*family, finding, finding.subject);
            if (auto program = started_program(finding); !program.empty()) take_away(*family, finding, program);
        }
    for (const auto& one : restorations_) {
        PlannedAction action;
        action.step = Step::quarantine;
        action.action = QuarantineFile{one.to};
        action.selected = one.selected;
        action.reason = {"was-replaced", {one.family_name}};
        action.family = one.family;
        action.findings = one.findings;
        draft_.add(std::move(action));
    }
}

void Removal::restore() {
    for (const auto& one : restorations_) {
        PlannedAction action;
        action.step = Step::restore;
        action.action = RestoreFile{one.from, one.to};
        action.selected = one.selected;
        action.reason = {"genuine-copy", {one.family_name}};
        action.family = one.family;
        action.findings = one.findings;
        draft_.add(std::move(action));
    }
}

}  // namespace quell::respond
