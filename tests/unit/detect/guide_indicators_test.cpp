// Everything on a host that the five public guides tell people to look for, as it is right after their mistakes were
// corrected, is found by a scan; and what Windows and ordinary software have beside it is not.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "detect/scan.hpp"
#include "support/fake_host.hpp"
#include "support/pe_builder.hpp"
#include "support/task_builder.hpp"
#include "support/wmi_builder.hpp"
#include "threats/load.hpp"

using namespace quell;
using namespace quell::detect;
using quell::test::FakeHost;
using threats::Strength;

namespace {

const std::vector<threats::Pack>& packs() {
    static const auto set = threats::load_packs(threats::embedded_packs(), {});
    return set.packs;
}

FakeHost machine() {
    FakeHost fake;
    fake.windows("C:\\Windows").user("S-1-5-21-7-1001", "C:\\Users\\ada");
    return fake;
}

Verdict scan_of(const FakeHost& fake) {
    Workers workers(1);
    NoProgress progress;
    return scan(fake.host(), {packs(), {}}, Depth::usual, {workers, progress, {}});
}

// The families that name this file, service or key among their evidence.
std::set<std::string> families_of(const FakeHost& fake) {
    std::set<std::string> out;
    for (const auto& family : scan_of(fake).families) out.insert(family.id);
    return out;
}

std::string indicators_of(const FakeHost& fake) {
    std::string out;
    for (const auto& family : scan_of(fake).families)
        for (const auto& finding : family.findings) out += finding.indicator + " at " + finding.subject + "; ";
    return out;
}

const FamilyVerdict* family_of(const Verdict& verdict, std::string_view id) {
    for (const auto& family : verdict.families)
        if (family.id == id) return &family;
    return nullptr;
}

std::vector<std::byte> program(std::string_view original_name = {}, std::string_view company = {}) {
    test::PeSpec spec;
    if (!original_name.empty()) {
        test::PeVersion version;
        version.strings = {{"OriginalFilename", std::string(original_name)}, {"CompanyName", std::string(company)}};
        spec.version = version;
    }
    return test::build_pe(spec);
}

// A guide's file: the guide, the path, the family whose pack must know it.
struct GuideFile {
    const char* guide;
    const char* path;
    const char* family;
};

constexpr GuideFile guide_files[] = {
    {"1, 2, 5", "C:\\Windows\\mssecsvc.exe", "wannacry"},
    {"1, 2, 5", "C:\\Windows\\tasksche.exe", "wannacry"},
    {"1, 2, 5", "C:\\Windows\\qeriuwjhrf", "wannacry"},
    {"1, 2 (all disks)", "D:\\some\\where\\tasksche.exe", "wannacry"},
    {"1, 2 (all disks)", "D:\\some\\where\\mssecsvc.exe", "wannacry"},
    {"3", "C:\\ProgramData\\abc123\\taskse.exe", "wannacry"},
    {"3", "C:\\Users\\ada\\Desktop\\@WanaDecryptor@.exe", "wannacry"},
    {"3 (onion)", "C:\\Users\\ada\\report.docx.id-0A1B2C3D.[a@b.com].onion", "crysis"},
    {"3 (wallet)", "C:\\Users\\ada\\report.docx.[a@b.com].wallet", "crysis"},
    {"4", "C:\\Windows\\System32\\MarsTraceDiagnostics.xml", "wannamine"},
    {"4", "C:\\Windows\\System32\\TrustedHostex.exe", "wannamine"},
    {"4", "C:\\Windows\\System32\\snmpstorsrv.dll", "wannamine"},
    {"4", "C:\\Windows\\AppDiagnostics\\svchost.exe", "wannamine"},
    {"4", "C:\\Windows\\AppDiagnostics\\spoolsv.exe", "wannamine"},
    {"4", "C:\\Windows\\AppDiagnostics\\x86.dll", "wannamine"},
    {"4", "C:\\Windows\\AppDiagnostics\\x64.dll", "wannamine"},
    {"4 (components)", "C:\\Windows\\spoolsv.exe", "masquerade"},
    {"4 (components)", "C:\\Windows\\svchost.exe", "masquerade"},
    {"5", "C:\\Program Files\\Microsoft Updates\\updateinstaller", "eternalrocks"},
    {"5, corrected", "C:\\Program Files\\Microsoft Updates\\UpdateInstaller.exe", "eternalrocks"},
    {"5", "C:\\Program Files\\Microsoft Updates\\svchost.exe", "eternalrocks"},
    {"5", "C:\\Program Files\\Microsoft Updates\\torunzip.exe", "eternalrocks"},
    {"5", "D:\\x\\architouch.inconfig.xml", "equation-kit"},
    {"5", "D:\\x\\doublepulsar.inconfig.xml", "equation-kit"},
    {"5", "D:\\x\\eternalblue.inconfig.xml", "equation-kit"},
    {"5", "D:\\x\\eternalchampion.inconfig.xml", "equation-kit"},
    {"5", "D:\\x\\eternalromance.inconfig.xml", "equation-kit"},
    {"5", "D:\\x\\eternalsynergy.inconfig.xml", "equation-kit"},
    {"5", "D:\\x\\smbtouch.inconfig.xml", "equation-kit"},
};

// A service as the guides show it: inside svchost.exe with a library, or with a program.
void add_service(FakeHost& fake, const std::string& name, const std::string& dll) {
    fake.service(name, R"(C:\Windows\System32\svchost.exe -k netsvcs)");
    fake.key(R"(HKLM\SYSTEM\CurrentControlSet\Services\)" + name + R"(\Parameters)").expand_sz("ServiceDll", dll);
}

}  // namespace

