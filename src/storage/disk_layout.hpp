// The volumes of a disk: one over the whole of it, or those of its partition table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/byte_source.hpp"
#include "formats/partition/file_system.hpp"

namespace quell::storage {

enum class Scheme : std::uint8_t {
    none,  ///< no table: the disk is one volume
    mbr,
    gpt,
};

/// A place of the disk that should hold a file system. Bytes, not sectors.
struct Volume {
    std::uint32_t number = 0;  ///< as the operating systems count: slot, logical partitions from 5; 1 without a table
    std::uint64_t offset = 0;
    std::uint64_t size = 0;  ///< cut at the disk's end
    partition::FileSystem kind = partition::FileSystem::unknown;
    std::string purpose;  ///< what a GPT says of the partition: "EFI system"; may be empty
    /// What Windows writes into SYSTEM\MountedDevices for a drive letter on this volume: disk signature and byte offset
    /// of an MBR partition (12 bytes), "DMIO:ID:" and the GUID of a GPT partition (24 bytes); empty without a table.
    std::vector<std::byte> mount_id;
};

/// Something the table promises and the disk does not keep.
struct LayoutProblem {
    std::string where;
    Error why;
};

struct DiskLayout {
    Scheme scheme = Scheme::none;
    /// In the order of the table. No two overlap: a partition that begins inside an earlier one is a problem instead,
    /// which also bounds the work that a hostile table can ask for.
    std::vector<Volume> volumes;
    std::vector<LayoutProblem> problems;
};

/// "partition 2 (10.0 GiB, ext4)"; "whole disk (…)" without a table.
std::string describe(const Volume& volume, Scheme scheme);

/// Reads the tables. A boot sector at offset 0 makes the disk one volume; otherwise a GPT counts where the MBR is
/// protective or missing, from its copy at the disk's end when the first one is damaged. Without any table the disk is
/// one volume, found by its first bytes or by the copy of NTFS's boot sector at its end; its kind is `unknown` when it
/// is none of these.
Result<DiskLayout> read_layout(const ByteSource& disk);

}  // namespace quell::storage
