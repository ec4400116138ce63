#include "formats/partition/file_system.hpp"
#include "formats/partition/gpt.hpp"
#include "formats/partition/mbr.hpp"
#include "support/disk_builder.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::partition;
using quell::test::DiskBuilder;

namespace {

Bytes sector_of(DiskBuilder& disk, std::size_t sector) { return Bytes(disk.data()).subspan(sector * 512, 512); }

}  // namespace

TEST_CASE("CRC-32 gives the check value of IEEE 802.3") { CHECK_EQ(crc32(as_bytes("123456789")), 0xCBF43926); }

TEST_CASE("a GUID is written with its first three groups little-endian") {
    CHECK_EQ(to_text(test::basic_data), "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7");
    CHECK_EQ(purpose_of(test::efi_system), "EFI system");
    CHECK_EQ(purpose_of(test::basic_data), "");
}

TEST_CASE("a master boot record gives its signature and four slots") {
    DiskBuilder disk(4);
    disk.table(0, 0x12345678).slot(0, 0, 0x07, 2048, 1000).slot(0, 2, 0x0F, 4096, 500);
    auto mbr = parse_mbr(sector_of(disk, 0));
    REQUIRE(mbr);
    CHECK_EQ(mbr->disk_signature, 0x12345678);
    CHECK_EQ(mbr->entries[0].first_sector, 2048);
    CHECK_EQ(mbr->entries[0].sectors, 1000);
    CHECK_FALSE(mbr->entries[1].is_used());
    CHECK(mbr->entries[2].is_extended());
    CHECK_FALSE(mbr->is_protective());
}

TEST_CASE("a sector without 55 AA, a short one and one with wild status bytes are no partition table") {
    DiskBuilder disk(1);
    CHECK_FALSE(parse_mbr(sector_of(disk, 0)));
    disk.table(0, 1);
    CHECK(parse_mbr(sector_of(disk, 0)));
    CHECK_FALSE(parse_mbr(Bytes(disk.data()).first(511)));
    disk.number(446, 0x33, 1);
    auto wild = parse_mbr(sector_of(disk, 0));
    REQUIRE_FALSE(wild);
    CHECK_EQ(wild.error().code, Errc::corrupt);
}

TEST_CASE("a chain of logical partitions is followed in order") {
    DiskBuilder disk(400);
    disk.table(100, 0).slot(100, 0, 0x07, 10, 50).slot(100, 1, 0x05, 100, 100);
    disk.table(200, 0).slot(200, 0, 0x83, 20, 30);
    LogicalChain chain(MbrEntry{0, 0x0F, 100, 300});
    REQUIRE_EQ(chain.next_sector(), 100);
    auto first = chain.advance(sector_of(disk, 100));
    REQUIRE(first);
    REQUIRE(*first);
    CHECK_EQ((*first)->first_sector, 110);
    REQUIRE_EQ(chain.next_sector(), 200);
    auto second = chain.advance(sector_of(disk, 200));
    REQUIRE(second);
    REQUIRE(*second);
    CHECK_EQ((*second)->first_sector, 220);
    CHECK_EQ((*second)->sectors, 30);
    CHECK_FALSE(chain.next_sector());
}

TEST_CASE("a chain of logical partitions that links back or out of its extended partition ends") {
    DiskBuilder disk(400);
    disk.table(100, 0).slot(100, 0, 0x07, 10, 50).slot(100, 1, 0x05, 0, 100);
    LogicalChain back(MbrEntry{0, 0x05, 100, 300});
    REQUIRE(back.advance(sector_of(disk, 100)));
    CHECK_FALSE(back.next_sector());

    disk.slot(100, 1, 0x05, 1000, 100);
    LogicalChain out(MbrEntry{0, 0x05, 100, 300});
    REQUIRE(out.advance(sector_of(disk, 100)));
    CHECK_FALSE(out.next_sector());
}

TEST_CASE("a chain of logical partitions ends after its limit") {
    LogicalChain chain(MbrEntry{0, 0x05, 1, 0xFFFFFFFF});
    std::size_t records = 0;
    for (std::uint32_t link = 1; chain.next_sector(); ++link, ++records) {
        DiskBuilder record(1);
        record.table(0, 0).slot(0, 0, 0x07, 1, 1).slot(0, 1, 0x05, link, 1);
        REQUIRE(chain.advance(sector_of(record, 0)));
    }
    CHECK_EQ(records, LogicalChain::max_logical);
}

TEST_CASE("a GPT header and its entries are read when both checksums hold") {
    DiskBuilder disk(200);
    const auto unique = test::guid("00112233-4455-6677-8899-AABBCCDDEEFF");
    disk.gpt({{test::basic_data, unique, 40, 99, u"Basic data"}});
    auto header = parse_gpt_header(sector_of(disk, 1), 1);
    REQUIRE(header);
    CHECK_EQ(header->other_sector, 199);
    CHECK_EQ(header->entry_count, 128);
    auto entries = parse_gpt_entries(*header, Bytes(disk.data()).subspan(1024, 128 * 128));
    REQUIRE(entries);
    REQUIRE_EQ(entries->size(), 1);
    CHECK_EQ(entries->front().slot, 1);
    CHECK_EQ(entries->front().first_sector, 40);
    CHECK_EQ(entries->front().last_sector, 99);
    CHECK_EQ(entries->front().name, "Basic data");
    CHECK(entries->front().unique == unique);
}

