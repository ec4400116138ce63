// What starts at boot or logon without being a service: run keys and startup folders.
#pragma once

#include <optional>
#include <string>

#include "artifacts/environment.hpp"
#include "host/host.hpp"

namespace quell::artifacts {

enum class AutostartKind : std::uint8_t { run, run_once, policy_run, winlogon, startup_folder };
std::string_view name_of(AutostartKind kind);

struct Autostart {
    AutostartKind kind = AutostartKind::run;
    std::string location;  ///< registry key, or the folder
    std::string name;      ///< value name, or the file's name
    std::string command;   ///< as written; a file's own path for a startup folder
    WinPath program;       ///< resolved
    std::string user;      ///< sid; empty: for everybody
    std::optional<Time> written;
    bool program_exists = false;
};

/// Run, RunOnce, RunOnceEx, RunServices and Policies\Explorer\Run of the machine and every user, both views of
/// Wow6432Node, Winlogon's Shell and Userinit, and all startup folders.
Survey<Autostart> autostarts(const Host& host, const Environment& environment);

/// One pair of PendingFileRenameOperations (and …2): what happens to a file at the next restart.
struct PendingRename {
    std::string from;  ///< as written, "\??\C:\…"
    std::string to;    ///< empty: the file is deleted
    WinPath source;    ///< without the prefix
    WinPath destination;
};

Survey<PendingRename> pending_renames(const Host& host);

}  // namespace quell::artifacts
