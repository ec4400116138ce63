// Master boot record, extended partitions and their chain.
// Layout: UEFI specification 2.10, section 5.2 (legacy MBR); the chain of extended boot records as Windows and Linux
// read it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.hpp"

namespace quell::partition {

/// Partition types that are told apart.
namespace mbr_type {
inline constexpr std::uint8_t empty = 0x00;
inline constexpr std::uint8_t extended_chs = 0x05;
inline constexpr std::uint8_t ntfs_or_exfat = 0x07;
inline constexpr std::uint8_t extended_lba = 0x0F;
inline constexpr std::uint8_t dynamic_disk = 0x42;  ///< Windows logical disk manager
inline constexpr std::uint8_t extended_linux = 0x85;
inline constexpr std::uint8_t protective = 0xEE;  ///< the table that counts is a GPT
}  // namespace mbr_type

/// One of the four slots. Units are sectors; `first_sector` counts from the sector that the table stands in or, in a
/// chain, from where the chain's rules say.
struct MbrEntry {
    std::uint8_t status = 0;  ///< 0x80: active
    std::uint8_t type = mbr_type::empty;
    std::uint32_t first_sector = 0;
    std::uint32_t sectors = 0;
    [[nodiscard]] bool is_used() const { return type != mbr_type::empty && sectors != 0; }
    [[nodiscard]] bool is_extended() const {
        return type == mbr_type::extended_chs || type == mbr_type::extended_lba || type == mbr_type::extended_linux;
    }
};

struct Mbr {
    std::uint32_t disk_signature = 0;
    std::array<MbrEntry, 4> entries;
    [[nodiscard]] bool is_protective() const;
    [[nodiscard]] bool is_empty() const;
};

/// The table in a disk's first sector (at least 512 bytes). Errc::corrupt when the signature 55 AA is missing or an
/// entry's status is neither 0x00 nor 0x80, which is how a file system's boot sector is told from a table.
Result<Mbr> parse_mbr(Bytes sector);

/// Follows the chain of logical partitions without reading anything itself: give it the sector that `next_sector` names
/// until that is empty. Ends at a repeated or backward link that would loop, and after `max_logical` links.
class LogicalChain {
public:
    /// A chain of Windows is limited by drive letters, of Linux by minor numbers; no real disk has more.
    static constexpr std::size_t max_logical = 256;

    /// `extended` is the extended partition's entry in the MBR.
    explicit LogicalChain(const MbrEntry& extended);

    /// Absolute sector of the next extended boot record.
    [[nodiscard]] std::optional<std::uint64_t> next_sector() const { return next_; }

    struct Logical {
        std::uint8_t type = mbr_type::empty;
        std::uint64_t first_sector = 0;  ///< absolute
        std::uint64_t sectors = 0;
    };
    /// Reads one extended boot record and moves on. Errc::corrupt ends the chain. An unused slot gives nothing.
    Result<std::optional<Logical>> advance(Bytes sector);

private:
    std::uint64_t base_;
    std::uint64_t end_;
    std::optional<std::uint64_t> next_;
    std::vector<std::uint64_t> visited_;
};

}  // namespace quell::partition
