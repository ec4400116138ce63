// The NTFS boot sector: where everything else of the volume lies.
// Format: "NTFS Documentation" of the Linux-NTFS project (Russon, Fledel), chapter $Boot; the exponent form of the
// cluster size (clusters over 64 KiB) as Windows 10 writes it.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace quell::ntfs {

/// Bytes of a boot sector that matter, whatever the sector size.
inline constexpr std::size_t boot_sector_size = 512;
/// Larger clusters than Windows can make (2 MiB) are taken for damage.
inline constexpr std::uint32_t largest_cluster = 2U << 20;
/// MFT records are 1 KiB or 4 KiB in practice; a larger power of two than this is taken for damage.
inline constexpr std::uint32_t largest_record = 64U << 10;

/// Sizes in bytes, places in clusters from the start of the volume.
struct Geometry {
    std::uint32_t sector_size = 0;   ///< 512 to 4096
    std::uint32_t cluster_size = 0;  ///< a power of two, at least one sector, at most `largest_cluster`
    std::uint32_t record_size = 0;   ///< of an MFT record: a power of two, 512 to `largest_record`
    std::uint64_t sectors = 0;       ///< of the file system; the backup boot sector follows them
    std::uint64_t mft_cluster = 0;
    std::uint64_t mirror_cluster = 0;
    std::uint64_t serial = 0;

    /// Bytes of the file system, without the backup boot sector; cannot overflow.
    [[nodiscard]] std::uint64_t size() const { return sectors * sector_size; }
};

/// True when the sector carries NTFS's name at offset 3. Cheap: to tell file systems apart.
bool names_ntfs(Bytes sector);

/// Errc::corrupt, saying which field makes no sense.
Result<Geometry> parse_boot_sector(Bytes sector);

}  // namespace quell::ntfs
