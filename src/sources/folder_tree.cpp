#include "sources/folder_tree.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::sources {

namespace {

// Windows' own longest path is 32,767 UTF-16 units (three bytes each at most), which is 16,383 folders at most.
constexpr std::size_t max_path_bytes = std::size_t{3} * 32'767;
constexpr std::size_t max_depth = 16'383;

// Ids below are file numbers of the root's own device; above are numbers that this code gives.
constexpr std::uint64_t first_own_id = std::uint64_t{1} << 63;

// An entry that the system listed and then could not describe.
bool is_undescribed(const platform::Entry& entry) {
    return entry.kind == platform::EntryKind::other && !entry.modified && entry.serial == 0;
}

FileKind kind_of(platform::EntryKind kind) {
    switch (kind) {
        case platform::EntryKind::directory: return FileKind::directory;
        case platform::EntryKind::link: return FileKind::link;
        case platform::EntryKind::file:
        case platform::EntryKind::other: break;
    }
    return FileKind::file;
}

Failure no_such(const WinPath& path) {
    return fail(Errc::not_found, fmt::format("{}: no such file or folder", escape_for_display(path.text())));
}

}  // namespace

struct FolderTree::Pending {
    Place place;
    std::size_t depth = 0;
};

FolderTree::FolderTree(std::shared_ptr<const platform::Folder> folder, const platform::Entry& about, WinPath root)
    : cache_(std::move(folder)), root_(std::move(root)), device_(about.device) {
    root_place_.file = {root_, facts_of(about, "")};
    root_place_.file.facts.kind = FileKind::directory;
}

std::uint64_t FolderTree::identify(const platform::Entry& entry, const std::string& route) const {
    if (entry.serial != 0 && entry.serial < first_own_id && entry.device == device_) return entry.serial;
    auto key = entry.serial != 0 ? fmt::format("//{}:{}", entry.device, entry.serial) : fold_case(route);
    std::lock_guard lock(mutex_);
    return numbered_.try_emplace(std::move(key), first_own_id + numbered_.size()).first->second;
}

FileFacts FolderTree::facts_of(const platform::Entry& entry, const std::string& route) const {
    FileFacts facts;
    facts.kind = kind_of(entry.kind);
    facts.attributes = entry.attributes;
    facts.size = facts.kind == FileKind::file ? entry.size : 0;
    facts.created = entry.created;
    facts.modified = entry.modified;
    facts.accessed = entry.accessed;
    facts.id = identify(entry, route);
    return facts;
}

FolderTree::Place FolderTree::place_in(const Place& folder, const FolderName& name) const {
    Place place;
    place.route = route_below(folder.route, name.entry.name);
    place.naming = name.shown == name.entry.name ? folder.naming : Naming::replaced;
    place.file = {folder.file.path / name.shown, facts_of(name.entry, place.route)};
    if (place.naming == Naming::replaced) {
        std::lock_guard lock(mutex_);
        replaced_[place.file.facts.id] = place.route;
    }
    return place;
}

Result<FolderTree::Place> FolderTree::locate(const WinPath& path) const {
    if (!path.volume().empty() && !equal_fold(path.volume(), root_.volume()))
        return fail(Errc::not_found,
                    fmt::format("{}: this volume is {}", escape_for_display(path.text()), root_.volume()));
    Place place = root_place_;
    if (path.below_volume().empty()) return place;
    for (auto component : split(path.below_volume(), '\\')) {
        if (place.file.facts.kind == FileKind::link)
            return fail(Errc::denied, fmt::format("{}: leads through a link, which is not followed",
                                                  escape_for_display(path.text())));
        if (place.file.facts.kind != FileKind::directory) return no_such(path);
        auto listing = TRY(cache_.listing(place.route));
        const auto* name = listing->find(component);
        if (name == nullptr || name->entry.kind == platform::EntryKind::other) return no_such(path);
        place = place_in(place, *name);
    }
    return place;
}

Result<File> FolderTree::find(const WinPath& path) const {
    auto place = TRY(locate(path));
    return std::move(place.file);
}

Result<std::vector<File>> FolderTree::list(const WinPath& folder) const {
    auto place = TRY(locate(folder));
    if (place.file.facts.kind != FileKind::directory)
        return fail(Errc::not_found, fmt::format("{}: not a folder", escape_for_display(folder.text())));
    auto listing = TRY(cache_.listing(place.route));
    std::vector<File> files;
    for (const auto& name : listing->names())
        if (name.entry.kind != platform::EntryKind::other) files.push_back(place_in(place, name).file);
    return files;
}