TEST_CASE("every file that the guides name is found, under the family that it belongs to") {
    for (const auto& file : guide_files) {
        CAPTURE(file.guide);
        CAPTURE(file.path);
        auto fake = machine();
        fake.file(file.path, 100);
        CHECK(families_of(fake).contains(file.family));
    }
}

TEST_CASE("every service, value and text that the guides name is found") {
    SUBCASE("1, 2: the worm's service, as it is and as they misread it") {
        for (const char* name : {"mssecsvc2.0", "fmssecsvc2.0"}) {
            auto fake = machine();
            fake.service(name, R"(C:\Windows\mssecsvc.exe -m security)");
            CHECK(families_of(fake).contains("wannacry"));
        }
    }
    SUBCASE("1, 2: the red English text on the desktop") {
        auto fake = machine();
        fake.key(R"(HKU\S-1-5-21-7-1001\Control Panel\Desktop)")
            .sz("Wallpaper", R"(C:\Users\ada\Desktop\@WanaDecryptor@.bmp)");
        CHECK(families_of(fake).contains("wannacry"));
    }
    SUBCASE("4: the main service, with its library") {
        auto fake = machine();
        add_service(fake, "snmpstorsrv", R"(C:\Windows\System32\snmpstorsrv.dll)");
        CHECK(families_of(fake) == std::set<std::string>{"wannamine"});
    }
    SUBCASE("5: the word in the registry, which suspects nobody by itself") {
        auto fake = machine();
        fake.key(R"(HKLM\SOFTWARE\Any\EternalRocks)");
        auto verdict = scan_of(fake);
        REQUIRE(verdict.families.size() == 1);
        CHECK(verdict.families[0].id == "eternalrocks");
        CHECK(verdict.families[0].confidence == Confidence::trace);
        CHECK(verdict.state == HostState::clear);
    }
}

