#include <cstring>

#include <fmt/format.h>

#include "support/machine.hpp"
#include "support/machine_services.hpp"
#include "support/machine_settings.hpp"

namespace quell::test {

namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
    auto data = as_bytes(text);
    return {data.begin(), data.end()};
}

void add_services(HiveKey& services, const Machine& machine) {
    for (const auto& service : ordinary_services()) {
        auto& key = services.key(service.name);
        key.dword("Type", service.type)
            .dword("Start", service.start)
            .dword("ErrorControl", 1)
            .written(machine.installed);
        if (*service.image != '\0') key.expand_sz("ImagePath", service.image);
        if ((service.type & 0x0B) != 0) continue;
        key.sz("DisplayName", service.display).sz("ObjectName", "LocalSystem");
        if (*service.dll != '\0') key.key("Parameters").expand_sz("ServiceDll", service.dll).written(machine.installed);
    }
    auto& server = services.key("LanmanServer\\Parameters");
    server.dword("EnableAuthenticateUserSharing", 0).multi_sz("NullSessionPipes", {"browser", "spoolss"});
    auto& shares = services.key("LanmanServer\\Shares");
    for (const auto& share : machine.shares)
        shares.multi_sz(share.name, {"CSCFlags=0", "MaxUses=4294967295", "Path=" + share.path, "Permissions=0",
                                     "Remark=", "ShareName=" + share.name, "Type=0"});
    services.key("Tcpip\\Parameters").sz("Hostname", machine.computer_name).sz("NV Hostname", machine.computer_name);
}

void add_control_set(HiveKey& set, const Machine& machine) {
    auto& control = set.key("Control");
    control.key("ComputerName\\ComputerName").sz("ComputerName", machine.computer_name);
    control.key("TimeZoneInformation")
        .dword("Bias", static_cast<std::uint32_t>(-480))
        .dword("ActiveTimeBias", static_cast<std::uint32_t>(-480))
        .dword("DaylightBias", 0)
        .sz("StandardName", "@tzres.dll,-572")
        .sz("DaylightName", "@tzres.dll,-571")
        .sz("TimeZoneKeyName", "China Standard Time");
    auto& session = control.key("Session Manager");
    session.multi_sz("BootExecute", {"autocheck autochk *"});
    // An ordinary installer waits for a restart: a file to delete, another to put in place.
    session.multi_sz("PendingFileRenameOperations",
                     std::vector<std::string>{"\\??\\C:\\Windows\\Temp\\nwsetup.tmp", "",
                                              "\\??\\C:\\Program Files\\Northwind\\Updater\\nwupdate.new",
                                              "!\\??\\C:\\Program Files\\Northwind\\Updater\\nwupdate.exe"});
    session.key("Environment")
        .expand_sz("ComSpec", "%SystemRoot%\\system32\\cmd.exe")
        .expand_sz("Path", "%SystemRoot%\\system32;%SystemRoot%;%SystemRoot%\\System32\\Wbem")
        .sz("PROCESSOR_ARCHITECTURE", "AMD64")
        .sz("OS", "Windows_NT")
        .expand_sz("TEMP", "%SystemRoot%\\TEMP")
        .expand_sz("TMP", "%SystemRoot%\\TEMP")
        .expand_sz("windir", "%SystemRoot%");
    session.key("Memory Management").multi_sz("PagingFiles", {"?:\\pagefile.sys"});
    control.key("ProductOptions").sz("ProductType", machine.installation == "Server" ? "ServerNT" : "WinNT");
    control.key("Lsa").dword("LimitBlankPasswordUse", 1).multi_sz("Security Packages", {"kerberos", "msv1_0", "tspkg"});
    control.key("Nls\\Language").sz("Default", "0804").sz("InstallLanguage", "0804");
    add_services(set.key("services"), machine);
    add_settings(set, machine);
    set.key("Enum\\Root\\LEGACY_AFD\\0000").sz("Service", "AFD").dword("ConfigFlags", 0);
    set.key("Hardware Profiles\\0001\\System");
}

void add_versions(HiveKey& root, const Machine& machine) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(machine.installed).time_since_epoch().count();
    root.key("Microsoft\\Windows NT\\CurrentVersion")
        .sz("ProductName", machine.product)
        .sz("EditionID", machine.edition)
        .sz("InstallationType", machine.installation)
        .sz("CurrentVersion", "6.1")
        .sz("CurrentBuild", "7601")
        .sz("CurrentBuildNumber", "7601")
        .sz("CSDVersion", "Service Pack 1")
        .sz("BuildLab", "7601.win7sp1_rtm.101119-1850")
        .sz("BuildLabEx", "7601.17514.amd64fre.win7sp1_rtm.101119-1850")
        .sz("RegisteredOwner", "Accounts")
        .sz("RegisteredOrganization", "Example Trading Co.")
        .sz("SystemRoot", "C:\\Windows")
        .sz("PathName", "C:\\Windows")
        .dword("InstallDate", static_cast<std::uint32_t>(seconds));
    root.key("Microsoft\\Windows NT\\CurrentVersion\\Winlogon")
        .sz("Shell", "explorer.exe")
        .sz("Userinit", "C:\\Windows\\system32\\userinit.exe,");
    root.key("Microsoft\\Windows\\CurrentVersion")
        .sz("ProgramFilesDir", "C:\\Program Files")
        .sz("ProgramFilesDir (x86)", "C:\\Program Files (x86)")
        .sz("CommonFilesDir", "C:\\Program Files\\Common Files")
        .sz("CommonFilesDir (x86)", "C:\\Program Files (x86)\\Common Files")
        .expand_sz("DevicePath", "%SystemRoot%\\inf");
}

