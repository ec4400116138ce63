// The files of a mounted folder as a FileTree.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "host/file_tree.hpp"
#include "sources/folder_cache.hpp"

namespace quell::sources {

/// A folder of the machine that runs quell, taken for a volume of the target. Everything is reached from the folder by
/// single names and without following links, so nothing outside it is ever read and no loop is possible.
///
/// Names are compared without case; of two that differ in case only both are listed and `find` prefers the exact one.
/// Names that are no UTF-8 keep their bytes. A backslash inside a name is shown as U+F05C (see FolderName); `open`
/// reaches such a file by its id. Pipes, sockets and devices are left out, with one gap a folder. The walk goes down
/// folder by folder, in the order of FolderListing. Alternate streams and Windows' attributes are not visible on Linux;
/// "changed" is never set.
class FolderTree final : public FileTree {
public:
    /// `about` describes the folder itself; `root` is its path on the target: "C:\".
    FolderTree(std::shared_ptr<const platform::Folder> folder, const platform::Entry& about, WinPath root);

    [[nodiscard]] const WinPath& root() const override { return root_; }
    [[nodiscard]] std::vector<Gap> walk(FileVisitor& visitor, Deleted deleted, const Work& work) const override;
    [[nodiscard]] Result<File> find(const WinPath& path) const override;
    [[nodiscard]] Result<std::vector<File>> list(const WinPath& folder) const override;
    using FileTree::open;
    [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const File& file, std::string_view stream) const override;
    [[nodiscard]] Result<std::vector<StreamInfo>> streams(const File& file) const override;
    [[nodiscard]] WinPath path_of(const FileView& view) const override;

private:
    /// Whether the names of a route are those of its WinPath.
    enum class Naming : std::uint8_t { plain, replaced };
    struct Place {
        File file;
        std::string route;
        Naming naming = Naming::plain;
    };
    struct Pending;

    [[nodiscard]] FileFacts facts_of(const platform::Entry& entry, const std::string& route) const;
    [[nodiscard]] std::uint64_t identify(const platform::Entry& entry, const std::string& route) const;
    [[nodiscard]] Result<Place> locate(const WinPath& path) const;
    [[nodiscard]] Place place_in(const Place& folder, const FolderName& name) const;
    void visit_folder(const Pending& folder, const FolderListing& listing, FileVisitor& visitor, std::vector<Gap>& gaps,
                      std::vector<Pending>& pending) const;

    FolderCache cache_;
    WinPath root_;
    std::uint64_t device_;
    Place root_place_;
    mutable std::mutex mutex_;
    // Ids of files whose system gives them no number that fits.
    mutable std::unordered_map<std::string, std::uint64_t> numbered_;
    // Routes of files that their path does not name unambiguously, by id.
    mutable std::unordered_map<std::uint64_t, std::string> replaced_;
    // The folder that the one running walk is in.
    mutable WinPath walked_;
};

}  // namespace quell::sources
