// The files of an NTFS volume.
#pragma once

#include <memory>

#include "host/file_tree.hpp"
#include "storage/ntfs_volume.hpp"

namespace quell::sources {

/// A FileTree over an NTFS volume, listed by one pass over its $MFT. A light view: several trees - the same volume
/// under another letter - share volume and index, see `rooted`.
///
/// - Windows' own metadata files ($MFT, $Extend and what lies in it) are listed like any other.
/// - A name whose folders are lost stands under "<root>$OrphanFiles\" with what is left of its path; `find` and `list`
///   know neither these nor deleted files, `open` takes both. A file in use that has no name at all stands there as
///   "$Record<number>".
/// - `facts.id` is the file reference: record number and, in the upper 16 bits, sequence number.
/// - `find` and `list` also understand short DOS names ("PROGRA~1"), which a walk does not show.
/// - Gaps name the record ("C:\$MFT record 4711") or, for the whole walk, the root.
class NtfsTree final : public FileTree {
public:
    /// `volume` begins with the boot sector and ends with the volume. It is shared with every stream that is opened.
    /// `root` is the path of the volume's root folder: "C:\".
    static Result<std::shared_ptr<const NtfsTree>> open(std::shared_ptr<const ByteSource> volume, WinPath root,
                                                        const Work& work);
    /// The same files under another root, at no cost: for a letter that is known only from the registry.
    [[nodiscard]] std::shared_ptr<const NtfsTree> rooted(WinPath root) const;
    /// Geometry, serial number, label.
    [[nodiscard]] const storage::NtfsVolume& volume() const;

    [[nodiscard]] const WinPath& root() const override { return root_; }
    [[nodiscard]] std::vector<Gap> walk(FileVisitor& visitor, Deleted deleted, const Work& work) const override;
    [[nodiscard]] Result<File> find(const WinPath& path) const override;
    [[nodiscard]] Result<std::vector<File>> list(const WinPath& folder) const override;
    using FileTree::open;
    [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const File& file, std::string_view stream) const override;
    [[nodiscard]] Result<std::vector<StreamInfo>> streams(const File& file) const override;
    [[nodiscard]] WinPath path_of(const FileView& view) const override;

    ~NtfsTree() override;

private:
    struct Shared;
    struct PathCache;
    NtfsTree(std::shared_ptr<const Shared> shared, WinPath root);

    [[nodiscard]] Result<std::uint32_t> find_record(const WinPath& path) const;
    [[nodiscard]] Result<storage::NtfsFile> record_of(const File& file) const;
    [[nodiscard]] std::string folder_path(std::uint64_t slot) const;

    std::shared_ptr<const Shared> shared_;
    WinPath root_;
    std::unique_ptr<PathCache> cache_;
};

}  // namespace quell::sources
