// Services and drivers as the service control manager would start them.
#pragma once

#include <optional>
#include <string>

#include "artifacts/environment.hpp"
#include "host/host.hpp"

namespace quell::artifacts {

/// SERVICE_*_START of winsvc.h.
enum class StartType : std::uint8_t { boot, system, automatic, manual, disabled, unknown };
std::string_view name_of(StartType start);

struct Service {
    std::string name;
    std::string display_name;
    std::string description;
    std::string image_path;   ///< ImagePath as written
    WinPath binary;           ///< the program it names, resolved; empty when it names none
    std::string service_dll;  ///< Parameters\ServiceDll as written, for svchost services
    WinPath dll;              ///< resolved
    std::uint32_t type = 0;   ///< SERVICE_* type bits
    StartType start = StartType::unknown;
    bool delayed = false;
    std::string account;          ///< ObjectName
    std::optional<Time> written;  ///< last change of its key
    bool binary_exists = false;   ///< on this host's files

    [[nodiscard]] bool is_driver() const { return (type & 0x0B) != 0; }  ///< kernel, file-system, recogniser
};

/// Everything under CurrentControlSet\Services that has a Type or an ImagePath, ordered as in the hive.
Survey<Service> services(const Host& host, const Environment& environment);

}  // namespace quell::artifacts
