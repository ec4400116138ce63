// Which Windows a host is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/host.hpp"

namespace quell::artifacts {

/// Empty text: not written in the registry.
struct SystemInfo {
    std::string computer_name;
    std::string product;                    ///< "Windows 7 Professional"
    std::string edition;                    ///< EditionID
    std::string installation;               ///< "Client", "Server", "Domain Controller" as InstallationType says
    std::string version;                    ///< "6.1"; "10.0" from Windows 10 on
    std::string build;                      ///< "7601"
    std::optional<std::uint32_t> revision;  ///< UBR, from Windows 10 on
    std::string service_pack;               ///< CSDVersion
    std::string build_lab;
    std::string architecture;                        ///< PROCESSOR_ARCHITECTURE: "AMD64", "x86"
    std::string time_zone;                           ///< TimeZoneKeyName, or StandardName before Vista
    std::optional<std::int32_t> utc_offset_minutes;  ///< east of Greenwich, now in force
    std::string owner;
    std::optional<Time> installed;
};

/// At most one item: none on a host without Windows. A missing hive is a gap; what the other hives say is still there.
Survey<SystemInfo> system_info(const Host& host);

struct User {
    std::string sid;
    std::string name;
    WinPath profile;
    std::optional<Time> hive_written;  ///< last change of the root key: near the last log-off
};

/// The people whose profile lies on this machine; a hive that could not be read is a gap and its user is still listed.
Survey<User> users(const Host& host);

}  // namespace quell::artifacts
