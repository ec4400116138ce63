// Fills an NTFS volume that mkntfs has made, without mounting it, by libntfs-3g:
//
//     make_ntfs IMAGE variety        one of every kind of file that a reader must know
//     make_ntfs IMAGE many COUNT     COUNT ordinary files in folders of 100
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/stat.h>

extern "C" {
#include <ntfs-3g/attrib.h>
#include <ntfs-3g/dir.h>
#include <ntfs-3g/inode.h>
#include <ntfs-3g/unistr.h>
#include <ntfs-3g/volume.h>
}

namespace {

[[noreturn]] void give_up(const std::string& what) { throw std::runtime_error(what + ": " + std::strerror(errno)); }

// A name in the library's own form.
class Name {
public:
    explicit Name(const std::string& text) : length_(ntfs_mbstoucs(text.c_str(), &units_)) {
        if (length_ < 0) give_up(text);
    }
    Name(const Name&) = delete;
    Name& operator=(const Name&) = delete;
    ~Name() { std::free(units_); }
    [[nodiscard]] ntfschar* units() const { return units_; }
    [[nodiscard]] std::uint8_t length() const { return static_cast<std::uint8_t>(length_); }

private:
    ntfschar* units_ = nullptr;
    int length_;
};

class Inode;

// An inode while something is done to it. Closing it writes it, so what that says counts.
class Opened {
public:
    explicit Opened(const Inode& inode);
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;
    ~Opened() {
        if (inode_ != nullptr) ntfs_inode_close(inode_);
    }
    [[nodiscard]] ntfs_inode* raw() const { return inode_; }
    ntfs_inode* release() { return std::exchange(inode_, nullptr); }
    void close() {
        if (ntfs_inode_close(release()) != 0) give_up("close");
    }
    void close_in(const Opened& folder) {
        if (ntfs_inode_close_in_dir(release(), folder.raw()) != 0) give_up("close");
    }

private:
    ntfs_inode* inode_;
};

// A file or folder by its number, open only while a function runs: closing a file writes its size and times into its
// folder, and the library fails at that (and leaks) while the caller holds a second copy of the folder.
class Inode {
public:
    Inode(ntfs_volume* volume, std::uint64_t number) : volume_(volume), number_(number) {}

    [[nodiscard]] ntfs_volume* volume() const { return volume_; }
    [[nodiscard]] std::uint64_t number() const { return number_; }

    [[nodiscard]] Inode create(const std::string& name, mode_t type) const {
        Name units(name);
        Opened folder(*this);
        auto* made = ntfs_create(folder.raw(), const_cpu_to_le32(0), units.units(), units.length(), type);
        if (made == nullptr) give_up(name);
        Inode inode(volume_, made->mft_no);
        if (ntfs_inode_close_in_dir(made, folder.raw()) != 0) give_up("close " + name);
        folder.close();
        return inode;
    }
    [[nodiscard]] Inode folder(const std::string& name) const { return create(name, S_IFDIR); }
    [[nodiscard]] Inode file(const std::string& name) const { return create(name, S_IFREG); }

    // Files that are made in this folder from now on are compressed.
    void compress() const {
        Opened inode(*this);
        inode.raw()->flags = static_cast<FILE_ATTR_FLAGS>(inode.raw()->flags | FILE_ATTR_COMPRESSED);
        NInoSetDirty(inode.raw());
        NInoFileNameSetDirty(inode.raw());
        inode.close();
    }

