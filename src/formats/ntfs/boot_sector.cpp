#include "formats/ntfs/boot_sector.hpp"

#include <bit>
#include <limits>

#include <fmt/format.h>

namespace quell::ntfs {

namespace {

constexpr bool is_size(std::uint64_t value, std::uint64_t least, std::uint64_t most) {
    return std::has_single_bit(value) && value >= least && value <= most;
}

// Sectors per cluster: 1 to 128, or, from 0x81 on, the negative exponent of two (0xF8: 2^8 sectors).
std::uint64_t sectors_per_cluster(std::uint8_t field) {
    if (field <= 0x80) return field;
    auto exponent = 256U - field;
    return exponent > 31 ? 0 : std::uint64_t{1} << exponent;
}

// Clusters per record when positive, the negative exponent of two in bytes otherwise (0xF6: 2^10 bytes).
std::uint64_t record_bytes(std::uint8_t field, std::uint64_t cluster_size) {
    if (field < 0x80) return field * cluster_size;
    auto exponent = 256U - field;
    return exponent > 31 ? 0 : std::uint64_t{1} << exponent;
}

}  // namespace

bool names_ntfs(Bytes sector) { return contains(sector, 3, 8) && as_text(sector.subspan(3, 8)) == "NTFS    "; }

Result<Geometry> parse_boot_sector(Bytes sector) {
    if (sector.size() < boot_sector_size) return fail(Errc::corrupt, "the boot sector ends early");
    if (!names_ntfs(sector)) return fail(Errc::corrupt, "not an NTFS boot sector");
    Geometry geometry;
    geometry.sector_size = load_le<std::uint16_t>(sector, 0x0B);
    if (!is_size(geometry.sector_size, 512, 4096))
        return fail(Errc::corrupt, fmt::format("NTFS boot sector: {} bytes a sector", geometry.sector_size));
    auto cluster_field = load_le<std::uint8_t>(sector, 0x0D);
    auto cluster_size = sectors_per_cluster(cluster_field) * geometry.sector_size;
    if (!is_size(cluster_size, geometry.sector_size, largest_cluster))
        return fail(Errc::corrupt, fmt::format("NTFS boot sector: cluster size field 0x{:02x}", cluster_field));
    geometry.cluster_size = static_cast<std::uint32_t>(cluster_size);
    auto record_field = load_le<std::uint8_t>(sector, 0x40);
    auto record_size = record_bytes(record_field, cluster_size);
    if (!is_size(record_size, 512, largest_record))
        return fail(Errc::corrupt, fmt::format("NTFS boot sector: record size field 0x{:02x}", record_field));
    geometry.record_size = static_cast<std::uint32_t>(record_size);
    geometry.sectors = load_le<std::uint64_t>(sector, 0x28);
    if (geometry.sectors == 0 ||
        geometry.sectors > std::uint64_t{std::numeric_limits<std::int64_t>::max()} / geometry.sector_size)
        return fail(Errc::corrupt, fmt::format("NTFS boot sector: {} sectors", geometry.sectors));
    auto clusters = geometry.size() / geometry.cluster_size;
    geometry.mft_cluster = load_le<std::uint64_t>(sector, 0x30);
    geometry.mirror_cluster = load_le<std::uint64_t>(sector, 0x38);
    if (geometry.mft_cluster >= clusters && geometry.mirror_cluster >= clusters)
        return fail(Errc::corrupt,
                    fmt::format("NTFS boot sector: $MFT at cluster {} of {}", geometry.mft_cluster, clusters));
    geometry.serial = load_le<std::uint64_t>(sector, 0x48);
    return geometry;
}

}  // namespace quell::ntfs