TEST_CASE("the guides' sizes, hashes and link time are in the packs, none of them decisive by itself") {
    std::set<std::string> md5;
    std::set<std::uint64_t> sizes;
    std::set<std::uint32_t> times;
    for (const auto& pack : packs())
        for (const auto& indicator : pack.indicators)
            if (const auto* rule = std::get_if<threats::FileRule>(&indicator.rule)) {
                for (const auto& hash : rule->hashes.md5) {
                    md5.insert(hash);
                    if (indicator.reference.mark == "S") CHECK(indicator.strength != Strength::decisive);
                }
                sizes.insert(rule->sizes.begin(), rule->sizes.end());
                if (rule->pe) times.insert(rule->pe->link_times.begin(), rule->pe->link_times.end());
            }
    CHECK(md5.contains("8b2d830d0cf3ad16a547d5b23eca2c6e"));
    CHECK(md5.contains("854455f59776dc27d4934d8979fa7e86"));
    CHECK(sizes.contains(3432 * 1024));
    CHECK(sizes.contains(3636 * 1024));
    // 2010-11-20 17:03 in China is 09:03:08 UTC.
    CHECK(times.contains(1290243788));
}

TEST_CASE(
    "wuauclt.exe says nothing by itself; beside wuauclt1.exe it is looked at, and the genuine one is offered back") {
    auto fake = machine();
    fake.file("C:\\Windows\\System32\\wuauclt.exe", program("wuauclt.exe"));
    fake.service("wuauserv", R"(C:\Windows\System32\wuauclt.exe)");
    CHECK(indicators_of(fake).empty());

    fake.file("C:\\Windows\\System32\\wuauclt1.exe", program("wuauclt.exe"));
    auto renamed = scan_of(fake);
    REQUIRE(family_of(renamed, "wannamine") != nullptr);
    CHECK(family_of(renamed, "wannamine")->confidence == Confidence::trace);
    CHECK(family_of(renamed, "wannamine")->findings.at(0).restores == "C:\\Windows\\System32\\wuauclt.exe");
    CHECK(renamed.state == HostState::clear);

    auto replaced = machine();
    replaced.file("C:\\Windows\\System32\\wuauclt.exe", program("scanner.exe"));
    replaced.file("C:\\Windows\\System32\\wuauclt1.exe", program("wuauclt.exe"));
    auto verdict = scan_of(replaced);
    REQUIRE(family_of(verdict, "wannamine") != nullptr);
    CHECK(family_of(verdict, "wannamine")->confidence == Confidence::suspected);
    for (const auto& finding : family_of(verdict, "wannamine")->findings) CHECK(finding.strength == Strength::trace);
}

TEST_CASE("Windows's own programs in its own stores are no sign at all") {
    for (const char* path : {"C:\\Windows\\System32\\svchost.exe",
                             "C:\\Windows\\SysWOW64\\svchost.exe",
                             "C:\\Windows\\System32\\dllcache\\spoolsv.exe",
                             "C:\\Windows\\ServicePackFiles\\i386\\lsass.exe",
                             "C:\\Windows\\$hf_mig$\\KB123\\SP3QFE\\wuauclt.exe",
                             "C:\\Windows\\$NtUninstallKB123$\\spoolsv.exe",
                             "C:\\Windows\\winsxs\\x86_microsoft-windows-services-svchost_1\\svchost.exe",
                             "C:\\Windows\\servicing\\LCU\\Package_1\\amd64_x\\f\\svchost.exe",
                             "C:\\Windows\\SoftwareDistribution\\Download\\1\\wuauclt.exe",
                             "C:\\Windows.old\\WINDOWS\\System32\\lsass.exe",
                             "C:\\Windows.old.000\\WINDOWS\\winsxs\\a\\lsass.exe",
                             "C:\\$WINDOWS.~BT\\Sources\\x\\svchost.exe",
                             "C:\\Windows\\Temp\\setup\\svchost.exe",
                             "D:\\i386\\spoolsv.exe",
                             "D:\\backup\\Windows\\System32\\csrss.exe",
                             "C:\\Windows\\Speech\\Common\\sapisvr.exe",
                             "C:\\Windows\\tracing\\svchost.log",
                             "C:\\Windows\\SecureBoot\\theme.xml",
                             "C:\\Windows\\IME\\IMEJP10\\imjpuex.exe",
                             "C:\\Windows\\diagnostics\\system\\Apps\\x86.dll",
                             "C:\\Windows\\System32\\dllhost.exe",
                             "C:\\Windows\\System32\\wbem\\Repository\\note.txt",
                             "C:\\Program Files\\Git\\libxml2.dll",
                             "C:\\Program Files\\Git\\ssleay32.dll",
                             "C:\\Program Files\\App\\Microsoft.Win32.TaskScheduler.dll",
                             "C:\\Program Files\\App\\ICSharpCode.SharpZipLib.dll",
                             "C:\\Program Files\\Tor\\tor.exe",
                             "C:\\Program Files\\App\\README.txt",
                             "C:\\Users\\ada\\money.wallet",
                             "C:\\Users\\ada\\[a@b] notes.onion.txt",
                             "C:\\Windows\\Fonts\\arial.ttf",
                             "C:\\Users\\ada\\Documents\\00000001.res"}) {
        CAPTURE(path);
        auto fake = machine();
        fake.file(path, program("x.exe", "Microsoft Corporation"));
        CHECK(indicators_of(fake).empty());
    }
}

