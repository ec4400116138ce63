#include "formats/partition/file_system.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace quell::partition {

namespace {

using namespace std::string_view_literals;

bool has(Bytes data, std::size_t offset, std::string_view magic) {
    return contains(data, offset, magic.size()) && as_text(data.subspan(offset, magic.size())) == magic;
}

// {4967D63B-2E29-4AD8-8399-F6A339E3D001}: BitLocker's identifier, which BitLocker To Go keeps in a FAT boot sector.
constexpr auto bitlocker_guid = "\x3b\xd6\x67\x49\x29\x2e\xd8\x4a\x83\x99\xf6\xa3\x39\xe3\xd0\x01"sv;
constexpr std::size_t bitlocker_to_go_offset = 424;

// Microsoft's FAT specification ("fatgen103"), sections 3.1 and 3.5: the type follows from the number of clusters
// alone.
FileSystem identify_fat(Bytes sector) {
    if (sector.size() < 512) return FileSystem::unknown;
    const auto jump = load_le<std::uint8_t>(sector, 0);
    const auto bytes_per_sector = load_le<std::uint16_t>(sector, 11);
    const auto sectors_per_cluster = load_le<std::uint8_t>(sector, 13);
    const auto reserved = load_le<std::uint16_t>(sector, 14);
    const auto fats = load_le<std::uint8_t>(sector, 16);
    const auto root_entries = load_le<std::uint16_t>(sector, 17);
    const auto media = load_le<std::uint8_t>(sector, 21);
    if ((jump != 0xEB && jump != 0xE9) || !std::has_single_bit(bytes_per_sector) || bytes_per_sector < 512 ||
        bytes_per_sector > 4096 || !std::has_single_bit(sectors_per_cluster) || reserved == 0 || fats == 0 ||
        fats > 2 || media < 0xF0)
        return FileSystem::unknown;
    std::uint64_t sectors_per_fat = load_le<std::uint16_t>(sector, 22);
    if (sectors_per_fat == 0) {
        if (root_entries != 0 || load_le<std::uint32_t>(sector, 36) == 0) return FileSystem::unknown;
        return FileSystem::fat32;
    }
    std::uint64_t total = load_le<std::uint16_t>(sector, 19);
    if (total == 0) total = load_le<std::uint32_t>(sector, 32);
    const std::uint64_t root_sectors = (root_entries * 32ULL + bytes_per_sector - 1) / bytes_per_sector;
    const auto overhead = reserved + fats * sectors_per_fat + root_sectors;
    if (total <= overhead) return FileSystem::unknown;
    return (total - overhead) / sectors_per_cluster < 4085 ? FileSystem::fat12 : FileSystem::fat16;
}

FileSystem identify_ext(Bytes data) {
    constexpr std::size_t superblock = 1024;
    if (!contains(data, superblock, 256) || load_le<std::uint16_t>(data, superblock + 56) != 0xEF53)
        return FileSystem::unknown;
    constexpr std::uint32_t extents_64bit_or_flex_bg = 0x40 | 0x80 | 0x200;
    constexpr std::uint32_t has_journal = 0x4;
    if ((load_le<std::uint32_t>(data, superblock + 0x60) & extents_64bit_or_flex_bg) != 0) return FileSystem::ext4;
    return (load_le<std::uint32_t>(data, superblock + 0x5C) & has_journal) != 0 ? FileSystem::ext3 : FileSystem::ext2;
}

bool is_swap(Bytes data) {
    constexpr std::array<std::size_t, 4> page_sizes = {4096, 8192, 16384, 65536};
    return std::any_of(page_sizes.begin(), page_sizes.end(), [&](std::size_t page) {
        return has(data, page - 10, "SWAPSPACE2") || has(data, page - 10, "SWAP-SPACE");
    });
}

bool is_lvm(Bytes data) {
    // The label stands in one of the first four sectors.
    for (std::size_t sector = 0; sector < 4; ++sector)
        if (has(data, sector * 512, "LABELONE") && has(data, sector * 512 + 24, "LVM2 001")) return true;
    return false;
}

struct Magic {
    FileSystem kind;
    std::size_t offset;
    std::string_view bytes;
};
constexpr std::array magics = {
    Magic{FileSystem::luks, 0, "LUKS\xba\xbe"sv},
    Magic{FileSystem::xfs, 0, "XFSB"sv},
    Magic{FileSystem::apfs, 32, "NXSB"sv},
    Magic{FileSystem::linux_raid, 0, "\xfc\x4e\x2b\xa9\x01\0\0\0"sv},
    Magic{FileSystem::linux_raid, 4096, "\xfc\x4e\x2b\xa9\x01\0\0\0"sv},
    Magic{FileSystem::hfs_plus, 1024, "H+\0\x04"sv},
    Magic{FileSystem::hfs_plus, 1024, "HX\0\x05"sv},
    Magic{FileSystem::btrfs, 65536 + 64, "_BHRfS_M"sv},
    Magic{FileSystem::iso9660, 32769, "CD001"sv},
};

}  // namespace

