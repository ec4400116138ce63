// Lists an NTFS volume as the Sleuth Kit sees it: one line "size<TAB>sha256<TAB>path[:stream]" for every data stream
// of every file in use; "-" for content that could not be read. To be compared with quell_list.
//
//     tsk_list IMAGE [OFFSET]
//
// Conventions of the Sleuth Kit that are normalised here: its virtual folder $OrphanFiles and the entries "." and ".."
// are left out, and so are names that are only left over in a folder's index (unallocated names). Paths have the
// Sleuth Kit's own "/"; streams follow after ":". A folder is a line "folder<TAB>-<TAB>path"
// beside its streams; a file without an unnamed stream is shown with an empty one.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <openssl/evp.h>
#include <tsk/libtsk.h>

namespace {

class Sha256 {
public:
    Sha256() : context_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context_, EVP_sha256(), nullptr); }
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    ~Sha256() { EVP_MD_CTX_free(context_); }
    void update(const char* data, std::size_t size) { EVP_DigestUpdate(context_, data, size); }
    std::string hex() {
        unsigned char digest[EVP_MAX_MD_SIZE];
        unsigned size = 0;
        EVP_DigestFinal_ex(context_, digest, &size);
        std::string text;
        char pair[3];
        for (unsigned i = 0; i < size; ++i) {
            std::snprintf(pair, sizeof pair, "%02x", digest[i]);
            text += pair;
        }
        return text;
    }

private:
    EVP_MD_CTX* context_;
};

std::string content_hash(const TSK_FS_ATTR* attribute) {
    Sha256 hash;
    std::vector<char> piece(1U << 20);
    for (TSK_OFF_T offset = 0; offset < attribute->size;) {
        auto wanted = std::min<TSK_OFF_T>(static_cast<TSK_OFF_T>(piece.size()), attribute->size - offset);
        auto got = tsk_fs_attr_read(attribute, offset, piece.data(), static_cast<std::size_t>(wanted),
                                    TSK_FS_FILE_READ_FLAG_NONE);
        if (got <= 0) return "-";
        hash.update(piece.data(), static_cast<std::size_t>(got));
        offset += got;
    }
    return hash.hex();
}

// A hole of the volume's size: listed with its size, not read.
bool is_bad_clusters(const std::string& path, const std::string& stream) {
    return path == "/$BadClus" && !stream.empty();
}

TSK_WALK_RET_ENUM visit(TSK_FS_FILE* file, const char* folder, void*) {
    if (file->name == nullptr || file->meta == nullptr || TSK_FS_ISDOT(file->name->name)) return TSK_WALK_CONT;
    if ((file->name->flags & TSK_FS_NAME_FLAG_ALLOC) == 0 || file->meta->type == TSK_FS_META_TYPE_VIRT_DIR)
        return TSK_WALK_CONT;
    auto path = std::string("/") + folder + file->name->name;
    bool is_folder = file->meta->type == TSK_FS_META_TYPE_DIR;
    if (is_folder) std::printf("folder\t-\t%s\n", path.c_str());
    bool has_unnamed = false;
    auto count = tsk_fs_file_attr_getsize(file);
    for (int i = 0; i < count; ++i) {
        const auto* attribute = tsk_fs_file_attr_get_idx(file, i);
        if (attribute == nullptr || attribute->type != TSK_FS_ATTR_TYPE_NTFS_DATA) continue;
        std::string stream = attribute->name != nullptr ? attribute->name : "";
        has_unnamed = has_unnamed || stream.empty();
        std::printf("%lld\t%s\t%s%s%s\n", static_cast<long long>(attribute->size),
                    (is_bad_clusters(path, stream) ? "-" : content_hash(attribute)).c_str(), path.c_str(),
                    stream.empty() ? "" : ":", stream.c_str());
    }
    if (!is_folder && !has_unnamed) std::printf("0\t%s\t%s\n", Sha256().hex().c_str(), path.c_str());
    return TSK_WALK_CONT;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    auto offset = argc > 2 ? std::strtoll(argv[2], nullptr, 10) : 0;
    auto* image = tsk_img_open_utf8_sing(argv[1], TSK_IMG_TYPE_RAW, 0);
    if (image == nullptr) return 1;
    auto* volume = tsk_fs_open_img(image, offset, TSK_FS_TYPE_NTFS);
    if (volume == nullptr) {
        tsk_error_print(stderr);
        return 1;
    }
    auto flags = static_cast<TSK_FS_DIR_WALK_FLAG_ENUM>(TSK_FS_DIR_WALK_FLAG_ALLOC | TSK_FS_DIR_WALK_FLAG_RECURSE |
                                                        TSK_FS_DIR_WALK_FLAG_NOORPHAN);
    auto failed = tsk_fs_dir_walk(volume, volume->root_inum, flags, visit, nullptr);
    tsk_fs_close(volume);
    tsk_img_close(image);
    return failed != 0 ? 1 : 0;
}
