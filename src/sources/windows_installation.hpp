// Installations of Windows on a volume.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/file_tree.hpp"
#include "host/host.hpp"

namespace quell::sources {

/// The Windows folders of a volume: top-level folders that hold System32\config\SYSTEM, and those of a usual name
/// (Windows, WINNT) that hold at least System32\config, in the order of their names. A folder of the usual name that
/// could not be looked into is a gap.
Survey<WinPath> find_windows(const FileTree& files);

/// True when the root of `files` is a Windows folder itself.
bool is_windows_folder(const FileTree& files);

/// Makes the tree of one volume for a given root ("D:\"). Trees of one volume share what was read of it.
using TreeAt = std::function<std::shared_ptr<const FileTree>(const WinPath& root)>;

/// Where hosts come from, for people.
struct Origin {
    std::string locator;  ///< "disk.img, partition 2"
    std::string source;   ///< "image"
};

/// One host for every Windows on a volume, each with its own drive letter as its SOFTWARE hive tells ("C:" when it does
/// not) and its registry; installations that use the same letter share one tree. Without Windows: empty. A Windows
/// whose hives cannot be opened is a host without registry and a gap.
Survey<Host> windows_hosts(const TreeAt& tree_at, const Origin& origin, const Work& work);

/// The host of a volume without Windows.
Host data_host(const TreeAt& tree_at, const Origin& origin, const WinPath& root, std::vector<Gap> gaps);

}  // namespace quell::sources
