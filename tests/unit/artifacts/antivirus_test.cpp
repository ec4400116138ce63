#include "artifacts/antivirus.hpp"

#include "support/doctest.hpp"
#include "support/fake_host.hpp"

using namespace quell;
using namespace quell::artifacts;
using test::FakeHost;

namespace {

constexpr std::string_view defender_exe = "C:\\Program Files\\Windows Defender\\MsMpEng.exe";

FakeHost windows(std::string_view version) {
    FakeHost fake;
    fake.windows("C:\\Windows");
    auto& key = fake.key(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)");
    key.values.clear();
    key.sz("CurrentVersion", version);
    return fake;
}

}  // namespace

TEST_CASE("a scanner that starts and is there protects") {
    auto fake = windows("6.1");
    fake.file("C:\\Program Files\\ESET\\ekrn.exe", 10);
    fake.service("ekrn", "\"C:\\Program Files\\ESET\\ekrn.exe\"");
    fake.service("Spooler", "C:\\Windows\\System32\\spoolsv.exe");
    auto survey = antivirus(fake.host());
    CHECK(survey.gaps.empty());
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items[0].product == "ESET");
    CHECK(survey.items[0].program == WinPath("C:\\Program Files\\ESET\\ekrn.exe"));
    CHECK(survey.items[0].protects());
}

TEST_CASE("a scanner that is disabled, or whose program is gone, does not protect") {
    auto fake = windows("6.1");
    fake.service("AVP18.0.0", "C:\\Program Files\\KL\\avp.exe");
    fake.file("C:\\Program Files\\Avira\\avguard.exe", 10);
    fake.key(R"(HKLM\SYSTEM\CurrentControlSet\Services\AntiVirService)")
        .dword("Type", 16)
        .dword("Start", 4)
        .expand_sz("ImagePath", "C:\\Program Files\\Avira\\avguard.exe");
    auto survey = antivirus(fake.host());
    REQUIRE(survey.items.size() == 2);
    for (const auto& item : survey.items) {
        CAPTURE(item.product);
        CHECK_FALSE(item.protects());
    }
}

TEST_CASE("Windows Defender is a virus scanner from Windows 8 on only") {
    for (auto [version, protects] : {std::pair("6.1", false), std::pair("6.3", true), std::pair("10.0", true)}) {
        CAPTURE(version);
        auto fake = windows(version);
        fake.file(defender_exe, 10);
        fake.service("WinDefend", std::string("\"") + std::string(defender_exe) + "\"");
        auto survey = antivirus(fake.host());
        REQUIRE(survey.items.size() == 1);
        CHECK(survey.items[0].protects() == protects);
    }
}

TEST_CASE("a policy that switches Windows Defender off is seen") {
    for (auto [key, name] : {std::pair(R"(HKLM\SOFTWARE\Policies\Microsoft\Windows Defender)", "DisableAntiSpyware"),
                             std::pair(R"(HKLM\SOFTWARE\Microsoft\Windows Defender)", "DisableAntiVirus"),
                             std::pair(R"(HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Real-Time Protection)",
                                       "DisableRealtimeMonitoring")}) {
        CAPTURE(name);
        auto fake = windows("10.0");
        fake.file(defender_exe, 10);
        fake.service("WinDefend", defender_exe);
        CHECK(antivirus(fake.host()).items.at(0).protects());
        fake.key(key).dword(name, 1);
        CHECK(antivirus(fake.host()).items.at(0).disabled_by_rule);
        CHECK_FALSE(antivirus(fake.host()).items.at(0).protects());
    }
}

TEST_CASE("services that cannot be read are a gap, not a machine without antivirus") {
    auto fake = windows("6.1");
    fake.unreadable_key(R"(HKLM\SYSTEM\CurrentControlSet\Services)");
    auto survey = antivirus(fake.host());
    CHECK(survey.items.empty());
    CHECK(survey.gaps.size() == 1);
}

TEST_CASE("what Windows Defender is told to leave alone is listed") {
    auto fake = windows("10.0");
    fake.key(R"(HKLM\SOFTWARE\Microsoft\Windows Defender\Exclusions\Processes)").dword("C:\\System32\\mue.exe", 0);
    fake.key(R"(HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Exclusions\Paths)").sz("C:\\", "0");
    auto survey = defender_exclusions(fake.host());
    CHECK(survey.gaps.empty());
    REQUIRE(survey.items.size() == 2);
    CHECK(survey.items[0].kind == "Paths");
    CHECK(survey.items[0].what == "C:\\");
    CHECK(survey.items[1].kind == "Processes");
    CHECK(survey.items[1].what == "C:\\System32\\mue.exe");
}
