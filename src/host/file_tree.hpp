// The files of a host, read-only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.hpp"
#include "base/time.hpp"
#include "base/work.hpp"
#include "host/survey.hpp"
#include "host/win_path.hpp"

namespace quell {

enum class FileKind : std::uint8_t { file, directory, link };
std::string_view name_of(FileKind kind);

/// FILE_ATTRIBUTE_* as in MS-FSCC 2.6.
namespace file_attribute {
inline constexpr std::uint32_t readonly = 0x1;
inline constexpr std::uint32_t hidden = 0x2;
inline constexpr std::uint32_t system = 0x4;
inline constexpr std::uint32_t compressed = 0x800;
inline constexpr std::uint32_t encrypted = 0x4000;
}  // namespace file_attribute

/// What is known of a file without reading it.
struct FileFacts {
    FileKind kind = FileKind::file;
    bool deleted = false;          ///< the record is free; path and content may be partly overwritten
    std::uint32_t attributes = 0;  ///< file_attribute, 0 where the source does not know them
    std::uint64_t size = 0;        ///< bytes of the unnamed stream
    std::optional<Time> created;
    std::optional<Time> modified;
    std::optional<Time> changed;  ///< the metadata's last change
    std::optional<Time> accessed;
    /// The tree's own handle of the file: an NTFS file reference, or an index. Two names of one file share it.
    std::uint64_t id = 0;
};

/// A named alternate stream.
struct StreamInfo {
    std::string name;
    std::uint64_t size = 0;
};

/// A file with its path.
struct File {
    WinPath path;
    FileFacts facts;
};

class FileTree;

/// One name met by a walk. Valid only during the visit; `file()` makes a copy with the whole path, which costs.
struct FileView {
    std::string_view name;
    const FileFacts& facts;
    std::uint64_t directory;  ///< id of the folder: equal for neighbours
    std::uint64_t slot;       ///< the tree's own
    const FileTree& tree;

    [[nodiscard]] WinPath path() const;
    [[nodiscard]] File file() const;
};

class FileVisitor {
public:
    FileVisitor() = default;
    FileVisitor(const FileVisitor&) = delete;
    FileVisitor& operator=(const FileVisitor&) = delete;
    virtual ~FileVisitor() = default;
    virtual void visit(const FileView& file) = 0;
};

enum class Deleted : std::uint8_t { left_out, shown };

/// Safe to use from several threads, except that only one walk runs at a time.
class FileTree {
public:
    FileTree() = default;
    FileTree(const FileTree&) = delete;
    FileTree& operator=(const FileTree&) = delete;
    virtual ~FileTree() = default;

    /// The root of this tree: "C:\".
    [[nodiscard]] virtual const WinPath& root() const = 0;

    /// Visits every name once, in the order of the disk, the root itself not. Hard links are visited once a name.
    /// What could not be listed comes back as gaps; a stopped walk is an unseen gap with Errc::cancelled.
    [[nodiscard]] virtual std::vector<Gap> walk(FileVisitor& visitor, Deleted deleted, const Work& work) const = 0;

    /// A file or folder by path, without case; Errc::not_found when there is none. Links are not followed.
    [[nodiscard]] virtual Result<File> find(const WinPath& path) const = 0;
    /// The names in one folder, in the order of their folded names; links are not followed.
    [[nodiscard]] virtual Result<std::vector<File>> list(const WinPath& folder) const = 0;

    /// The bytes of a file's stream; "" is the unnamed one. Encrypted or externally stored content: Errc::unsupported.
    [[nodiscard]] virtual Result<std::unique_ptr<ByteSource>> open(const File& file, std::string_view stream) const = 0;
    /// Named streams, without the unnamed one; Errc::unsupported where the source cannot tell.
    [[nodiscard]] virtual Result<std::vector<StreamInfo>> streams(const File& file) const = 0;

    /// The path of a name met by this tree's walk.
    [[nodiscard]] virtual WinPath path_of(const FileView& view) const = 0;

    /// The unnamed stream.
    [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const File& file) const { return open(file, {}); }
    [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const WinPath& path) const;
};

inline WinPath FileView::path() const { return tree.path_of(*this); }
inline File FileView::file() const { return {path(), facts}; }

}  // namespace quell