    void write(std::string_view content, std::int64_t offset = 0, const std::string& stream = "") const {
        Name units(stream);
        Opened inode(*this);
        auto* unnamed = AT_UNNAMED;
        auto* stream_name = stream.empty() ? unnamed : units.units();
        auto length = stream.empty() ? std::uint8_t{0} : units.length();
        auto* attribute = ntfs_attr_open(inode.raw(), AT_DATA, stream_name, length);
        if (attribute == nullptr) {
            if (ntfs_attr_add(inode.raw(), AT_DATA, stream_name, length, nullptr, 0) != 0) give_up("stream " + stream);
            attribute = ntfs_attr_open(inode.raw(), AT_DATA, stream_name, length);
        }
        if (attribute == nullptr) give_up("stream " + stream);
        for (std::size_t done = 0; done < content.size();) {
            auto got = ntfs_attr_pwrite(attribute, offset + static_cast<std::int64_t>(done),
                                        static_cast<std::int64_t>(content.size() - done), content.data() + done);
            if (got <= 0) give_up("write");
            done += static_cast<std::size_t>(got);
        }
        if ((attribute->data_flags & ATTR_COMPRESSION_MASK) != 0 && ntfs_attr_pclose(attribute) != 0)
            give_up("compress");
        ntfs_attr_close(attribute);
        inode.close();
    }

    void link(const std::string& name, const Inode& folder) const {
        Name units(name);
        Opened parent(folder);
        Opened inode(*this);
        if (ntfs_link(inode.raw(), parent.raw(), units.units(), units.length()) != 0) give_up(name);
        inode.close_in(parent);
        parent.close();
    }

private:
    ntfs_volume* volume_;
    std::uint64_t number_;
};

Opened::Opened(const Inode& inode) : inode_(ntfs_inode_open(inode.volume(), inode.number())) {
    if (inode_ == nullptr) give_up("inode " + std::to_string(inode.number()));
}

class Volume {
public:
    explicit Volume(const char* image) : volume_(ntfs_mount(image, 0)) {
        if (volume_ == nullptr) give_up(image);
        NVolSetCompression(volume_);
    }
    Volume(const Volume&) = delete;
    Volume& operator=(const Volume&) = delete;
    ~Volume() { ntfs_umount(volume_, FALSE); }
    [[nodiscard]] Inode root() const { return {volume_, FILE_root}; }
    void remove(const Inode& file, const Inode& folder, const std::string& name) const {
        Name units(name);
        Opened parent(folder);
        Opened inode(file);
        // The library closes both, whatever comes of it.
        if (ntfs_delete(volume_, nullptr, inode.release(), parent.release(), units.units(), units.length()) != 0)
            give_up(name);
    }
    [[nodiscard]] std::int64_t free_clusters() const { return volume_->free_clusters; }
    [[nodiscard]] std::uint32_t cluster_size() const { return volume_->cluster_size; }

private:
    ntfs_volume* volume_;
};

// Text-like content that compresses, different for each seed.
std::string prose(std::size_t size, unsigned seed) {
    static constexpr const char* words[] = {"alpha ",   "beta ", "gamma ", "delta\n",
                                            "epsilon ", "zeta ", "eta ",   "theta "};
    std::string text;
    while (text.size() < size) {
        seed = seed * 1'103'515'245U + 12'345U;
        text += words[(seed >> 16) % 8];
    }
    text.resize(size);
    return text;
}

// Content that does not compress.
std::string noise(std::size_t size, unsigned seed) {
    std::string data(size, '\0');
    std::uint64_t state = seed + 0x9E37'79B9'7F4A'7C15U;
    for (char& c : data) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        c = static_cast<char>(state >> 32);
    }
    return data;
}

void plain_files(const Inode& root) {
    auto folder = root.folder("plain");
    static_cast<void>(folder.file("empty.txt"));
    for (unsigned size : {1U, 100U, 700U, 1'024U, 4'095U, 4'096U, 4'097U, 65'536U, 300'000U})
        folder.file("size-" + std::to_string(size) + ".bin").write(noise(size, size));
    folder.file("grüße-日本-𝄞.txt").write("names beyond ASCII");
    folder.file(std::string(250, 'n') + ".txt").write("a long name");
}

// Two files that grow by turns cut each other into pieces: one has too many runs for its record.
void fragmented_files(const Inode& root, std::uint32_t cluster, unsigned rounds) {
    auto folder = root.folder("fragmented");
    auto first = folder.file("first.bin");
    auto second = folder.file("second.bin");
    for (unsigned i = 0; i < rounds; ++i) {
        first.write(noise(cluster, i), std::int64_t{i} * cluster);
        second.write(prose(cluster, i), std::int64_t{i} * cluster);
    }
}