Result<std::unique_ptr<ByteSource>> FolderTree::open(const File& file, std::string_view stream) const {
    if (!stream.empty())
        return fail(Errc::unsupported, fmt::format("{}: a mounted folder does not show alternate streams",
                                                   escape_for_display(file.path.text())));
    if (file.facts.kind != FileKind::file)
        return fail(Errc::unsupported, fmt::format("{}: not a file", escape_for_display(file.path.text())));
    std::optional<std::string> route;
    {
        std::lock_guard lock(mutex_);
        if (auto known = replaced_.find(file.facts.id); known != replaced_.end()) route = known->second;
    }
    auto open_route = [&](const std::string& at) -> Result<std::unique_ptr<ByteSource>> {
        auto slash = at.rfind('/');
        auto folder = TRY(cache_.folder(slash == std::string::npos ? std::string() : at.substr(0, slash)));
        return folder->file(slash == std::string::npos ? at : at.substr(slash + 1));
    };
    auto where = escape_for_display(file.path.text());
    if (!route) {
        // A path that came from this tree is spelt exactly: no listing is needed to follow it.
        std::string exact(file.path.below_volume());
        std::replace(exact.begin(), exact.end(), '\\', '/');
        auto opened = open_route(exact);
        if (opened || opened.error().code != Errc::not_found) {
            if (!opened) return fail(opened.error().in(where));
            return opened;
        }
        route = TRY(locate(file.path)).route;
    }
    auto opened = open_route(*route);
    if (!opened) return fail(opened.error().in(where));
    return opened;
}

Result<std::vector<StreamInfo>> FolderTree::streams(const File& file) const {
    return fail(Errc::unsupported, fmt::format("{}: a mounted folder does not show alternate streams",
                                               escape_for_display(file.path.text())));
}

WinPath FolderTree::path_of(const FileView& view) const { return walked_ / view.name; }

void FolderTree::visit_folder(const Pending& folder, const FolderListing& listing, FileVisitor& visitor,
                              std::vector<Gap>& gaps, std::vector<Pending>& pending) const {
    auto first_below = pending.size();
    std::size_t no_files = 0;
    walked_ = folder.place.file.path;
    for (const auto& name : listing.names()) {
        if (is_undescribed(name.entry)) {
            gaps.push_back({GapKind::unseen,
                            View::files,
                            (walked_ / name.shown).text(),
                            {Errc::io, "the system lists this name, but cannot describe it"}});
            continue;
        }
        if (name.entry.kind == platform::EntryKind::other) {
            ++no_files;
            continue;
        }
        auto is_folder = name.entry.kind == platform::EntryKind::directory;
        if (!is_folder && folder.place.naming == Naming::plain && name.shown == name.entry.name) {
            auto facts = facts_of(name.entry, route_below(folder.place.route, name.entry.name));
            visitor.visit({name.shown, facts, folder.place.file.facts.id, 0, *this});
            continue;
        }
        auto place = place_in(folder.place, name);
        visitor.visit({name.shown, place.file.facts, folder.place.file.facts.id, 0, *this});
        if (!is_folder) continue;
        if (folder.depth >= max_depth || place.file.path.text().size() > max_path_bytes)
            gaps.push_back({GapKind::unseen,
                            View::files,
                            place.file.path.text(),
                            {Errc::limit, "deeper than the longest path of Windows (32,767 characters)"}});
        else
            pending.push_back({std::move(place), folder.depth + 1});
    }
    // The last one is taken next.
    std::reverse(pending.begin() + static_cast<std::ptrdiff_t>(first_below), pending.end());
    if (no_files > 0)
        gaps.push_back(
            {GapKind::not_applicable,
             View::content,
             walked_.text(),
             {Errc::unsupported, fmt::format("{} pipes, sockets or devices here hold no content", no_files)}});
}

std::vector<Gap> FolderTree::walk(FileVisitor& visitor, Deleted, const Work& work) const {
    std::vector<Gap> gaps;
    std::vector<Pending> pending;
    pending.push_back({root_place_, 0});
    while (!pending.empty()) {
        if (work.stop.stop_requested()) {
            gaps.push_back({GapKind::unseen,
                            View::files,
                            pending.back().place.file.path.text(),
                            {Errc::cancelled, "stopped before everything was listed"}});
            break;
        }
        auto folder = std::move(pending.back());
        pending.pop_back();
        auto listing = [&]() -> Result<FolderListing> {
            auto opened = TRY(cache_.folder(folder.place.route));
            return FolderListing::read(*opened);
        }();
        if (listing)
            visit_folder(folder, *listing, visitor, gaps, pending);
        else
            gaps.push_back({GapKind::unseen, View::files, folder.place.file.path.text(), listing.error()});
    }
    return gaps;
}

}  // namespace quell::sources
