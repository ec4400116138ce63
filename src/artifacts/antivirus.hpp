// Which virus scanners a machine has, and whether they start. From services alone, as a disk shows them; what the
// Security Center of Vista and later believes lies in WMI and is not read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "artifacts/services.hpp"
#include "host/host.hpp"

namespace quell::artifacts {

struct Antivirus {
    std::string product;  ///< "Kaspersky"
    std::string service;
    StartType start = StartType::unknown;
    bool there = false;             ///< its program lies on this host
    bool disabled_by_rule = false;  ///< Windows Defender: DisableAntiSpyware or DisableRealtimeMonitoring
    bool spyware_only = false;      ///< Windows Defender before Windows 8 is no virus scanner
    WinPath program;

    /// Counts as protection: a scanner for viruses that starts and is there.
    [[nodiscard]] bool protects() const {
        const auto starts = start != StartType::disabled && start != StartType::unknown && start != StartType::manual;
        return starts && there && !disabled_by_rule && !spyware_only;
    }
};

/// One item a service. A product that is not in the table is not seen: an empty list is no proof of absence.
Survey<Antivirus> antivirus(const Host& host);

/// A row of the table, for tests.
struct AntivirusService {
    std::string_view service;  ///< name; what ends in "*" begins with it
    std::string_view product;
};
const std::vector<AntivirusService>& antivirus_services();

/// What Windows Defender and Security Essentials are told to leave alone: paths, processes, extensions.
struct DefenderExclusion {
    std::string kind;  ///< "Paths", "Processes", "Extensions"
    std::string what;
    std::string key;
};
Survey<DefenderExclusion> defender_exclusions(const Host& host);

}  // namespace quell::artifacts
