// The same listing as tsk_list and fsntfs_list, by quell's own reader:
//
//     quell_list IMAGE [OFFSET]
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "platform/file.hpp"
#include "sources/ntfs_tree.hpp"

namespace {

using namespace quell;

class Lister final : public FileVisitor {
public:
    explicit Lister(const FileTree& tree) : tree_(tree) {}
    void visit(const FileView& view) override {
        auto file = view.file();
        auto path = file.path.text().substr(2);
        for (char& c : path)
            if (c == '\\') c = '/';
        if (path.starts_with("/$OrphanFiles/")) return;
        if (file.facts.kind == FileKind::directory)
            std::printf("folder\t-\t%s\n", path.c_str());
        else
            show(file, path, "");
        auto streams = tree_.streams(file);
        if (!streams) std::fprintf(stderr, "%s: %s\n", path.c_str(), streams.error().what.c_str());
        if (!streams) return;
        for (const auto& stream : *streams) show(file, path, stream.name);
    }

private:
    void show(const File& file, const std::string& path, const std::string& stream) {
        // A hole of the volume's size: listed with its size, not read.
        bool is_bad_clusters = path == "/$BadClus" && !stream.empty();
        std::string sha256 = "-";
        auto content = tree_.open(file, stream);
        if (!content) complain(path, content.error().what);
        if (content && !is_bad_clusters) {
            auto digests = hash(**content, {.sha256 = true});
            if (digests)
                sha256 = digests->sha256;
            else
                complain(path, digests.error().what);
        }
        auto size = content ? (*content)->size() : file.facts.size;
        // What the index says without opening the file must be the same.
        if (stream.empty() && size != file.facts.size) complain(path, "the index has another size");
        std::printf("%llu\t%s\t%s%s%s\n", static_cast<unsigned long long>(size), sha256.c_str(), path.c_str(),
                    stream.empty() ? "" : ":", stream.c_str());
    }
    static void complain(const std::string& path, const std::string& what) {
        std::fprintf(stderr, "%s: %s\n", path.c_str(), what.c_str());
    }

    const FileTree& tree_;
};

int run(const char* path, std::uint64_t offset) {
    auto image = platform::open_file(path);
    if (!image) return std::fprintf(stderr, "%s\n", image.error().what.c_str()), 1;
    auto window = std::make_shared<ByteWindow>(**image, offset, (*image)->size());
    Workers workers(1);
    NoProgress progress;
    Work work{workers, progress, {}};
    auto tree = sources::NtfsTree::open(window, WinPath("C:\\"), work);
    if (!tree) return std::fprintf(stderr, "%s\n", tree.error().what.c_str()), 1;
    Lister lister(**tree);
    auto gaps = (*tree)->walk(lister, Deleted::left_out, work);
    for (const auto& gap : gaps) std::fprintf(stderr, "gap: %s: %s\n", gap.where.c_str(), gap.why.what.c_str());
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    std::uint64_t offset = 0;
    if (argc > 2) {
        std::string_view text = argv[2];
        std::from_chars(text.data(), text.data() + text.size(), offset);
    }
    return run(argv[1], offset);
}
