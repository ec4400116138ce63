#include "sources/user_profiles.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "host/registry.hpp"

namespace quell::sources {

namespace {

constexpr std::string_view profile_list = "Microsoft\\Windows NT\\CurrentVersion\\ProfileList";

std::string expand(std::string_view text, const WinPath& windows) {
    struct Variable {
        std::string_view name;
        std::string_view value;
    };
    const std::array<Variable, 3> variables{
        {{"%SystemDrive%", windows.volume()}, {"%SystemRoot%", windows.text()}, {"%windir%", windows.text()}}};
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto rest = text.substr(at);
        auto hit = std::find_if(variables.begin(), variables.end(),
                                [&](const auto& variable) { return starts_with_fold(rest, variable.name); });
        if (hit == variables.end()) {
            out += text[at++];
        } else {
            out += hit->value;
            at += hit->name.size();
        }
    }
    return out;
}

Result<std::string> image_path(const regf::Key& profile, const WinPath& windows) {
    auto value = TRY(profile.value("ProfileImagePath"));
    auto data = TRY(value.data());
    RegistryValue text{{}, static_cast<ValueType>(value.type()), {data.bytes().begin(), data.bytes().end()}};
    auto path = text.text();
    if (!path || path->empty()) return fail(Errc::corrupt, "ProfileImagePath is no text");
    return expand(*path, windows);
}

void list_known(const regf::Hive& software, const FileTree& files, const WinPath& windows, Survey<UserProfile>& out) {
    std::string where = "HKLM\\SOFTWARE\\" + std::string(profile_list);
    auto list = software.root().descend(profile_list);
    if (!list) {
        out.miss(View::registry, where, list.error());
        return;
    }
    auto cursor = list->subkeys();
    while (auto profile = cursor.next()) {
        // A damaged entry is among the hive's own gaps already.
        if (!*profile) continue;
        auto sid = (*profile)->name().text();
        auto path = image_path(**profile, windows);
        if (!path) {
            // A key without a path is what a removed account leaves behind.
            if (path.error().code != Errc::not_found) out.miss(View::registry, where + '\\' + sid, path.error());
            continue;
        }
        WinPath folder(*path);
        if (!equal_fold(folder.volume(), files.root().volume())) {
            out.miss(View::registry, folder.text(),
                     {Errc::not_found, fmt::format("profile of {} is on another volume than Windows", sid)});
            continue;
        }
        out.items.push_back({std::move(sid), std::move(folder)});
    }
}

void list_folders(const FileTree& files, const WinPath& parent, Survey<UserProfile>& out) {
    auto entries = files.list(parent);
    if (!entries) {
        if (entries.error().code != Errc::not_found) out.miss(View::files, parent.text(), entries.error());
        return;
    }
    for (const auto& entry : *entries) {
        if (entry.facts.kind != FileKind::directory) continue;
        bool known = std::any_of(out.items.begin(), out.items.end(),
                                 [&](const auto& profile) { return profile.folder == entry.path; });
        if (known) continue;
        auto hive = files.find(entry.path / "NTUSER.DAT");
        if (!hive && hive.error().code == Errc::not_found) continue;
        out.items.push_back({"profile:" + std::string(entry.path.name()), entry.path});
    }
}

}  // namespace

bool is_service_account(std::string_view sid) { return sid == "S-1-5-18" || sid == "S-1-5-19" || sid == "S-1-5-20"; }

Survey<UserProfile> find_profiles(const FileTree& files, const WinPath& windows, const regf::Hive* software) {
    Survey<UserProfile> out;
    if (software) list_known(*software, files, windows, out);
    // Vista and later; XP; and where services have theirs.
    list_folders(files, files.root() / "Users", out);
    list_folders(files, files.root() / "Documents and Settings", out);
    list_folders(files, windows / "ServiceProfiles", out);
    return out;
}

}  // namespace quell::sources
