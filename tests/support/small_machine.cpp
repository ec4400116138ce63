#include "support/small_machine.hpp"

#include <array>

#include <fmt/format.h>

#include "support/machine_settings.hpp"
#include "support/pe_builder.hpp"

namespace quell::test {

namespace {

constexpr std::array system32{
    "kernel32.dll", "ntdll.dll",    "advapi32.dll", "srvsvc.dll",   "wuaueng.dll", "schedsvc.dll", "svchost.exe",
    "spoolsv.exe",  "wuauclt.exe",  "taskhost.exe", "lsass.exe",    "dllhost.exe", "services.exe", "cmd.exe",
    "rundll32.exe", "snmptrap.exe", "netsh.exe",    "schtasks.exe", "mshta.exe",   "msiexec.exe",  "diskpart.exe",
};
constexpr std::array syswow64{"kernel32.dll", "ntdll.dll", "svchost.exe", "dllhost.exe", "cmd.exe", "msiexec.exe"};

Machine front_desk() {
    Machine machine;
    machine.computer_name = "FRONT-DESK";
    machine.product = "Windows 7 Professional";
    machine.edition = "Professional";
    machine.installation = "Client";
    machine.people = {{"ada", "S-1-5-21-3046582117-770419551-1268834125-1001"}};
    machine.upkeep = Upkeep::good;
    machine.srv = {6, 1, 7601, 23689};
    machine.mount_id = mbr_mount_id(0x0DDB1A5E, 1U << 20);
    machine.installed = *parse_time("2014-03-03T02:15:00Z");
    machine.last_used = *parse_time("2019-02-11T16:40:00Z");
    return machine;
}

Content program_without_version(std::uint64_t seed, bool dll) {
    PeSpec spec;
    spec.dll = dll;
    spec.linked = *parse_time("2017-01-01T00:00:00Z") + std::chrono::seconds(seed % 100'000'000);
    spec.size = static_cast<std::uint32_t>(20480 + seed % 40 * 1024);
    return Content::bytes(build_pe(spec));
}

}  // namespace

Content nameless_program(std::uint64_t seed) { return program_without_version(seed, false); }
Content nameless_library(std::uint64_t seed) { return program_without_version(seed, true); }

HiveKey& Installed::service(std::string_view name) const {
    return system.key(fmt::format("ControlSet001\\services\\{}", name));
}

HiveKey& Installed::shared_service(std::string_view name, std::string_view display, std::string_view dll) const {
    auto& key = service(name);
    key.dword("Type", 0x20)
        .dword("Start", 2)
        .dword("ErrorControl", 0)
        .expand_sz("ImagePath", "%SystemRoot%\\system32\\svchost.exe -k netsvcs")
        .sz("DisplayName", display)
        .sz("ObjectName", "LocalSystem")
        .written(when);
    key.key("Parameters").expand_sz("ServiceDll", dll).written(when);
    return key;
}

void Installed::firewall_rule(std::string_view id, std::string_view name, std::string_view program) const {
    system.key("ControlSet001\\services\\SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules")
        .sz(id, fmt::format("v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|App={}|Name={}|", program, name))
        .written(when);
}

void Installed::ipsec_policy(const IpsecPolicySpec& policy) const {
    add_ipsec_policy(
        policy, [&](const std::string& path) -> HiveKey& { return software.key(path).written(when); },
        [](HiveKey& key, std::string_view name, const std::vector<std::byte>& data) { key.binary(name, data); });
}

SmallMachine::SmallMachine() : machine_(front_desk()), hives_(hives_of(machine_)) {
    files_.stamp(*parse_time("2010-11-21T03:24:00Z"));
    for (std::string name : system32) files_.file("Windows\\System32\\" + name, windows_program(name));
    for (std::string name : syswow64) files_.file("Windows\\SysWOW64\\" + name, windows_program(name));
    files_.file("Windows\\explorer.exe", windows_program("explorer.exe"));
    files_.file("Windows\\System32\\drivers\\srv.sys", program("srv.sys", machine_.srv, "Microsoft Corporation"));
    add_setting_files(files_, machine_);
    for (std::string_view folder : {"tracing", "Speech\\Common", "IME\\shared", "AppPatch", "SysWOW64\\drivers"})
        files_.folder(fmt::format("Windows\\{}", folder));
    files_.stamp(machine_.installed);
    files_.folder("Program Files\\Common Files");
    files_.folder("Program Files (x86)\\Common Files");
    for (std::string_view name : {"Documents\\letter.docx", "Documents\\budget.xlsx", "Desktop\\list.txt"})
        files_.file(fmt::format("Users\\ada\\{}", name), Content::prose(name.size(), 9000));
}

Installed SmallMachine::at(Time when) {
    files_.stamp(when);
    return {files_, hives_.system, hives_.software, hives_.people.front(), "Users\\" + machine_.people.front().name,
            when};
}

World SmallMachine::world() {
    add_hives(files_, machine_, std::move(hives_), {});
    return std::move(files_);
}

}  // namespace quell::test