TEST_CASE("a GPT with one changed byte is refused") {
    DiskBuilder disk(200);
    disk.gpt({{test::basic_data, test::guid("00112233-4455-6677-8899-AABBCCDDEEFF"), 40, 99, u"x"}});
    auto header = parse_gpt_header(sector_of(disk, 1), 1);
    REQUIRE(header);
    CHECK_FALSE(parse_gpt_header(sector_of(disk, 1), 2));
    disk.number(1024 + 40, 98, 1);
    CHECK_FALSE(parse_gpt_entries(*header, Bytes(disk.data()).subspan(1024, 128 * 128)));
    CHECK_FALSE(parse_gpt_entries(*header, Bytes(disk.data()).subspan(1024, 100)));
    disk.number(512 + 48, 7, 1);
    CHECK_FALSE(parse_gpt_header(sector_of(disk, 1), 1));
}

TEST_CASE("a GPT header with an absurd number of entries is refused although its checksum holds") {
    DiskBuilder disk(200);
    disk.gpt({});
    disk.number(512 + 80, 0xFFFFFFFF, 4).number(512 + 16, 0, 4);
    disk.number(512 + 16, crc32(Bytes(disk.data()).subspan(512, 92)), 4);
    auto header = parse_gpt_header(sector_of(disk, 1), 1);
    REQUIRE_FALSE(header);
    CHECK_EQ(header.error().code, Errc::limit);
}

TEST_CASE("file systems are told apart by their first bytes") {
    struct Case {
        std::size_t offset;
        std::string_view magic;
        FileSystem kind;
    };
    using namespace std::string_view_literals;
    const Case cases[] = {
        {3, "NTFS    ", FileSystem::ntfs},
        {3, "-FVE-FS-", FileSystem::bitlocker},
        {424, "\x3b\xd6\x67\x49\x29\x2e\xd8\x4a\x83\x99\xf6\xa3\x39\xe3\xd0\x01"sv, FileSystem::bitlocker},
        {3, "EXFAT   ", FileSystem::exfat},
        {3, "ReFS\0\0\0\0"sv, FileSystem::refs},
        {0, "LUKS\xba\xbe", FileSystem::luks},
        {0, "XFSB", FileSystem::xfs},
        {32, "NXSB", FileSystem::apfs},
        {1024, "H+\0\x04"sv, FileSystem::hfs_plus},
        {65600, "_BHRfS_M", FileSystem::btrfs},
        {32769, "CD001", FileSystem::iso9660},
        {4086, "SWAPSPACE2", FileSystem::swap},
        {1080, "\x53\xef", FileSystem::ext2},
        {4096, "\xfc\x4e\x2b\xa9\x01\0\0\0"sv, FileSystem::linux_raid},
    };
    for (const auto& expected : cases) {
        DiskBuilder disk(200);
        disk.text(expected.offset, expected.magic);
        CAPTURE(name_of(expected.kind));
        CHECK(identify(disk.data()) == expected.kind);
        for (std::size_t length : {std::size_t{0}, std::size_t{1}, expected.offset, expected.offset + 1})
            CHECK(identify(Bytes(disk.data()).first(length)) != expected.kind);
    }
}

TEST_CASE("ext3 has a journal, ext4 has extents, LVM2 a label in one of four sectors") {
    DiskBuilder ext(200);
    ext.text(1080, "\x53\xef").number(1024 + 0x5C, 4, 4);
    CHECK(identify(ext.data()) == FileSystem::ext3);
    ext.number(1024 + 0x60, 0x40, 4);
    CHECK(identify(ext.data()) == FileSystem::ext4);
    DiskBuilder lvm(200);
    lvm.text(512, "LABELONE").text(512 + 24, "LVM2 001");
    CHECK(identify(lvm.data()) == FileSystem::lvm2);
}

TEST_CASE("zeros are named as such, anything else is unknown") {
    DiskBuilder disk(200);
    CHECK(identify(disk.data()) == FileSystem::empty);
    disk.text(5000, "x");
    CHECK(identify(disk.data()) == FileSystem::unknown);
    CHECK(holds_no_files(FileSystem::empty));
    CHECK_FALSE(holds_no_files(FileSystem::bitlocker));
}

TEST_CASE("a partition table is not taken for a FAT boot sector") {
    DiskBuilder disk(200);
    disk.number(0, 0x9058EB, 3).table(0, 7).slot(0, 0, 7, 63, 100);
    CHECK(identify_boot_sector(disk.data()) == FileSystem::unknown);
    disk.number(11, 512, 2).number(13, 8, 1).number(14, 32, 2).number(16, 2, 1).number(21, 0xF8, 1).number(36, 100, 4);
    CHECK(identify_boot_sector(disk.data()) == FileSystem::fat32);
}
