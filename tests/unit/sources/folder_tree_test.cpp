// A FolderTree over folders in memory: what the system can do to a mounted volume, without needing the system.
#include <map>
#include <memory>

#include "base/text.hpp"
#include "sources/folder_tree.hpp"
#include "support/work.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::sources;
using platform::Entry;
using platform::EntryKind;

namespace {

// A folder in memory; every handle on it counts.
struct Node {
    Entry entry;
    std::string content;
    std::map<std::string, std::shared_ptr<Node>> below;
    bool readable = true;

    Node& add(const std::string& name, EntryKind kind, std::uint64_t serial, std::string text = {}) {
        auto node = std::make_shared<Node>();
        node->entry.name = name;
        node->entry.kind = kind;
        node->entry.serial = serial;
        node->entry.size = text.size();
        node->entry.modified = Time();
        node->content = std::move(text);
        auto& added = *node;
        below[name] = std::move(node);
        return added;
    }
    Node& folder(const std::string& name, std::uint64_t serial) { return add(name, EntryKind::directory, serial); }
    Node& file(const std::string& name, std::uint64_t serial, std::string text = "x") {
        return add(name, EntryKind::file, serial, std::move(text));
    }
};

int open_folders = 0;
int most_open_folders = 0;

class FakeFolder final : public platform::Folder {
public:
    explicit FakeFolder(const Node& node) : node_(node) {
        most_open_folders = std::max(most_open_folders, ++open_folders);
    }
    FakeFolder(const FakeFolder&) = delete;
    FakeFolder& operator=(const FakeFolder&) = delete;
    ~FakeFolder() override { --open_folders; }

    [[nodiscard]] Result<std::vector<Entry>> list() const override {
        if (!node_.readable) return fail(Errc::denied, "permission denied");
        std::vector<Entry> entries;
        for (const auto& [name, node] : node_.below) entries.push_back(node->entry);
        std::reverse(entries.begin(), entries.end());
        return entries;
    }
    [[nodiscard]] Result<std::unique_ptr<platform::Folder>> folder(const std::string& name) const override {
        auto found = node_.below.find(name);
        if (found == node_.below.end()) return fail(Errc::not_found, name);
        if (found->second->entry.kind != EntryKind::directory) return fail(Errc::denied, name);
        return std::make_unique<FakeFolder>(*found->second);
    }
    [[nodiscard]] Result<std::unique_ptr<ByteSource>> file(const std::string& name) const override {
        auto found = node_.below.find(name);
        if (found == node_.below.end()) return fail(Errc::not_found, name);
        if (found->second->entry.kind != EntryKind::file) return fail(Errc::denied, name);
        auto content = as_bytes(found->second->content);
        return std::make_unique<MemorySource>(std::vector<std::byte>(content.begin(), content.end()));
    }

private:
    const Node& node_;
};

FolderTree tree_over(const Node& root) { return {std::make_shared<FakeFolder>(root), root.entry, WinPath("C:\\")}; }

struct Collected final : FileVisitor {
    std::vector<File> files;
    void visit(const FileView& view) override { files.push_back(view.file()); }
    [[nodiscard]] std::vector<std::string> paths() const {
        std::vector<std::string> out;
        for (const auto& file : files) out.push_back(file.path.text());
        return out;
    }
};

std::string content_of(const FileTree& tree, const File& file) {
    auto source = tree.open(file);
    if (!source) return "error: " + source.error().what;
    auto data = read_all(**source, 1000);
    return data ? std::string(as_text(*data)) : "error: " + data.error().what;
}

}  // namespace

TEST_CASE("names are found without case, and the path has their own spelling") {
    Node root;
    root.folder("Windows", 1).folder("System32", 2).file("SRV.sys", 3, "driver");
    auto tree = tree_over(root);
    auto found = tree.find(WinPath("c:\\WINDOWS\\system32\\srv.SYS"));
    REQUIRE(found);
    CHECK_EQ(found->path.text(), "C:\\Windows\\System32\\SRV.sys");
    CHECK_EQ(content_of(tree, *found), "driver");
    // A path in another case opens too, because the fallback looks the name up.
    CHECK_EQ(content_of(tree, {WinPath("C:\\windows\\SYSTEM32\\srv.sys"), found->facts}), "driver");
}

TEST_CASE("what is not there, or on another volume, is not found") {
    Node root;
    root.folder("Windows", 1).file("a", 2);
    auto tree = tree_over(root);
    for (const auto* path :
         {"C:\\none", "C:\\Windows\\a\\below", "D:\\Windows", "C:\\Windows\\a\\..", "C:\\.", "C:\\.."}) {
        CAPTURE(path);
        auto found = tree.find(WinPath(path));
        REQUIRE_FALSE(found);
        CHECK_EQ(found.error().code, Errc::not_found);
    }
}

