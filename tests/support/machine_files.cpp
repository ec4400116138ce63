#include <array>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "support/machine.hpp"
#include "support/machine_services.hpp"
#include "support/machine_settings.hpp"
#include "support/pe_builder.hpp"

namespace quell::test {

namespace {

Time at(std::string_view text) { return *parse_time(text); }

constexpr std::array system32_files{
    "ntoskrnl.exe", "hal.dll",      "kernel32.dll", "kernelbase.dll",   "ntdll.dll",    "user32.dll",   "gdi32.dll",
    "advapi32.dll", "shell32.dll",  "ole32.dll",    "oleaut32.dll",     "rpcrt4.dll",   "ws2_32.dll",   "mswsock.dll",
    "netapi32.dll", "srvsvc.dll",   "wkssvc.dll",   "browser.dll",      "spoolsv.exe",  "svchost.exe",  "services.exe",
    "lsass.exe",    "lsm.exe",      "winlogon.exe", "wininit.exe",      "csrss.exe",    "smss.exe",     "taskhost.exe",
    "taskmgr.exe",  "cmd.exe",      "diskpart.exe", "wuauclt.exe",      "wuaueng.dll",  "wscsvc.dll",   "wevtsvc.dll",
    "schedsvc.dll", "dhcpcore.dll", "dnsrslvr.dll", "nsisvc.dll",       "netprofm.dll", "nlasvc.dll",   "profsvc.dll",
    "gpsvc.dll",    "sens.dll",     "shsvcs.dll",   "themeservice.dll", "trkwks.dll",   "uxsms.dll",    "w32time.dll",
    "wbengine.exe", "vssvc.exe",    "swprv.dll",    "qmgr.dll",         "cryptsvc.dll", "crypt32.dll",  "bcrypt.dll",
    "msvcrt.dll",   "mpssvc.dll",   "bfe.dll",      "ikeext.dll",       "iphlpsvc.dll", "lmhsvc.dll",   "mmcss.dll",
    "pcasvc.dll",   "umpnpmgr.dll", "umpo.dll",     "rpcss.dll",        "rpcepmap.dll", "sacsvr.dll",   "samsrv.dll",
    "seclogon.dll", "sysmain.dll",  "tapisrv.dll",  "termsrv.dll",      "wdi.dll",      "webclnt.dll",  "wersvc.dll",
    "wiaservc.dll", "wlansvc.dll",  "wmisvc.dll",   "wpdbusenum.dll",   "wwansvc.dll",  "ctfmon.exe",   "dwm.exe",
    "conhost.exe",  "consent.exe",  "control.exe",  "cscript.exe",      "wscript.exe",  "dllhost.exe",  "eventvwr.exe",
    "icacls.exe",   "attrib.exe",   "ipconfig.exe", "msiexec.exe",      "mmc.exe",      "mspaint.exe",  "notepad.exe",
    "net.exe",      "netsh.exe",    "reg.exe",      "regsvr32.exe",     "rundll32.exe", "sc.exe",       "schtasks.exe",
    "shutdown.exe", "taskkill.exe", "tasklist.exe", "userinit.exe",     "vssadmin.exe", "wbadmin.exe",  "bcdedit.exe",
    "whoami.exe",   "xcopy.exe",    "comctl32.dll", "comdlg32.dll",     "imm32.dll",    "iphlpapi.dll", "logoncli.dll",
    "msi.dll",      "mstscax.dll",  "mstsc.exe",    "netlogon.dll",     "ntmarta.dll",  "powrprof.dll", "propsys.dll",
    "psapi.dll",    "rasapi32.dll", "riched20.dll", "scecli.dll",       "secur32.dll",  "setupapi.dll", "shlwapi.dll",
    "sspicli.dll",  "urlmon.dll",   "userenv.dll",  "usp10.dll",        "uxtheme.dll",  "version.dll",  "wininet.dll",
    "winmm.dll",    "winspool.drv", "wintrust.dll", "wldap32.dll",      "wtsapi32.dll", "xmllite.dll",  "mscoree.dll",
};

constexpr std::array drivers{
    "acpi",     "afd",      "ahcix64s", "amdk8",    "asyncmac",    "atapi",    "beep",     "bowser",   "cdfs",
    "cdrom",    "clfs",     "cng",      "compbatt", "csc",         "dfsc",     "discache", "disk",     "dxgkrnl",
    "e1g60x64", "fastfat",  "fileinfo", "fltmgr",   "fvevol",      "fwpkclnt", "hdaudbus", "hidusb",   "http",
    "i8042prt", "intelide", "intelppm", "kbdclass", "kbdhid",      "ksecdd",   "ksecpkg",  "lltdio",   "luafv",
    "monitor",  "mouclass", "mouhid",   "mountmgr", "mpsdrv",      "mrxdav",   "mrxsmb",   "mrxsmb10", "mrxsmb20",
    "msfs",     "msisadrv", "mssmbios", "mup",      "nativewifip", "ndis",     "ndistapi", "ndiswan",  "netbios",
    "netbt",    "npfs",     "nsiproxy", "ntfs",     "null",        "pacer",    "partmgr",  "pci",      "pcw",
    "peauth",   "rasl2tp",  "raspppoe", "rdbss",    "rdpcdd",      "rdpdr",    "rdpwd",    "rspndr",   "scfilter",
    "secdrv",   "serenum",  "serial",   "spldr",    "srv",         "srv2",     "srvnet",   "storflt",  "swenum",
    "tcpip",    "tcpipreg", "tdx",      "termdd",   "tunnel",      "umbus",    "usbccgp",  "usbehci",  "usbhub",
    "usbstor",  "vdrvroot", "vga",      "volmgr",   "volmgrx",     "volsnap",  "wanarp",   "watchdog", "wdf01000",
    "wfplwf",   "winusb",   "wmilib",   "ws2ifsl",
};

constexpr std::array programs{
    "7-Zip\\7z.exe",
    "7-Zip\\7zFM.exe",
    "Common Files\\Microsoft Shared\\ink\\tiptsf.dll",
    "Common Files\\System\\ado\\msado15.dll",
    "Internet Explorer\\iexplore.exe",
    "Microsoft Office\\Office14\\EXCEL.EXE",
    "Microsoft Office\\Office14\\OUTLOOK.EXE",
    "Microsoft Office\\Office14\\POWERPNT.EXE",
    "Microsoft Office\\Office14\\WINWORD.EXE",
    "Northwind\\Updater\\nwupdate.exe",
    "Northwind\\Ledger\\ledger.exe",
    "Windows Defender\\MpSvc.dll",
    "Windows Mail\\WinMail.exe",
    "Windows Media Player\\wmplayer.exe",
    "Windows NT\\Accessories\\wordpad.exe",
    "Windows Photo Viewer\\PhotoViewer.dll",
};

constexpr pe::Version windows_7_sp1{6, 1, 7601, 17514};

/// An unusual choice is made by name: the same in every world.
std::uint64_t seed_of(std::string_view text) {
    std::uint64_t seed = 1469598103934665603U;
    for (char c : text) seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211U;
    return seed;
}

constexpr std::string_view microsoft = "Microsoft Corporation";

Content program_of(std::string_view name, const pe::Version& version, std::string_view company, std::uint64_t seed) {
    PeSpec spec;
    spec.dll = name.ends_with(".dll");
    spec.subsystem = name.ends_with(".sys") ? 1 : 2;
    spec.linked = at("2010-11-20T09:00:00Z") + std::chrono::seconds(seed % 7200);
    spec.size = static_cast<std::uint32_t>(12288 + seed % 24 * 2048);
    const bool windows = company == microsoft;
    spec.version = PeVersion{version,
                             version,
                             {{"CompanyName", std::string(company)},
                              {"FileDescription", std::string(name)},
                              {"FileVersion", pe::to_string(version)},
                              {"InternalName", std::string(name)},
                              {"OriginalFilename", std::string(name)},
                              {"ProductName", windows ? "Microsoft\u00AE Windows\u00AE Operating System" : "Product"},
                              {"ProductVersion", pe::to_string(version)}}};
    return Content::bytes(build_pe(spec));
}

void add_system_files(World& world, const Machine& machine) {
    std::size_t number = 0;
    for (std::string name : system32_files) {
        auto content = windows_program(name);
        auto& file = world.file("Windows\\System32\\" + name, content);
        // The component store holds the same file under a second name.
        if (number++ % 4 == 0)
            file.link(fmt::format(
                "Windows\\winsxs\\amd64_microsoft-windows-{}_31bf3856ad364e35_6.1.7601.17514_none_{:016x}\\{}",
                name.substr(0, name.find('.')), seed_of(name), name));
        if (name.ends_with(".dll")) world.file("Windows\\SysWOW64\\" + name, std::move(content));
    }
    for (std::string_view driver : drivers) {
        auto name = std::string(driver) + ".sys";
        const auto& version = driver == "srv" ? machine.srv : windows_7_sp1;
        world.file("Windows\\System32\\drivers\\" + name, program(name, version, microsoft));
    }
    world.file("Windows\\explorer.exe", windows_program("explorer.exe"));
    world.file("Windows\\regedit.exe", windows_program("regedit.exe"));
    world.file("Windows\\System32\\drivers\\etc\\hosts", Content::text("127.0.0.1       localhost\r\n"));
    world.file("Windows\\win.ini", Content::text("[fonts]\r\n[extensions]\r\n"));
    world.file("Windows\\Logs\\CBS\\CBS.log", Content::prose(4, 400000)).stored(Storing::compressed);
    world.file("Windows\\WindowsUpdate.log", Content::prose(5, 90000));
    world.file("pagefile.sys", Content::zeros(48U << 20)).hidden().system().stored(Storing::sparse);
}

/// The binaries of the ordinary services that are not there yet.
void add_service_files(World& world) {
    constexpr std::string_view prefix = "%SystemRoot%\\";
    for (const auto& service : ordinary_services()) {
        for (std::string command : {service.image, service.dll}) {
            const auto folded = fold_case(command);
            auto end = folded.find(".EXE");
            if (end == std::string::npos) end = folded.find(".DLL");
            if (!starts_with_fold(command, prefix) || end == std::string::npos) continue;
            end += 4;
            const auto path = "Windows\\" + command.substr(prefix.size(), end - prefix.size());
            const auto name = path.substr(path.rfind('\\') + 1);
            if (world.find(path) == nullptr) world.file(path, windows_program(name));
        }
    }
}

void add_component_store(World& world, std::size_t count) {
    constexpr std::array areas{"ie-behaviors",  "printing-core", "shell-setup",  "netcfg",
                               "font-truetype", "help-client",   "speech",       "media-format",
                               "com-base",      "wmi",           "security-spp", "deltapackage"};
    for (std::size_t i = 0; i < count; ++i) {
        auto name = fmt::format("{}_microsoft-windows-{}_31bf3856ad364e35_6.1.7601.17514_{}_{:016x}",
                                i % 3 == 0 ? "x86" : "amd64", areas[i % areas.size()], i % 7 == 0 ? "zh-cn" : "none",
                                seed_of(fmt::format("component {}", i)));
        if (i % 2 == 0)
            world.file("Windows\\winsxs\\Manifests\\" + name + ".manifest", Content::prose(i, 500 + i * 37 % 3000));
        else
            world.file(fmt::format("Windows\\winsxs\\{}\\{}.mui", name, areas[i % areas.size()]),
                       Content::prose(i, 300 + i * 53 % 5000));
    }
}

void add_programs(World& world) {
    constexpr pe::Version vendor{3, 4, 1, 220};
    for (std::string path : programs) {
        const auto name = path.substr(path.rfind('\\') + 1);
        const bool own = path.starts_with("Northwind");
        world.file("Program Files\\" + path, own ? program(name, vendor, "Northwind Software") : windows_program(name));
    }
    for (int i = 0; i < 420; ++i) {
        world.file(fmt::format("Program Files\\Microsoft Office\\Office14\\2052\\HELP{:03}.HXS", i),
                   Content::prose(static_cast<std::uint64_t>(i), 2000 + static_cast<std::uint64_t>(i) * 31 % 9000));
        if (i % 2 == 0)
            world.file(
                fmt::format("Program Files (x86)\\Northwind\\Ledger\\templates\\form{:03}.xml", i),
                Content::prose(static_cast<std::uint64_t>(i) + 5000, 700 + static_cast<std::uint64_t>(i) * 17 % 2000));
    }
    for (int i = 0; i < 380; ++i) {
        world.file(fmt::format("Windows\\inf\\oem{}.inf", i),
                   Content::prose(static_cast<std::uint64_t>(i) + 9000, 1500));
        if (i % 4 == 0)
            world.file(fmt::format("Windows\\Fonts\\font{:03}.ttf", i),
                       Content::noise(static_cast<std::uint64_t>(i), 16000));
    }
    world.file("ProgramData\\Northwind\\Updater\\settings.xml", Content::prose(77, 900));
    world
        .file("ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\desktop.ini",
              Content::text("[.ShellClassInfo]\r\n"))
        .hidden()
        .system();
    world.file("ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\Notepad.lnk", Content::prose(78, 800));
}

/// The bytes every file of a type starts with.
std::vector<std::byte> magic_of(std::string_view name) {
    static const std::map<std::string_view, std::string> magics{
        {"docx", std::string("PK\3\4\x14\0\6\0", 8)},
        {"xlsx", std::string("PK\3\4\x14\0\6\0", 8)},
        {"pptx", std::string("PK\3\4\x14\0\6\0", 8)},
        {"zip", std::string("PK\3\4\x14\0\0\0", 8)},
        {"pdf", "%PDF-1.4\n"},
        {"jpg", "\xFF\xD8\xFF\xE0"},
        {"png", "\x89PNG\r\n\x1A\n"},
        {"mp3", "ID3\3"},
    };
    auto found = magics.find(name.substr(name.rfind('.') + 1));
    if (found == magics.end()) return {};
    auto data = as_bytes(found->second);
    return {data.begin(), data.end()};
}

Document document(std::string folder, std::string name, std::uint64_t seed) {
    const auto written = at("2015-09-01T01:00:00Z") + std::chrono::minutes(seed % 800000);
    return {std::move(folder), std::move(name), 2048 + seed % 29 * 1237, seed, written};
}

}  // namespace

Content program(std::string_view name, const pe::Version& version, std::string_view company) {
    return program_of(name, version, company, seed_of(name));
}

Content windows_program(std::string_view name) { return program(name, windows_7_sp1, microsoft); }

Content Document::content() const {
    auto magic = magic_of(name);
    return magic.empty() ? Content::prose(seed, size) : Content::noise(seed, size).with(0, std::move(magic));
}

std::vector<Document> documents_of(const Person& person) {
    constexpr std::array first_pass{"docx", "xlsx", "pdf", "pptx", "txt"};
    constexpr std::array later_pass{"png", "zip", "mp3"};
    constexpr std::array<std::string_view, 4> folders{"Budget 2017", "Contracts", "Meetings", "\u8D44\u6599"};
    constexpr std::array<std::string_view, 3> albums{"2015 Qingdao", "2016 Office", "2017 Spring"};
    std::vector<Document> out;
    auto add = [&](const std::string& folder, std::string_view stem, std::size_t i) {
        const auto extension = i % 6 == 5 ? later_pass[i / 6 % later_pass.size()] : first_pass[i % first_pass.size()];
        auto name = fmt::format("{} {:03}.{}", stem, i + 1, extension);
        auto seed = seed_of(person.name + folder + name);
        out.push_back(document(folder, std::move(name), seed));
    };
    for (std::size_t i = 0; i < 24; ++i) add("Desktop", "Note", i);
    for (auto folder : folders)
        for (std::size_t i = 0; i < 48; ++i) add("Documents\\" + std::string(folder), "Plan", i);
    for (auto album : albums)
        for (std::size_t i = 0; i < 60; ++i) {
            auto folder = "Pictures\\" + std::string(album);
            auto name = fmt::format("IMG_{:04}.jpg", i + 1);
            auto seed = seed_of(person.name + folder + name);
            out.push_back(document(std::move(folder), std::move(name), seed));
        }
    return out;
}

void add_windows(World& world, const Machine& machine) {
    world.stamp(
        {at("2010-11-21T03:24:00Z"), at("2010-11-20T13:27:00Z"), machine.installed, at("2010-11-21T03:24:00Z")});
    add_system_files(world, machine);
    add_service_files(world);
    add_component_store(world, machine.component_files);
    world.stamp(machine.installed);
    add_programs(world);
    add_setting_files(world, machine);
    world.folder("Users\\Public\\Desktop");
    world.file("Users\\Public\\Documents\\desktop.ini", Content::text("[.ShellClassInfo]\r\n")).hidden().system();
    world.folder("Windows\\Temp");
    world.folder("ProgramData").hidden();
}

void add_profile(World& world, const Machine& machine, const Person& person) {
    const auto home = "Users\\" + person.name;
    world.stamp(machine.installed + std::chrono::hours(30));
    world.folder(home);
    world.folder(home + "\\AppData").hidden();
    world.file(home + "\\Desktop\\desktop.ini", Content::text("[.ShellClassInfo]\r\n")).hidden().system();
    for (int i = 0; i < 240; ++i) {
        auto seed = seed_of(person.name) + static_cast<std::uint64_t>(i);
        world.file(
            fmt::format(
                "{}\\AppData\\Local\\Microsoft\\Windows\\Temporary Internet Files\\Content.IE5\\{:08X}\\page[{}].htm",
                home, seed % 8 * 0x1F2E3D4C % 0xFFFFFFFF, i),
            Content::prose(seed, 600 + seed % 7000));
        if (i % 3 == 0)
            world.file(fmt::format("{}\\AppData\\Local\\Temp\\~DF{:04X}.TMP", home, i), Content::prose(seed + 1, 512));
        if (i % 4 == 0)
            world.file(fmt::format("{}\\AppData\\Roaming\\Microsoft\\Windows\\Recent\\Recent {:03}.lnk", home, i),
                       Content::prose(seed + 2, 700));
    }
    for (int i = 0; i < 30; ++i)
        world
            .file(fmt::format("{}\\Downloads\\setup-{:02}.zip", home, i),
                  Content::noise(seed_of(person.name) + 900U + static_cast<unsigned>(i), 9000))
            .stream("Zone.Identifier", Content::text("[ZoneTransfer]\r\nZoneId=3\r\n"));
    world.file(home + "\\Favorites\\Links\\Intranet.url",
               Content::text("[InternetShortcut]\r\nURL=http://intranet.example/\r\n"));
}

void add_near_misses(World& world, const Person& person) {
    const auto downloads = "Users\\" + person.name + "\\Downloads\\";
    world.stamp(at("2017-05-08T02:10:00Z"));
    world.file(downloads + "WannaCry notes\\wannacry-guide.docx", Content::noise(1, 20000).with(0, magic_of(".docx")));
    world.file(downloads + "WannaCry notes\\tasksche.txt", Content::prose(2, 3000));
    world.file(downloads + "WannaCry notes\\how to recover wncry files.pdf",
               Content::noise(3, 30000).with(0, magic_of(".pdf")));
}

}  // namespace quell::test
