// Folders of a mounted volume, kept open and remembered within fixed bounds.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "platform/file.hpp"

namespace quell::sources {

/// One name in a folder. `entry.name` is the system's own, `shown` the one that stands in a WinPath: a backslash, which
/// Linux allows inside a name, becomes U+F05C (the private-use character that Cygwin and Samba also put there), so that
/// it cannot be taken for a separator.
struct FolderName {
    std::string shown;
    std::string folded;
    platform::Entry entry;
};

/// The names of one folder, ordered by their folded and then by their own spelling: the same for every copy of a
/// folder, whatever order the file system stores them in.
class FolderListing {
public:
    static Result<FolderListing> read(const platform::Folder& folder);

    [[nodiscard]] const std::vector<FolderName>& names() const { return names_; }
    /// The exact name, otherwise the first that is equal without case, otherwise null.
    [[nodiscard]] const FolderName* find(std::string_view name) const;

private:
    std::vector<FolderName> names_;
};

/// Reaches folders below a root by their route: the system's own names joined with '/', "" for the root. Keeps the 64
/// folders last used open (a descriptor each) and the last listings up to 60,000 names; safe to use from several
/// threads.
class FolderCache {
public:
    explicit FolderCache(std::shared_ptr<const platform::Folder> root) : root_(std::move(root)) {}

    [[nodiscard]] Result<std::shared_ptr<const platform::Folder>> folder(const std::string& route) const;
    [[nodiscard]] Result<std::shared_ptr<const FolderListing>> listing(const std::string& route) const;

private:
    struct Open {
        std::string route;
        std::shared_ptr<const platform::Folder> folder;
    };
    struct Listed {
        std::string route;
        std::shared_ptr<const FolderListing> listing;
    };

    [[nodiscard]] std::shared_ptr<const platform::Folder> opened(std::string_view route) const;
    void remember(std::string route, std::shared_ptr<const platform::Folder> folder) const;
    [[nodiscard]] std::shared_ptr<const FolderListing> listed(std::string_view route) const;
    void remember(std::string route, std::shared_ptr<const FolderListing> listing) const;

    // Shared: a folder that falls out of the cache may still be in use by another thread.
    std::shared_ptr<const platform::Folder> root_;
    mutable std::mutex mutex_;
    mutable std::list<Open> open_;      // last used first
    mutable std::list<Listed> listed_;  // last used first
    mutable std::size_t names_listed_ = 0;
};

/// `name` below `route`.
std::string route_below(std::string_view route, std::string_view name);

}  // namespace quell::sources
