// The profiles of a Windows: those that its ProfileList names, and those that only lie on the disk.
#pragma once

#include <string>
#include <vector>

#include "formats/regf/hive.hpp"
#include "host/file_tree.hpp"

namespace quell::sources {

struct UserProfile {
    std::string sid;  ///< "profile:<folder name>" when ProfileList does not know it
    WinPath folder;
};

/// True for the accounts of services (S-1-5-18, -19, -20): their profiles need not have a hive.
bool is_service_account(std::string_view sid);

/// ProfileList's own order, then the folders. `software` may be null: then only the folders are found. Of %names% in
/// ProfileImagePath those are expanded that cannot differ between users: SystemDrive, SystemRoot, windir.
Survey<UserProfile> find_profiles(const FileTree& files, const WinPath& windows, const regf::Hive* software);

}  // namespace quell::sources
