// A FileTree of files held in memory: enough of a volume for tests of what reads single files.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "host/file_tree.hpp"

namespace quell::test {

/// Folders come into being with the files below them. `walk` shows every file; times and attributes are not kept.
class MemoryFiles final : public FileTree {
public:
    explicit MemoryFiles(std::string_view root = "C:\\") : root_(root) {}

    MemoryFiles& add(std::string_view path, std::vector<std::byte> content) {
        files_[fold_case(path)] = {WinPath(path), std::move(content)};
        for (auto folder = WinPath(path).parent(); !(folder == root_); folder = folder.parent())
            add_folder(folder.text());
        return *this;
    }
    MemoryFiles& add_folder(std::string_view path) {
        folders_[fold_case(path)] = WinPath(path);
        return *this;
    }
    /// The file is listed, but reading it fails with Errc::io.
    MemoryFiles& add_unreadable(std::string_view path) {
        add(path, {});
        unreadable_.insert(fold_case(path));
        return *this;
    }

    [[nodiscard]] const WinPath& root() const override { return root_; }

    [[nodiscard]] std::vector<Gap> walk(FileVisitor& visitor, Deleted, const Work&) const override {
        std::uint64_t slot = 0;
        for (const auto& [key, stored] : files_) {
            auto facts = facts_of(stored.second);
            visitor.visit({stored.first.name(), facts, 0, slot++, *this});
        }
        return {};
    }
    [[nodiscard]] Result<File> find(const WinPath& path) const override {
        auto key = fold_case(path.text());
        if (auto file = files_.find(key); file != files_.end())
            return File{file->second.first, facts_of(file->second.second)};
        if (auto folder = folders_.find(key); folder != folders_.end()) return folder_entry(folder->second);
        return fail(Errc::not_found, path.text() + ": no such file");
    }
    [[nodiscard]] Result<std::vector<File>> list(const WinPath& folder) const override {
        if (!(folder == root_) && !folders_.contains(fold_case(folder.text())))
            return fail(Errc::not_found, folder.text() + ": no such folder");
        std::vector<File> out;
        for (const auto& [key, path] : folders_)
            if (path.parent() == folder) out.push_back(folder_entry(path));
        for (const auto& [key, stored] : files_)
            if (stored.first.parent() == folder) out.push_back({stored.first, facts_of(stored.second)});
        return out;
    }
    using FileTree::open;
    [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const File& file, std::string_view stream) const override {
        auto key = fold_case(file.path.text());
        auto stored = files_.find(key);
        if (!stream.empty() || stored == files_.end())
            return fail(Errc::not_found, file.path.text() + ": no such file");
        if (unreadable_.contains(key)) return fail(Errc::io, file.path.text() + ": cannot be read");
        return std::make_unique<MemorySource>(stored->second.second);
    }
    [[nodiscard]] Result<std::vector<StreamInfo>> streams(const File&) const override {
        return fail(Errc::unsupported, "streams are not kept here");
    }
    [[nodiscard]] WinPath path_of(const FileView& view) const override {
        return std::next(files_.begin(), static_cast<std::ptrdiff_t>(view.slot))->second.first;
    }

private:
    static FileFacts facts_of(const std::vector<std::byte>& content) {
        FileFacts facts;
        facts.size = content.size();
        return facts;
    }
    static File folder_entry(const WinPath& path) {
        File out{path, {}};
        out.facts.kind = FileKind::directory;
        return out;
    }

    WinPath root_;
    std::map<std::string, std::pair<WinPath, std::vector<std::byte>>> files_;
    std::map<std::string, WinPath> folders_;
    std::set<std::string> unreadable_;
};

}  // namespace quell::test
