#include "sources/windows_installation.hpp"

#include <map>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::sources {

namespace {

constexpr std::string_view system_hive = "System32\\config\\SYSTEM";

bool has_usual_name(const WinPath& folder) {
    return equal_fold(folder.name(), "Windows") || equal_fold(folder.name(), "WINNT");
}

}  // namespace

Survey<WinPath> find_windows(const FileTree& files) {
    Survey<WinPath> found;
    auto folders = files.list(files.root());
    if (!folders) return Survey<WinPath>::unseen(View::files, files.root().text(), folders.error());
    for (const auto& folder : *folders) {
        if (folder.facts.kind != FileKind::directory || folder.facts.deleted) continue;
        auto hive = files.find(folder.path / system_hive);
        if (hive && hive->facts.kind == FileKind::file)
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
    const WinPath usual_root("C:\\");
    Survey<Host> hosts;
    std::map<WinPath, std::shared_ptr<const FileTree>> trees;
    trees[usual_root] = tree_at(usual_root);
    const auto first = trees[usual_root];
    auto found = find_windows(*first);
    hosts.absorb_gaps(std::move(found.gaps));
    for (const auto& folder : found.items) {
        if (work.stop.stop_requested()) break;
        auto locator = found.items.size() == 1
                           ? origin.locator
                           : fmt::format("{}, {}", origin.locator, escape_for_display(folder.name()));
        hosts.items.emplace_back(locator, origin.source, folder, first, nullptr, std::vector<Gap>{});
    }
    return hosts;
}

Host data_host(const TreeAt& tree_at, const Origin& origin, const WinPath& root, std::vector<Gap> gaps) {
    return {origin.locator, origin.source, WinPath(), tree_at(root), nullptr, std::move(gaps)};
}

}  // namespace quell::sources