TEST_CASE("of two names that differ in case only both are listed and the exact one is found") {
    Node root;
    root.file("readme.txt", 1, "lower");
    root.file("README.TXT", 2, "upper");
    auto tree = tree_over(root);
    auto names = tree.list(WinPath("C:\\"));
    REQUIRE(names);
    REQUIRE_EQ(names->size(), 2);
    CHECK_EQ(content_of(tree, names->at(0)), "upper");
    CHECK_EQ(content_of(tree, names->at(1)), "lower");
    CHECK_EQ(content_of(tree, *tree.find(WinPath("C:\\readme.txt"))), "lower");
    CHECK_EQ(content_of(tree, *tree.find(WinPath("C:\\README.TXT"))), "upper");
    CHECK_EQ(content_of(tree, *tree.find(WinPath("C:\\ReadMe.txt"))), "upper");
}

TEST_CASE("a link is listed, never entered, never opened") {
    Node root;
    auto& link = root.add("out", EntryKind::link, 1);
    link.file("secret", 2);
    auto tree = tree_over(root);
    Collected seen;
    test::TestWork work;
    CHECK(tree.walk(seen, Deleted::left_out, work.work()).empty());
    CHECK_EQ(seen.paths(), std::vector<std::string>{"C:\\out"});
    CHECK(seen.files[0].facts.kind == FileKind::link);
    auto through = tree.find(WinPath("C:\\out\\secret"));
    REQUIRE_FALSE(through);
    CHECK_EQ(through.error().code, Errc::denied);
    CHECK_FALSE(tree.open(seen.files[0]));
    CHECK_FALSE(tree.list(WinPath("C:\\out")));
}

TEST_CASE("names that are no UTF-8 keep their bytes and can be opened") {
    Node root;
    root.folder("d\xe9", 1).file("caf\xe9.exe", 2, "latin");
    auto tree = tree_over(root);
    Collected seen;
    test::TestWork work;
    CHECK(tree.walk(seen, Deleted::left_out, work.work()).empty());
    REQUIRE_EQ(seen.files.size(), 2);
    CHECK_EQ(seen.files[1].path.text(), "C:\\d\xe9\\caf\xe9.exe");
    CHECK_EQ(content_of(tree, seen.files[1]), "latin");
    CHECK(tree.find(WinPath("C:\\D\xe9\\CAF\xe9.EXE")));
}

TEST_CASE("a backslash inside a name is no separator, and the file opens by its id") {
    Node root;
    root.folder("Windows", 1).file("tasksche.exe", 2, "real");
    root.file("Windows\\tasksche.exe", 3, "odd");
    root.file("Windows\xef\x81\x9ctasksche.exe", 4, "private use");
    root.folder("a\\b", 5).file("c", 6, "below");
    auto tree = tree_over(root);
    Collected seen;
    test::TestWork work;
    CHECK(tree.walk(seen, Deleted::left_out, work.work()).empty());
    std::map<std::uint64_t, std::string> contents;
    for (const auto& file : seen.files)
        if (file.facts.kind == FileKind::file) contents[file.facts.id] = content_of(tree, file);
    CHECK_EQ(contents, std::map<std::uint64_t, std::string>{{2, "real"}, {3, "odd"}, {4, "private use"}, {6, "below"}});
    CHECK_EQ(tree.find(WinPath("C:\\Windows\\tasksche.exe"))->facts.id, 2);
    for (const auto& file : seen.files)
        if (file.facts.id == 3) CHECK_EQ(file.path.parent().text(), "C:\\");
}

TEST_CASE("the walk is the same whatever order the system lists names in, neighbours together") {
    Node root;
    root.folder("b", 1).file("B2", 2);
    root.folder("A", 3).file("x", 4);
    root.file("c", 5);
    auto tree = tree_over(root);
    Collected seen;
    test::TestWork work;
    CHECK(tree.walk(seen, Deleted::left_out, work.work()).empty());
    CHECK_EQ(seen.paths(), std::vector<std::string>{"C:\\A", "C:\\b", "C:\\c", "C:\\A\\x", "C:\\b\\B2"});
}

