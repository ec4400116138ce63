// What is known of a host that tells whether a security update is in force: data that patch::assess judges. Made here
// from a Host, or in patch/ from the text of systeminfo.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "artifacts/system_info.hpp"
#include "artifacts/updates.hpp"
#include "formats/pe/pe.hpp"

namespace quell::artifacts {

struct WindowsVersion {
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    std::uint32_t build = 0;
    friend auto operator<=>(const WindowsVersion&, const WindowsVersion&) = default;
};

enum class Role : std::uint8_t { unknown, client, server };

/// The driver of the SMB1 server as it lies on the disk.
struct DriverOnDisk {
    enum class Seen : std::uint8_t {
        not_asked,   ///< the source has no files: a text
        present,     ///< `version` is its own
        absent,      ///< its folder could be read, and it is not in it
        unreadable,  ///< it is there, or may be, and its version could not be read: a gap says why
    };
    Seen seen = Seen::not_asked;
    WinPath path;
    pe::Version version{};
    std::optional<Time> placed;  ///< created, or metadata changed, whichever is later: when this file came here
};

/// A copy of srv.sys that the next start may put in place.
struct WaitingCopy {
    WinPath path;
    std::optional<pe::Version> version;  ///< none: it is not there or could not be read
};

/// What says that the next start will change files.
struct PendingRestart {
    /// Signs that servicing waits for a restart, as they stand on the target: keys and files.
    std::vector<std::string> signs;
    /// A pending rename whose destination is drivers\srv.sys: that file becomes the driver.
    std::optional<WaitingCopy> rename_onto_driver;
    /// A pending rename takes drivers\srv.sys away and puts nothing there.
    bool removes_driver = false;
    /// winsxs copies of srv.sys; looked for only when there are signs.
    std::vector<WaitingCopy> copies;
    /// Updates whose package is install-pending.
    std::vector<std::uint32_t> updates;
    /// When Windows was last shut down in order (Control\Windows\ShutdownTime).
    std::optional<Time> last_shutdown;
};

enum class UpdateList : std::uint8_t {
    none,      ///< there is no list
    cut,       ///< what it names is there, what it does not name may be there too
    complete,  ///< what it does not name is not installed, or was superseded by something it names
};

struct PatchEvidence {
    std::string product;  ///< "Windows 7 Professional", to be shown
    std::optional<WindowsVersion> system;
    std::optional<std::uint32_t> revision;      ///< UBR, Windows 10 and later
    std::optional<std::uint32_t> service_pack;  ///< 0: none; not set: not known
    Role role = Role::unknown;
    std::string architecture;  ///< "x86", "x64", "arm64", "ia64"; empty: not known
    std::string language;      ///< of the installation, as update files name it: "enu", "chs"; empty: not known

    DriverOnDisk srv;
    UpdateList list = UpdateList::none;
    std::vector<std::uint32_t> updates;  ///< KB numbers in place, ascending
    PendingRestart pending;
    /// Read from a text that somebody made on the machine: no files, no registry.
    bool from_text = false;
};

/// At most one item: none on a host without Windows. `system` is what system_info gave for the same host, null when it
/// gave nothing.
Survey<PatchEvidence> patch_evidence(const Host& host, const SystemInfo* system);

/// "6.1", "7601" as numbers; none when they are not.
std::optional<WindowsVersion> windows_version(std::string_view version, std::string_view build);
/// "x64" of "AMD64".
std::string architecture_name(std::string_view processor);

}  // namespace quell::artifacts
