#include "respond/windows_files.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace quell::respond {

namespace {

// Lie in System32 and, on 64-bit Windows, mostly in SysWOW64 too. The first group is needed to start and log on; the
// second is what run keys, tasks and services start others with; the third is what malware takes the name of.
constexpr std::array<std::string_view, 58> system_programs{
    "smss.exe",     "csrss.exe",    "wininit.exe",  "winlogon.exe",      "services.exe",  "lsass.exe",    "lsm.exe",
    "svchost.exe",  "userinit.exe", "logonui.exe",  "dwm.exe",           "ntoskrnl.exe",  "hal.dll",      "ntdll.dll",
    "kernel32.dll", "autochk.exe",  "winload.exe",  "sppsvc.exe",

    "cmd.exe",      "rundll32.exe", "regsvr32.exe", "wscript.exe",       "cscript.exe",   "mshta.exe",    "msiexec.exe",
    "schtasks.exe", "at.exe",       "sc.exe",       "net.exe",           "net1.exe",      "netsh.exe",    "reg.exe",
    "dllhost.exe",  "conhost.exe",  "taskeng.exe",  "control.exe",       "forfiles.exe",  "attrib.exe",   "icacls.exe",
    "vssadmin.exe", "wbadmin.exe",  "bcdedit.exe",  "certutil.exe",      "bitsadmin.exe", "ftp.exe",      "cipher.exe",

    "spoolsv.exe",  "taskhost.exe", "taskmgr.exe",  "taskhostw.exe",     "wuauclt.exe",   "wudfhost.exe", "alg.exe",
    "ctfmon.exe",   "msdtc.exe",    "snmptrap.exe", "searchindexer.exe", "wsqmcons.exe",
};
constexpr std::array<std::string_view, 3> system_folders{"System32", "SysWOW64", "Sysnative"};
constexpr std::array<std::string_view, 4> deeper_programs{
    R"(WindowsPowerShell\v1.0\powershell.exe)",
    R"(wbem\WmiPrvSE.exe)",
    R"(wbem\scrcons.exe)",
    R"(wbem\wmic.exe)",
};
constexpr std::array<std::string_view, 4> windows_programs{"explorer.exe", "regedit.exe", "notepad.exe", "hh.exe"};
constexpr std::array<std::string_view, 12> interpreters{
    "java.exe", "javaw.exe", "python.exe", "pythonw.exe", "py.exe",         "perl.exe",
    "node.exe", "php.exe",   "ruby.exe",   "pwsh.exe",    "powershell.exe", "autohotkey.exe",
};

template <std::size_t N>
bool is_any(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::any_of(names.begin(), names.end(), [&](std::string_view one) { return equal_fold(one, name); });
}

// What is left of `path` below `windows`, folded: a folded name may have another length. Empty when it is elsewhere.
std::string below(const WinPath& path, const WinPath& windows) {
    if (!windows.empty()) {
        if (!path.is_within(windows) || path == windows) return {};
        return fold_case(path.text()).substr(fold_case(windows.text()).size() + 1);
    }
    auto rest = path.below_volume();
    for (std::string_view folder : {"Windows\\", "WINNT\\"})
        if (starts_with_fold(rest, folder)) return fold_case(rest.substr(folder.size()));
    return {};
}

}  // namespace

bool is_windows_program(const WinPath& path, const WinPath& windows) {
    auto rest = below(path, windows);
    if (is_any(windows_programs, rest)) return true;
    for (auto folder : system_folders) {
        if (!starts_with_fold(rest, folder) || rest.size() <= folder.size() || rest[folder.size()] != '\\') continue;
        auto name = std::string_view(rest).substr(folder.size() + 1);
        return is_any(system_programs, name) || is_any(deeper_programs, name);
    }
    return false;
}

bool is_interpreter(const WinPath& path) { return is_any(interpreters, path.name()); }

}  // namespace quell::respond