TEST_CASE("a folder that cannot be read is an unseen gap, and the rest is walked") {
    Node root;
    root.folder("closed", 1).readable = false;
    root.folder("open", 2).file("x", 3);
    auto tree = tree_over(root);
    Collected seen;
    test::TestWork work;
    auto gaps = tree.walk(seen, Deleted::left_out, work.work());
    REQUIRE_EQ(gaps.size(), 1);
    CHECK(gaps[0].kind == GapKind::unseen);
    CHECK(gaps[0].view == View::files);
    CHECK_EQ(gaps[0].where, "C:\\closed");
    CHECK_EQ(seen.files.size(), 3);
}

TEST_CASE("pipes and devices are left out with one gap a folder, what cannot be described is unseen") {
    Node root;
    root.add("pipe", EntryKind::other, 1);
    root.add("null", EntryKind::other, 2);
    root.add("gone", EntryKind::other, 0).entry.modified.reset();
    auto tree = tree_over(root);
    Collected seen;
    test::TestWork work;
    auto gaps = tree.walk(seen, Deleted::left_out, work.work());
    CHECK(seen.files.empty());
    REQUIRE_EQ(gaps.size(), 2);
    CHECK(gaps[0].kind == GapKind::unseen);
    CHECK_EQ(gaps[0].where, "C:\\gone");
    CHECK(gaps[1].kind == GapKind::not_applicable);
    CHECK_FALSE(tree.find(WinPath("C:\\pipe")));
    CHECK(tree.list(WinPath("C:\\"))->empty());
}

TEST_CASE("a path as long as Windows allows is walked and opened with few folders open at a time") {
    open_folders = 0;
    most_open_folders = 0;
    constexpr std::size_t levels = 16'000;
    Node root;
    auto* at = &root;
    for (std::size_t level = 0; level < levels; ++level) at = &at->folder("d", level + 1);
    at->file("x", levels + 1, "deep");
    {
        auto tree = tree_over(root);
        Collected seen;
        test::TestWork work;
        CHECK(tree.walk(seen, Deleted::left_out, work.work()).empty());
        REQUIRE_EQ(seen.files.size(), levels + 1);
        CHECK_EQ(content_of(tree, seen.files.back()), "deep");
        CHECK_LT(most_open_folders, 100);
    }
    CHECK_EQ(open_folders, 0);
    // The chain is taken apart from its end: its own destructor would recurse as deeply.
    std::vector<std::shared_ptr<Node>> nodes;
    for (auto below = std::move(root.below); !below.empty();) {
        nodes.push_back(below.begin()->second);
        auto next = std::move(nodes.back()->below);
        below = std::move(next);
    }
}

TEST_CASE("folders below the longest path of Windows are a gap, not a walk without end") {
    Node root;
    auto* at = &root;
    const std::string name(250, 'd');
    for (std::uint64_t level = 1; level < 500; ++level) at = &at->folder(name, level);
    auto tree = tree_over(root);
    Collected seen;
    test::TestWork work;
    auto gaps = tree.walk(seen, Deleted::left_out, work.work());
    REQUIRE_EQ(gaps.size(), 1);
    CHECK_EQ(gaps[0].why.code, Errc::limit);
}

TEST_CASE("a stopped walk is an unseen gap") {
    Node root;
    root.file("x", 1);
    auto tree = tree_over(root);
    Collected seen;
    test::TestWork work;
    work.stop.request_stop();
    auto gaps = tree.walk(seen, Deleted::left_out, work.work());
    REQUIRE_EQ(gaps.size(), 1);
    CHECK_EQ(gaps[0].why.code, Errc::cancelled);
    CHECK(seen.files.empty());
}

TEST_CASE("two names of one file share an id, files without a number get one that stays") {
    Node root;
    root.file("a", 7);
    root.file("b", 7);
    root.file("c", 0);
    root.add("far", EntryKind::file, 7, "x").entry.device = 9;
    auto tree = tree_over(root);
    auto id = [&](const char* path) { return tree.find(WinPath(path))->facts.id; };
    CHECK_EQ(id("C:\\a"), id("C:\\b"));
    CHECK_NE(id("C:\\a"), id("C:\\c"));
    CHECK_EQ(id("C:\\c"), id("C:\\C"));
    CHECK_NE(id("C:\\far"), id("C:\\a"));
    CHECK_NE(id("C:\\far"), id("C:\\c"));
}

TEST_CASE("alternate streams are unsupported on a mounted folder, not absent") {
    Node root;
    root.file("a", 7);
    auto tree = tree_over(root);
    auto file = tree.find(WinPath("C:\\a"));
    REQUIRE(file);
    CHECK_EQ(tree.streams(*file).error().code, Errc::unsupported);
    CHECK_EQ(tree.open(*file, "Zone.Identifier").error().code, Errc::unsupported);
}
