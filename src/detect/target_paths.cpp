#include "detect/target_paths.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace quell::detect {

TargetPaths::TargetPaths(const Host& host) : machine_(artifacts::Environment::of_machine(host)) {
    if (host.registry() == nullptr) return;
    for (const auto& user : host.registry()->users()) {
        users_.push_back(machine_.of_user(user));
        if (!user.profile.empty()) profiles_.push_back({user.sid, WinPath(user.profile)});
    }
    std::stable_sort(profiles_.begin(), profiles_.end(),
                     [](const Profile& a, const Profile& b) { return a.path.text().size() > b.path.text().size(); });
}

std::vector<std::string> TargetPaths::expand(std::string_view glob) const {
    std::vector<std::string> out;
    auto add = [&](std::string text) {
        if (text.find('%') != std::string::npos || text.starts_with('\\')) return;
        auto same = [&](const std::string& other) { return equal_fold(other, text); };
        if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(text));
    };
    if (glob.find('%') == std::string_view::npos) {
        out.emplace_back(glob);
        return out;
    }
    add(machine_.expand(glob));
    for (const auto& user : users_) add(user.expand(glob));
    return out;
}

std::string TargetPaths::user_of(const WinPath& path) const {
    for (const auto& profile : profiles_)
        if (path.is_within(profile.path)) return profile.sid;
    return {};
}

PathSet::PathSet(const std::vector<std::string>& globs, const TargetPaths& target) {
    for (const auto& glob : globs)
        for (const auto& path : target.expand(glob)) {
            auto slash = path.rfind('\\');
            if (slash == std::string::npos) continue;
            auto folder = path.substr(0, slash);
            auto name = path.substr(slash + 1);
            if (name == "**") {
                patterns_.push_back({folder, "*"});
                patterns_.push_back({folder + "\\**", "*"});
            } else {
                patterns_.push_back({std::move(folder), std::move(name)});
            }
        }
}

bool PathSet::matches(std::string_view folder, std::string_view name) const {
    return std::any_of(patterns_.begin(), patterns_.end(), [&](const PathPattern& pattern) {
        return matches_glob(name, pattern.name) && matches_glob(folder, pattern.folder);
    });
}

std::string_view folder_text(const WinPath& folder) {
    std::string_view text = folder.text();
    if (text.ends_with('\\')) text.remove_suffix(1);
    return text;
}

}  // namespace quell::detect
