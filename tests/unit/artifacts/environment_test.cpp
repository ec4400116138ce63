#include "artifacts/environment.hpp"

#include "hive_machine.hpp"
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::artifacts;

TEST_CASE("variables come from the target's hives, and name each other") {
    test::HiveMachine machine;
    machine.software.key("Microsoft\\Windows\\CurrentVersion").sz("ProgramFilesDir", "C:\\Programme");
    machine.control_set("Control\\Session Manager\\Environment")
        .expand_sz("TEMP", "%SystemRoot%\\TEMP")
        .sz("LAB", "%TEMP%\\x");
    auto host = machine.host();
    auto environment = Environment::of_machine(host);
    CHECK(environment.expand("%ProgramFiles%\\a") == "C:\\Programme\\a");
    CHECK(environment.expand("%lab%") == "C:\\Windows\\TEMP\\x");
    CHECK(environment.expand("100 % %nosuch% %") == "100 % %nosuch% %");
}

TEST_CASE("variables that name themselves end") {
    Environment environment;
    environment.set("A", "%B%%B%");
    environment.set("B", "%A%%A%");
    CHECK(environment.expand("%A%").size() < 1000);
}

TEST_CASE("a user's folders are the user's own") {
    test::HiveMachine machine;
    machine.person("li");
    auto host = machine.host();
    REQUIRE(host.registry()->users().size() == 1);
    auto environment = Environment::of_machine(host).of_user(host.registry()->users().front());
    CHECK(environment.expand("%APPDATA%") == "C:\\Users\\li\\AppData\\Roaming");
    CHECK(environment.expand("%temp%") == "C:\\Users\\li\\AppData\\Local\\Temp");
}

TEST_CASE("Windows XP keeps its shared profile elsewhere") {
    test::HiveMachine machine;
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion").sz("CurrentVersion", "5.1");
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion\\ProfileList")
        .expand_sz("ProfilesDirectory", "%SystemDrive%\\Documents and Settings")
        .sz("AllUsersProfile", "All Users");
    auto host = machine.host();
    CHECK(Environment::of_machine(host).value("ALLUSERSPROFILE") == "C:\\Documents and Settings\\All Users");
}

TEST_CASE("a command line names the program that Windows would start") {
    test::HiveMachine machine;
    machine.file("C:\\Program Files\\My App\\run.exe")
        .file("C:\\Windows\\System32\\svchost.exe")
        .file("C:\\Windows\\System32\\drivers\\srv.sys");
    auto host = machine.host();
    auto environment = Environment::of_machine(host);
    auto program = [&](std::string_view line) { return program_of(line, environment, host.files()).text(); };
    CHECK(program("\"C:\\Program Files\\My App\\run.exe\" -x") == "C:\\Program Files\\My App\\run.exe");
    CHECK(program("C:\\Program Files\\My App\\run.exe -x y") == "C:\\Program Files\\My App\\run.exe");
    CHECK(program("C:\\Program Files\\My App\\run -x") == "C:\\Program Files\\My App\\run.exe");
    CHECK(program("%SystemRoot%\\system32\\svchost.exe -k netsvcs") == "C:\\Windows\\system32\\svchost.exe");
    CHECK(program("\\SystemRoot\\System32\\drivers\\srv.sys") == "C:\\Windows\\System32\\drivers\\srv.sys");
    CHECK(program("system32\\drivers\\srv.sys") == "C:\\Windows\\system32\\drivers\\srv.sys");
    CHECK(program("\\??\\C:\\gone.sys") == "C:\\gone.sys");
    CHECK(program("svchost -k x") == "C:\\Windows\\System32\\svchost.exe");
    CHECK(program("C:\\WINDOWS\\mssecsvc.exe -m security") == "C:\\WINDOWS\\mssecsvc.exe");
    CHECK(program("D:\\a b\\c d.exe /q") == "D:\\a b\\c d.exe");
    CHECK(program("").empty());
    CHECK(program("   ").empty());
    CHECK(program("\"").empty());
    CHECK(program(std::string(100'000, 'a') + ".exe").size() > 0);
}
