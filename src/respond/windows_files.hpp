// Programs of Windows and interpreters that malware starts, or hides behind: a service that runs "cmd.exe /c …" or a
// library in svchost.exe says nothing about cmd.exe and svchost.exe, and Windows does not start without some of them.
#pragma once

#include "host/win_path.hpp"

namespace quell::respond {

/// `path` is where one of Windows' own programs lies: %SystemRoot%\System32\svchost.exe, but not svchost.exe elsewhere
/// (a masquerade). Without `windows` (a volume whose Windows is not known) any folder called Windows or WINNT counts.
bool is_windows_program(const WinPath& path, const WinPath& windows);

/// A program that runs others' scripts, wherever it is installed: java.exe, python.exe …
bool is_interpreter(const WinPath& path);

}  // namespace quell::respond
