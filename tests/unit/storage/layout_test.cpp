#include "base/text.hpp"
#include "storage/disk_image.hpp"
#include "storage/disk_layout.hpp"
#include "support/disk_builder.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::storage;
using partition::FileSystem;
using quell::test::DiskBuilder;

namespace {

const auto some_guid = test::guid("00112233-4455-6677-8899-AABBCCDDEEFF");

}  // namespace

TEST_CASE("a boot sector at offset 0 makes the disk one volume") {
    DiskBuilder disk(100);
    disk.text(3, "NTFS    ").number(510, 0xAA55, 2);
    auto layout = read_layout(*disk.source());
    REQUIRE(layout);
    CHECK(layout->scheme == Scheme::none);
    REQUIRE_EQ(layout->volumes.size(), 1);
    CHECK(layout->volumes[0].kind == FileSystem::ntfs);
    CHECK_EQ(layout->volumes[0].size, 51200);
    CHECK_EQ(describe(layout->volumes[0], layout->scheme), "whole disk (50.0 KiB, NTFS)");
}

TEST_CASE("primary and logical partitions of an MBR are found, with the identity that Windows writes") {
    DiskBuilder disk(1000);
    disk.table(0, 0xAABBCCDD).slot(0, 0, 7, 100, 100).slot(0, 1, 0x05, 300, 600).slot(0, 3, 0x42, 250, 10);
    disk.text(100 * 512 + 3, "NTFS    ");
    disk.table(300, 0).slot(300, 0, 7, 10, 100).text(310 * 512 + 3, "-FVE-FS-");
    auto layout = read_layout(*disk.source());
    REQUIRE(layout);
    CHECK(layout->scheme == Scheme::mbr);
    REQUIRE_EQ(layout->volumes.size(), 3);
    CHECK_EQ(layout->volumes[0].number, 1);
    CHECK(layout->volumes[0].kind == FileSystem::ntfs);
    CHECK_EQ(to_hex(layout->volumes[0].mount_id), "ddccbbaa00c8000000000000");
    CHECK_EQ(layout->volumes[1].number, 4);
    CHECK(layout->volumes[1].kind == FileSystem::dynamic_disk);
    CHECK_EQ(layout->volumes[2].number, 5);
    CHECK(layout->volumes[2].kind == FileSystem::bitlocker);
    CHECK_EQ(layout->volumes[2].offset, 310 * 512);
    CHECK(layout->problems.empty());
}

TEST_CASE("a GPT is read from its backup when the first copy is damaged") {
    DiskBuilder disk(300);
    disk.gpt({{test::efi_system, some_guid, 40, 49, u"EFI"}, {test::basic_data, some_guid, 50, 199, u"Data"}});
    disk.text(50 * 512 + 3, "NTFS    ");
    for (int damaged = 0; damaged < 2; ++damaged) {
        auto layout = read_layout(*disk.source());
        REQUIRE(layout);
        CHECK(layout->scheme == Scheme::gpt);
        REQUIRE_EQ(layout->volumes.size(), 2);
        CHECK_EQ(layout->volumes[0].purpose, "EFI system");
        CHECK(layout->volumes[1].kind == FileSystem::ntfs);
        CHECK_EQ(layout->volumes[1].size, 150 * 512);
        CHECK_EQ(to_hex(layout->volumes[1].mount_id), "444d494f3a49443a33221100554477668899aabbccddeeff");
        disk.number(512, 0, 8);
    }
}

TEST_CASE("a GPT with both copies damaged is a problem, not an empty disk") {
    DiskBuilder disk(300);
    disk.gpt({{test::basic_data, some_guid, 50, 199, u"Data"}});
    disk.number(512, 0, 8).number(299 * 512, 0, 8);
    auto layout = read_layout(*disk.source());
    REQUIRE(layout);
    CHECK(layout->volumes.empty());
    REQUIRE_EQ(layout->problems.size(), 1);
}

TEST_CASE("a GPT is found without its protective MBR and with sectors of 4096 bytes") {
    DiskBuilder disk(300, 4096);
    disk.gpt({{test::basic_data, some_guid, 50, 199, u"Data"}});
    disk.number(510, 0, 2).text(50 * 4096 + 3, "NTFS    ");
    auto layout = read_layout(*disk.source());
    REQUIRE(layout);
    CHECK(layout->scheme == Scheme::gpt);
    REQUIRE_EQ(layout->volumes.size(), 1);
    CHECK_EQ(layout->volumes[0].offset, 50 * 4096);
}

