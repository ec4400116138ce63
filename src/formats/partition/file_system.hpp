// What file system, encryption or container of volumes a volume holds, told from its first bytes. Only NTFS is read;
// the others are recognised so that a report can name what it could not look into. Offsets: Microsoft's FAT and exFAT
// specifications; the on-disk documentation of the Linux kernel for ext4, XFS, Btrfs and swap; Apple's TN1150 (HFS+)
// and APFS reference; libbde's documentation for BitLocker; ECMA-119 for ISO 9660.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"

namespace quell::partition {

enum class FileSystem : std::uint8_t {
    unknown,
    empty,  ///< nothing but zeros where a file system would begin
    ntfs,
    bitlocker,
    fat12,
    fat16,
    fat32,
    exfat,
    refs,
    ext2,
    ext3,
    ext4,
    xfs,
    btrfs,
    hfs_plus,
    apfs,
    swap,
    lvm2,
    luks,
    linux_raid,
    iso9660,
    dynamic_disk,    ///< Windows logical disk manager: told by the partition table
    storage_spaces,  ///< told by the partition table
};

/// "NTFS", "BitLocker (encrypted)", "ext4": for people.
std::string_view name_of(FileSystem kind);

/// True for kinds that can hold no Windows and no files of users: nothing is missed when they are not read.
bool holds_no_files(FileSystem kind);

/// So many first bytes tell everything apart; fewer still tell what they reach.
inline constexpr std::size_t identify_bytes = std::size_t{66} * 1024;

FileSystem identify(Bytes first_bytes);

/// Only the kinds that begin with a boot sector (NTFS, BitLocker, FAT, exFAT, ReFS); otherwise unknown. Such a sector
/// also ends in 55 AA and must not be taken for a partition table.
FileSystem identify_boot_sector(Bytes sector);

}  // namespace quell::partition
