// What should be done about a verdict, in order. A plan is data: printed, saved, reviewed; nothing here changes
// anything.
//
// The order is fixed (docs/formats/plan.md): whoever stops an encryptor first must not isolate a worm while its
// service can still restart it, keys are saved before a process ends, nothing is backed up onto a drive that a running
// encryptor can reach. tests/unit/respond checks these orders over generated verdicts.
//
// A disk that was read from an image or a mounted folder runs nothing. Whatever needs a running Windows is in its plan
// all the same, for the case that the machine is still on, but not selected; what is selected can be done to the disk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/sentence.hpp"
#include "detect/verdict.hpp"

namespace quell::respond {

/// Steps in the order in which they are done.
enum class Step : std::uint8_t {
    stop_encryption,  ///< suspend what encrypts, at once
    isolate,          ///< suspend and disable the worm's service, and cut the network in the same step
    save_keys,        ///< memory of the process and key files, before anything ends
    back_up,          ///< only now is the backup drive asked for
    disable,          ///< services, tasks, run keys, subscriptions, policies
    end_processes,    ///< until they stay gone
    quarantine,       ///< files, kept so that they can come back
    restore,          ///< what the malware replaced
    harden,           ///< close the holes, install the update
    restart,          ///< where something needs it
    verify,           ///< scan again
    reconnect,        ///< last
};
std::string_view name_of(Step step);

// What can be done. `path`, `key` … are the target's.
struct SuspendProcessTree {
    std::string program;
};
struct Isolate {};
struct DisableService {
    std::string service;
};
struct SaveProcessMemory {
    std::string program;
};
struct SaveFile {
    std::string path;
};
struct SearchKey {};
struct BackUp {};
struct DeleteService {
    std::string service;
};
struct DeleteRegistryValue {
    std::string key;
    std::string value;
};
/// A value that Windows cannot do without gets Windows' own content back.
struct ResetRegistryValue {
    std::string key;
    std::string value;
    std::string data;
};
struct DeleteRegistryKey {
    std::string key;
};
/// The pairs of a PendingFileRenameOperations value that name `path`.
struct DeletePendingRename {
    std::string key;
    std::string value;
    std::string path;
};
struct DeleteTask {
    std::string task;
};
struct DeleteFirewallRule {
    std::string rule;
};
struct DeleteIpsecPolicy {
    std::string policy;
};
struct DeleteWmiObject {
    std::string name;
};
struct EndProcessTree {
    std::string program;
};
struct QuarantineFile {
    std::string path;
};
struct RestoreFile {
    std::string from;
    std::string to;
};
/// Closes the hole of this exposure.
struct CloseExposure {
    std::string exposure;
};
struct InstallUpdate {
    std::string kb;
    std::string file;  ///< official name; empty: not known
    std::string sha1;
};
struct Restart {};
struct Verify {};
struct Reconnect {};

using Action =
    std::variant<SuspendProcessTree, Isolate, DisableService, SaveProcessMemory, SaveFile, SearchKey, BackUp,
                 DeleteService, DeleteRegistryValue, ResetRegistryValue, DeleteRegistryKey, DeletePendingRename,
                 DeleteTask, DeleteFirewallRule, DeleteIpsecPolicy, DeleteWmiObject, EndProcessTree, QuarantineFile,
                 RestoreFile, CloseExposure, InstallUpdate, Restart, Verify, Reconnect>;

/// "disable-service": the action's word in plan.json and in the catalogue (plan.do.<word>).
std::string_view kind_of(const Action& action);
/// What it is done to: the action's fields by name; their values in order fill the {} of plan.do.<word>.
using Operand = std::pair<std::string_view, std::string>;
std::vector<Operand> operands_of(const Action& action);
/// Applying it writes to the target's volumes.
bool writes_to_target(const Action& action);
/// It acts on what runs: nothing of a disk that was taken out.
bool needs_running_windows(const Action& action);

/// Who can do it: quell, on a stopped or running target; only on a running machine; only a person.
enum class Actor : std::uint8_t { quell, quell_live, person };
std::string_view name_of(Actor actor);

struct PlannedAction {
    std::string id;  ///< "quarantine-3": step and number, unique in the plan, the same for the same verdict
    Step step = Step::verify;
    Action action;
    Actor actor = Actor::quell;
    /// Proposed to be done. What rests on a trace, closes a lesser hole, or needs a running Windows when only its disk
    /// was read, is offered and not selected.
    bool selected = true;
    bool restart_needed = false;
    /// It writes to a volume on which deleted originals of encrypted files may still lie: asked about once more.
    bool needs_consent = false;
    Sentence reason;                    ///< plan.because.<id>
    Sentence breaks;                    ///< plan.breaks.<id>: what stops working; empty id: nothing
    std::string family;                 ///< empty: not about a family
    std::vector<std::string> findings;  ///< indicator ids behind it
};

struct Plan {
    std::vector<PlannedAction> actions;  ///< in the order in which they are done
    std::vector<Sentence> warnings;      ///< plan.warning.<id>: read before anything is done
};

/// The plan for one host: empty for a clear one. Only findings of a confirmed family enter by themselves. Of a family
/// that only encrypted from another machine nothing is removed. Never removed, whatever a finding says: what is kept,
/// encrypted files, what is found by the thousand, genuine copies, and Windows' own programs unless a genuine copy
/// takes their place.
Plan propose(const detect::Verdict& verdict);

}  // namespace quell::respond
