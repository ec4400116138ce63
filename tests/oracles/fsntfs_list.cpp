// Lists an NTFS volume as libfsntfs sees it, in the form of tsk_list:
//
//     fsntfs_list IMAGE
//
// Conventions of libfsntfs that are normalised here: backslashes become slashes, 8.3 names are left out.
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

// libfsntfs.h asks for libbfio's header, which Debian's package does not bring; nothing of it is used here.
#include <libfsntfs/features.h>
#undef LIBFSNTFS_HAVE_BFIO
#include <libfsntfs.h>
#include <openssl/evp.h>

namespace {

std::string hex_of(EVP_MD_CTX* context) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_DigestFinal_ex(context, digest, &size);
    std::string text;
    char pair[3];
    for (unsigned i = 0; i < size; ++i) {
        std::snprintf(pair, sizeof pair, "%02x", digest[i]);
        text += pair;
    }
    return text;
}

template <typename Read>
std::string content_hash(std::uint64_t size, Read&& read) {
    auto* context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(context, EVP_sha256(), nullptr);
    std::vector<char> piece(1U << 20);
    bool whole = true;
    for (std::uint64_t offset = 0; offset < size && whole;) {
        auto got = read(piece.data(), piece.size(), static_cast<off64_t>(offset));
        whole = got > 0;
        if (!whole) break;
        EVP_DigestUpdate(context, piece.data(), static_cast<std::size_t>(got));
        offset += static_cast<std::uint64_t>(got);
    }
    auto text = hex_of(context);
    EVP_MD_CTX_free(context);
    return whole ? text : "-";
}

void show(std::uint64_t size, const std::string& hash, const std::string& path) {
    std::printf("%llu\t%s\t%s\n", static_cast<unsigned long long>(size), hash.c_str(), path.c_str());
}

void list_stream(libfsntfs_data_stream_t* stream, const std::string& path) {
    std::size_t length = 0;
    size64_t size = 0;
    libfsntfs_data_stream_get_utf8_name_size(stream, &length, nullptr);
    std::string name(length, '\0');
    if (length > 0) {
        libfsntfs_data_stream_get_utf8_name(stream, reinterpret_cast<std::uint8_t*>(name.data()), length, nullptr);
        name.resize(length - 1);
    }
    libfsntfs_data_stream_get_size(stream, &size, nullptr);
    if (path == "/$BadClus") return show(size, "-", path + ":" + name);
    auto hash = content_hash(size, [&](char* out, std::size_t wanted, off64_t offset) {
        return libfsntfs_data_stream_read_buffer_at_offset(stream, out, wanted, offset, nullptr);
    });
    show(size, hash, path + ":" + name);
}

// The path of one $FILE_NAME attribute; empty for an 8.3 name, for another attribute, and for the root.
std::string path_at(libfsntfs_file_entry_t* entry, int index) {
    constexpr std::uint32_t file_name = 0x30;
    constexpr std::uint8_t dos_name_space = 2;
    libfsntfs_attribute_t* attribute = nullptr;
    if (libfsntfs_file_entry_get_attribute_by_index(entry, index, &attribute, nullptr) != 1) return {};
    std::uint32_t type = 0;
    std::uint8_t name_space = dos_name_space;
    libfsntfs_attribute_get_type(attribute, &type, nullptr);
    if (type != file_name || libfsntfs_file_name_attribute_get_name_space(attribute, &name_space, nullptr) != 1 ||
        name_space == dos_name_space)
        return {};
    std::size_t size = 0;
    if (libfsntfs_file_entry_get_utf8_path_hint_size(entry, index, &size, nullptr) != 1 || size < 2) return {};
    std::string path(size, '\0');
    if (libfsntfs_file_entry_get_utf8_path_hint(entry, index, reinterpret_cast<std::uint8_t*>(path.data()), size,
                                                nullptr) != 1)
        return {};
    path.resize(size - 1);
    for (char& c : path)
        if (c == '\\') c = '/';
    return path == "/." || path == "/" ? std::string() : path;
}

void list_as(libfsntfs_file_entry_t* entry, const std::string& path) {
    if (libfsntfs_file_entry_has_directory_entries_index(entry, nullptr) == 1) {
        std::printf("folder\t-\t%s\n", path.c_str());
    } else {
        size64_t size = 0;
        bool has_default = libfsntfs_file_entry_has_default_data_stream(entry, nullptr) == 1;
        if (has_default) libfsntfs_file_entry_get_size(entry, &size, nullptr);
        show(size,
             content_hash(size,
                          [&](char* out, std::size_t wanted, off64_t offset) {
                              return libfsntfs_file_entry_read_buffer_at_offset(entry, out, wanted, offset, nullptr);
                          }),
             path);
    }
    int streams = 0;
    libfsntfs_file_entry_get_number_of_alternate_data_streams(entry, &streams, nullptr);
    for (int i = 0; i < streams; ++i) {
        libfsntfs_data_stream_t* stream = nullptr;
        if (libfsntfs_file_entry_get_alternate_data_stream_by_index(entry, i, &stream, nullptr) != 1) continue;
        list_stream(stream, path);
        libfsntfs_data_stream_free(&stream, nullptr);
    }
}

// By record number, not down the folders: the version in Debian 12 finds nothing in large folders where clusters are
// not of 4 KiB. Every name of a file is listed, as a walk down the folders would meet it.
void list(libfsntfs_volume_t* volume) {
    std::uint64_t count = 0;
    libfsntfs_volume_get_number_of_file_entries(volume, &count, nullptr);
    for (std::uint64_t i = 0; i < count; ++i) {
        libfsntfs_file_entry_t* entry = nullptr;
        if (libfsntfs_volume_get_file_entry_by_index(volume, i, &entry, nullptr) != 1) continue;
        std::uint64_t base = 0;
        bool is_base = libfsntfs_file_entry_get_base_record_file_reference(entry, &base, nullptr) != 1 || base == 0;
        if (libfsntfs_file_entry_is_allocated(entry, nullptr) == 1 && is_base) {
            int attributes = 0;
            libfsntfs_file_entry_get_number_of_attributes(entry, &attributes, nullptr);
            for (int a = 0; a < attributes; ++a)
                if (auto path = path_at(entry, a); !path.empty()) list_as(entry, path);
        }
        libfsntfs_file_entry_free(&entry, nullptr);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    libfsntfs_volume_t* volume = nullptr;
    libfsntfs_error_t* error = nullptr;
    if (libfsntfs_volume_initialize(&volume, &error) != 1 ||
        libfsntfs_volume_open(volume, argv[1], LIBFSNTFS_OPEN_READ, &error) != 1) {
        libfsntfs_error_fprint(error, stderr);
        return 1;
    }
    list(volume);
    libfsntfs_volume_free(&volume, nullptr);
    return 0;
}
