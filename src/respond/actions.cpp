#include "respond/plan.hpp"

namespace quell::respond {

namespace {

template <typename... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <typename... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

}  // namespace

std::string_view name_of(Step step) {
    switch (step) {
        case Step::stop_encryption: return "stop-encryption";
        case Step::isolate: return "isolate";
        case Step::save_keys: return "save-keys";
        case Step::back_up: return "back-up";
        case Step::disable: return "disable";
        case Step::end_processes: return "end-processes";
        case Step::quarantine: return "quarantine";
        case Step::restore: return "restore";
        case Step::harden: return "harden";
        case Step::restart: return "restart";
        case Step::verify: return "verify";
        case Step::reconnect: return "reconnect";
    }
    return "verify";
}

std::string_view name_of(Actor actor) {
    switch (actor) {
        case Actor::quell: return "quell";
        case Actor::quell_live: return "quell-live";
        case Actor::person: return "person";
    }
    return "person";
}

std::string_view kind_of(const Action& action) {
    using View = std::string_view;
    return std::visit(Overloaded{[](const SuspendProcessTree&) -> View { return "suspend-process-tree"; },
                                 [](const Isolate&) -> View { return "isolate"; },
                                 [](const DisableService&) -> View { return "disable-service"; },
                                 [](const SaveProcessMemory&) -> View { return "save-process-memory"; },
                                 [](const SaveFile&) -> View { return "save-file"; },
                                 [](const SearchKey&) -> View { return "search-key"; },
                                 [](const BackUp&) -> View { return "back-up"; },
                                 [](const DeleteService&) -> View { return "delete-service"; },
                                 [](const DeleteRegistryValue&) -> View { return "delete-registry-value"; },
                                 [](const ResetRegistryValue&) -> View { return "reset-registry-value"; },
                                 [](const DeleteRegistryKey&) -> View { return "delete-registry-key"; },
                                 [](const DeletePendingRename&) -> View { return "delete-pending-rename"; },
                                 [](const DeleteTask&) -> View { return "delete-task"; },
                                 [](const DeleteFirewallRule&) -> View { return "delete-firewall-rule"; },
                                 [](const DeleteIpsecPolicy&) -> View { return "delete-ipsec-policy"; },
                                 [](const DeleteWmiObject&) -> View { return "delete-wmi-object"; },
                                 [](const EndProcessTree&) -> View { return "end-process-tree"; },
                                 [](const QuarantineFile&) -> View { return "quarantine-file"; },
                                 [](const RestoreFile&) -> View { return "restore-file"; },
                                 [](const CloseExposure&) -> View { return "close-exposure"; },
                                 [](const InstallUpdate&) -> View { return "install-update"; },
                                 [](const Restart&) -> View { return "restart"; },
                                 [](const Verify&) -> View { return "verify"; },
                                 [](const Reconnect&) -> View { return "reconnect"; }},
                      action);
}

std::vector<Operand> operands_of(const Action& action) {
    using List = std::vector<Operand>;
    return std::visit(Overloaded{[](const SuspendProcessTree& a) -> List {
                                     return {{"program", a.program}};
                                 },
                                 [](const Isolate&) -> List { return {}; },
                                 [](const DisableService& a) -> List {
                                     return {{"service", a.service}};
                                 },
                                 [](const SaveProcessMemory& a) -> List {
                                     return {{"program", a.program}};
                                 },
                                 [](const SaveFile& a) -> List {
                                     return {{"path", a.path}};
                                 },
                                 [](const SearchKey&) -> List { return {}; },
                                 [](const BackUp&) -> List { return {}; },
                                 [](const DeleteService& a) -> List {
                                     return {{"service", a.service}};
                                 },
                                 [](const DeleteRegistryValue& a) -> List {
                                     return {{"key", a.key}, {"value", a.value}};
                                 },
                                 [](const ResetRegistryValue& a) -> List {
                                     return {{"key", a.key}, {"value", a.value}, {"data", a.data}};
                                 },
                                 [](const DeleteRegistryKey& a) -> List {
                                     return {{"key", a.key}};
                                 },
                                 [](const DeletePendingRename& a) -> List {
                                     return {{"key", a.key}, {"value", a.value}, {"path", a.path}};
                                 },
                                 [](const DeleteTask& a) -> List {
                                     return {{"task", a.task}};
                                 },
                                 [](const DeleteFirewallRule& a) -> List {
                                     return {{"rule", a.rule}};
                                 },
                                 [](const DeleteIpsecPolicy& a) -> List {
                                     return {{"policy", a.policy}};
                                 },
                                 [](const DeleteWmiObject& a) -> List {
                                     return {{"name", a.name}};
                                 },
                                 [](const EndProcessTree& a) -> List {
                                     return {{"program", a.program}};
                                 },
                                 [](const QuarantineFile& a) -> List {
                                     return {{"path", a.path}};
                                 },
                                 [](const RestoreFile& a) -> List {
                                     return {{"from", a.from}, {"to", a.to}};
                                 },
                                 [](const CloseExposure& a) -> List {
                                     return {{"exposure", a.exposure}};
                                 },
                                 [](const InstallUpdate& a) -> List {
                                     return {{"kb", a.kb}, {"file", a.file}, {"sha1", a.sha1}};
                                 },
                                 [](const Restart&) -> List { return {}; },
                                 [](const Verify&) -> List { return {}; },
                                 [](const Reconnect&) -> List { return {}; }},
                      action);
}

bool writes_to_target(const Action& action) {
    return std::visit(Overloaded{[](const SuspendProcessTree&) { return false; }, [](const Isolate&) { return false; },
                                 [](const SaveProcessMemory&) { return false; }, [](const SaveFile&) { return false; },
                                 [](const SearchKey&) { return false; }, [](const BackUp&) { return false; },
                                 [](const EndProcessTree&) { return false; }, [](const Restart&) { return false; },
                                 [](const Verify&) { return false; }, [](const Reconnect&) { return false; },
                                 [](const auto&) { return true; }},
                      action);
}

bool needs_running_windows(const Action& action) {
    return std::holds_alternative<SuspendProcessTree>(action) || std::holds_alternative<SaveProcessMemory>(action) ||
           std::holds_alternative<EndProcessTree>(action);
}

}  // namespace quell::respond
