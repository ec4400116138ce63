#include "host/file_tree.hpp"

namespace quell {

std::string_view name_of(FileKind kind) {
    switch (kind) {
        case FileKind::file: return "file";
        case FileKind::directory: return "directory";
        case FileKind::link: return "link";
    }
    return "file";
}

Result<std::unique_ptr<ByteSource>> FileTree::open(const WinPath& path) const {
    auto file = TRY(find(path));
    return open(file, {});
}

}  // namespace quell