std::string_view name_of(FileSystem kind) {
    switch (kind) {
        case FileSystem::unknown: return "unknown content";
        case FileSystem::empty: return "no file system (zeros)";
        case FileSystem::ntfs: return "NTFS";
        case FileSystem::bitlocker: return "BitLocker (encrypted)";
        case FileSystem::fat12: return "FAT12";
        case FileSystem::fat16: return "FAT16";
        case FileSystem::fat32: return "FAT32";
        case FileSystem::exfat: return "exFAT";
        case FileSystem::refs: return "ReFS";
        case FileSystem::ext2: return "ext2";
        case FileSystem::ext3: return "ext3";
        case FileSystem::ext4: return "ext4";
        case FileSystem::xfs: return "XFS";
        case FileSystem::btrfs: return "Btrfs";
        case FileSystem::hfs_plus: return "HFS+";
        case FileSystem::apfs: return "APFS";
        case FileSystem::swap: return "Linux swap";
        case FileSystem::lvm2: return "LVM2";
        case FileSystem::luks: return "LUKS (encrypted)";
        case FileSystem::linux_raid: return "Linux RAID";
        case FileSystem::iso9660: return "ISO 9660";
        case FileSystem::dynamic_disk: return "Windows dynamic disk (LDM)";
        case FileSystem::storage_spaces: return "Storage Spaces";
    }
    return "unknown content";
}

bool holds_no_files(FileSystem kind) { return kind == FileSystem::empty || kind == FileSystem::swap; }

FileSystem identify_boot_sector(Bytes sector) {
    if (has(sector, 3, "NTFS    ")) return FileSystem::ntfs;
    if (has(sector, 3, "-FVE-FS-") || has(sector, bitlocker_to_go_offset, bitlocker_guid)) return FileSystem::bitlocker;
    if (has(sector, 3, "EXFAT   ")) return FileSystem::exfat;
    if (has(sector, 3, "ReFS\0\0\0\0"sv)) return FileSystem::refs;
    return identify_fat(sector);
}

FileSystem identify(Bytes first_bytes) {
    if (auto kind = identify_boot_sector(first_bytes); kind != FileSystem::unknown) return kind;
    for (const auto& magic : magics)
        if (has(first_bytes, magic.offset, magic.bytes)) return magic.kind;
    if (auto kind = identify_ext(first_bytes); kind != FileSystem::unknown) return kind;
    if (is_lvm(first_bytes)) return FileSystem::lvm2;
    if (is_swap(first_bytes)) return FileSystem::swap;
    const auto is_zero =
        std::all_of(first_bytes.begin(), first_bytes.end(), [](std::byte b) { return b == std::byte{0}; });
    return is_zero ? FileSystem::empty : FileSystem::unknown;
}

}  // namespace quell::partition
