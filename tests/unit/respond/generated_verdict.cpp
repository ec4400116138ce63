#include "generated_verdict.hpp"

#include <array>
#include <random>

namespace quell::test {

namespace {

using threats::EvidenceKind;
using threats::Finding;
using threats::Stage;
using threats::Strength;

// Few paths, so that findings meet on the same one: as program of a service, as file, as genuine copy, as kept.
constexpr std::array<std::string_view, 14> paths{
    R"(C:\Windows\mssecsvc.exe)",
    R"(C:\ProgramData\abcdefgh123\tasksche.exe)",
    R"(C:\programdata\ABCDEFGH123\TASKSCHE.EXE)",
    R"(C:\ProgramData\abcdefgh123\00000000.eky)",
    R"(C:\Windows\System32\wuauclt.exe)",
    R"(C:\Windows\System32\wuauclt1.exe)",
    R"(C:\Windows\System32\svchost.exe)",
    R"(C:\Windows\SysWOW64\cmd.exe)",
    R"(C:\Windows\explorer.exe)",
    R"(C:\Windows\AppDiagnostics\svchost.exe)",
    R"(C:\Windows\System32\snmpstorsrv.dll)",
    R"(C:\Program Files\Java\bin\javaw.exe)",
    R"(D:\share\@WanaDecryptor@.exe)",
    R"(tasksche.exe)",
};
constexpr std::array<std::string_view, 5> services{"mssecsvc2.0", "abcdefgh123", "snmpstorsrv", "MSSECSVC2.0", "x"};
constexpr std::array<std::string_view, 5> keys{
    R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run)", R"(HKLM\SOFTWARE\WanaCrypt0r)",
    R"(HKLM\SYSTEM\CurrentControlSet\Control\Session Manager)",
    R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon)", R"(C:\Users\li\Startup)"};
constexpr std::array<std::string_view, 5> values{"wd", "Shell", "Userinit", "PendingFileRenameOperations", "a.exe"};
constexpr std::array<std::string_view, 12> exposures{
    "smb.445",    "smb1.server",     "netbios.139",          "rpc.135",
    "rdp.3389",   "firewall.off",    "updates.off",          "antivirus.none",
    "autorun.on", "smb-device.type", "ipsec.not-protection", "unheard.of"};

class Generator {
public:
    explicit Generator(std::uint64_t seed) : random_(seed) {}

    detect::Verdict verdict() {
        detect::Verdict verdict;
        verdict.source = pick(std::array<std::string_view, 4>{"image", "folder", "live", "live"});
        if (!chance(8)) verdict.windows = WinPath("C:\\Windows");
        auto families = random_() % 4;
        for (std::uint64_t i = 0; i < families; ++i) verdict.families.push_back(family(i));
        auto holes = random_() % 5;
        for (std::uint64_t i = 0; i < holes; ++i) {
            harden::Exposure exposure;
            exposure.id = pick(exposures);
            exposure.openness = static_cast<harden::Openness>(random_() % 4);
            exposure.weight = static_cast<harden::Weight>(random_() % 3);
            verdict.exposure.push_back(std::move(exposure));
        }
        for (std::string_view bulletin : {"MS17-010", "MS08-067"}) {
            if (chance(2)) continue;
            patch::BulletinState state;
            state.bulletin = bulletin;
            state.state = static_cast<patch::State>(random_() % 5);
            if (!chance(3)) state.fix = patch::Fix{chance(2) ? "KB4012212" : "KB958644", "", "", {}, "", {}};
            verdict.patches.push_back(std::move(state));
        }
        if (chance(4)) verdict.gaps.push_back({{GapKind::unseen, View::registry, "x", {}}, chance(2), 1, ""});
        verdict.state = state_of(verdict);
        return verdict;
    }

private:
    bool chance(std::uint64_t one_in) { return random_() % one_in == 0; }
    template <std::size_t N>
    std::string pick(const std::array<std::string_view, N>& list) {
        return std::string(list[random_() % N]);
    }

