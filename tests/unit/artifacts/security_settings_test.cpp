#include "artifacts/security_settings.hpp"

#include <set>

#include "support/doctest.hpp"
#include "support/fake_host.hpp"

using namespace quell;
using namespace quell::artifacts;
using test::FakeHost;

namespace {

constexpr std::string_view sid = "S-1-5-21-1-1001";

FakeHost machine() {
    FakeHost fake;
    fake.windows("C:\\Windows").user(sid, "C:\\Users\\ada");
    return fake;
}

const Setting& of(const Survey<Setting>& survey, std::string_view id, std::string_view user = "") {
    const auto* found = setting(survey.items, id, user);
    REQUIRE(found != nullptr);
    return *found;
}

}  // namespace

TEST_CASE("a machine that says nothing has every setting at its default") {
    auto survey = security_settings(machine().host());
    CHECK(survey.gaps.empty());
    for (const auto& item : survey.items) {
        CAPTURE(item.id);
        CHECK(item.meaning == Meaning::default_);
        CHECK_FALSE(item.type.has_value());
        CHECK(item.value.empty());
    }
    std::set<std::string> listed;
    for (const auto& item : survey.items) listed.insert(item.id);
    auto ids = security_setting_ids();
    CHECK(listed == std::set<std::string>(ids.begin(), ids.end()));
    CHECK(ids.size() == listed.size());
}

TEST_CASE("settings mean what they do to their subject, not what their number is") {
    auto fake = machine();
    fake.key(R"(HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server)").dword("fDenyTSConnections", 0);
    fake.key(R"(HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp)")
        .dword("UserAuthentication", 0)
        .dword("PortNumber", 3390);
    fake.key(R"(HKLM\SYSTEM\CurrentControlSet\Services\wuauserv)").dword("Start", 4);
    fake.key(R"(HKLM\SYSTEM\CurrentControlSet\Services\BITS)").dword("Start", 3);
    fake.key(R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU)")
        .dword("NoAutoUpdate", 1)
        .dword("AUOptions", 4);
    fake.key(R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate)").sz("WUServer", "http://wsus.example:8530");
    fake.key(R"(HKLM\SOFTWARE\Microsoft\Ole)").sz("EnableDCOM", "n");
    fake.key(R"(HKLM\SOFTWARE\Microsoft\Rpc)").multi_sz("DCOM Protocols", {"ncacn_ip_tcp", "ncacn_spx"});
    fake.key(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer)").dword("NoDriveTypeAutoRun", 0x91);
    auto survey = security_settings(fake.host());
    CHECK(of(survey, "rdp").meaning == Meaning::on);
    CHECK(of(survey, "rdp").value == "0");
    CHECK(of(survey, "rdp.nla").meaning == Meaning::off);
    CHECK(of(survey, "rdp.port").value == "3390");
    CHECK(of(survey, "rdp.port").meaning == Meaning::value);
    CHECK(of(survey, "updates.service").meaning == Meaning::off);
    CHECK(of(survey, "updates.transfer").meaning == Meaning::manual);
    CHECK(of(survey, "updates.policy").meaning == Meaning::off);
    CHECK(of(survey, "updates.policy-does").meaning == Meaning::install);
    CHECK(of(survey, "updates.own-server").value == "http://wsus.example:8530");
    CHECK(of(survey, "dcom").meaning == Meaning::off);
    CHECK(of(survey, "dcom.protocols").value == "ncacn_ip_tcp; ncacn_spx");
    CHECK(of(survey, "autorun.drives").meaning == Meaning::partly);
    CHECK(of(survey, "autorun.drives").key == R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer)");
}

TEST_CASE("each user has settings of his own") {
    auto fake = machine();
    auto& advanced =
        fake.key("HKU\\" + std::string(sid) + R"(\Software\Microsoft\Windows\CurrentVersion\Explorer\Advanced)");
    advanced.dword("Hidden", 2).dword("ShowSuperHidden", 1).dword("HideFileExt", 1);
    fake.key("HKU\\" + std::string(sid) + R"(\Software\Microsoft\Windows\CurrentVersion\Policies\Explorer)")
        .dword("NoDriveTypeAutoRun", 0xFF);
    auto survey = security_settings(fake.host());
    CHECK(of(survey, "explorer.hidden-files", sid).meaning == Meaning::off);
    CHECK(of(survey, "explorer.system-files", sid).meaning == Meaning::on);
    CHECK(of(survey, "explorer.extensions", sid).meaning == Meaning::off);
    CHECK(of(survey, "autorun.drives", sid).meaning == Meaning::off);
    CHECK(of(survey, "autorun.drives").meaning == Meaning::default_);
}

TEST_CASE("a value of the wrong type is shown and called without effect") {
    auto fake = machine();
    fake.key(R"(HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server)").sz("fDenyTSConnections", "1");
    fake.key(R"(HKLM\SOFTWARE\Microsoft\Ole)").dword("EnableDCOM", 1);
    fake.key(R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU)").dword("AUOptions", 77);
    fake.key(R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate)")
        .values.push_back({"WUServer", ValueType::binary, std::vector<std::byte>(100'000, std::byte{0xAB})});
    auto survey = security_settings(fake.host());
    CHECK(of(survey, "rdp").meaning == Meaning::wrong_type);
    CHECK(of(survey, "rdp").type == ValueType::sz);
    CHECK(of(survey, "rdp").value == "1");
    CHECK(of(survey, "dcom").meaning == Meaning::wrong_type);
    CHECK(of(survey, "updates.policy-does").meaning == Meaning::unknown);
    CHECK(of(survey, "updates.own-server").meaning == Meaning::wrong_type);
    CHECK(of(survey, "updates.own-server").value.size() <= longest_shown + 3);
}

TEST_CASE("a setting that cannot be read is a gap, never a default") {
    auto fake = machine();
    fake.unreadable_key(R"(HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server)");
    auto survey = security_settings(fake.host());
    CHECK(of(survey, "rdp").meaning == Meaning::unknown);
    CHECK(of(survey, "rdp.port").meaning == Meaning::unknown);
    CHECK_FALSE(survey.gaps.empty());
    CHECK(survey.gaps[0].kind == GapKind::unseen);
}
