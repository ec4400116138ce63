#include "sources/windows_installation.hpp"

#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "sources/offline_registry.hpp"

namespace quell::sources {

namespace {

constexpr std::string_view config_folder = "System32\\config";
constexpr std::string_view system_hive = "System32\\config\\SYSTEM";

bool has_usual_name(const WinPath& folder) {
    return equal_fold(folder.name(), "Windows") || equal_fold(folder.name(), "WINNT");
}

// The root of the volume that a Windows believes to be on; an unusual answer ("\\?\\…", none) counts as "C:".
WinPath own_root(const FileTree& files, const WinPath& folder) {
    auto told = system_root_of(files, folder);
    const WinPath path(told ? *told : std::string());
    const auto volume = path.volume();
    const auto is_letter =
        volume.size() == 2 && ((volume[0] >= 'A' && volume[0] <= 'Z') || (volume[0] >= 'a' && volume[0] <= 'z'));
    return is_letter ? WinPath(volume) : WinPath("C:");
}

Host windows_host(const std::shared_ptr<const FileTree>& files, const WinPath& windows, const std::string& locator,
                  const std::string& source) {
    std::vector<Gap> gaps;
    std::unique_ptr<const Registry> registry;
    auto opened = OfflineRegistry::open(*files, windows);
    if (opened)
        registry = std::move(*opened);
    else
        gaps.push_back({GapKind::unseen, View::registry, (windows / "System32\\config").text(), opened.error()});
    return {locator, source, windows, files, std::move(registry), std::move(gaps)};
}

}  // namespace

Survey<WinPath> find_windows(const FileTree& files) {
    Survey<WinPath> found;
    auto folders = files.list(files.root());
    if (!folders) return Survey<WinPath>::unseen(View::files, files.root().text(), folders.error());
    for (const auto& folder : *folders) {
        if (folder.facts.kind != FileKind::directory || folder.facts.deleted) continue;
        auto hive = files.find(folder.path / system_hive);
        // A folder of the usual name that has lost its SYSTEM hive is a Windows with a gap, not a volume without one.
        if ((hive && hive->facts.kind == FileKind::file) ||
            (has_usual_name(folder.path) && files.find(folder.path / config_folder)))
            found.items.push_back(folder.path);
        else if (!hive && hive.error().code != Errc::not_found && has_usual_name(folder.path))
            found.miss(View::files, folder.path.text(), hive.error().in("looking for the registry"));
    }
    return found;
}

bool is_windows_folder(const FileTree& files) {
    auto hive = files.find(files.root() / system_hive);
    return hive && hive->facts.kind == FileKind::file;
}

Survey<Host> windows_hosts(const TreeAt& tree_at, const Origin& origin, const Work& work) {
    Survey<Host> hosts;
    std::map<WinPath, std::shared_ptr<const FileTree>> trees;
    const auto first = tree_at(WinPath("C:"));
    trees[first->root()] = first;
    auto found = find_windows(*first);
    hosts.absorb_gaps(std::move(found.gaps));
    for (const auto& folder : found.items) {
        if (work.stop.stop_requested()) break;
        const auto root = own_root(*first, folder);
        auto& files = trees[root];
        if (files == nullptr) files = tree_at(root);
        auto locator = found.items.size() == 1
                           ? origin.locator
                           : fmt::format("{}, {}", origin.locator, escape_for_display(folder.name()));
        hosts.items.push_back(windows_host(files, root / folder.name(), locator, origin.source));
    }
    return hosts;
}

Host data_host(const TreeAt& tree_at, const Origin& origin, const WinPath& root, std::vector<Gap> gaps) {
    return {origin.locator, origin.source, WinPath(), tree_at(root), nullptr, std::move(gaps)};
}

}  // namespace quell::sources
