#include <fmt/format.h>

#include "support/families.hpp"

namespace quell::test::families {

namespace {

constexpr std::string_view run_key = "Microsoft\\Windows\\CurrentVersion\\Run";

// Every document of the person is gone, and something of this name is in its place.
void encrypt(const Installed& machine, std::string_view suffix) {
    for (std::string_view name : {"Documents\\letter.docx", "Documents\\budget.xlsx", "Desktop\\list.txt"}) {
        const auto path = fmt::format("{}\\{}", machine.home, name);
        machine.files.rename(path, path + std::string(suffix));
        machine.files.replace(path + std::string(suffix), Content::noise(name.size(), 9216));
    }
}

}  // namespace

void add_adylkuzz(const Installed& machine) {
    machine.ipsec_policy(adylkuzz_policy());
    machine.files.file("Program Files (x86)\\Google\\Chrome\\Application\\chrome.txt", nameless_program(51));
    machine.files.file("Program Files (x86)\\Hardware Driver Management\\windriver.exe", nameless_program(52));
    machine.files.file("Windows\\Fonts\\wuauser.exe", nameless_program(53));
    machine.files.file("Windows\\Fonts\\msiexev.exe", nameless_program(54));
    machine.firewall_rule("{9A0D7B5C-52A7-4E6E-9B0C-27C1B7C4D201}", "Chrome",
                          "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.txt");
    machine.firewall_rule("{9A0D7B5C-52A7-4E6E-9B0C-27C1B7C4D202}", "Windriver",
                          "C:\\Program Files (x86)\\Hardware Driver Management\\windriver.exe");
    machine.service("WELM")
        .dword("Type", 0x10)
        .dword("Start", 2)
        .dword("ErrorControl", 1)
        .expand_sz("ImagePath", "C:\\Windows\\Fonts\\wuauser.exe --server")
        .sz("DisplayName", "Windows Event Log Management")
        .sz("ObjectName", "LocalSystem")
        .written(machine.when);
}

void add_uiwix(const Installed& machine) {
    encrypt(machine, "._3014852731.UIWIX");
    for (std::string_view folder : {"Documents", "Desktop"})
        machine.files.file(fmt::format("{}\\{}\\_DECODE_FILES.txt", machine.home, folder),
                           Content::text("A note in our own words.\r\n"));
}

void add_dharma(const Installed& machine) {
    encrypt(machine, ".id-3C8A01FF.[amagnus@india.com].wallet");
    machine.files.file(machine.home + "\\Documents\\plan.pdf.[crannbest@foxmail.com].wallet", Content::noise(61, 5000));
    machine.files.file(machine.home + "\\Desktop\\photo.jpg.[lavandos@dr.com].onion", Content::noise(63, 5000));
    for (std::string_view folder : {"Documents", "Desktop"})
        machine.files.file(fmt::format("{}\\{}\\README.txt", machine.home, folder),
                           Content::text("A note in our own words.\r\n"));
    machine.files.file(machine.home + "\\Desktop\\Info.hta",
                       Content::text("<html>A note in our own words.</html>\r\n"));
    const auto roaming = machine.home + "\\AppData\\Roaming\\";
    machine.files.file(roaming + "Info.hta", Content::text("<html>A note in our own words.</html>\r\n"));
    machine.files.file("Windows\\System32\\Info.hta", Content::text("<html>A note in our own words.</html>\r\n"));
    machine.files.file("Windows\\System32\\payload2.exe", nameless_program(62));
    machine.files.file(roaming + "payload2.exe", nameless_program(62));
    machine.files.file(roaming + "Microsoft\\Windows\\Start Menu\\Programs\\Startup\\payload2.exe",
                       nameless_program(62));
    machine.software.key(run_key)
        .sz("payload2.exe", "C:\\Windows\\System32\\payload2.exe")
        .sz("C:\\Windows\\System32\\Info.hta", "mshta.exe \"C:\\Windows\\System32\\Info.hta\"")
        .written(machine.when);
    machine.person.key(fmt::format("Software\\{}", run_key))
        .sz("payload2.exe", fmt::format("C:\\{}payload2.exe", roaming))
        .sz(fmt::format("C:\\{}Info.hta", roaming), fmt::format("mshta.exe \"C:\\{}Info.hta\"", roaming))
        .written(machine.when);
}

void add_masquerade(const Installed& machine) {
    machine.files.file("Windows\\svchost.exe", nameless_program(71));
    machine.files.file("Windows\\Temp\\spoolsv.exe", nameless_program(72));
    machine.files.file("Windows\\Fonts\\taskhost.exe", nameless_program(73));
    machine.files.rename("Windows\\System32\\wuauclt.exe", "Windows\\System32\\wuauclt1.exe");
    machine.files.file("Windows\\System32\\wuauclt.exe", nameless_program(74));
    machine.service("HostSvc")
        .dword("Type", 0x10)
        .dword("Start", 2)
        .dword("ErrorControl", 0)
        .expand_sz("ImagePath", "%SystemRoot%\\svchost.exe")
        .sz("DisplayName", "Host Process for Windows Services")
        .sz("ObjectName", "LocalSystem")
        .written(machine.when);
}

}  // namespace quell::test::families
