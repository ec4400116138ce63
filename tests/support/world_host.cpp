#include "support/world_host.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "sources/windows_installation.hpp"

namespace quell::test {

namespace {

class WorldSource final : public ByteSource {
public:
    explicit WorldSource(Content content) : content_(std::move(content)) {}
    [[nodiscard]] std::uint64_t size() const override { return content_.size(); }
    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, MutableBytes out) const override {
        if (offset >= size()) return std::size_t{0};
        const auto data = content_.part(offset, std::min<std::uint64_t>(out.size(), size() - offset));
        std::copy(data.begin(), data.end(), out.begin());
        return data.size();
    }

private:
    Content content_;
};

class WorldTree final : public FileTree {
public:
    WorldTree(const World& world, WinPath root) : root_(std::move(root)) {
        File top{root_, {}};
        top.facts.kind = FileKind::directory;
        add({top, nullptr, 0});
        for (const auto& file : world.files()) {
            const auto path = root_ / file.path;
            const auto parent = folder(path.parent(), file.stamp);
            if (file.kind == WorldFile::Kind::folder) {
                folder(path, file.stamp);
                continue;
            }
            File entry{path, facts_of(file.stamp)};
            entry.facts.size = file.content.size();
            entry.facts.attributes = file.attributes;
            add({entry, &file, parent});
        }
    }

    [[nodiscard]] const WinPath& root() const override { return root_; }
    [[nodiscard]] std::vector<Gap> walk(FileVisitor& visitor, Deleted, const Work&) const override {
        for (std::size_t i = 1; i < entries_.size(); ++i) {
            const auto name = std::string(entries_[i].file.path.name());
            visitor.visit({name, entries_[i].file.facts, entries_[i].parent, i, *this});
        }
        return {};
    }
    [[nodiscard]] Result<File> find(const WinPath& path) const override { return entries_[TRY(index_of(path))].file; }
    [[nodiscard]] Result<std::vector<File>> list(const WinPath& path) const override {
        const auto parent = TRY(index_of(path));
        std::vector<File> out;
        for (std::size_t i = 1; i < entries_.size(); ++i)
            if (entries_[i].parent == parent) out.push_back(entries_[i].file);
        std::sort(out.begin(), out.end(), [](const File& a, const File& b) { return a.path < b.path; });
        return out;
    }
    using FileTree::open;
    [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const File& file, std::string_view stream) const override {
        const auto& entry = entries_[TRY(index_of(file.path))];
        if (entry.stored == nullptr || !stream.empty()) return fail(Errc::not_found, file.path.text() + ": no content");
        return std::make_unique<WorldSource>(entry.stored->content);
    }
    [[nodiscard]] Result<std::vector<StreamInfo>> streams(const File&) const override {
        return fail(Errc::unsupported, "streams are not kept here");
    }
    [[nodiscard]] WinPath path_of(const FileView& view) const override {
        return entries_[static_cast<std::size_t>(view.slot)].file.path;
    }

private:
    struct Entry {
        File file;
        const WorldFile* stored = nullptr;
        std::size_t parent = 0;
    };

    static FileFacts facts_of(const Stamp& stamp) {
        FileFacts facts;
        facts.created = stamp.created;
        facts.modified = stamp.modified;
        facts.changed = stamp.changed;
        facts.accessed = stamp.accessed;
        return facts;
    }

    std::size_t add(Entry entry) {
        const auto index = entries_.size();
        entry.file.facts.id = index;
        by_path_[fold_case(entry.file.path.text())] = index;
        entries_.push_back(std::move(entry));
        return index;
    }

    std::size_t folder(const WinPath& path, const Stamp& stamp) {
        if (const auto found = by_path_.find(fold_case(path.text())); found != by_path_.end()) return found->second;
        const auto parent = folder(path.parent(), stamp);
        File entry{path, facts_of(stamp)};
        entry.facts.kind = FileKind::directory;
        return add({entry, nullptr, parent});
    }

    [[nodiscard]] Result<std::size_t> index_of(const WinPath& path) const {
        const auto found = by_path_.find(fold_case(path.text()));
        if (found == by_path_.end()) return fail(Errc::not_found, path.text() + ": no such file");
        return found->second;
    }

    WinPath root_;
    std::vector<Entry> entries_;
    std::map<std::string, std::size_t> by_path_;
};

}  // namespace

Survey<Host> hosts_of(const World& world, const Work& work) {
    const sources::TreeAt tree_at = [&](const WinPath& root) { return std::make_shared<const WorldTree>(world, root); };
    return sources::windows_hosts(tree_at, {"world", "world"}, work);
}

}  // namespace quell::test
