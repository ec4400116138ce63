// Installed updates, and what says that a restart is still to come.
// Component-based servicing (Vista and later) and the Updates and HotFix keys of XP and 2003.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/host.hpp"

namespace quell::artifacts {

/// CurrentState of a servicing package (public servicing documentation; 0x70 and 0x50 are the ones that facts rest on).
/// The older keys only know installed and absent.
enum class UpdateState : std::uint8_t {
    absent,
    uninstall_pending,
    resolving,
    resolved,
    staging,
    staged,
    superseded,  ///< was installed, and a newer package has taken its place: its files or newer ones are there
    install_pending,
    partly_installed,
    installed,
    permanent,
    unknown,  ///< another number, or a value that cannot be read (then there is a gap)
};
std::string_view name_of(UpdateState state);

enum class UpdateSource : std::uint8_t {
    servicing,    ///< Component Based Servicing\Packages
    updates_key,  ///< Microsoft\Updates, XP and 2003
    hotfix_key,   ///< Windows NT\CurrentVersion\HotFix, XP and 2003
};
std::string_view name_of(UpdateSource source);

struct InstalledUpdate {
    std::string name;                 ///< "Package_for_KB4012212", "Package_for_RollupFix", "KB958644"
    std::optional<std::uint32_t> kb;  ///< 4012212; a rollup package of Windows 10 names none
    std::string version;              ///< of the package: "6.1.1.2", "14393.953.1.4"; empty for the older keys
    std::string architecture;         ///< of the package: "amd64"
    UpdateState state = UpdateState::unknown;
    UpdateSource source = UpdateSource::servicing;
    std::optional<Time> installed;  ///< InstallTime; the key's last change for the older keys
    std::string key;                ///< where it stands

    /// The files of this update, or newer ones, are in place.
    [[nodiscard]] bool in_place() const { return state == UpdateState::installed || state == UpdateState::superseded; }
};

/// Every update on the host: packages named Package_…, not the parts that Windows consists of. A package whose values
/// have the wrong type is listed as unknown and is a gap.
Survey<InstalledUpdate> installed_updates(const Host& host);

/// "KB4012212" at the start of `text` or behind "_for_"; also "kb976902-v2", "KB2712101_Microsoft-…". None for less
/// than five or more than seven digits.
std::optional<std::uint32_t> kb_number(std::string_view text);

}  // namespace quell::artifacts
