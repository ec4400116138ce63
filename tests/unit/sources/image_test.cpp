// Disk images with real NTFS volumes on them, made by mkntfs and libntfs-3g: Linux only.
#include <filesystem>
#include <fstream>

#include "base/text.hpp"
#include "sources/source.hpp"
#include "support/disk_builder.hpp"
#include "support/hive_builder.hpp"
#include "support/ntfs_image.hpp"
#include "support/scratch_folder.hpp"
#include "support/work.hpp"
#include "support/world.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::sources;
using quell::test::Content;
using quell::test::DiskBuilder;
using quell::test::ScratchFolder;
using quell::test::World;

namespace {

constexpr std::uint64_t sector = 512;
constexpr std::uint64_t volume_sectors = 8ULL << 11;  // 8 MiB
constexpr std::uint64_t disk_sectors = 40ULL << 11;
constexpr std::uint32_t disk_signature = 0x11223344;
constexpr std::uint32_t first_start = 2048;
constexpr std::uint32_t second_start = 2048 + 10 * 2048;

const auto first_guid = test::guid("00000001-4455-6677-8899-AABBCCDDEEFF");
const auto second_guid = test::guid("00000002-4455-6677-8899-AABBCCDDEEFF");

Result<Target> open(const std::string& locator) {
    test::TestWork work;
    return open_target(locator, all_sources(), work.work());
}

struct Mount {
    std::string letter;
    std::string id_hex;
};

void add_windows(World& world, const std::string& folder, std::string_view system_root,
                 const std::vector<Mount>& mounts) {
    test::HiveKey system("ROOT");
    system.key("Select").dword("Current", 1);
    system.key("ControlSet001\\Services").dword("dummy", 1);
    for (const auto& mount : mounts)
        system.key("MountedDevices").binary("\\DosDevices\\" + mount.letter, from_hex(mount.id_hex).value());
    test::HiveKey software("ROOT");
    software.key("Microsoft\\Windows NT\\CurrentVersion").sz("SystemRoot", system_root);
    world.file(folder + "\\System32\\config\\SYSTEM", Content::bytes(test::build_hive(system)));
    world.file(folder + "\\System32\\config\\SOFTWARE", Content::bytes(test::build_hive(software)));
}

World data_world() {
    World world;
    world.file("photos\\cat.jpg", Content::text("meow"));
    return world;
}

test::NtfsOptions volume_options(std::uint64_t start_sector) {
    test::NtfsOptions options;
    options.size = volume_sectors * sector;
    options.start_sector = start_sector;
    return options;
}

// A disk in a sparse file, on which volumes are laid.
class DiskFile {
public:
    DiskFile(ScratchFolder& folder, const std::string& name) : folder_(folder), path_(folder / name) {
        std::ofstream(path_, std::ios::binary).put('\0');
        std::filesystem::resize_file(path_, disk_sectors * sector);
    }
    DiskFile& write(std::uint64_t offset, Bytes data) {
        std::fstream out(path_, std::ios::binary | std::ios::in | std::ios::out);
        out.seekp(static_cast<std::streamoff>(offset));
        out.write(as_text(data).data(), static_cast<std::streamsize>(data.size()));
        return *this;
    }
    DiskFile& write(std::uint64_t offset, std::string_view text) { return write(offset, as_bytes(text)); }
    DiskFile& volume(std::uint64_t start, const World& world) {
        const auto path = folder_ / "volume";
        REQUIRE(test::write_ntfs(world, path, volume_options(start)));
        std::ifstream in(path, std::ios::binary);
        const std::vector<char> data{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        return write(start * sector, std::as_bytes(std::span(data)));
    }
    /// The tables alone: the first and last sectors of a disk built in memory.
    DiskFile& tables(DiskBuilder& disk) {
        constexpr std::size_t length = 34 * sector;
        const Bytes data(disk.data());
        write(0, data.first(length));
        return write(disk_sectors * sector - length, data.last(length));
    }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    ScratchFolder& folder_;
    std::string path_;
};

DiskBuilder mbr_disk() {
    DiskBuilder disk(disk_sectors);
    disk.table(0, disk_signature);
    disk.slot(0, 0, 7, first_start, volume_sectors).slot(0, 1, 7, second_start, volume_sectors);
    return disk;
}

}  // namespace

TEST_CASE("a volume with Windows at offset 0 is a host") {
    ScratchFolder scratch;
    World world;
    add_windows(world, "Windows", "C:\\Windows", {});
    REQUIRE(test::write_ntfs(world, scratch / "volume.img", volume_options(0)));
    auto target = open(scratch / "volume.img");
    REQUIRE(target);
    REQUIRE_EQ(target->hosts.size(), 1);
    CHECK(target->gaps.empty());
    CHECK_EQ(target->hosts[0].source(), "image");
    CHECK_EQ(target->hosts[0].windows().text(), "C:\\Windows");
    REQUIRE(target->hosts[0].registry() != nullptr);
    CHECK(target->hosts[0].registry()->open("HKLM\\SYSTEM\\CurrentControlSet\\Services"));
}

TEST_CASE("in an MBR the Windows is found, its data volume has the letter that Windows gave it, the rest is named") {
    ScratchFolder scratch;
    World windows;
    add_windows(windows, "WINDOWS", "D:\\WINDOWS",
                {{"E:",
                  "44332211"
                  "0000100000000000"},
                 {"D:", "4433221100"}});
    auto table = mbr_disk();
    table.slot(0, 2, 0x83, 22 * 2048, 4096).slot(0, 3, 7, 26 * 2048, 4096);
    DiskFile disk(scratch, "disk.img");
    disk.tables(table).volume(first_start, data_world()).volume(second_start, windows);
    disk.write(22 * 2048 * sector + 1080, "\x53\xef").write(22 * 2048 * sector + 1024 + 0x60, "\x40");
    disk.write(26 * 2048 * sector + 3, "-FVE-FS-");

    auto target = open(disk.path());
    REQUIRE(target);
    REQUIRE_EQ(target->hosts.size(), 2);
    CHECK_EQ(target->hosts[0].windows().text(), "D:\\WINDOWS");
    CHECK_EQ(target->hosts[0].locator(), disk.path() + ", partition 2");
    CHECK_EQ(target->hosts[1].files().root().text(), "E:\\");
    CHECK_EQ(target->hosts[1].registry(), nullptr);
    auto cat = target->hosts[1].files().open(WinPath("E:\\Photos\\CAT.jpg"));
    REQUIRE(cat);
    CHECK_EQ((*cat)->size(), 4);
    REQUIRE_EQ(target->gaps.size(), 2);
    CHECK_EQ(target->gaps[0].where, "partition 3 (2.0 MiB, ext4)");
    CHECK_EQ(target->gaps[1].where, "partition 4 (2.0 MiB, BitLocker (encrypted))");
    for (const auto& gap : target->gaps) {
        CHECK(gap.kind == GapKind::unseen);
        CHECK(gap.view == View::volume);
    }
}

TEST_CASE("in a GPT a data volume without a letter is named after its number") {
    ScratchFolder scratch;
    World windows;
    add_windows(windows, "Windows", "C:\\Windows", {{"F:", "444d494f3a49443a" + to_hex(first_guid)}});
    DiskBuilder table(disk_sectors);
    table.gpt({{test::basic_data, first_guid, first_start, first_start + volume_sectors - 1, u"Data"},
               {test::basic_data, second_guid, second_start, second_start + volume_sectors - 1, u"Windows"},
               {test::basic_data, second_guid, 20 * 2048 + 6144, 20 * 2048 + 6144 + volume_sectors - 1, u"More"},
               {test::efi_system, second_guid, 34 * 2048, 35 * 2048, u"EFI"}});
    DiskFile disk(scratch, "disk.img");
    disk.tables(table).volume(first_start, data_world()).volume(second_start, windows);
    disk.volume(20 * 2048 + 6144, data_world());
    // The first copy of the table is lost.
    disk.write(512, "XXXXXXXX");

    auto target = open(disk.path());
    REQUIRE(target);
    REQUIRE_EQ(target->hosts.size(), 3);
    CHECK_EQ(target->hosts[0].windows().text(), "C:\\Windows");
    CHECK_EQ(target->hosts[1].files().root().text(), "F:\\");
    CHECK_EQ(target->hosts[2].files().root().text(), "volume3:\\");
    CHECK(target->hosts[2].files().find(WinPath("volume3:\\photos\\cat.jpg")));
    REQUIRE_EQ(target->gaps.size(), 1);
    CHECK(target->gaps[0].kind == GapKind::not_applicable);
}

TEST_CASE("two installations on one volume are two hosts over one tree") {
    ScratchFolder scratch;
    World world;
    add_windows(world, "WINDOWS", "C:\\WINDOWS", {});
    add_windows(world, "Windows7", "C:\\Windows7", {});
    REQUIRE(test::write_ntfs(world, scratch / "volume.img", volume_options(0)));
    auto target = open(scratch / "volume.img");
    REQUIRE(target);
    REQUIRE_EQ(target->hosts.size(), 2);
    CHECK_EQ(&target->hosts[0].files(), &target->hosts[1].files());
    CHECK_EQ(target->hosts[1].windows().text(), "C:\\Windows7");
}

TEST_CASE("an image with other file systems only is a target without hosts") {
    ScratchFolder scratch;
    DiskFile disk(scratch, "disk.img");
    auto table = mbr_disk();
    disk.tables(table).write(first_start * sector, "XFSB").write(second_start * sector, "LUKS\xba\xbe");
    auto target = open(disk.path());
    REQUIRE(target);
    CHECK(target->hosts.empty());
    REQUIRE_EQ(target->gaps.size(), 2);
    CHECK_EQ(target->gaps[0].where, "partition 1 (8.0 MiB, XFS)");
    CHECK_EQ(target->gaps[1].where, "partition 2 (8.0 MiB, LUKS (encrypted))");
}

TEST_CASE("a volume whose boot sector was overwritten is read by the copy at its end, and that is told") {
    ScratchFolder scratch;
    DiskFile disk(scratch, "disk.img");
    auto table = mbr_disk();
    disk.tables(table).volume(first_start, data_world());
    disk.write(first_start * sector, std::string(512, '\0'));
    auto target = open(disk.path());
    REQUIRE(target);
    REQUIRE_EQ(target->hosts.size(), 1);
    CHECK(target->hosts[0].files().find(WinPath("volume1:\\photos\\cat.jpg")));
    CHECK_FALSE(target->gaps.empty());
}

TEST_CASE("a volume whose partition table was overwritten is found by the copy of its boot sector at the disk's end") {
    ScratchFolder scratch;
    DiskFile disk(scratch, "disk.img");
    disk.volume(disk_sectors - volume_sectors, data_world());
    auto target = open(disk.path());
    REQUIRE(target);
    REQUIRE_EQ(target->hosts.size(), 1);
    CHECK(target->hosts[0].files().find(WinPath("volume1:\\photos\\cat.jpg")));
}

TEST_CASE("a damaged NTFS volume is a gap and the others are still opened") {
    ScratchFolder scratch;
    DiskFile disk(scratch, "disk.img");
    auto table = mbr_disk();
    disk.tables(table).volume(second_start, data_world()).write(first_start * sector + 3, "NTFS    and nothing else");
    auto target = open(disk.path());
    REQUIRE(target);
    CHECK_EQ(target->hosts.size(), 1);
    REQUIRE_EQ(target->gaps.size(), 1);
    CHECK_EQ(target->gaps[0].where, "partition 1 (8.0 MiB, NTFS)");
    CHECK(target->gaps[0].kind == GapKind::unseen);
}

TEST_CASE("an image cut anywhere opens with gaps or fails with a message, and never crashes") {
    ScratchFolder scratch;
    World windows;
    add_windows(windows, "Windows", "C:\\Windows", {});
    DiskFile disk(scratch, "disk.img");
    auto table = mbr_disk();
    disk.tables(table).volume(first_start, windows).volume(second_start, data_world());
    for (std::uint64_t size = disk_sectors * sector; size > 100; size = size * 4 / 5) {
        std::filesystem::resize_file(disk.path(), size);
        auto target = open(disk.path());
        CAPTURE(size);
        if (!target)
            CHECK(target.error().what.find("disk.img") != std::string::npos);
        else if (size < (second_start + volume_sectors) * sector)
            CHECK_FALSE(target->gaps.empty());
        else
            CHECK_EQ(target->hosts.size(), 2);
    }
}
