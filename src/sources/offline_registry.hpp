// The registry of a Windows that is not running, put together from the hive files of a volume.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/file_tree.hpp"
#include "host/registry.hpp"
#include "sources/hive_file.hpp"
#include "sources/user_profiles.hpp"

namespace quell::sources {

/// Mounts, as a running Windows does:
///
///     HKLM\SYSTEM, SOFTWARE, SAM, SECURITY, HKU\.DEFAULT   System32\config
///     HKU\<sid>           NTUSER.DAT (or NTUSER.MAN) of every profile in ProfileList
///     HKU\<sid>_Classes   its UsrClass.dat
///
/// A profile folder with an NTUSER.DAT that ProfileList does not know is mounted as "profile:<folder name>".
/// HKU\S-1-5-18 is .DEFAULT when the system profile has no hive of its own. Of the key HKLM\SYSTEM, CurrentControlSet
/// opens the set that Select\Current names but is not listed.
///
/// Gaps: a hive that is missing (SAM, SECURITY and UsrClass.dat may be), cannot be read or is damaged; a dirty one
/// without a log; a refused log; a profile on another volume. A profile whose folder is gone is "not applicable". The
/// place of a gap is the path of the hive file.
///
/// All hives are read by `open`: the FileTree is not needed afterwards. Keys must not outlive the registry.
class OfflineRegistry final : public Registry {
public:
    /// `windows` is the Windows folder, with the volume that the target itself uses: "C:\Windows". Fails when there is
    /// no System32\config; everything less is a gap.
    static Result<std::unique_ptr<OfflineRegistry>> open(const FileTree& files, const WinPath& windows);

    [[nodiscard]] Result<std::unique_ptr<RegistryKey>> open(std::string_view path) const override;
    [[nodiscard]] const std::vector<UserHive>& users() const override { return users_; }
    [[nodiscard]] const std::vector<Gap>& gaps() const override { return gaps_; }
    [[nodiscard]] std::vector<RegistryText> find_text(std::string_view text, std::size_t limit) const override;

private:
    /// A hive under its name; without one, why it is missing.
    struct Mount {
        std::string path;                        ///< "HKLM\SYSTEM"
        std::shared_ptr<const regf::Hive> hive;  // shared: .DEFAULT has two names
        Error why;
    };

    OfflineRegistry() = default;
    void mount_machine(const FileTree& files, const WinPath& windows);
    void find_control_set();
    void mount_users(const FileTree& files, const WinPath& windows);
    void mount_profile(const FileTree& files, const UserProfile& profile);
    Result<HiveFile> load(const FileTree& files, const WinPath& file);
    void mount(std::string path, const WinPath& file, Result<HiveFile> loaded);
    [[nodiscard]] const Mount* find_mount(std::string_view path) const;
    void miss(const WinPath& file, Error why) {
        gaps_.push_back({GapKind::unseen, View::registry, file.text(), std::move(why)});
    }

    std::vector<Mount> mounts_;
    std::string control_set_;  ///< "ControlSet001"; empty when Select\Current tells none
    std::vector<UserHive> users_;
    std::vector<Gap> gaps_;
    std::uint64_t loaded_bytes_ = 0;
};

/// "C:\Windows", as the Windows in `windows_folder` calls its own folder (SOFTWARE\Microsoft\Windows NT\CurrentVersion,
/// SystemRoot): tells the drive letter before the registry is opened.
Result<std::string> system_root_of(const FileTree& files, const WinPath& windows_folder);

}  // namespace quell::sources