TEST_CASE("services and tasks of Windows are not suspected, whatever they are called") {
    auto fake = machine();
    fake.file("C:\\Windows\\System32\\svchost.exe", program("svchost.exe", "Microsoft Corporation"));
    fake.file("C:\\Windows\\System32\\NetworkTimeService.dll", program("time.dll", "A Vendor"));
    add_service(fake, "Dnscache", R"(%SystemRoot%\System32\dnsrslvr.dll)");
    fake.service("Spooler", R"(%SystemRoot%\System32\spoolsv.exe)");
    fake.service("Bare", "svchost.exe -k netsvcs");
    fake.service("COMSysApp", R"(C:\Windows\system32\dllhost.exe /Processid:{02D4B3F1-FD88-11D1-960D-00805FC79235})");
    fake.service("SamSs", R"(\SystemRoot\system32\lsass.exe)");
    test::TaskSpec task;
    task.actions = {test::exec(R"(%windir%\system32\taskhost.exe)", "$(Arg0)")};
    fake.file("C:\\Windows\\System32\\Tasks\\Microsoft\\Windows\\UPnP\\UPnPHostConfig", test::build_task_xml(task));
    test::WmiRepository repository;
    for (const char* name : {"SCM Event Log Filter", "SCM Event Log Consumer", "BVTFilter", "BVTConsumer"})
        repository.class_name(name);
    for (const char* name : {"Win32_Service", "Win32_SystemServices"}) repository.class_name(name);
    fake.file("C:\\Windows\\System32\\wbem\\Repository\\OBJECTS.DATA", repository.bytes());
    CHECK(indicators_of(fake).empty());
    CHECK(scan_of(fake).state == HostState::clear);

    // A vendor's service whose name the worm could have made: shown, judged nothing.
    add_service(fake, "NetworkTimeService", R"(C:\Windows\System32\NetworkTimeService.dll)");
    auto verdict = scan_of(fake);
    REQUIRE(verdict.families.size() == 1);
    CHECK(verdict.families[0].confidence == Confidence::trace);
}

TEST_CASE("a program under a name of Windows that a service or a task starts from elsewhere is suspected") {
    auto as_service = machine();
    as_service.file("C:\\Windows\\Help\\svchost.exe", program());
    as_service.service("helper", R"(C:\Windows\Help\svchost.exe)");
    auto as_task = machine();
    as_task.file("C:\\svchost.exe", program());
    test::TaskSpec task;
    task.actions = {test::exec(R"(C:\svchost.exe)")};
    as_task.file("C:\\Windows\\System32\\Tasks\\helper", test::build_task_xml(task));
    for (const auto& fake : {as_service, as_task}) {
        auto verdict = scan_of(fake);
        REQUIRE(family_of(verdict, "masquerade") != nullptr);
        CHECK(family_of(verdict, "masquerade")->confidence == Confidence::suspected);
        CHECK(family_of(verdict, "masquerade")->stage == threats::Stage::active);
        CHECK(verdict.state == HostState::inconclusive);
    }
    auto lying = machine();
    lying.file("C:\\Windows\\Help\\svchost.exe", program());
    CHECK(scan_of(lying).state == HostState::clear);
}
