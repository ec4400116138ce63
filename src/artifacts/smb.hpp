// What a machine says and answers by SMB: version 1 of server and client, direct hosting on port 445, NetBIOS.
// Meaning of the values: Microsoft's "How to detect, enable and disable SMBv1, SMBv2, and SMBv3", KB301673, KB204279.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "artifacts/registry_values.hpp"

namespace quell::artifacts {

/// Windows as far as SMB is concerned.
enum class SmbGeneration : std::uint8_t {
    unknown,
    smb1_only,   ///< 2000, XP, 2003: there is no other SMB
    by_value,    ///< Vista to 8 and their servers: SMB1 is on unless the value says no
    by_feature,  ///< from 8.1 and 2012 R2 on: a feature that can be removed, absent by default in newer ones
};
std::string_view name_of(SmbGeneration generation);

enum class Smb1 : std::uint8_t { on, off, not_installed, unknown };
std::string_view name_of(Smb1 state);

enum class NetBios : std::uint8_t { from_dhcp, on, off, unknown };
std::string_view name_of(NetBios state);

struct NetBiosAdapter {
    std::string guid;     ///< with its braces
    std::string name;     ///< "Local Area Connection"; empty when Windows shows none
    StoredValue options;  ///< NetbiosOptions
    NetBios state = NetBios::unknown;
};

struct SmbState {
    SmbGeneration generation = SmbGeneration::unknown;
    Smb1 server = Smb1::unknown;  ///< does it answer SMB1?
    Smb1 client = Smb1::unknown;  ///< does it speak SMB1 to others?

    std::optional<StartType> server_start;       ///< LanmanServer; nothing: no such service
    std::optional<StartType> srv_start;          ///< the driver srv, SMB1's server
    std::optional<bool> srv_sys;                 ///< is drivers\srv.sys there? Nothing: no drivers folder to look into
    StoredValue smb1;                            ///< LanmanServer\Parameters, SMB1
    StoredValue smb2;                            ///< and SMB2: 0 takes SMB 3 away as well and closes nothing
    StoredValue audit_smb1;                      ///< AuditSmb1Access
    std::vector<std::string> unbound;            ///< LanmanServer\Linkage, Disabled: adapters without file sharing
    std::optional<StartType> workstation_start;  ///< LanmanWorkstation
    std::optional<StartType> mrxsmb10_start;     ///< the driver mrxsmb10, SMB1's client
    std::vector<std::string> workstation_needs;  ///< LanmanWorkstation's DependOnService
    StoredValue device_enabled;                  ///< NetBT\Parameters, SMBDeviceEnabled
    StoredValue transport_bind_name;             ///< NetBT\Parameters, TransportBindName
    std::vector<NetBiosAdapter> adapters;
    std::vector<Gap> gaps;

    /// Port 445 is closed by SMBDeviceEnabled or an empty TransportBindName: only a REG_DWORD 0 and only before Vista.
    [[nodiscard]] bool direct_hosting_off() const;
    /// SMBDeviceEnabled is there, and of a type that NetBT ignores: whoever set it believes 445 to be closed.
    [[nodiscard]] bool device_enabled_ignored() const { return device_enabled.no_dword(); }
    /// mrxsmb10 is disabled, but Workstation still waits for it: it will not start, and nobody can log on to a domain.
    [[nodiscard]] bool workstation_broken() const;
};

SmbState smb_state(const Host& host);

}  // namespace quell::artifacts