TEST_CASE("an MBR whose numbers only make sense in sectors of 4096 bytes is read so") {
    DiskBuilder disk(300, 4096);
    disk.table(0, 1).slot(0, 0, 7, 64, 100).text(64 * 4096 + 3, "NTFS    ");
    auto layout = read_layout(*disk.source());
    REQUIRE(layout);
    REQUIRE_EQ(layout->volumes.size(), 1);
    CHECK_EQ(layout->volumes[0].offset, 64 * 4096);
}

TEST_CASE("partitions outside the image, cut by its end or overlapping are problems") {
    DiskBuilder disk(200);
    disk.table(0, 1)
        .slot(0, 0, 7, 100, 1000)
        .slot(0, 1, 7, 5000, 10)
        .slot(0, 2, 7, 150, 10)
        .slot(0, 3, 7, 20, 0xFFFFFFFF);
    disk.text(100 * 512 + 3, "NTFS    ");
    auto layout = read_layout(*disk.source());
    REQUIRE(layout);
    REQUIRE_EQ(layout->volumes.size(), 1);
    CHECK_EQ(layout->volumes[0].size, 100 * 512);
    REQUIRE_EQ(layout->problems.size(), 4);
    CHECK_EQ(layout->problems[1].where, "partition 2");
}

TEST_CASE("GPT entries that span all numbers do not overflow") {
    DiskBuilder disk(300);
    disk.gpt({{test::basic_data, some_guid, 0, ~0ULL, u""}, {test::basic_data, some_guid, ~0ULL, ~0ULL, u""}});
    auto layout = read_layout(*disk.source());
    REQUIRE(layout);
    CHECK_EQ(layout->volumes.size(), 1);
    CHECK_EQ(layout->problems.size(), 1);
}

TEST_CASE("bytes that are no disk are one volume of unknown content") {
    DiskBuilder disk(100);
    disk.text(0, "just some text");
    auto layout = read_layout(*disk.source());
    REQUIRE(layout);
    CHECK(layout->scheme == Scheme::none);
    REQUIRE_EQ(layout->volumes.size(), 1);
    CHECK(layout->volumes[0].kind == FileSystem::unknown);
    MemorySource tiny({std::byte{1}});
    CHECK(read_layout(tiny));
}

TEST_CASE("container formats are named with the way to convert them") {
    struct Case {
        std::size_t offset;
        std::string_view magic;
        std::string_view name;
    };
    const Case cases[] = {{0, "QFI\xfb", "QCOW2"},         {0, "KDMV", "VMDK"},
                          {0, "vhdxfile", "VHDX"},         {0, "conectix", "VHD"},
                          {64, "\x7f\x10\xda\xbe", "VDI"}, {0, "EVF\x09\x0d\x0a\xff", "E01"}};
    for (const auto& expected : cases) {
        DiskBuilder disk(10);
        disk.text(expected.offset, expected.magic);
        auto image = disk_image_from(disk.source());
        CAPTURE(expected.name);
        REQUIRE_FALSE(image);
        CHECK_EQ(image.error().code, Errc::unsupported);
        CHECK(image.error().what.find(expected.name) != std::string::npos);
        if (expected.name != "E01") CHECK(image.error().what.find("qemu-img convert -O raw") != std::string::npos);
    }
}

TEST_CASE("a fixed VHD is its raw disk without the footer, a dynamic one is a container") {
    DiskBuilder disk(10);
    disk.text(9 * 512, "conectix").number(9 * 512 + 60, 0x02000000, 4);
    auto fixed = disk_image_from(disk.source());
    REQUIRE(fixed);
    CHECK_EQ((*fixed)->size(), 9 * 512);
    disk.number(9 * 512 + 60, 0x03000000, 4);
    CHECK_FALSE(disk_image_from(disk.source()));
}

TEST_CASE("an empty file is an error that says what was expected") {
    auto image = disk_image_from(std::make_shared<MemorySource>(std::vector<std::byte>{}));
    REQUIRE_FALSE(image);
    CHECK(image.error().what.find("expected a raw disk image") != std::string::npos);
}
