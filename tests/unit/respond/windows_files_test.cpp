#include "respond/windows_files.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::respond;

TEST_CASE("Windows' own programs are known by where they lie, not by their names") {
    WinPath windows("D:\\WINNT");
    CHECK(is_windows_program(WinPath("d:\\winnt\\SYSTEM32\\svchost.exe"), windows));
    CHECK(is_windows_program(WinPath("D:\\WINNT\\SysWOW64\\cmd.exe"), windows));
    CHECK(is_windows_program(WinPath("D:\\WINNT\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"), windows));
    CHECK(is_windows_program(WinPath("D:\\WINNT\\explorer.exe"), windows));
    CHECK_FALSE(is_windows_program(WinPath("D:\\WINNT\\svchost.exe"), windows));
    CHECK_FALSE(is_windows_program(WinPath("D:\\WINNT\\AppDiagnostics\\svchost.exe"), windows));
    CHECK_FALSE(is_windows_program(WinPath("D:\\WINNT\\System32\\drivers\\svchost.exe"), windows));
    CHECK_FALSE(is_windows_program(WinPath("D:\\WINNT\\System32\\wuauclt1.exe"), windows));
    CHECK_FALSE(is_windows_program(WinPath("D:\\WINNT\\System32Xsvchost.exe"), windows));
    CHECK_FALSE(is_windows_program(WinPath("C:\\Windows\\System32\\svchost.exe"), windows));
    CHECK_FALSE(is_windows_program(WinPath("D:\\WINNT"), windows));
    CHECK_FALSE(is_windows_program(WinPath(), windows));
}

TEST_CASE("where no Windows is known, any folder of that name is taken for one") {
    CHECK(is_windows_program(WinPath("E:\\Windows\\System32\\rundll32.exe"), WinPath()));
    CHECK(is_windows_program(WinPath("volume2:\\WINNT\\system32\\lsass.exe"), WinPath()));
    CHECK_FALSE(is_windows_program(WinPath("E:\\Old\\System32\\rundll32.exe"), WinPath()));
}

TEST_CASE("names whose folded form has another length do not confuse the comparison") {
    WinPath windows("C:\\W\u0131ndows");
    CHECK(is_windows_program(WinPath("C:\\W\u0131ndows\\System32\\cmd.exe"), windows));
    CHECK_FALSE(is_windows_program(WinPath("C:\\W\u0131n"), windows));
}

TEST_CASE("an interpreter runs whatever it is told, wherever it is installed") {
    CHECK(is_interpreter(WinPath("C:\\Program Files\\Java\\bin\\JAVAW.EXE")));
    CHECK_FALSE(is_interpreter(WinPath("C:\\Windows\\mssecsvc.exe")));
}
