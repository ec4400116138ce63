#include "artifacts/security_settings.hpp"

#include <array>

#include "base/text.hpp"

namespace quell::artifacts {

std::string_view name_of(Meaning meaning) {
    switch (meaning) {
        case Meaning::default_: return "default";
        case Meaning::on: return "on";
        case Meaning::off: return "off";
        case Meaning::partly: return "partly";
        case Meaning::notify: return "notify";
        case Meaning::download: return "download";
        case Meaning::install: return "install";
        case Meaning::by_admin: return "by-admin";
        case Meaning::manual: return "manual";
        case Meaning::value: return "value";
        case Meaning::wrong_type: return "wrong-type";
        case Meaning::unknown: return "unknown";
    }
    return "unknown";
}

namespace {

enum class Kind : std::uint8_t {
    is_on,       // REG_DWORD: 1 on, 0 off
    is_off,      // REG_DWORD: 1 off, 0 on
    start,       // REG_DWORD: a service's Start
    drives,      // REG_DWORD: a bit for each kind of drive without autorun
    hidden,      // REG_DWORD: 1 shown, 2 not shown
    au_options,  // REG_DWORD: what automatic updates do
    number,      // REG_DWORD that speaks for itself
    yes_no,      // REG_SZ: Y, N
    text,        // REG_SZ
    texts,       // REG_MULTI_SZ
};

struct Rule {
    std::string_view id;
    std::string_view key;
    std::string_view name;
    Kind kind;
};

// Sources: Microsoft's KB967715 (autorun), KB825750 (DCOM), KB328010 (automatic updates); the names of Terminal
// Services, Security Center and Explorer as their policies write them.
constexpr std::array machine_rules{
    Rule{"dcom", R"(HKLM\SOFTWARE\Microsoft\Ole)", "EnableDCOM", Kind::yes_no},
    Rule{"dcom.protocols", R"(HKLM\SOFTWARE\Microsoft\Rpc)", "DCOM Protocols", Kind::texts},
    Rule{"rpc.internet", R"(HKLM\SYSTEM\CurrentControlSet\Services\RpcSs)", "ListenOnInternet", Kind::yes_no},
    Rule{"autorun.drives", R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer)", "NoDriveTypeAutoRun",
         Kind::drives},
    Rule{"autorun.honoured", R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer)",
         "HonorAutorunSetting", Kind::is_on},
    Rule{"updates.service", R"(HKLM\SYSTEM\CurrentControlSet\Services\wuauserv)", "Start", Kind::start},
    Rule{"updates.transfer", R"(HKLM\SYSTEM\CurrentControlSet\Services\BITS)", "Start", Kind::start},
    Rule{"updates.installer", R"(HKLM\SYSTEM\CurrentControlSet\Services\TrustedInstaller)", "Start", Kind::start},
    Rule{"updates.policy", R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU)", "NoAutoUpdate",
         Kind::is_off},
    Rule{"updates.policy-does", R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU)", "AUOptions",
         Kind::au_options},
    Rule{"updates.does", R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update)", "AUOptions",
         Kind::au_options},
    Rule{"updates.access", R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate)", "DisableWindowsUpdateAccess",
         Kind::is_off},
    Rule{"updates.from-own-server", R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU)", "UseWUServer",
         Kind::is_on},
    Rule{"updates.own-server", R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate)", "WUServer", Kind::text},
    Rule{"updates.own-status-server", R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate)", "WUStatusServer",
         Kind::text},
    Rule{"rdp", R"(HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server)", "fDenyTSConnections", Kind::is_off},
    Rule{"rdp.policy", R"(HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services)", "fDenyTSConnections",
         Kind::is_off},
    Rule{"rdp.service", R"(HKLM\SYSTEM\CurrentControlSet\Services\TermService)", "Start", Kind::start},
    Rule{"rdp.nla", R"(HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp)",
         "UserAuthentication", Kind::is_on},
    Rule{"rdp.nla-policy", R"(HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services)", "UserAuthentication",
         Kind::is_on},
    Rule{"rdp.port", R"(HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp)", "PortNumber",
         Kind::number},
    Rule{"ipsec.service", R"(HKLM\SYSTEM\CurrentControlSet\Services\PolicyAgent)", "Start", Kind::start},
    Rule{"security-center.antivirus", R"(HKLM\SOFTWARE\Microsoft\Security Center)", "AntiVirusDisableNotify",
         Kind::is_off},
    Rule{"security-center.firewall", R"(HKLM\SOFTWARE\Microsoft\Security Center)", "FirewallDisableNotify",
         Kind::is_off},
    Rule{"security-center.updates", R"(HKLM\SOFTWARE\Microsoft\Security Center)", "UpdatesDisableNotify", Kind::is_off},
    Rule{"explorer.hidden-files-choice",
         R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\Advanced\Folder\Hidden\SHOWALL)", "CheckedValue",
         Kind::hidden},
};

