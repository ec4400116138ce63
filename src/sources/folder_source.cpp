#include "sources/folder_source.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/file.hpp"
#include "sources/folder_tree.hpp"
#include "sources/windows_installation.hpp"

namespace quell::sources {

namespace {

// The two hives that no Windows is without, side by side: System32\config itself, or copies of it.
bool holds_loose_hives(const FileTree& files) {
    for (std::string_view name : {"SYSTEM", "SOFTWARE"}) {
        auto hive = files.find(files.root() / name);
        if (!hive || hive->facts.kind != FileKind::file) return false;
    }
    return true;
}

// What is no root of a volume that holds Windows, although somebody may take it for one.
Result<void> refuse_wrong_folder(const FileTree& files) {
    if (is_windows_folder(files))
        return fail(Errc::invalid,
                    "this is a Windows folder itself; name the folder that holds it (the volume's root), "
                    "because nothing outside the named folder is read");
    if (holds_loose_hives(files))
        return fail(Errc::invalid,
                    "registry hives without their Windows; expected the root of a volume, with Windows in it");
    return {};
}

}  // namespace

int FolderSource::fit(const std::string& locator) const {
    auto about = platform::describe(locator);
    return about && about->kind == platform::EntryKind::directory ? 100 : 0;
}

Result<Target> FolderSource::open(const std::string& locator, const Work& work) const {
    auto about = TRY(platform::describe(locator));
    // Shared: the trees of one volume for several drive letters read through the same open folder.
    std::shared_ptr<const platform::Folder> folder = TRY(platform::Folder::open(locator));
    TreeAt tree_at = [&](const WinPath& root) { return std::make_shared<const FolderTree>(folder, about, root); };

    Target target;
    target.locator = locator;
    const Origin origin{escape_for_display(locator), std::string(id())};
    auto hosts = windows_hosts(tree_at, origin, work);
    target.hosts = std::move(hosts.items);
    if (target.hosts.empty()) {
        const WinPath root("C:\\");
        const auto files = tree_at(root);
        TRY(refuse_wrong_folder(*files));
        // The usual cause is a mount point with nothing mounted: that is not a clean volume.
        if (auto names = files->list(root); names && names->empty())
            hosts.miss(View::volume, locator, {Errc::not_found, "an empty folder; is the volume mounted there?"});
        target.hosts.push_back(data_host(tree_at, origin, root, std::move(hosts.gaps)));
    } else {
        for (auto& host : target.hosts)
            for (const auto& gap : hosts.gaps) host.miss(gap);
        target.gaps = std::move(hosts.gaps);
    }
    return target;
}

}  // namespace quell::sources
