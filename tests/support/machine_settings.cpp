#include "support/machine_settings.hpp"

#include <array>
#include <tuple>

#include <fmt/format.h>

#include "support/task_builder.hpp"
#include "support/wmi_builder.hpp"

namespace quell::test {

namespace {

constexpr const char* scanner = "Program Files\\Microsoft Security Client\\MsMpEng.exe";

// Of the update of March 2017 (KB4012215).
constexpr pe::Version with_ms17_010{6, 1, 7601, 23689};

struct OrdinaryTask {
    const char* path;
    const char* id;
    const char* command;
    const char* arguments;
    const char* author;
};
constexpr std::array tasks{
    OrdinaryTask{"\\Microsoft\\Windows\\Defrag\\ScheduledDefrag", "{1B0C6F0E-51A3-4B57-9D62-0C2F5E4A7B01}",
                 "%windir%\\system32\\defrag.exe", "-c", "Microsoft Corporation"},
    OrdinaryTask{"\\Microsoft\\Windows\\SystemRestore\\SR", "{1B0C6F0E-51A3-4B57-9D62-0C2F5E4A7B02}",
                 "%windir%\\system32\\rundll32.exe", "/d srrstr.dll,ExecuteScheduledSPPCreation",
                 "Microsoft Corporation"},
    OrdinaryTask{"\\Microsoft\\Windows\\UPnP\\UPnPHostConfig", "{1B0C6F0E-51A3-4B57-9D62-0C2F5E4A7B03}",
                 "%SystemRoot%\\system32\\sc.exe", "config upnphost start= auto", "Microsoft Corporation"},
    OrdinaryTask{"\\Northwind Updater", "{1B0C6F0E-51A3-4B57-9D62-0C2F5E4A7B04}",
                 "C:\\Program Files\\Northwind\\Updater\\nwupdate.exe", "/check", "Northwind Software"},
};

TaskSpec spec_of(const OrdinaryTask& task) {
    TaskSpec spec;
    spec.author = task.author;
    spec.registered = "2014-03-03T10:15:00";
    spec.actions = {exec(task.command, task.arguments)};
    spec.triggers = {
        "<CalendarTrigger><StartBoundary>2014-03-03T01:00:00</StartBoundary><ScheduleByWeek><WeeksInterval>1"
        "</WeeksInterval><DaysOfWeek><Wednesday/></DaysOfWeek></ScheduleByWeek></CalendarTrigger>"};
    return spec;
}

// Rules are named as Windows names them; 445 is open to the local network of a usual machine, to everybody on one that
// nobody keeps.
void add_firewall(HiveKey& services, const Machine& machine) {
    auto& policy = services.key("SharedAccess\\Parameters\\FirewallPolicy");
    const bool on = machine.upkeep != Upkeep::none;
    for (std::string_view profile : {"DomainProfile", "StandardProfile", "PublicProfile"})
        policy.key(profile).dword("EnableFirewall", on ? 1 : 0).dword("DisableNotifications", 0);
    const bool shared = machine.upkeep != Upkeep::good;
    auto& rules = policy.key("FirewallRules");
    auto rule = [&](std::string_view id, std::string_view text) { rules.sz(id, "v2.10|" + std::string(text)); };
    for (auto [id, port, protocol, name] :
         {std::tuple("FPS-SMB-In-TCP", 445, 6, 28511), std::tuple("FPS-NB_Session-In-TCP", 139, 6, 28503),
          std::tuple("FPS-NB_Name-In-UDP", 137, 17, 28519), std::tuple("FPS-NB_Datagram-In-UDP", 138, 17, 28527)})
        rule(id, fmt::format("Action=Allow|Active={}|Dir=In|Protocol={}|Profile=Private|LPort={}|RA4=LocalSubnet|"
                             "App=System|Name=@FirewallAPI.dll,-{}|EmbedCtxt=@FirewallAPI.dll,-28502|",
                             shared ? "TRUE" : "FALSE", protocol, port, name));
    rule("RemoteDesktop-In-TCP",
         fmt::format("Action=Allow|Active={}|Dir=In|Protocol=6|LPort=3389|App=System|Name=@FirewallAPI.dll,-28753|"
                     "EmbedCtxt=@FirewallAPI.dll,-28752|",
                     machine.upkeep == Upkeep::none ? "TRUE" : "FALSE"));
    rule("CoreNet-DHCP-In",
         "Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=68|RPort=67|App=%SystemRoot%\\system32\\svchost.exe|"
         "Svc=dhcp|Name=@FirewallAPI.dll,-25301|EmbedCtxt=@FirewallAPI.dll,-25000|");
    if (machine.upkeep == Upkeep::good) {
        rule("{4C0B7F2A-8E15-4D53-8B26-3D1F60A2C001}",
             "Action=Block|Active=TRUE|Dir=In|Protocol=6|LPort=135|LPort=139|LPort=445|Name=Block SMB from outside|");
        rule("{4C0B7F2A-8E15-4D53-8B26-3D1F60A2C002}",
             "Action=Block|Active=TRUE|Dir=In|Protocol=17|LPort=137|LPort=138|Name=Block NetBIOS from outside|");
    }
}

void add_smb(HiveKey& services, const Machine& machine) {
    const bool off = machine.upkeep == Upkeep::good;
    auto& parameters = services.key("LanmanServer\\Parameters");
    if (off) parameters.dword("SMB1", 0);
    if (machine.upkeep == Upkeep::none) parameters.dword("SMB1", 1);
    services.key("mrxsmb10").dword("Start", off ? 4 : 2);
    auto needs = std::vector<std::string>{"Bowser", "MRxSmb10", "MRxSmb20", "NSI"};
    if (off) needs.erase(needs.begin() + 1);
    services.key("LanmanWorkstation").multi_sz("DependOnService", needs);
    services.key("NetBT\\Parameters\\Interfaces\\Tcpip_{6F1D2B8C-5E3A-4C1B-9A77-0B2E4D6F8A10}")
        .dword("NetbiosOptions", off ? 2 : 0);
}

void add_package(HiveKey& packages, std::uint32_t kb, std::string_view version, Time installed) {
    const auto name = fmt::format("Package_for_KB{}~31bf3856ad364e35~amd64~~{}", kb, version);
    const auto time = to_filetime(installed);
    packages.key(name)
        .sz("InstallName", name + ".mum")
        .sz("InstallClient", "WindowsUpdateAgent")
        .sz("InstallUser", "S-1-5-18")
        .dword("InstallTimeHigh", static_cast<std::uint32_t>(time >> 32))
        .dword("InstallTimeLow", static_cast<std::uint32_t>(time))
        .dword("CurrentState", 0x70)
        .dword("SelfUpdate", 0)
        .dword("Visibility", 1)
        .written(installed);
}

void add_updates(HiveKey& software, const Machine& machine) {
    auto& packages = software.key("Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages");
    // What setup and the first days bring.
    add_package(packages, 976902, "6.1.1.17514", machine.installed);
    add_package(packages, 2533552, "6.1.1.1", machine.installed);
    if (machine.upkeep == Upkeep::none) return;
    add_package(packages, 3020369, "6.1.1.1", *parse_time("2015-05-06T02:10:00Z"));
    add_package(packages, 3172605, "6.1.1.2", *parse_time("2016-09-21T02:14:00Z"));
    if (machine.srv >= with_ms17_010) add_package(packages, 4012215, "6.1.1.1", *parse_time("2017-03-15T02:08:00Z"));
}

}  // namespace

void add_settings(HiveKey& control_set, const Machine& machine) {
    auto& services = control_set.key("services");
    add_firewall(services, machine);
    add_smb(services, machine);
    auto& terminal = control_set.key("Control\\Terminal Server");
    terminal.dword("fDenyTSConnections", machine.upkeep == Upkeep::none ? 0 : 1);
    terminal.key("WinStations\\RDP-Tcp")
        .dword("UserAuthentication", machine.upkeep == Upkeep::none ? 0 : 1)
        .dword("PortNumber", 3389);
    if (machine.upkeep == Upkeep::none) return;
    services.key("MsMpSvc")
        .dword("Type", 0x10)
        .dword("Start", 2)
        .dword("ErrorControl", 1)
        .expand_sz("ImagePath", fmt::format("\"C:\\{}\"", scanner))
        .sz("DisplayName", "Microsoft Antimalware Service")
        .sz("ObjectName", "LocalSystem")
        .written(machine.installed);
}

void add_software_settings(HiveKey& software, const Machine& machine) {
    add_updates(software, machine);
    auto& current = software.key("Microsoft\\Windows\\CurrentVersion");
    constexpr std::uint32_t never = 1;
    constexpr std::uint32_t download = 3;
    constexpr std::uint32_t install = 4;
    current.key("WindowsUpdate\\Auto Update")
        .dword("AUOptions", machine.upkeep == Upkeep::none   ? never
                            : machine.upkeep == Upkeep::good ? install
                                                             : download);
    current.key("Policies\\Explorer").dword("NoDriveTypeAutoRun", machine.upkeep == Upkeep::good ? 0xFF : 0x91);
    if (machine.upkeep == Upkeep::good) current.key("Policies\\Explorer").dword("HonorAutorunSetting", 1);
    for (const auto& task : tasks) {
        CacheOptions options;
        options.id = task.id;
        options.actions = false;  // Windows 7 keeps none in the registry
        add_to_task_cache(software, task.path, spec_of(task), options);
    }
}

void add_setting_files(World& world, const Machine& machine) {
    for (const auto& task : tasks)
        world.file(fmt::format("Windows\\System32\\Tasks{}", task.path), Content::bytes(build_task_xml(spec_of(task))));
    world.file("Windows\\System32\\wbem\\Repository\\OBJECTS.DATA",
               Content::bytes(WmiRepository().noise(200'000).windows_own().bytes()));
    if (machine.upkeep != Upkeep::none) world.file(scanner, windows_program("MsMpEng.exe"));
}

}  // namespace quell::test