// Below HKU\<sid>.
constexpr std::array user_rules{
    Rule{"autorun.drives", R"(Software\Microsoft\Windows\CurrentVersion\Policies\Explorer)", "NoDriveTypeAutoRun",
         Kind::drives},
    Rule{"explorer.hidden-files", R"(Software\Microsoft\Windows\CurrentVersion\Explorer\Advanced)", "Hidden",
         Kind::hidden},
    Rule{"explorer.system-files", R"(Software\Microsoft\Windows\CurrentVersion\Explorer\Advanced)", "ShowSuperHidden",
         Kind::is_on},
    Rule{"explorer.extensions", R"(Software\Microsoft\Windows\CurrentVersion\Explorer\Advanced)", "HideFileExt",
         Kind::is_off},
};

Meaning of_number(Kind kind, std::uint32_t number) {
    switch (kind) {
        case Kind::is_on: return number == 0 ? Meaning::off : Meaning::on;
        case Kind::is_off: return number == 0 ? Meaning::on : Meaning::off;
        case Kind::start:
            if (number == 4) return Meaning::off;
            if (number == 3) return Meaning::manual;
            return number <= 2 ? Meaning::on : Meaning::unknown;
        case Kind::drives:
            if ((number & 0xFF) == 0xFF) return Meaning::off;
            return number == 0 ? Meaning::on : Meaning::partly;
        case Kind::hidden: return number == 1 ? Meaning::on : Meaning::off;
        case Kind::au_options:
            switch (number) {
                case 1: return Meaning::off;
                case 2: return Meaning::notify;
                case 3: return Meaning::download;
                case 4: return Meaning::install;
                case 5: return Meaning::by_admin;
                default: return Meaning::unknown;
            }
        case Kind::number:
        case Kind::yes_no:
        case Kind::text:
        case Kind::texts: break;
    }
    return Meaning::value;
}

Meaning meaning_of(Kind kind, const StoredValue& stored) {
    if (stored.unseen) return Meaning::unknown;
    if (!stored.value) return Meaning::default_;
    switch (kind) {
        case Kind::yes_no: {
            auto text = stored.value->text();
            if (!text) return Meaning::wrong_type;
            if (equal_fold(*text, "Y")) return Meaning::on;
            return equal_fold(*text, "N") ? Meaning::off : Meaning::unknown;
        }
        case Kind::text: return stored.value->text() ? Meaning::value : Meaning::wrong_type;
        case Kind::texts: return stored.value->strings() ? Meaning::value : Meaning::wrong_type;
        default: break;
    }
    auto number = stored.number();
    return number ? of_number(kind, *number) : Meaning::wrong_type;
}

Setting read(ValueReader& reader, const Rule& rule, const std::string& key, const std::string& user) {
    auto stored = reader.read(key, rule.name);
    Setting out{std::string(rule.id),          key, std::string(rule.name), std::nullopt, "",
                meaning_of(rule.kind, stored), user};
    if (stored.value) {
        out.type = stored.value->type;
        out.value = shown(*stored.value);
    }
    return out;
}

}  // namespace

Survey<Setting> security_settings(const Host& host) {
    if (host.registry() == nullptr)
        return Survey<Setting>::not_applicable(View::registry, "", {Errc::not_found, "no Windows on this volume"});
    Survey<Setting> survey;
    ValueReader reader(*host.registry(), survey.gaps);
    for (const auto& rule : machine_rules) survey.items.push_back(read(reader, rule, std::string(rule.key), ""));
    for (const auto& user : host.registry()->users())
        for (const auto& rule : user_rules)
            survey.items.push_back(read(reader, rule, "HKU\\" + user.sid + "\\" + std::string(rule.key), user.sid));
    return survey;
}

const Setting* setting(const std::vector<Setting>& settings, std::string_view id, std::string_view user) {
    for (const auto& one : settings)
        if (one.id == id && one.user == user) return &one;
    return nullptr;
}

std::vector<std::string_view> security_setting_ids() {
    std::vector<std::string_view> ids;
    for (const auto& rule : machine_rules) ids.push_back(rule.id);
    for (const auto& rule : user_rules)
        if (rule.id != "autorun.drives") ids.push_back(rule.id);
    return ids;
}

}  // namespace quell::artifacts
