#include "support/near_misses.hpp"

#include <fmt/format.h>

#include "support/task_builder.hpp"
#include "support/wmi_builder.hpp"

namespace quell::test::near_misses {

namespace {

constexpr pe::Version vendor_version{3, 4, 1, 220};

void add_vendor_program(const Installed& machine, std::string_view folder, std::string_view name,
                        std::string_view company) {
    machine.files.file(fmt::format("{}\\{}", folder, name), program(name, vendor_version, company));
}

void add_vendor_service(const Installed& machine, std::string_view name, std::string_view command) {
    machine.service(name)
        .dword("Type", 0x10)
        .dword("Start", 2)
        .dword("ErrorControl", 1)
        .expand_sz("ImagePath", command)
        .sz("DisplayName", name)
        .sz("ObjectName", "LocalSystem")
        .written(machine.when);
}

}  // namespace

void like_eternalrocks(const Installed& machine) {
    const std::string folder = "Program Files\\Northwind\\Microsoft Updates Monitor";
    for (std::string_view name :
         {"UpdateMonitor.exe", "ICSharpCode.SharpZipLib.dll", "Microsoft.Win32.TaskScheduler.dll"})
        add_vendor_program(machine, folder, name, "Northwind Software");
    machine.files.file("Program Files\\Microsoft Update Health Tools\\uhssvc.exe", windows_program("uhssvc.exe"));
    for (std::string_view name : {"Tor\\tor.exe", "firefox.exe"})
        machine.files.file(fmt::format("{}\\Desktop\\Tor Browser\\Browser\\TorBrowser\\{}", machine.home, name),
                           nameless_program(name.size()));
    machine.firewall_rule("{A1B01C2D-0001-4B52-9D07-6C2A5F1E7D01}", "Tor Browser",
                          fmt::format("C:\\{}\\Desktop\\Tor Browser\\Browser\\firefox.exe", machine.home));
    TaskSpec task;
    task.author = "Northwind Software";
    task.actions = {exec("\"C:\\" + folder + "\\UpdateMonitor.exe\"", "/service")};
    machine.files.file("Windows\\System32\\Tasks\\Northwind\\ServiceHost", Content::bytes(build_task_xml(task)));
    CacheOptions cache;
    cache.id = "{0F1D3A40-6D28-45E2-A7C5-1E14C0A2B901}";
    cache.actions = false;
    add_to_task_cache(machine.software, "\\Northwind\\ServiceHost", task, cache);
}

void reader_of_eternalrocks(const Installed& machine) {
    machine.files.file(machine.home + "\\Documents\\EternalRocks and how to find it.pdf", Content::noise(5, 9000));
    machine.person.key("Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\TypedPaths")
        .sz("url1", "http://intranet.example/EternalRocks")
        .written(machine.when);
}

void like_leaked_kit(const Installed& machine) {
    for (std::string_view name : {"libxml2.dll", "zlib1.dll", "ssleay32.dll", "libeay32.dll"}) {
        add_vendor_program(machine, "Program Files\\GIMP 2\\bin", name, "The GIMP Team");
        add_vendor_program(machine, "Program Files (x86)\\Northwind\\Ledger", name, "Northwind Software");
    }
    const auto tools = machine.home + "\\Documents\\network check\\";
    machine.files.file(tools + "smb-vuln-ms17-010.nse", Content::prose(1, 6000));
    machine.files.file(tools + "eternalblue check.py", Content::prose(2, 3000));
    machine.files.file(tools + "inconfig.xml", Content::prose(3, 900));
}

void like_doublepulsar(const Installed& machine) {
    machine.files.file(machine.home + "\\Documents\\detect_doublepulsar_smb.py", Content::prose(1, 6000));
    machine.files.file(machine.home + "\\Documents\\doublepulsar.pdf", Content::noise(2, 6000));
}

void like_wannamine(const Installed& machine) {
    auto& files = machine.files;
    files.file("Windows\\System32\\snmp.exe", windows_program("snmp.exe"));
    add_vendor_service(machine, "SNMP", "%SystemRoot%\\System32\\snmp.exe");
    files.file("Windows\\System32\\snmpsnap.dll", windows_program("snmpsnap.dll"));
    files.file("Windows\\tracing\\RASAPI32.LOG", Content::prose(1, 4000));
    files.file("Windows\\Speech\\Common\\sapisvr.exe", windows_program("sapisvr.exe"));
    files.file("Windows\\IME\\shared\\imebroker.exe", windows_program("imebroker.exe"));
    files.file("Windows\\diagnostics\\system\\Networking\\DiagPackage.dll", windows_program("DiagPackage.dll"));
    files.file("Windows\\System32\\dllhst3g.exe", windows_program("dllhst3g.exe"));
    files.file("Windows\\System32\\rdpcorekmts.dll", windows_program("rdpcorekmts.dll"));
    files.file("Windows\\Prefetch\\WUAUCLT.EXE-70318591.pf", Content::noise(3, 4000));
    files.file("Windows\\Prefetch\\SPOOLSV.EXE-D1F6B8A2.pf", Content::noise(4, 4000));
    for (std::string_view name : {"x86.dll", "x64.dll"})
        add_vendor_program(machine, "Program Files\\Northwind\\Ledger", name, "Northwind Software");
    // A name of the three parts, but a program of its own; and one with a DLL called like it, whose maker is told.
    add_vendor_program(machine, "Program Files\\Northwind", "WindowsUpdateService.exe", "Northwind Software");
    add_vendor_service(machine, "WindowsUpdateService", "\"C:\\Program Files\\Northwind\\WindowsUpdateService.exe\"");
    add_vendor_program(machine, "Program Files\\Northwind", "NetworkProtocolManager.dll", "Northwind Software");
    machine.shared_service("NetworkProtocolManager", "Northwind Network Protocol Manager",
                           "C:\\Program Files\\Northwind\\NetworkProtocolManager.dll");
    files.file(machine.home + "\\Documents\\WannaMine, UPnPHostServices and snmpstorsrv.txt", Content::prose(5, 4000));
}

void like_fileless_wannamine(const Installed& machine) {
    WmiRepository repository;
    repository.noise(40'000).windows_own();
    repository.subscription("CommandLineEventConsumer", "Northwind Inventory Consumer", "Northwind Inventory Filter",
                            "powershell.exe -File C:\\Northwind\\inventory.ps1",
                            "SELECT * FROM __InstanceCreationEvent WITHIN 60 WHERE TargetInstance ISA 'Win32_Service'");
    for (std::string_view name : {"Win32_Service", "Win32_SystemServices", "SystemCore", "Anti_Virus_Core"})
        repository.class_name(name);
    machine.files.replace("Windows\\System32\\wbem\\Repository\\OBJECTS.DATA", Content::bytes(repository.bytes()));
    machine.software.key("Microsoft\\Windows Defender\\Exclusions\\Paths")
        .dword("C:\\Program Files\\Northwind\\Ledger", 0)
        .written(machine.when);
}

void like_adylkuzz(const Installed& machine) {
    IpsecPolicySpec policy = adylkuzz_policy();
    policy.name = "Block SMB from outside";
    policy.filter_list = "SMB inbound";
    policy.filter_action = "Block";
    machine.ipsec_policy(policy);
    const std::string chrome = "Program Files (x86)\\Google\\Chrome\\Application";
    add_vendor_program(machine, chrome, "chrome.exe", "Google Inc.");
    machine.files.file(chrome + "\\chrome.VisualElementsManifest.xml", Content::prose(1, 700));
    machine.firewall_rule("{A1B01C2D-0001-4B52-9D07-6C2A5F1E7D02}", "Google Chrome", "C:\\" + chrome + "\\chrome.exe");
    machine.files.file(machine.home + "\\Downloads\\chrome.txt", Content::prose(2, 3000));
    add_vendor_program(machine, "Program Files\\Jungo\\WinDriver", "wdwizard.exe", "Jungo Connectivity");
    machine.firewall_rule("{A1B01C2D-0001-4B52-9D07-6C2A5F1E7D03}", "Windriver",
                          "C:\\Program Files\\Jungo\\WinDriver\\wdwizard.exe");
    machine.files.file("Windows\\Fonts\\arial.ttf", Content::noise(3, 30'000));
}

void like_uiwix(const Installed& machine) {
    machine.files.file(machine.home + "\\Documents\\What UIWIX does.docx", Content::noise(1, 9000));
    machine.files.file(machine.home + "\\Documents\\UIWIX\\decode_files.txt", Content::prose(2, 900));
}

void like_dharma(const Installed& machine) {
    const auto documents = machine.home + "\\Documents\\";
    for (std::string_view name :
         {"report.wallet", "purse.onion", "savings [old].wallet", "hidden service.onion", "backup.2017.wallet"})
        machine.files.file(fmt::format("{}Bitcoin\\{}", documents, name), Content::noise(name.size(), 9000));
    machine.files.file(machine.home + "\\AppData\\Roaming\\Bitcoin\\wallet.dat", Content::noise(9, 90'000));
    for (std::string_view folder : {"Program Files\\Northwind\\Ledger", "Program Files\\7-Zip"}) {
        machine.files.file(fmt::format("{}\\README.txt", folder), Content::prose(3, 2000));
        machine.files.file(fmt::format("{}\\help.hta", folder), Content::prose(4, 2000));
    }
    machine.files.file(documents + "README.txt", Content::prose(5, 2000));
}

void like_masquerade(const Installed& machine) {
    constexpr std::string_view store =
        "Windows\\winsxs\\amd64_microsoft-windows-services-svchost_31bf3856ad364e35_6.1.7600.16385_none_8c2a1f5e";
    for (std::string_view name : {"svchost.exe", "spoolsv.exe", "wuauclt.exe", "taskhost.exe", "lsass.exe"}) {
        const auto genuine = windows_program(name);
        for (std::string_view folder : {store, std::string_view("Windows.old\\Windows\\System32"),
                                        std::string_view("Windows\\SoftwareDistribution\\Download\\5f7c1a2b\\amd64"),
                                        std::string_view("Windows\\SysWOW64\\migration")})
            machine.files.file(fmt::format("{}\\{}", folder, name), genuine);
    }
    add_vendor_service(machine, "NorthwindHost", "%SystemRoot%\\SysWOW64\\svchost.exe -k northwind");
}

}  // namespace quell::test::near_misses
