#include "artifacts/traces.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.hpp"
#include "formats/recycle_bin/records.hpp"

namespace quell::artifacts {

namespace {

// INFO2 has 800 bytes a file: far more than a bin of XP ever held.
constexpr std::uint64_t largest_info2 = std::uint64_t{64} << 20;

template <typename T>
std::vector<File> list(const Host& host, const WinPath& folder, Survey<T>& survey) {
    auto files = host.files().list(folder);
    if (files) return std::move(*files);
    if (files.error().code != Errc::not_found) survey.miss(View::files, folder.text(), files.error());
    return {};
}

// "NAME-1A2B3C4D.pf"
std::optional<PrefetchTrace> trace_of(const File& file) {
    constexpr std::string_view extension = ".pf";
    constexpr std::size_t digits = 8;
    auto name = std::string_view(file.path.name());
    if (file.facts.kind != FileKind::file || !ends_with_fold(name, extension)) return std::nullopt;
    name.remove_suffix(extension.size());
    if (name.size() < digits + 2 || name[name.size() - digits - 1] != '-') return std::nullopt;
    auto hash = name.substr(name.size() - digits);
    PrefetchTrace trace;
    auto [end, error] = std::from_chars(hash.data(), hash.data() + hash.size(), trace.hash, 16);
    if (error != std::errc() || end != hash.data() + hash.size()) return std::nullopt;
    trace.executable = name.substr(0, name.size() - digits - 1);
    trace.first = file.facts.created;
    trace.last = file.facts.modified;
    trace.file = file.path;
    return trace;
}

class Bin {
public:
    Bin(const Host& host, Survey<RecycledFile>& survey) : host_(host), survey_(survey) {}

    void vista_on(const File& folder) {
        std::map<std::string, const File*> contents;  // by what follows "$R", folded
        auto files = list(host_, folder.path, survey_);
        for (const auto& file : files)
            if (starts_with_fold(file.path.name(), "$R")) contents[fold_case(file.path.name().substr(2))] = &file;
        for (const auto& file : files) {
            if (!starts_with_fold(file.path.name(), "$I") || file.facts.kind != FileKind::file) continue;
            auto record = index_file(file);
            if (!record) {
                survey_.miss(View::content, file.path.text(), record.error());
                continue;
            }
            auto content = contents.find(fold_case(file.path.name().substr(2)));
            auto where = content == contents.end() ? WinPath() : content->second->path;
            if (content != contents.end()) contents.erase(content);
            add(*record, folder, std::move(where), file.path);
        }
        for (const auto& file : files) {
            if (!starts_with_fold(file.path.name(), "$R") || !contents.contains(fold_case(file.path.name().substr(2))))
                continue;
            RecycledFile orphan;
            orphan.size = file.facts.size;
            orphan.user = folder.path.name();
            orphan.content = file.path;
            orphan.orphan = true;
            survey_.items.push_back(std::move(orphan));
        }
    }

    void before_vista(const File& folder) {
        auto path = folder.path / "INFO2";
        auto records = [&]() -> Result<std::vector<recycle_bin::Record>> {
            auto content = TRY(host_.files().open(path));
            return recycle_bin::parse_info2(TRY(read_all(*content, largest_info2)));
        }();
        if (!records) {
            if (records.error().code != Errc::not_found) survey_.miss(View::content, path.text(), records.error());
            return;
        }
        for (const auto& record : *records) {
            auto name = "D" + record.drive_letter + std::to_string(record.index) +
                        std::string(WinPath(record.path).extension());
            auto content = folder.path / name;
            add(record, folder, !record.emptied && host_.files().find(content) ? content : WinPath(), path);
        }
    }

private:
    Result<recycle_bin::Record> index_file(const File& file) {
        auto content = TRY(host_.files().open(file));
        const auto size = std::min<std::uint64_t>(content->size(), recycle_bin::longest_index_file);
        std::vector<std::byte> data(static_cast<std::size_t>(size));
        TRY(read_exactly(*content, 0, data));
        return recycle_bin::parse_index_file(data);
    }

    void add(const recycle_bin::Record& record, const File& folder, WinPath content, const WinPath& index) {
        survey_.items.push_back({WinPath(record.path), record.size, record.deleted, std::string(folder.path.name()),
                                 std::move(content), index, false});
    }

    const Host& host_;
    Survey<RecycledFile>& survey_;
};

}  // namespace

Survey<PrefetchTrace> prefetch_traces(const Host& host) {
    if (!host.has_windows())
        return Survey<PrefetchTrace>::not_applicable(View::files, "", {Errc::not_found, "no Windows on this volume"});
    Survey<PrefetchTrace> survey;
    for (const auto& file : list(host, host.windows() / "Prefetch", survey))
        if (auto trace = trace_of(file)) survey.items.push_back(std::move(*trace));
    return survey;
}

Survey<RecycledFile> recycled_files(const Host& host) {
    Survey<RecycledFile> survey;
    Bin bin(host, survey);
    for (const auto& folder : list(host, host.files().root() / "$Recycle.Bin", survey))
        if (folder.facts.kind == FileKind::directory) bin.vista_on(folder);
    for (const auto& folder : list(host, host.files().root() / "RECYCLER", survey))
        if (folder.facts.kind == FileKind::directory) bin.before_vista(folder);
    return survey;
}

}  // namespace quell::artifacts