void add_profile_list(HiveKey& root, const Machine& machine) {
    auto& list = root.key("Microsoft\\Windows NT\\CurrentVersion\\ProfileList");
    list.expand_sz("Default", "%SystemDrive%\\Users\\Default")
        .expand_sz("ProfilesDirectory", "%SystemDrive%\\Users")
        .expand_sz("ProgramData", "%SystemDrive%\\ProgramData")
        .expand_sz("Public", "%SystemDrive%\\Users\\Public");
    list.key("S-1-5-18")
        .expand_sz("ProfileImagePath", "%systemroot%\\system32\\config\\systemprofile")
        .dword("Flags", 12);
    list.key("S-1-5-19").expand_sz("ProfileImagePath", "C:\\Windows\\ServiceProfiles\\LocalService").dword("Flags", 0);
    list.key("S-1-5-20")
        .expand_sz("ProfileImagePath", "C:\\Windows\\ServiceProfiles\\NetworkService")
        .dword("Flags", 0);
    for (const auto& person : machine.people)
        list.key(person.sid)
            .expand_sz("ProfileImagePath", "C:\\Users\\" + person.name)
            .dword("Flags", 0)
            .dword("State", 0);
}

void add_installed_programs(HiveKey& root) {
    auto& uninstall = root.key("Microsoft\\Windows\\CurrentVersion\\Uninstall");
    uninstall.key("7-Zip")
        .sz("DisplayName", "7-Zip 16.04 (x64)")
        .sz("DisplayVersion", "16.04")
        .sz("Publisher", "Igor Pavlov");
    uninstall.key("Northwind Ledger")
        .sz("DisplayName", "Northwind Ledger")
        .sz("DisplayVersion", "3.4.1")
        .sz("Publisher", "Northwind Software");
    uninstall.key("{90140000-0011-0000-1000-0000000FF1CE}")
        .sz("DisplayName", "Microsoft Office Professional Plus 2010");
    root.key("Microsoft\\Windows\\CurrentVersion\\Run")
        .sz("NorthwindUpdater", "\"C:\\Program Files\\Northwind\\Updater\\nwupdate.exe\" /tray");
    root.key("Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Run")
        .sz("Ledger reminder", "C:\\PROGRA~2\\Northwind\\Ledger\\reminder.exe");
    root.key("Microsoft\\Windows\\CurrentVersion\\RunOnce");
    // Believable bulk: classes of file types, as every SOFTWARE has them by the thousand.
    for (int i = 0; i < 900; ++i) {
        auto& type = root.key(fmt::format("Classes\\.x{:03}", i));
        type.sz("", fmt::format("Northwind.Document.{}", i)).sz("Content Type", "application/octet-stream");
        root.key(fmt::format("Classes\\Northwind.Document.{}\\shell\\open\\command", i))
            .sz("", "\"C:\\Windows\\system32\\notepad.exe\" \"%1\"");
    }
}

std::vector<std::byte> hive(const HiveKey& root, std::string_view file_name, Time written) {
    HiveOptions options;
    options.written = written;
    options.file_name = file_name;
    return build_hive(root, options);
}

HiveKey classes_hive() {
    HiveKey root("Classes");
    root.key("Local Settings\\Software\\Microsoft\\Windows\\Shell\\BagMRU").dword("NodeSlots", 3);
    root.key(".nwl").sz("", "Northwind.Ledger");
    return root;
}

HiveKey account_hive(std::string_view name) {
    HiveKey root(name);
    root.key("Environment").expand_sz("TEMP", "%USERPROFILE%\\AppData\\Local\\Temp");
    root.key("Software\\Microsoft\\Windows\\CurrentVersion\\Run");
    root.key("Control Panel\\Desktop").sz("Wallpaper", "");
    return root;
}

}  // namespace

std::vector<std::byte> mbr_mount_id(std::uint32_t signature, std::uint64_t offset) {
    std::vector<std::byte> id(12);
    std::memcpy(id.data(), &signature, 4);
    std::memcpy(id.data() + 4, &offset, 8);
    return id;
}

std::vector<std::byte> gpt_mount_id(Bytes guid) {
    auto id = bytes_of("DMIO:ID:");
    id.insert(id.end(), guid.begin(), guid.end());
    return id;
}

