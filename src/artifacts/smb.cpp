#include "artifacts/smb.hpp"

#include <algorithm>
#include <charconv>

#include "artifacts/system_info.hpp"
#include "base/text.hpp"

namespace quell::artifacts {

std::string_view name_of(SmbGeneration generation) {
    switch (generation) {
        case SmbGeneration::unknown: return "unknown";
        case SmbGeneration::smb1_only: return "smb1-only";
        case SmbGeneration::by_value: return "by-value";
        case SmbGeneration::by_feature: return "by-feature";
    }
    return "unknown";
}

std::string_view name_of(Smb1 state) {
    switch (state) {
        case Smb1::on: return "on";
        case Smb1::off: return "off";
        case Smb1::not_installed: return "not-installed";
        case Smb1::unknown: return "unknown";
    }
    return "unknown";
}

std::string_view name_of(NetBios state) {
    switch (state) {
        case NetBios::from_dhcp: return "from-dhcp";
        case NetBios::on: return "on";
        case NetBios::off: return "off";
        case NetBios::unknown: return "unknown";
    }
    return "unknown";
}

namespace {

constexpr std::string_view services_root = R"(HKLM\SYSTEM\CurrentControlSet\Services)";
constexpr std::string_view server_parameters = R"(HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters)";
constexpr std::string_view server_linkage = R"(HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer\Linkage)";
constexpr std::string_view workstation = R"(HKLM\SYSTEM\CurrentControlSet\Services\LanmanWorkstation)";
constexpr std::string_view netbt = R"(HKLM\SYSTEM\CurrentControlSet\Services\NetBT\Parameters)";
// The class of network adapters.
constexpr std::string_view connections =
    R"(HKLM\SYSTEM\CurrentControlSet\Control\Network\{4D36E972-E325-11CE-BFC1-08002BE10318})";

SmbGeneration generation_of(const Host& host) {
    auto info = system_info(host);
    if (info.items.empty()) return SmbGeneration::unknown;
    const auto& version = info.items[0].version;
    unsigned major = 0;
    unsigned minor = 0;
    const auto* end = version.data() + version.size();
    auto [rest, error] = std::from_chars(version.data(), end, major);
    if (error != std::errc() || major == 0) return SmbGeneration::unknown;
    if (rest != end && *rest == '.') std::from_chars(rest + 1, end, minor);
    if (major < 6) return SmbGeneration::smb1_only;
    return major == 6 && minor < 3 ? SmbGeneration::by_value : SmbGeneration::by_feature;
}

// A collection of hives alone has no drivers folder: then nothing is said about srv.sys.
std::optional<bool> srv_sys(const Host& host, std::vector<Gap>& gaps) {
    auto folder = host.windows() / R"(System32\drivers)";
    auto path = folder / "srv.sys";
    auto found = host.files().find(path);
    if (found) return true;
    if (found.error().code != Errc::not_found) {
        gaps.push_back({GapKind::unseen, View::files, path.text(), found.error()});
        return std::nullopt;
    }
    return host.files().find(folder) ? std::optional(false) : std::nullopt;
}

Smb1 server_of(const SmbState& state) {
    if (state.server_start == StartType::disabled) return Smb1::off;
    if (!state.srv_start || state.srv_sys == false) return Smb1::not_installed;
    if (state.srv_start == StartType::disabled) return Smb1::off;
    if (state.generation == SmbGeneration::smb1_only) return Smb1::on;
    if (state.smb1.unseen) return Smb1::unknown;
    if (state.smb1.number() != 0U) return Smb1::on;
    return state.generation == SmbGeneration::unknown ? Smb1::unknown : Smb1::off;
}

Smb1 client_of(const SmbState& state) {
    if (state.workstation_start == StartType::disabled) return Smb1::off;
    if (state.generation == SmbGeneration::smb1_only) return Smb1::on;
    if (!state.mrxsmb10_start) return state.generation == SmbGeneration::unknown ? Smb1::unknown : Smb1::not_installed;
    return state.mrxsmb10_start == StartType::disabled ? Smb1::off : Smb1::on;
}

std::vector<std::string> strings_of(const StoredValue& value) {
    return value.value ? value.value->strings().value_or(std::vector<std::string>()) : std::vector<std::string>();
}

std::vector<NetBiosAdapter> adapters_of(ValueReader& reader) {
    const auto root = std::string(netbt) + R"(\Interfaces)";
    constexpr std::string_view prefix = "Tcpip_";
    std::vector<NetBiosAdapter> adapters;
    for (const auto& key : reader.subkeys(root)) {
        if (!starts_with_fold(key, prefix)) continue;
        NetBiosAdapter adapter;
        adapter.guid = key.substr(prefix.size());
        adapter.name = reader.read(std::string(connections) + "\\" + adapter.guid + R"(\Connection)", "Name").text();
        adapter.options = reader.read(root + "\\" + key, "NetbiosOptions");
        const auto option = adapter.options.number();
        // Absent, or of a type that is ignored: as DHCP says, which is on unless it says otherwise.
        if (!adapter.options.unseen && !option) adapter.state = NetBios::from_dhcp;
        if (option && *option <= 2)
            adapter.state = *option == 0 ? NetBios::from_dhcp : *option == 1 ? NetBios::on : NetBios::off;
        adapters.push_back(std::move(adapter));
    }
    return adapters;
}

}  // namespace

bool SmbState::direct_hosting_off() const {
    if (generation != SmbGeneration::smb1_only) return false;
    const auto unbound_transport = transport_bind_name.present() && transport_bind_name.value->text() == std::string();
    return device_enabled.number() == 0U || unbound_transport;
}

bool SmbState::workstation_broken() const {
    return mrxsmb10_start == StartType::disabled &&
           std::any_of(workstation_needs.begin(), workstation_needs.end(),
                       [](const std::string& service) { return equal_fold(service, "mrxsmb10"); });
}

SmbState smb_state(const Host& host) {
    SmbState state;
    if (host.registry() == nullptr) {
        state.gaps.push_back(
            {GapKind::not_applicable, View::registry, "", {Errc::not_found, "no Windows on this volume"}});
        return state;
    }
    auto root = host.registry()->open(services_root);
    if (!root) {
        state.gaps.push_back({GapKind::unseen, View::registry, std::string(services_root), root.error()});
        return state;
    }
    ValueReader reader(*host.registry(), state.gaps);
    state.server_start = reader.service_start("LanmanServer");
    state.srv_start = reader.service_start("srv");
    state.smb1 = reader.read(server_parameters, "SMB1");
    state.smb2 = reader.read(server_parameters, "SMB2");
    state.audit_smb1 = reader.read(server_parameters, "AuditSmb1Access");
    state.unbound = strings_of(reader.read(server_linkage, "Disabled"));
    state.workstation_start = reader.service_start("LanmanWorkstation");
    state.mrxsmb10_start = reader.service_start("mrxsmb10");
    state.workstation_needs = strings_of(reader.read(workstation, "DependOnService"));
    state.device_enabled = reader.read(netbt, "SMBDeviceEnabled");
    state.transport_bind_name = reader.read(netbt, "TransportBindName");
    const auto all_read = state.gaps.empty();
    state.adapters = adapters_of(reader);
    state.srv_sys = srv_sys(host, state.gaps);
    state.generation = generation_of(host);
    if (state.generation == SmbGeneration::unknown)
        state.gaps.push_back({GapKind::unseen,
                              View::registry,
                              R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)",
                              {Errc::not_found, "the version of Windows decides what SMB settings mean"}});
    // What could not be read might be what decides.
    if (!all_read) return state;
    state.server = server_of(state);
    state.client = client_of(state);
    return state;
}

}  // namespace quell::artifacts
