#include "artifacts/antivirus.hpp"

#include <algorithm>
#include <array>

#include "artifacts/registry_values.hpp"
#include "artifacts/system_info.hpp"
#include "base/text.hpp"

namespace quell::artifacts {

namespace {

constexpr std::string_view defender = "WinDefend";

// Common knowledge, written down without a machine of each at hand: names of services change between versions.
const std::vector<AntivirusService> table{
    {defender, "Windows Defender"},
    {"MsMpSvc", "Microsoft Security Essentials"},
    {"AVP*", "Kaspersky"},
    {"ekrn", "ESET"},
    {"avast! Antivirus", "Avast"},
    {"AVG Antivirus", "AVG"},
    {"avgwd", "AVG"},
    {"AntiVirService", "Avira"},
    {"McShield", "McAfee"},
    {"mfemms", "McAfee"},
    {"SAVService", "Sophos"},
    {"Sophos Endpoint Defense Service", "Sophos"},
    {"SepMasterService", "Symantec Endpoint Protection"},
    {"Symantec AntiVirus", "Symantec AntiVirus"},
    {"NortonSecurity", "Norton"},
    {"NAV", "Norton"},
    {"N360", "Norton"},
    {"Amsp", "Trend Micro"},
    {"ntrtscan", "Trend Micro OfficeScan"},
    {"VSSERV", "Bitdefender"},
    {"EPSecurityService", "Bitdefender"},
    {"FSMA", "F-Secure"},
    {"NanoServiceMain", "Panda"},
    {"PSUAService", "Panda"},
    {"AVKService", "G DATA"},
    {"AVKWCtl", "G DATA"},
    {"DrWebAVService", "Dr.Web"},
    {"DrWebEngine", "Dr.Web"},
    {"CmdAgent", "Comodo"},
    {"MBAMService", "Malwarebytes"},
    {"WRSVC", "Webroot"},
    {"CylanceSvc", "Cylance"},
    {"CSFalconService", "CrowdStrike"},
    {"SentinelAgent", "SentinelOne"},
    {"V3 Service", "AhnLab V3"},
    {"ZhuDongFangYu", "360"},
    {"360rp", "360"},
    {"QHActiveDefense", "360"},
    {"HipsDaemon", "Huorong"},
    {"kxescore", "Kingsoft"},
    {"QQPCRTP", "Tencent PC Manager"},
    {"RsRavMon", "Rising"},
    {"RsMgrSvc", "Rising"},
    {"KVSrvXP*", "Jiangmin"},
    {"JmService", "Jiangmin"},
};

const AntivirusService* known(std::string_view service) {
    for (const auto& row : table) {
        const auto open = row.service.ends_with('*');
        const auto name = row.service.substr(0, row.service.size() - (open ? 1 : 0));
        if (open ? starts_with_fold(service, name) : equal_fold(service, name)) return &row;
    }
    return nullptr;
}

constexpr std::array<std::string_view, 2> defender_keys{R"(HKLM\SOFTWARE\Policies\Microsoft\Windows Defender)",
                                                        R"(HKLM\SOFTWARE\Microsoft\Windows Defender)"};
constexpr std::array<std::string_view, 4> scanner_keys{
    R"(HKLM\SOFTWARE\Policies\Microsoft\Windows Defender)", R"(HKLM\SOFTWARE\Microsoft\Windows Defender)",
    R"(HKLM\SOFTWARE\Policies\Microsoft\Microsoft Antimalware)", R"(HKLM\SOFTWARE\Microsoft\Microsoft Antimalware)"};

bool defender_disabled(ValueReader& reader) {
    return std::any_of(defender_keys.begin(), defender_keys.end(), [&](std::string_view key) {
        const auto protection = std::string(key) + R"(\Real-Time Protection)";
        return reader.read(key, "DisableAntiSpyware").number().value_or(0) != 0 ||
               reader.read(key, "DisableAntiVirus").number().value_or(0) != 0 ||
               reader.read(protection, "DisableRealtimeMonitoring").number().value_or(0) != 0;
    });
}

// Windows Defender scans for viruses from Windows 8 (6.2) on.
bool before_windows_8(const Host& host) {
    auto info = system_info(host);
    if (info.items.empty()) return false;
    const auto& version = info.items[0].version;
    return version.starts_with("5.") || version == "6.0" || version == "6.1";
}

}  // namespace

const std::vector<AntivirusService>& antivirus_services() { return table; }

Survey<Antivirus> antivirus(const Host& host) {
    auto all = services(host, Environment::of_machine(host));
    Survey<Antivirus> survey{{}, std::move(all.gaps)};
    for (const auto& service : all.items) {
        const auto* row = service.is_driver() ? nullptr : known(service.name);
        if (row == nullptr) continue;
        Antivirus found{std::string(row->product),
                        service.name,
                        service.start,
                        service.binary_exists,
                        false,
                        false,
                        service.dll.empty() ? service.binary : service.dll};
        if (row->service == defender) {
            ValueReader reader(*host.registry(), survey.gaps);
            found.disabled_by_rule = defender_disabled(reader);
            found.spyware_only = before_windows_8(host);
        }
        survey.items.push_back(std::move(found));
    }
    return survey;
}

Survey<DefenderExclusion> defender_exclusions(const Host& host) {
    if (host.registry() == nullptr)
        return Survey<DefenderExclusion>::not_applicable(View::registry, "",
                                                         {Errc::not_found, "no Windows on this volume"});
    Survey<DefenderExclusion> survey;
    ValueReader reader(*host.registry(), survey.gaps);
    for (auto scanner : scanner_keys) {
        for (std::string_view kind : {"Paths", "Processes", "Extensions"}) {
            auto path = std::string(scanner) + R"(\Exclusions\)" + std::string(kind);
            auto key = reader.open(path);
            if (key == nullptr) continue;
            auto values = key->values();
            if (!values) {
                survey.miss(View::registry, path, values.error());
                continue;
            }
            for (const auto& value : *values)
                if (!value.name.empty()) survey.items.push_back({std::string(kind), value.name, path});
        }
    }
    return survey;
}

}  // namespace quell::artifacts
