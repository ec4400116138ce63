#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/file.hpp"
#include "threats/load.hpp"

namespace quell::threats {

namespace {

Result<PackText> read_text(const platform::Folder& folder, const std::string& name, const std::string& shown) {
    auto source = TRY(folder.file(name));
    auto data = TRY(read_all(*source, largest_pack));
    return PackText{shown, std::string(as_text(data))};
}

Result<void> read_folder(const platform::Folder& folder, const std::string& shown, PackFolder& out) {
    auto entries = TRY(folder.list());
    std::sort(entries.begin(), entries.end(),
              [](const platform::Entry& a, const platform::Entry& b) { return a.name < b.name; });
    for (const auto& entry : entries) {
        if (entry.kind != platform::EntryKind::file || !ends_with_fold(entry.name, ".toml")) continue;
        auto path = shown + "/" + entry.name;
        if (auto text = read_text(folder, entry.name, path))
            out.texts.push_back(std::move(*text));
        else
            out.problems.push_back({path, 0, text.error().what});
    }
    return {};
}

Result<void> read_below(const platform::Folder& folder, const std::string& shown, const std::string& kind,
                        PackFolder& out) {
    auto below = folder.folder(kind);
    if (below) return read_folder(**below, shown + "/" + kind, out);
    if (below.error().code != Errc::not_found) out.problems.push_back({shown + "/" + kind, 0, below.error().what});
    return {};
}

}  // namespace

Result<PackFolder> read_pack_folder(const std::string& folder) {
    auto opened = TRY(platform::Folder::open(folder));
    PackFolder out;
    TRY(read_folder(*opened, folder, out));
    TRY(read_below(*opened, folder, "threats", out));
    return out;
}

Result<PackFolder> read_pack_folder(const std::string& folder, const std::string& kind) {
    auto opened = TRY(platform::Folder::open(folder));
    PackFolder out;
    TRY(read_below(*opened, folder, kind, out));
    return out;
}

}  // namespace quell::threats