void sparse_files(const Inode& root) {
    auto folder = root.folder("sparse");
    auto hole = folder.file("hole.bin");
    hole.write(noise(10'000, 1));
    hole.write(noise(10'000, 2), 20'000'000);
    folder.file("hole-first.bin").write("end", 5'000'000);
    // More than 4 GiB, mostly a hole.
    folder.file("beyond-4g.bin").write(noise(5'000, 3), (std::int64_t{1} << 32) + 12'345);
}

void compressed_files(const Inode& root) {
    auto folder = root.folder("compressed");
    folder.compress();
    folder.file("text.txt").write(prose(1'000'000, 7));
    folder.file("noise.bin").write(noise(200'000, 8));
    folder.file("zeros.bin").write(std::string(300'000, '\0'));
    folder.file("mixed.bin")
        .write(prose(100'000, 9) + noise(100'000, 10) + std::string(200'000, '\0') + prose(50'001, 11));
    folder.file("small.txt").write(prose(3'000, 12));
    folder.file("resident.txt").write("short");
    auto unit = folder.file("late.txt");
    unit.write(prose(70'000, 13));
    unit.write(prose(70'000, 14), 400'000);
}

void streams_and_links(const Inode& root) {
    auto folder = root.folder("streams");
    auto file = folder.file("with-streams.txt");
    file.write("the unnamed stream");
    file.write("[ZoneTransfer]\r\nZoneId=3\r\n", 0, "Zone.Identifier");
    file.write(noise(150'000, 20), 0, "large");
    folder.write("a folder's stream", 0, "on-a-folder");
    auto other = root.folder("links");
    auto linked = other.file("one-of-many.txt");
    linked.write(prose(5'000, 21));
    linked.link("beside.txt", other);
    linked.link("elsewhere.txt", folder);
    // So many long names that the record must be spread over several.
    auto many = other.file("spread.bin");
    many.write(noise(9'000, 22));
    for (int i = 0; i < 40; ++i) many.link("another-name-of-the-same-file-number-" + std::to_string(i) + ".bin", other);
    for (int i = 0; i < 30; ++i)
        many.write(noise(2'000, 100U + static_cast<unsigned>(i)), 0, "stream-" + std::to_string(i));
}

void deleted_files(const Volume& volume) {
    auto folder = volume.root().folder("deleted");
    for (int i = 0; i < 3; ++i) {
        auto name = "gone-" + std::to_string(i) + ".txt";
        auto file = folder.file(name);
        file.write(prose(20'000, 30U + static_cast<unsigned>(i)));
        volume.remove(file, folder, name);
    }
}

void variety(const Volume& volume) {
    {
        auto root = volume.root();
        plain_files(root);
        fragmented_files(root, volume.cluster_size(), volume.cluster_size() > 16'384 ? 40 : 600);
        sparse_files(root);
        compressed_files(root);
        streams_and_links(root);
        auto deep = root.folder("deep");
        auto folder = deep.folder("level-0");
        for (int level = 1; level < 60; ++level) {
            auto next = folder.folder("level-" + std::to_string(level));
            next.file("file.txt").write("at level " + std::to_string(level));
            folder = next;
        }
        auto big = root.folder("many");
        for (int i = 0; i < 700; ++i) big.file("file-" + std::to_string(i) + ".txt").write("file " + std::to_string(i));
    }
    deleted_files(volume);
}

void many(const Volume& volume, long count) {
    auto root = volume.root();
    auto users = root.folder("Users");
    for (long done = 0; done < count;) {
        auto folder = users.folder("folder-" + std::to_string(done / 100));
        for (int i = 0; i < 100 && done < count; ++i, ++done)
            folder.file("document number " + std::to_string(done) + ".docx")
                .write(prose(200, static_cast<unsigned>(done)));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    try {
        Volume volume(argv[1]);
        std::string_view what = argv[2];
        if (what == "variety") variety(volume);
        if (what == "many" && argc > 3) many(volume, std::strtol(argv[3], nullptr, 10));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