    detect::FamilyVerdict family(std::uint64_t number) {
        detect::FamilyVerdict family;
        family.id = "family-" + std::to_string(number);
        family.name = "Family " + std::to_string(number);
        family.confidence = static_cast<detect::Confidence>(random_() % 3);
        if (chance(2)) family.confidence = detect::Confidence::confirmed;
        family.stage = static_cast<Stage>(random_() % 6);
        family.encrypted_files = family.stage >= Stage::encrypting ? random_() % 100 : 0;
        auto findings = 1 + random_() % 9;
        for (std::uint64_t i = 0; i < findings; ++i) family.findings.push_back(finding(family.id, i));
        return family;
    }

    Finding finding(const std::string& family, std::uint64_t number) {
        Finding finding;
        finding.indicator = family + ".i" + std::to_string(number);
        finding.family = family;
        finding.kind = static_cast<EvidenceKind>(random_() % 13);
        if (chance(3)) finding.kind = chance(2) ? EvidenceKind::service : EvidenceKind::file_content;
        finding.strength = static_cast<Strength>(random_() % 3);
        finding.stage = static_cast<Stage>(random_() % 6);
        finding.damage = chance(6);
        finding.keep = chance(8);
        finding.subject = pick(paths);
        std::string exists = chance(4) ? "no" : "yes";
        switch (finding.kind) {
            case EvidenceKind::service:
                finding.subject = pick(services);
                finding.evidence = {{"display", ""},
                                    {"command", ""},
                                    {"program", pick(paths)},
                                    {"program-exists", exists},
                                    {"start", chance(4) ? "disabled" : "auto"}};
                break;
            case EvidenceKind::autostart: {
                auto key = pick(keys);
                auto value = pick(values);
                finding.subject = key + "\\" + value;
                finding.evidence = {{"key", key},
                                    {"value", value},
                                    {"command", ""},
                                    {"program", pick(paths)},
                                    {"program-exists", exists},
                                    {"user", ""}};
                break;
            }
            case EvidenceKind::registry: {
                auto key = pick(keys);
                finding.subject = key;
                finding.evidence = {{"key", key}};
                if (chance(2)) break;
                finding.evidence = {{"key", key}, {"value", pick(values)}, {"type", "REG_SZ"}, {"data", pick(paths)}};
                break;
            }
            case EvidenceKind::task:
                finding.subject = "ServiceHost";
                finding.evidence = {{"task", R"(\ServiceHost)"}, {"program", pick(paths)}, {"program-exists", exists}};
                break;
            case EvidenceKind::encrypted_files:
                finding.damage = true;
                finding.folders = {{"C:\\Users\\li", "", 3, 9, {}, {}}};
                break;
            case EvidenceKind::file_name:
            case EvidenceKind::file_content:
            case EvidenceKind::file_hash:
                if (chance(8)) finding.folders = {{"C:\\Users\\li", "", 3, 9, {}, {}}};
                if (chance(5)) finding.restores = pick(paths);
                break;
            default: break;
        }
        return finding;
    }

    static detect::HostState state_of(const detect::Verdict& verdict) {
        auto state = verdict.exposure.empty() ? detect::HostState::clear : detect::HostState::exposed;
        for (const auto& bulletin : verdict.patches)
            if (bulletin.is_open()) state = detect::HostState::exposed;
        for (const auto& gap : verdict.gaps)
            if (gap.blocks_clear) state = detect::HostState::inconclusive;
        for (const auto& family : verdict.families) {
            if (family.confidence == detect::Confidence::suspected && state != detect::HostState::infected)
                state = detect::HostState::inconclusive;
            if (family.confidence != detect::Confidence::confirmed) continue;
            if (family.stage != Stage::encrypted_remotely) state = detect::HostState::infected;
            if (state == detect::HostState::clear) state = detect::HostState::exposed;
        }
        return state;
    }

    std::mt19937_64 random_;
};

}  // namespace

detect::Verdict generated_verdict(std::uint64_t seed) { return Generator(seed).verdict(); }

}  // namespace quell::test
