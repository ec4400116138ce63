// Files and folders of the machine that runs quell, opened read-only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/byte_source.hpp"
#include "base/time.hpp"

namespace quell::platform {

enum class EntryKind : std::uint8_t { file, directory, link, other };

/// One name in a folder. `name` holds the system's own bytes (POSIX) or WTF-8 (Windows).
struct Entry {
    std::string name;
    EntryKind kind = EntryKind::other;
    std::uint64_t size = 0;
    std::uint32_t attributes = 0;  ///< FILE_ATTRIBUTE_* on Windows, 0 elsewhere
    std::optional<Time> created;   ///< birth time, where the system knows it
    std::optional<Time> modified;
    std::optional<Time> accessed;
    std::uint64_t device = 0;  ///< with `serial`: the same file under two names
    std::uint64_t serial = 0;
};

/// Opens a regular file or a block device for random reads. Never waits on a pipe or terminal: those are refused.
Result<std::unique_ptr<ByteSource>> open_file(const std::string& path);

/// What a path is; follows links, because the user named it.
Result<Entry> describe(const std::string& path);

/// A folder opened once, from which everything below is reached by single names without following links, so that
/// nothing outside it can be read whatever it contains. Safe to use from several threads.
class Folder {
public:
    Folder() = default;
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    virtual ~Folder() = default;

    /// Follows links in `path` itself: it is the user's word.
    static Result<std::unique_ptr<Folder>> open(const std::string& path);

    /// All names, unsorted, without "." and "..". An entry that cannot be described has kind `other`.
    [[nodiscard]] virtual Result<std::vector<Entry>> list() const = 0;
    /// A sub-folder by its exact name; Errc::denied for a link.
    [[nodiscard]] virtual Result<std::unique_ptr<Folder>> folder(const std::string& name) const = 0;
    /// A regular file by its exact name; Errc::denied for a link.
    [[nodiscard]] virtual Result<std::unique_ptr<ByteSource>> file(const std::string& name) const = 0;
};

}  // namespace quell::platform
