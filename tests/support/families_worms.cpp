#include <array>
#include <tuple>

#include <fmt/format.h>

#include "support/families.hpp"
#include "support/task_builder.hpp"
#include "support/wmi_builder.hpp"

namespace quell::test::families {

namespace {

constexpr std::string_view system32 = "Windows\\System32\\";

constexpr std::array kit_tools{"Architouch-1.0.0",      "Doublepulsar-1.3.1",   "Eternalblue-2.2.0",
                               "Eternalchampion-2.0.0", "Eternalromance-1.4.0", "Eternalsynergy-1.0.1",
                               "Smbtouch-1.1.1"};
constexpr std::array kit_libraries{"trch-1.dll", "trfo-2.dll",  "tucl-1.dll", "coli-0.dll",   "exma-1.dll",
                                   "tibe-2.dll", "cnli-1.dll",  "crli-0.dll", "xdvl-0.dll",   "posh-0.dll",
                                   "ucl.dll",    "libxml2.dll", "zlib1.dll",  "ssleay32.dll", "libeay32.dll"};
constexpr std::array kit_configurations{"architouch",     "doublepulsar",   "eternalblue", "eternalchampion",
                                        "eternalromance", "eternalsynergy", "smbtouch"};

Content configuration(std::string_view name) {
    return Content::text(
        fmt::format("<?xml version=\"1.0\"?>\r\n<!-- an empty stand-in -->\r\n<t:config name=\"{}\"/>\r\n", name));
}

void add_tools(World& files, const std::string& folder) {
    for (std::size_t i = 0; i < kit_tools.size(); ++i) {
        files.file(fmt::format("{}\\{}.exe", folder, kit_tools[i]), nameless_program(100 + i));
        files.file(fmt::format("{}\\{}.0.xml", folder, kit_tools[i]), configuration(kit_tools[i]));
    }
    for (std::size_t i = 0; i < kit_libraries.size(); ++i)
        files.file(fmt::format("{}\\{}", folder, kit_libraries[i]), nameless_library(200 + i));
}

void add_task(const Installed& machine, const std::string& name, std::string_view id, const TaskSpec& task) {
    machine.files.file(fmt::format("{}Tasks\\{}", system32, name), Content::bytes(build_task_xml(task)));
    CacheOptions cache;
    cache.id = id;
    cache.actions = false;  // Windows 7 keeps none in the registry
    add_to_task_cache(machine.software, "\\" + name, task, cache);
}

Content zip(std::uint64_t seed, std::uint64_t size) {
    const auto magic = as_bytes(std::string_view("PK\3\4\x14\0\0\0", 8));
    return Content::noise(seed, size).with(0, {magic.begin(), magic.end()});
}

void add_library(const Installed& machine, std::string_view name, std::uint64_t seed) {
    machine.files.file(fmt::format("{}{}", system32, name), nameless_library(seed));
}

// What every version keeps in its folder: scanner and exploits under names of Windows, and their libraries.
void add_exploit_folder(const Installed& machine, std::string_view folder) {
    std::uint64_t seed = 300;
    for (std::string_view name : {"svchost.exe", "spoolsv.exe"})
        machine.files.file(fmt::format("Windows\\{}\\{}", folder, name), nameless_program(seed++));
    for (std::string_view name : {"x86.dll", "x64.dll"})
        machine.files.file(fmt::format("Windows\\{}\\{}", folder, name), nameless_library(seed++));
}

}  // namespace

void add_eternalrocks(const Installed& machine) {
    const std::string home = "Program Files\\Microsoft Updates\\";
    auto& files = machine.files;
    std::uint64_t seed = 1;
    for (std::string_view name : {"UpdateInstaller.exe", "svchost.exe", "taskhost.exe"})
        files.file(fmt::format("{}{}", home, name), nameless_program(seed++));
    for (std::string_view name : {"installed.fgh", "required.glo"})
        files.file(fmt::format("{}{}", home, name), Content::text("1"));
    // Two honest libraries that its programs need.
    files.file(home + "Microsoft.Win32.TaskScheduler.dll",
               program("Microsoft.Win32.TaskScheduler.dll", {2, 5, 23, 0}, "CodePlex Community"));
    files.file(home + "ICSharpCode.SharpZipLib.dll",
               program("ICSharpCode.SharpZipLib.dll", {0, 86, 0, 518}, "ICSharpCode"));
    files.file(home + "TaskScheduler.zip", zip(seed++, 30'000));
    files.file(home + "SharpZLib.zip", zip(seed++, 30'000));
    files.file(home + "temp\\tor.zip", zip(seed++, 50'000));
    files.file(home + "temp\\Tor\\tor.exe", nameless_program(seed++));
    for (std::string_view name : kit_configurations)
        files.file(fmt::format("{}configs\\{}.inconfig.xml", home, name), configuration(name));
    for (std::string_view name : {"x86.dll", "x64.dll"})
        files.file(fmt::format("{}payloads\\{}", home, name), nameless_library(seed++));
    add_tools(files, home + "bins");
    TaskSpec task;
    task.triggers = {"<BootTrigger><Enabled>true</Enabled></BootTrigger>",
                     "<LogonTrigger><Enabled>true</Enabled></LogonTrigger>"};
    task.highest = true;
    for (const auto& [name, program, id] :
         {std::tuple("ServiceHost", "svchost.exe", "{5C2F0B6E-1D6C-4A4B-8B35-0D5B3F2C7A01}"),
          std::tuple("TaskHost", "taskhost.exe", "{5C2F0B6E-1D6C-4A4B-8B35-0D5B3F2C7A02}")}) {
        task.actions = {exec(fmt::format("C:\\{}{}", home, program))};
        add_task(machine, name, id, task);
    }
    machine.firewall_rule("{9A0D7B5C-52A7-4E6E-9B0C-27C1B7C4D101}", "Microsoft Update Installer",
                          fmt::format("C:\\{}temp\\Tor\\tor.exe", home));
}

void add_leaked_kit(const Installed& machine) {
    const auto folder = machine.home + "\\Downloads\\windows";
    add_tools(machine.files, folder + "\\specials");
    for (std::string_view name : kit_configurations)
        machine.files.file(fmt::format("{}\\storage\\{}.inconfig.xml", folder, name), configuration(name));
}

void add_doublepulsar(const Installed& machine) {
    machine.files.file("Windows\\Temp\\Doublepulsar-1.3.1.exe", nameless_program(120));
    machine.files.file("Windows\\Temp\\Doublepulsar-1.3.1.0.xml", configuration("Doublepulsar"));
    machine.files.file("Windows\\Temp\\doublepulsar.inconfig.xml", configuration("Doublepulsar"));
}

void add_msraminer(const Installed& machine) {
    std::uint64_t seed = 340;
    for (std::string_view name : {"svchost.exe", "spoolsv.exe"})
        machine.files.file(fmt::format("Windows\\IME\\Crypt\\{}", name), nameless_program(seed++));
    for (std::string_view name : {"x86.dll", "x64.dll"})
        machine.files.file(fmt::format("Windows\\IME\\Crypt\\{}", name), nameless_library(seed++));
    machine.files.file("Windows\\IME\\Crypt\\settings7283.dat", Content::noise(seed++, 4000));
    machine.files.file("Windows\\System32\\dnsclientprovider_userdata.mof", zip(seed, 200'000));
}

void add_wannamine_1(const Installed& machine) {
    machine.files.file("Windows\\System32\\MsraReportDataCache32.tlb", zip(11, 300'000));
    machine.files.file("Windows\\System32\\NetTraceDiagnostics.ini", Content::noise(12, 900));
    machine.files.file("Windows\\System32\\TrustedHostServices.exe", nameless_program(13));
    add_library(machine, "tpmagentservice.dll", 14);
    add_exploit_folder(machine, "SecureBootThemes\\Microsoft");
    machine.shared_service("tpmagentservice", "TPM Agent Service", "%SystemRoot%\\System32\\tpmagentservice.dll");
    machine.service("ServicesPixels").binary("Data", Content::noise(15, 300).all()).written(machine.when);
}

void add_wannamine_2(const Installed& machine) {
    machine.files.file("Windows\\System32\\EnrollCertXaml.dll", Content::noise(21, 300'000));
    add_library(machine, "wmassrv.dll", 22);
    add_library(machine, "HalPluginsServices.dll", 23);
    machine.files.file("Windows\\SpeechsTracing\\spoolsv.exe", nameless_program(24));
    add_exploit_folder(machine, "SpeechsTracing\\Microsoft");
    machine.shared_service("wmassrv", "Windows Modules Application", "%SystemRoot%\\System32\\wmassrv.dll");
}

void add_wannamine_3(const Installed& machine) {
    auto& files = machine.files;
    files.file("Windows\\System32\\MarsTraceDiagnostics.xml", Content::noise(31, 300'000));
    // Its times are forged to those of Windows' own files.
    files.file("Windows\\System32\\snmpstorsrv.dll", nameless_library(32))
        .times(Stamp::all(*parse_time("2009-07-14T01:41:54Z")));
    files.file("Windows\\System32\\TrustedHostex.exe", nameless_program(33));
    add_exploit_folder(machine, "AppDiagnostics");
    files.rename("Windows\\System32\\wuauclt.exe", "Windows\\System32\\wuauclt1.exe");
    files.file("Windows\\System32\\wuauclt.exe", nameless_program(34));
    machine.shared_service("snmpstorsrv", "SNMP Storage Service", "%SystemRoot%\\System32\\snmpstorsrv.dll");
    TaskSpec task;
    task.actions = {exec("C:\\Windows\\System32\\cmd.exe", "/c sc start snmpstorsrv")};
    add_task(machine, "UPnPHostServices", "{5C2F0B6E-1D6C-4A4B-8B35-0D5B3F2C7A03}", task);
}

void add_wannamine_4(const Installed& machine) {
    machine.files.file("Windows\\System32\\rdpkax.xsl", Content::noise(41, 300'000));
    add_library(machine, "WindowsTimeHost.dll", 42);
    machine.files.file("Windows\\SysWOW64\\WindowsTimeHost.dll", nameless_library(42));
    machine.files.file("Windows\\System32\\dllhostex.exe", nameless_program(43));
    machine.files.file("Windows\\SysWOW64\\dllhostex.exe", nameless_program(43));
    add_exploit_folder(machine, "NetworkDistribution");
    machine.shared_service("WindowsTimeHost", "Windows Time Host", "%SystemRoot%\\System32\\WindowsTimeHost.dll");
}

void add_fileless_wannamine(const Installed& machine) {
    WmiRepository repository;
    repository.noise(40'000).windows_own();
    repository.subscription("CommandLineEventConsumer", "SCM Event8 Log Consumer", "SCM Event8 Log Filter",
                            "powershell.exe -NoP -NonI -W Hidden an inert stand-in for default:systemcore_Updater8",
                            "SELECT * FROM __InstanceModificationEvent WITHIN 5600");
    repository.class_name("systemcore_Updater8");
    machine.files.replace("Windows\\System32\\wbem\\Repository\\OBJECTS.DATA", Content::bytes(repository.bytes()));
    machine.software.key("Microsoft\\Windows Defender\\Exclusions\\Paths")
        .dword("C:\\System32\\mue.exe", 0)
        .dword("C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe", 0)
        .written(machine.when);
}

}  // namespace quell::test::families
