// The first block of a registry hive and of its logs.
//
// Source for everything in this folder: Maxim Suhanov, "Windows registry file format specification"
// (github.com/msuhanov/regf), the field's reference. All numbers are little-endian.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace quell::regf {

/// A base block is 4 KiB in a primary file; a log holds its first sector only.
inline constexpr std::size_t base_block_size = 4096;
inline constexpr std::size_t sector_size = 512;
/// Hive bins and dirty ranges come in pages of this size.
inline constexpr std::size_t page_size = 4096;

enum class FileType : std::uint32_t {
    primary = 0,
    old_log = 1,
    old_log_variant = 2,
    new_log = 6,
};

struct BaseBlock {
    std::uint32_t primary_sequence = 0;    ///< raised when a write begins
    std::uint32_t secondary_sequence = 0;  ///< raised when it has ended
    std::uint64_t written = 0;             ///< FILETIME of the last write
    std::uint32_t major_version = 0;
    std::uint32_t minor_version = 0;
    FileType type = FileType::primary;
    std::uint32_t root = 0;       ///< offset of the root key's cell in the bins data
    std::uint32_t bins_size = 0;  ///< bytes of hive bins after the base block
    std::uint32_t checksum = 0;   ///< as stored
    std::uint32_t computed = 0;   ///< as it ought to be

    [[nodiscard]] bool is_intact() const { return checksum == computed; }
    /// True when a write was cut short, so that the logs decide what the hive holds.
    [[nodiscard]] bool is_dirty() const { return !is_intact() || primary_sequence != secondary_sequence; }
};

/// The fields of a base block, intact or not. What is no hive is Errc::corrupt and named as what it looks like: Windows
/// 9x registry (CREG), text, zeros, empty, too short. Versions other than 1.2 to 1.6 are Errc::unsupported.
Result<BaseBlock> parse_base_block(Bytes file);

/// XOR of the first 127 words, with Windows' two exceptions. `block` holds at least 508 bytes.
std::uint32_t base_block_checksum(Bytes block);

}  // namespace quell::regf
