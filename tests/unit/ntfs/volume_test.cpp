#include <algorithm>
#include <map>

#include <doctest/doctest.h>

#include "sources/ntfs_tree.hpp"
#include "storage/mft_index.hpp"
#include "support/ntfs_records.hpp"

using namespace quell;
using namespace quell::testing;
using sources::NtfsTree;

namespace {

struct Collected final : FileVisitor {
    std::map<std::string, FileFacts> files;
    void visit(const FileView& view) override { files[view.path().text()] = view.facts; }
};

const Workers one_worker(1);
NoProgress no_progress;

Work work() { return {one_worker, no_progress, {}}; }

Result<std::shared_ptr<const NtfsTree>> open(Buffer image) {
    return NtfsTree::open(std::make_shared<MemorySource>(std::move(image)), WinPath("C:\\"), work());
}

std::map<std::string, FileFacts> walk(const NtfsTree& tree, Deleted deleted = Deleted::left_out) {
    Collected collected;
    static_cast<void>(tree.walk(collected, deleted, work()));
    return collected.files;
}

std::vector<Gap> gaps_of(const NtfsTree& tree) {
    Collected collected;
    return tree.walk(collected, Deleted::left_out, work());
}

std::string content(const NtfsTree& tree, std::string_view path, std::string_view stream = "") {
    auto file = tree.find(WinPath(path));
    if (!file) return "not found: " + file.error().what;
    auto source = tree.open(*file, stream);
    if (!source) return "error: " + source.error().what;
    auto data = read_all(**source, 1U << 24);
    return data ? std::string(as_text(*data)) : "error: " + data.error().what;
}

RecordBuilder plain(const VolumeBuilder& volume, std::string_view name, std::uint64_t parent, std::uint16_t sequence) {
    return std::move(volume.record().information().name(name, parent, sequence));
}

}  // namespace

TEST_CASE("files are listed, found without case and by short name, and read") {
    VolumeBuilder volume;
    volume.put_record(24, plain(volume, "Windows", 5, 5).directory());
    volume.put_record(
        25,
        plain(volume, "notes.txt", 24, 1).name("NOTES~1.TXT", 24, 1, 2).data("hello").data("zone", "Zone.Identifier"));
    auto tree = open(volume.build());
    REQUIRE(tree);
    auto files = walk(**tree);
    REQUIRE(files.contains("C:\\Windows\\notes.txt"));
    CHECK_FALSE(files.contains("C:\\Windows\\NOTES~1.TXT"));
    CHECK_EQ(files["C:\\Windows\\notes.txt"].size, 5);
    CHECK_EQ(files["C:\\Windows\\notes.txt"].id, ntfs::make_reference(25, 1));
    CHECK_EQ(content(**tree, "c:\\WINDOWS\\Notes.TXT"), "hello");
    CHECK_EQ(content(**tree, "C:\\Windows\\notes~1.txt"), "hello");
    CHECK_EQ(content(**tree, "C:\\Windows\\notes.txt", "zone.identifier"), "zone");
    auto streams = (*tree)->streams(*(*tree)->find(WinPath("C:\\Windows\\notes.txt")));
    REQUIRE(streams);
    REQUIRE_EQ(streams->size(), 1);
    CHECK_EQ(streams->front().name, "Zone.Identifier");
    CHECK_EQ((*tree)->list(WinPath("C:\\Windows"))->size(), 1);
    CHECK(gaps_of(**tree).empty());
    auto other = (*tree)->rooted(WinPath("D:\\"));
    CHECK_EQ(content(*other, "D:\\Windows\\notes.txt"), "hello");
    CHECK_FALSE(other->find(WinPath("C:\\Windows\\notes.txt")));
}

TEST_CASE("hard links are one file under several names") {
    VolumeBuilder volume;
    volume.put_record(24, plain(volume, "one", 5, 5).name("two", 5, 5).data("x"));
    auto tree = open(volume.build());
    REQUIRE(tree);
    auto files = walk(**tree);
    REQUIRE(files.contains("C:\\one"));
    REQUIRE(files.contains("C:\\two"));
    CHECK_EQ(files["C:\\one"].id, files["C:\\two"].id);
}