HiveKey system_hive(const Machine& machine) {
    HiveKey root("CMI-CreateHive{2A7FB991-7BBE-4F9D-B91E-7CB51D4737F5}");
    root.key("Select").dword("Current", 1).dword("Default", 1).dword("Failed", 0).dword("LastKnownGood", 2);
    add_control_set(root.key("ControlSet001"), machine);
    add_control_set(root.key("ControlSet002"), machine);
    root.key("MountedDevices").binary("\\DosDevices\\C:", machine.mount_id);
    root.key("MountedDevices").binary("\\??\\Volume{b5b1f3e0-3c1d-11e7-9d2f-806e6f6e6963}", machine.mount_id);
    root.key("Setup").dword("SetupType", 0).dword("SystemSetupInProgress", 0).sz("CmdLine", "");
    root.key("WPA").dword("version", 1);
    return root;
}

HiveKey software_hive(const Machine& machine) {
    HiveKey root("CMI-CreateHive{199DAFC2-6F16-4946-BF90-5A3FC3A60902}");
    add_versions(root, machine);
    add_profile_list(root, machine);
    add_installed_programs(root);
    add_software_settings(root, machine);
    return root;
}

HiveKey person_hive(const Person& person) {
    HiveKey root("CMI-CreateHive{D43B12B8-09B5-40DB-B4F6-F6DFEB78DAEC}");
    root.key("Software\\Microsoft\\Windows\\CurrentVersion\\Run").sz("CTFMON.EXE", "C:\\Windows\\System32\\ctfmon.exe");
    root.key("Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\Shell Folders")
        .sz("Desktop", "C:\\Users\\" + person.name + "\\Desktop")
        .sz("Personal", "C:\\Users\\" + person.name + "\\Documents");
    root.key("Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\RunMRU").sz("a", "notepad\\1").sz("MRUList", "a");
    root.key("Control Panel\\Desktop")
        .sz("Wallpaper", "C:\\Windows\\web\\wallpaper\\Windows\\img0.jpg")
        .sz("ScreenSaveActive", "1");
    root.key("Environment")
        .expand_sz("TEMP", "%USERPROFILE%\\AppData\\Local\\Temp")
        .expand_sz("TMP", "%USERPROFILE%\\AppData\\Local\\Temp");
    root.key("Volatile Environment").sz("USERNAME", person.name);
    root.key("Network");
    return root;
}

Hives hives_of(const Machine& machine) {
    Hives hives{system_hive(machine), software_hive(machine), {}};
    for (const auto& person : machine.people) hives.people.push_back(person_hive(person));
    return hives;
}

void add_hives(World& world, const Machine& machine, Hives hives, const HiveEdit& unflushed) {
    const std::string config = "Windows\\System32\\config\\";
    world.stamp({machine.installed, machine.last_used, machine.last_used, machine.last_used});
    auto& system = hives.system;
    auto before = hive(system, "SYSTEM", machine.last_used);
    if (unflushed) {
        unflushed(system);
        auto log = old_format_log(before, hive(system, "SYSTEM", machine.last_used));
        world.file(config + "SYSTEM.LOG1", Content::bytes(std::move(log))).hidden().system();
        before = make_dirty(std::move(before));
    } else {
        world.file(config + "SYSTEM.LOG1", Content()).hidden().system();
    }
    world.file(config + "SYSTEM", Content::bytes(std::move(before)));
    world.file(config + "SYSTEM.LOG2", Content()).hidden().system();
    world.file(config + "SOFTWARE",
               Content::bytes(hive(hives.software, "emRoot\\System32\\Config\\SOFTWARE", machine.last_used)));
    world.file(config + "DEFAULT",
               Content::bytes(hive(account_hive(".DEFAULT"), "temRoot\\System32\\Config\\DEFAULT", machine.last_used)));
    HiveKey sam("SAM");
    sam.key("SAM\\Domains\\Account\\Users").binary("F", bytes_of(std::string(80, '\0')));
    world.file(config + "SAM", Content::bytes(hive(sam, "\\SystemRoot\\System32\\Config\\SAM", machine.last_used)));
    HiveKey security("SECURITY");
    security.key("Policy\\PolAdtEv").binary("", bytes_of(std::string(8, '\0')));
    world.file(config + "SECURITY",
               Content::bytes(hive(security, "emRoot\\System32\\Config\\SECURITY", machine.last_used)));
    for (std::string_view account : {"LocalService", "NetworkService"})
        world
            .file(fmt::format("Windows\\ServiceProfiles\\{}\\NTUSER.DAT", account),
                  Content::bytes(hive(account_hive(account), "NTUSER.DAT", machine.last_used)))
            .hidden();
    for (std::size_t i = 0; i < machine.people.size(); ++i) {
        const auto home = "Users\\" + machine.people[i].name;
        world.file(home + "\\NTUSER.DAT", Content::bytes(hive(hives.people[i], "NTUSER.DAT", machine.last_used)))
            .hidden();
        world
            .file(home + "\\AppData\\Local\\Microsoft\\Windows\\UsrClass.dat",
                  Content::bytes(hive(classes_hive(), "Windows\\UsrClass.dat", machine.last_used)))
            .hidden();
    }
}

}  // namespace quell::test
