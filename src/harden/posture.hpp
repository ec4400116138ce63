// How a machine stands towards the network: everything that exposure is judged by, read once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "artifacts/antivirus.hpp"
#include "artifacts/ipsec.hpp"
#include "artifacts/security_settings.hpp"
#include "artifacts/smb.hpp"
#include "artifacts/system_info.hpp"
#include "harden/exposure.hpp"
#include "host/host.hpp"

namespace quell::harden {

/// Whether the host's firewall lets others reach a TCP port. `open`: from anywhere in at least one network profile.
struct Reach {
    Openness openness = Openness::unknown;
    std::string by;  ///< the rule or setting that decides; the addresses of a restricted one
};

struct Posture {
    std::uint32_t major = 0;  ///< Windows NT version; 0: not known
    std::uint32_t minor = 0;
    bool is_domain_controller = false;
    artifacts::SmbState smb;
    std::uint16_t rdp_port = 3389;
    Reach tcp445;
    Reach tcp139;
    Reach tcp135;
    Reach rdp;
    std::vector<std::string> profiles_off;  ///< "domain", "private", "public": without a firewall
    bool firewall_seen = false;
    std::vector<artifacts::Setting> settings;
    std::vector<artifacts::Antivirus> antivirus;
    bool antivirus_seen = false;
    std::vector<artifacts::IpsecPolicy> policies;
};

/// Reads a host's posture; nothing on a volume without Windows.
Survey<Posture> posture_of(const Host& host, const artifacts::SystemInfo* system);

/// Every hole that is looked for, open ones first, the most serious of them before. Pure.
std::vector<Exposure> judge_exposure(const Posture& posture);

}  // namespace quell::harden