TEST_CASE("names and data in extension records belong to their file") {
    VolumeBuilder volume;
    volume.put_record(24, volume.record().information().list({{0x30, 25}, {0x80, 26}}));
    volume.put_record(25, volume.record().extends(24, 1).name("spread", 5, 5).name("again", 5, 5));
    NonResident shape{run_list({{2, 300}}), 5000, 8192, 5000, 0, 1, 0, 0};
    volume.put_record(26, volume.record().extends(24, 1).non_resident(0x80, shape));
    volume.put_clusters(300, as_bytes(std::string(5000, 'q')));
    auto tree = open(volume.build());
    REQUIRE(tree);
    auto files = walk(**tree);
    REQUIRE(files.contains("C:\\spread"));
    CHECK(files.contains("C:\\again"));
    CHECK_EQ(files["C:\\spread"].size, 5000);
    CHECK_EQ(content(**tree, "C:\\spread"), std::string(5000, 'q'));
}

TEST_CASE("a lost extension record makes the content unreadable, not empty") {
    VolumeBuilder volume;
    volume.put_record(24, plain(volume, "spread", 5, 5).list({{0x80, 26}}));
    volume.put_record(26, volume.record().extends(99, 1).data("somebody else's"));
    auto tree = open(volume.build());
    REQUIRE(tree);
    CHECK(content(**tree, "C:\\spread").starts_with("error"));
}

TEST_CASE("a non-resident attribute list that names itself ends") {
    VolumeBuilder volume;
    auto list = RecordBuilder::list_value({{0x20, 24}, {0x80, 24}, {0x80, 25}});
    NonResident shape{run_list({{1, 310}}), list.size(), 4096, list.size(), 0, 0, 0, 0};
    volume.put_record(24, plain(volume, "loop", 5, 5).non_resident(0x20, shape).data("here"));
    volume.put_record(25, volume.record().extends(24, 1).list({{0x80, 24}}));
    volume.put_clusters(310, list);
    auto tree = open(volume.build());
    REQUIRE(tree);
    CHECK_EQ(content(**tree, "C:\\loop"), "here");
}

