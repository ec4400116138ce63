#include "sources/folder_cache.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.hpp"

namespace quell::sources {

namespace {

constexpr std::size_t max_open_folders = 64;
constexpr std::size_t max_listed_names = 60'000;
// Ancestors worth looking for among the open folders; beyond these it is quicker to begin at the root.
constexpr std::size_t near_ancestors = 32;

std::string shown_name(const std::string& raw) {
    if (raw.find('\\') == std::string::npos) return raw;
    std::string shown;
    for (char c : raw) {
        if (c == '\\')
            append_utf8(shown, 0xF05C);
        else
            shown += c;
    }
    return shown;
}

std::string_view parent_of(std::string_view route) {
    auto slash = route.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : route.substr(0, slash);
}

}  // namespace

std::string route_below(std::string_view route, std::string_view name) {
    std::string below(route);
    if (!below.empty()) below += '/';
    below += name;
    return below;
}

Result<FolderListing> FolderListing::read(const platform::Folder& folder) {
    auto entries = TRY(folder.list());
    FolderListing listing;
    listing.names_.reserve(entries.size());
    for (auto& entry : entries) {
        auto shown = shown_name(entry.name);
        auto folded = fold_case(shown);
        listing.names_.push_back({std::move(shown), std::move(folded), std::move(entry)});
    }
    std::sort(listing.names_.begin(), listing.names_.end(), [](const FolderName& a, const FolderName& b) {
        return std::tie(a.folded, a.entry.name) < std::tie(b.folded, b.entry.name);
    });
    return listing;
}

const FolderName* FolderListing::find(std::string_view name) const {
    auto folded = fold_case(name);
    auto first = std::lower_bound(names_.begin(), names_.end(), folded,
                                  [](const FolderName& a, const std::string& b) { return a.folded < b; });
    const FolderName* found = nullptr;
    for (auto it = first; it != names_.end() && it->folded == folded; ++it) {
        if (it->entry.name == name) return &*it;
        if (found == nullptr || (it->shown == name && found->shown != name)) found = &*it;
    }
    return found;
}

std::shared_ptr<const platform::Folder> FolderCache::opened(std::string_view route) const {
    if (route.empty()) return root_;
    std::lock_guard lock(mutex_);
    for (auto it = open_.begin(); it != open_.end(); ++it) {
        if (it->route != route) continue;
        open_.splice(open_.begin(), open_, it);
        return it->folder;
    }
    return nullptr;
}

void FolderCache::remember(std::string route, std::shared_ptr<const platform::Folder> folder) const {
    std::lock_guard lock(mutex_);
    open_.push_front({std::move(route), std::move(folder)});
    if (open_.size() > max_open_folders) open_.pop_back();
}

Result<std::shared_ptr<const platform::Folder>> FolderCache::folder(const std::string& route) const {
    std::string_view base = route;
    auto current = opened(base);
    for (std::size_t up = 0; current == nullptr && up < near_ancestors; ++up) {
        base = parent_of(base);
        current = opened(base);
    }
    if (current == nullptr) {
        base = {};
        current = root_;
    }
    // Only the last ones opened are worth keeping: a walk that climbs back up a deep tree asks for them next.
    auto steps = static_cast<std::size_t>(
        std::count(route.begin() + static_cast<std::ptrdiff_t>(base.size()), route.end(), '/'));
    while (base.size() < route.size()) {
        auto begin = base.empty() ? 0 : base.size() + 1;
        auto end = std::min(route.find('/', begin), route.size());
        current = TRY(current->folder(route.substr(begin, end - begin)));
        base = std::string_view(route).substr(0, end);
        if (steps < near_ancestors) remember(std::string(base), current);
        if (steps > 0) --steps;
    }
    return current;
}

std::shared_ptr<const FolderListing> FolderCache::listed(std::string_view route) const {
    std::lock_guard lock(mutex_);
    for (auto it = listed_.begin(); it != listed_.end(); ++it) {
        if (it->route != route) continue;
        listed_.splice(listed_.begin(), listed_, it);
        return it->listing;
    }
    return nullptr;
}

void FolderCache::remember(std::string route, std::shared_ptr<const FolderListing> listing) const {
    std::lock_guard lock(mutex_);
    names_listed_ += listing->names().size() + 1;
    listed_.push_front({std::move(route), std::move(listing)});
    while (names_listed_ > max_listed_names && listed_.size() > 1) {
        names_listed_ -= listed_.back().listing->names().size() + 1;
        listed_.pop_back();
    }
}

Result<std::shared_ptr<const FolderListing>> FolderCache::listing(const std::string& route) const {
    if (auto known = listed(route)) return known;
    auto opened_folder = TRY(folder(route));
    auto names = std::make_shared<const FolderListing>(TRY(FolderListing::read(*opened_folder)));
    remember(route, names);
    return names;
}

}  // namespace quell::sources
