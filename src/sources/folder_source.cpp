#include "sources/folder_source.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/file.hpp"
#include "sources/folder_tree.hpp"
#include "sources/windows_installation.hpp"

namespace quell::sources {

int FolderSource::fit(const std::string& locator) const {
    auto about = platform::describe(locator);
    return about && about->kind == platform::EntryKind::directory ? 100 : 0;
}

Result<Target> FolderSource::open(const std::string& locator, const Work& work) const {
    auto about = TRY(platform::describe(locator));
    // Shared: the trees of one volume for several drive letters read through the same open folder.
    std::shared_ptr<const platform::Folder> folder = TRY(platform::Folder::open(locator));
    work.progress.begin("open", 0);
    TreeAt tree_at = [&](const WinPath& root) { return std::make_shared<const FolderTree>(folder, about, root); };

    Target target;
    target.locator = locator;
    const Origin origin{escape_for_display(locator), std::string(id())};
    auto hosts = windows_hosts(tree_at, origin, work);
    target.hosts = std::move(hosts.items);
    if (target.hosts.empty()) {
        const WinPath root("C:\\");
        if (is_windows_folder(*tree_at(root))) {
            work.progress.end();
            return fail(Errc::invalid,
                        "this is a Windows folder itself; name the folder that holds it (the volume's root), "
                        "because nothing outside the named folder is read");
        }
        target.hosts.push_back(data_host(tree_at, origin, root, std::move(hosts.gaps)));
    } else {
        target.gaps = std::move(hosts.gaps);
    }
    work.progress.end();
    return target;
}

}  // namespace quell::sources