TEST_CASE("holes and the part past the initialized size are zeros") {
    VolumeBuilder volume;
    NonResident shape{
        run_list({{1, 300}, {1, -1}, {1, 302}}), 12'288, 12'288, 8'200, 0, 2, ntfs::attribute_flag::sparse, 0};
    volume.put_record(24, plain(volume, "sparse", 5, 5).non_resident(0x80, shape));
    volume.put_clusters(300, as_bytes(std::string(4096, 'a')));
    volume.put_clusters(302, as_bytes(std::string(4096, 'b')));
    auto tree = open(volume.build());
    REQUIRE(tree);
    CHECK_EQ(content(**tree, "C:\\sparse"),
             std::string(4096, 'a') + std::string(4096, '\0') + std::string(8, 'b') + std::string(4088, '\0'));
}

TEST_CASE("a compressed unit is unpacked, a damaged one is an error") {
    VolumeBuilder volume;
    std::string packed(
        "\x04\xB0\x04"
        "ab\x07\x10\x00\x00",
        9);
    NonResident shape{run_list({{1, 300}, {15, -1}}), 12, 65'536, 12, 0, 15, ntfs::attribute_flag::compressed_lznt1, 4};
    volume.put_record(24, plain(volume, "packed", 5, 5).non_resident(0x80, shape));
    volume.put_clusters(300, as_bytes(packed));
    shape.runs = run_list({{1, 301}, {15, -1}});
    volume.put_record(25, plain(volume, "damaged", 5, 5).non_resident(0x80, shape));
    volume.put_clusters(301, as_bytes(std::string("\x02\xB0\x01\x07\x10", 5)));
    auto tree = open(volume.build());
    REQUIRE(tree);
    CHECK_EQ(content(**tree, "C:\\packed"), "abababababab");
    CHECK(content(**tree, "C:\\damaged").starts_with("error"));
}

TEST_CASE("records of 4 KiB and clusters of 64 KiB; a file over 4 GiB") {
    VolumeBuilder volume(65'536, 4096);
    std::uint64_t size = (std::uint64_t{5} << 30) + 1;
    NonResident shape{run_list({{81'920, -1}, {1, 300}}), size, 81'921ULL * 65'536, size, 0, 81'920,
                      ntfs::attribute_flag::sparse,       0};
    volume.put_record(24, plain(volume, "huge", 5, 5).non_resident(0x80, shape));
    volume.put_clusters(300, as_bytes("!"));
    auto tree = open(volume.build());
    REQUIRE(tree);
    auto file = (*tree)->find(WinPath("C:\\huge"));
    REQUIRE(file);
    CHECK_EQ(file->facts.size, size);
    auto source = (*tree)->open(*file);
    REQUIRE(source);
    Buffer last(1);
    REQUIRE(read_exactly(**source, size - 1, last));
    CHECK_EQ(last[0], std::byte{'!'});
}

TEST_CASE("a size that the volume cannot hold is a gap, and reading ends with an error") {
    VolumeBuilder volume;
    NonResident shape{
        run_list({{1, 300}}), std::uint64_t{1} << 60, std::uint64_t{1} << 60, std::uint64_t{1} << 60, 0, 0, 0, 0};
    volume.put_record(24, plain(volume, "absurd", 5, 5).non_resident(0x80, shape));
    auto tree = open(volume.build());
    REQUIRE(tree);
    auto gaps = gaps_of(**tree);
    REQUIRE_EQ(gaps.size(), 1);
    CHECK_EQ(gaps[0].where, "C:\\$MFT record 24");
    CHECK(walk(**tree)["C:\\absurd"].size < (1U << 22));
    auto source = (*tree)->open(*(*tree)->find(WinPath("C:\\absurd")));
    REQUIRE(source);
    Buffer out(8192);
    CHECK_FALSE(read_exactly(**source, 0, out));
}

TEST_CASE("a torn record of a living file is a gap that names it") {
    VolumeBuilder volume;
    volume.put_record(24, plain(volume, "torn", 5, 5).data("x"));
    volume.put_record(25, plain(volume, "whole", 5, 5).data("x"));
    auto image = volume.build();
    put<std::uint16_t>(image, volume.record_offset(24) + 1022, 0);
    auto tree = open(std::move(image));
    REQUIRE(tree);
    auto gaps = gaps_of(**tree);
    REQUIRE_EQ(gaps.size(), 1);
    CHECK_EQ(gaps[0].where, "C:\\$MFT record 24");
    CHECK(walk(**tree).contains("C:\\whole"));
}

TEST_CASE("folders in a ring, lost folders and files without a name still show") {
    VolumeBuilder volume;
    volume.put_record(24, plain(volume, "a", 25, 1).directory());
    volume.put_record(25, plain(volume, "b", 24, 1).directory());
    volume.put_record(26, plain(volume, "in-ring", 25, 1).data("x"));
    volume.put_record(27, plain(volume, "lost", 24, 7).data("x"));
    volume.put_record(28, volume.record().information().data("nameless"));
    auto tree = open(volume.build());
    REQUIRE(tree);
    auto files = walk(**tree);
    CHECK(files.contains("C:\\$OrphanFiles\\lost"));
    CHECK(files.contains("C:\\$OrphanFiles\\$Record28"));
    auto in_ring =
        std::find_if(files.begin(), files.end(), [](const auto& f) { return f.first.ends_with("\\in-ring"); });
    REQUIRE(in_ring != files.end());
    CHECK(in_ring->first.starts_with("C:\\$OrphanFiles\\"));
}

TEST_CASE("a chain of folders deeper than any path ends") {
    VolumeBuilder volume(65'536);
    std::string name(255, 'n');
    for (std::uint64_t i = 0; i < 1'000; ++i)
        volume.put_record(24 + i, plain(volume, name, i == 0 ? 5 : 23 + i, i == 0 ? 5 : 1).directory());
    auto tree = open(volume.build());
    REQUIRE(tree);
    for (const auto& [path, facts] : walk(**tree)) CHECK(path.size() < storage::longest_path + 1'000);
}

TEST_CASE("deleted files keep their path while their folder is known") {
    VolumeBuilder volume;
    volume.put_record(24, plain(volume, "kept", 5, 5).directory());
    volume.put_record(25, plain(volume, "gone", 5, 5).directory().sequence(3).deleted());
    volume.put_record(26, plain(volume, "a.txt", 24, 1).data("aa").sequence(2).deleted());
    volume.put_record(27, plain(volume, "b.txt", 25, 2).data("bb").sequence(2).deleted());
    volume.put_record(28, plain(volume, "c.txt", 24, 9).data("cc").sequence(2).deleted());
    auto tree = open(volume.build());
    REQUIRE(tree);
    auto files = walk(**tree, Deleted::shown);
    REQUIRE(files.contains("C:\\kept\\a.txt"));
    CHECK(files["C:\\kept\\a.txt"].deleted);
    CHECK(files.contains("C:\\gone\\b.txt"));
    CHECK(files.contains("C:\\$OrphanFiles\\c.txt"));
    CHECK_FALSE(walk(**tree).contains("C:\\kept\\a.txt"));
    CHECK_FALSE((*tree)->find(WinPath("C:\\kept\\a.txt")));
    auto source = (*tree)->open(File{WinPath("C:\\kept\\a.txt"), files["C:\\kept\\a.txt"]}, "");
    REQUIRE(source);
    CHECK_EQ(as_text(*read_all(**source, 100)), "aa");
}

TEST_CASE("links are links; content that lies elsewhere is named") {
    VolumeBuilder volume;
    volume.put_record(24, plain(volume, "junction", 5, 5).directory().reparse(0xA0000003));
    volume.put_record(25, plain(volume, "wof", 5, 5).data("").reparse(0x80000017));
    volume.put_record(26, plain(volume, "efs", 5, 5).data("cipher", "", ntfs::attribute_flag::encrypted));
    auto tree = open(volume.build());
    REQUIRE(tree);
    CHECK_EQ(walk(**tree)["C:\\junction"].kind, FileKind::link);
    CHECK_EQ(content(**tree, "C:\\wof"), "error: C:\\wof: stored by the Windows Overlay Filter");
    CHECK_EQ(content(**tree, "C:\\efs"), "error: C:\\efs: encrypted by EFS");
    CHECK_EQ((*tree)->open(*(*tree)->find(WinPath("C:\\efs"))).error().code, Errc::unsupported);
}

TEST_CASE("the backup boot sector and $MFTMirr replace what is damaged") {
    VolumeBuilder volume;
    volume.put_record(24, plain(volume, "file", 5, 5).data("still here"));
    auto image = volume.build();
    std::fill_n(image.begin(), 512, std::byte{0});
    std::fill_n(image.begin() + static_cast<std::ptrdiff_t>(volume.mft_offset()), 1024, std::byte{0xEE});
    auto tree = open(std::move(image));
    REQUIRE(tree);
    CHECK_EQ(content(**tree, "C:\\file"), "still here");
    CHECK_EQ((*tree)->volume().notes().size(), 2);
    CHECK(walk(**tree).contains("C:\\$MFT"));
    CHECK(gaps_of(**tree).empty());
}

TEST_CASE("no volume, and a volume cut anywhere, end in an error or in gaps") {
    CHECK_FALSE(open({}));
    CHECK_FALSE(open(Buffer(100'000)));
    VolumeBuilder volume;
    volume.put_record(24, plain(volume, "file", 5, 5).data("x"));
    auto image = volume.build();
    for (std::size_t size = 0; size < image.size(); size += 4'099) {
        auto tree = open(Buffer(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(size)));
        if (tree) static_cast<void>(walk(**tree, Deleted::shown));
    }
}
