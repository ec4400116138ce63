// One Host, whatever the source: a disk image, a mounted folder, later a running machine or a recorded bundle.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/file_tree.hpp"
#include "host/registry.hpp"

namespace quell {

/// A machine, or a volume without Windows on it, seen read-only. Nothing reached from here can change the target.
class Host {
public:
    /// `registry` is null for a volume without Windows.
    Host(std::string locator, std::string source, WinPath windows, std::shared_ptr<const FileTree> files,
         std::unique_ptr<const Registry> registry, std::vector<Gap> gaps)
        : locator_(std::move(locator)),
          source_(std::move(source)),
          windows_(std::move(windows)),
          files_(std::move(files)),
          registry_(std::move(registry)),
          gaps_(std::move(gaps)) {}

    /// What the user named, with the part inside it: "disk.img, partition 2".
    [[nodiscard]] const std::string& locator() const { return locator_; }
    /// "image", "folder".
    [[nodiscard]] const std::string& source() const { return source_; }
    /// The Windows folder, "C:\Windows"; empty for a volume without Windows.
    [[nodiscard]] const WinPath& windows() const { return windows_; }
    [[nodiscard]] bool has_windows() const { return !windows_.empty(); }
    [[nodiscard]] const FileTree& files() const { return *files_; }
    /// Null for a volume without Windows.
    [[nodiscard]] const Registry* registry() const { return registry_.get(); }
    /// What opening this host already missed.
    [[nodiscard]] const std::vector<Gap>& gaps() const { return gaps_; }
    /// Something found to be missing later: another volume of the same machine that cannot be read.
    void miss(Gap gap) { gaps_.push_back(std::move(gap)); }

private:
    std::string locator_;
    std::string source_;
    WinPath windows_;
    // Shared: two installations of Windows on one volume are two hosts over one tree.
    std::shared_ptr<const FileTree> files_;
    std::unique_ptr<const Registry> registry_;
    std::vector<Gap> gaps_;
};

}  // namespace quell
