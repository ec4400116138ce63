#include <doctest/doctest.h>

#include "formats/ntfs/boot_sector.hpp"
#include "formats/ntfs/data_runs.hpp"
#include "formats/ntfs/lznt1.hpp"
#include "formats/ntfs/reparse.hpp"
#include "formats/ntfs/values.hpp"
#include "support/ntfs_records.hpp"

using namespace quell;
using namespace quell::testing;

namespace {

Buffer bytes(std::initializer_list<int> values) {
    Buffer out;
    for (int value : values) out.push_back(static_cast<std::byte>(value));
    return out;
}

}  // namespace

TEST_CASE("the geometry of a boot sector, sizes as exponents too") {
    auto boot = VolumeBuilder(4096).boot_sector();
    auto geometry = ntfs::parse_boot_sector(boot);
    REQUIRE(geometry);
    CHECK_EQ(geometry->cluster_size, 4096);
    CHECK_EQ(geometry->record_size, 1024);
    CHECK_EQ(geometry->serial, 0x1122334455667788);
    put<std::uint8_t>(boot, 0x0D, 0x80);
    CHECK_EQ(ntfs::parse_boot_sector(boot)->cluster_size, 65'536);
    put<std::uint8_t>(boot, 0x0D, 0xF4);  // 2^12 sectors
    put<std::uint64_t>(boot, 0x28, 1U << 20);
    CHECK_EQ(ntfs::parse_boot_sector(boot)->cluster_size, 2U << 20);
    put<std::uint8_t>(boot, 0x0D, 0xF3);
    CHECK_FALSE(ntfs::parse_boot_sector(boot));
    put<std::uint8_t>(boot, 0x0D, 3);
    CHECK_FALSE(ntfs::parse_boot_sector(boot));
    put<std::uint8_t>(boot, 0x0D, 2);
    put<std::uint8_t>(boot, 0x40, 4);  // four clusters of 1 KiB
    CHECK_EQ(ntfs::parse_boot_sector(boot)->record_size, 4096);
    put<std::uint64_t>(boot, 0x28, 0);
    CHECK_FALSE(ntfs::parse_boot_sector(boot));
    CHECK_FALSE(ntfs::parse_boot_sector(Bytes(boot).first(100)));
}

TEST_CASE("fix-ups are put back; a record written in part is torn") {
    for (std::size_t size : {1024U, 4096U}) {
        auto record = RecordBuilder(size).data(std::string(700, 'x')).build();
        auto torn = record;
        CHECK_EQ(ntfs::apply_fixups(record), ntfs::RecordState::good);
        CHECK_EQ(record[510], std::byte{'x'});
        put<std::uint16_t>(torn, 1022, 0x4321);
        CHECK_EQ(ntfs::apply_fixups(torn), ntfs::RecordState::torn);
    }
    Buffer zeros(1024);
    CHECK_EQ(ntfs::apply_fixups(zeros), ntfs::RecordState::unused);
    auto record = RecordBuilder().build();
    put<std::uint16_t>(record, 4, 0x1FE);
    CHECK_EQ(ntfs::apply_fixups(record), ntfs::RecordState::foreign);
    put<std::uint32_t>(record, 0, 0x44414142);
    CHECK_EQ(ntfs::apply_fixups(record), ntfs::RecordState::baad);
}

TEST_CASE("run lists: places add up, holes have none") {
    auto runs = ntfs::parse_data_runs(bytes({0x11, 0x10, 0x20, 0x01, 0x08, 0x11, 0x05, 0xF0, 0x00, 0x99}), 100);
    REQUIRE(runs);
    REQUIRE_EQ(runs->size(), 3);
    CHECK((*runs)[0] == ntfs::DataRun{100, 0x10, 0x20});
    CHECK((*runs)[1] == ntfs::DataRun{116, 8, std::nullopt});
    CHECK((*runs)[2] == ntfs::DataRun{124, 5, 0x10});
}

TEST_CASE("impossible runs are refused") {
    CHECK_FALSE(ntfs::parse_data_runs(bytes({0x11, 0x00, 0x20}), 0));                       // empty
    CHECK_FALSE(ntfs::parse_data_runs(bytes({0x11, 0x10, 0xE0}), 0));                       // before the start
    CHECK_FALSE(ntfs::parse_data_runs(bytes({0x21, 0x10, 0xE0}), 0));                       // cut off
    CHECK_FALSE(ntfs::parse_data_runs(bytes({0x90, 0x10, 0xE0}), 0));                       // no such header
    CHECK_FALSE(ntfs::parse_data_runs(bytes({0x08, -1, -1, -1, -1, -1, -1, -1, 127}), 0));  // too long
    CHECK_FALSE(ntfs::parse_data_runs(bytes({0x81, 1, -1, -1, -1, -1, -1, -1, -1, 127}), 0));
    CHECK_FALSE(ntfs::parse_data_runs(
        bytes({0x81, 1, 0, 0, 0, 0, 0, 0, 0x40, 0, 0x81, 1, -1, -1, -1, -1, -1, -1, -1, 127}), 0));
    CHECK_FALSE(ntfs::parse_data_runs({}, ~std::uint64_t{0}));
}

TEST_CASE("LZNT1: literals, matches that overlap themselves, plain chunks") {
    Buffer out(8192);
    // "ab", then a match of distance 2 and length 10.
    auto packed = bytes({0x04, 0xB0, 0x04, 'a', 'b', 0x07, 0x10, 0, 0});
    auto got = ntfs::unpack_lznt1(packed, out);
    REQUIRE(got);
    CHECK_EQ(as_text(Bytes(out).first(*got)), "abababababab");
    auto plain = bytes({0x02, 0x30, 'x', 'y', 'z', 0x00, 0xB0, 0x00});
    auto second = ntfs::unpack_lznt1(plain, out);
    REQUIRE(second);
    CHECK_EQ(as_text(Bytes(out).first(3)), "xyz");
    CHECK_EQ(*second, 4096);
    CHECK_EQ(out[100], std::byte{0});
}

TEST_CASE("LZNT1: a match before the chunk, a cut chunk and one that is too long are refused") {
    Buffer out(8192);
    CHECK_FALSE(ntfs::unpack_lznt1(bytes({0x02, 0xB0, 0x01, 0x07, 0x10}), out));
    CHECK_FALSE(ntfs::unpack_lznt1(bytes({0x03, 0xB0, 0x02, 'a', 0x07, 0x50}), out));
    CHECK_FALSE(ntfs::unpack_lznt1(bytes({0xFF, 0xBF, 0x00, 'a'}), out));
    CHECK_FALSE(ntfs::unpack_lznt1(bytes({0x06, 0xB0, 0x06, 'a', 0xFF, 0x0F, 0xFF, 0x0F, 'b'}), out));
    CHECK_EQ(*ntfs::unpack_lznt1({}, out), 0);
}

TEST_CASE("an attribute list ends at the first entry that cannot be one") {
    auto value = RecordBuilder::list_value({{0x80, 40}, {0x30, 41}});
    CHECK_EQ(ntfs::parse_attribute_list(value).entries.size(), 2);
    put<std::uint16_t>(value, 0x24, 0);
    auto cut = ntfs::parse_attribute_list(value);
    CHECK_EQ(cut.entries.size(), 1);
    CHECK_FALSE(cut.whole);
}

TEST_CASE("reparse tags: what a reader must know of them") {
    CHECK_EQ(ntfs::reparse_kind(0xA0000003), ntfs::ReparseKind::link);
    CHECK_EQ(ntfs::reparse_kind(0xA000000C), ntfs::ReparseKind::link);
    CHECK_EQ(ntfs::reparse_kind(0x80000017), ntfs::ReparseKind::external);
    CHECK_EQ(ntfs::reparse_kind(0x9000601A), ntfs::ReparseKind::cloud);
    CHECK_EQ(ntfs::reparse_kind(0x80000014), ntfs::ReparseKind::other);
}
