#include "sources/hive_file.hpp"

#include <array>
#include <string>
#include <string_view>

namespace quell::sources {

namespace {

Result<std::vector<std::byte>> read_file(const FileTree& files, const WinPath& path) {
    auto source = TRY(files.open(path));
    return read_all(*source, hive_size_limit);
}

/// The logs of one hive, and those that are there but could not be read.
struct Logs {
    std::vector<std::string> names;
    std::vector<std::vector<std::byte>> contents;
    std::vector<Error> unread;

    [[nodiscard]] std::vector<regf::LogFile> views() const {
        std::vector<regf::LogFile> out;
        for (std::size_t i = 0; i < names.size(); ++i) out.push_back({names[i], contents[i]});
        return out;
    }
};

Logs read_logs(const FileTree& files, const WinPath& path) {
    constexpr std::array<std::string_view, 3> endings{".LOG1", ".LOG2", ".LOG"};
    Logs logs;
    for (auto ending : endings) {
        WinPath file(path.text() + std::string(ending));
        auto content = read_file(files, file);
        if (content) {
            logs.names.emplace_back(file.name());
            logs.contents.push_back(std::move(*content));
        } else if (content.error().code != Errc::not_found) {
            logs.unread.push_back(content.error().in(file.name()));
        }
    }
    return logs;
}

}  // namespace

Result<HiveFile> load_hive(const FileTree& files, const WinPath& path) {
    auto primary = TRY(read_file(files, path));
    auto base = regf::parse_base_block(primary);
    Logs logs;
    // A clean hive is whole; its logs hold what is in it already.
    if (!base || base->is_dirty()) logs = read_logs(files, path);
    auto hive = TRY(regf::Hive::open(std::move(primary), logs.views()));
    HiveFile out;
    for (const auto& note : hive.notes())
        if (note.kind == regf::Note::Kind::loss) out.losses.push_back(note.why);
    out.losses.insert(out.losses.end(), logs.unread.begin(), logs.unread.end());
    out.hive = std::make_shared<const regf::Hive>(std::move(hive));
    return out;
}

}  // namespace quell::sources
