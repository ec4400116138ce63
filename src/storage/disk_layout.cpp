#include "storage/disk_layout.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "formats/ntfs/boot_sector.hpp"
#include "formats/partition/gpt.hpp"
#include "formats/partition/mbr.hpp"

namespace quell::storage {

namespace {

using partition::FileSystem;

constexpr std::uint32_t usual_sector = 512;
constexpr std::uint32_t large_sector = 4096;

Result<std::vector<std::byte>> read_some(const ByteSource& disk, std::uint64_t offset, std::size_t length) {
    std::vector<std::byte> data(length);
    auto got = TRY(disk.read_at(offset, data));
    data.resize(got);
    return data;
}

std::string size_text(std::uint64_t bytes) {
    constexpr std::array units = {"KiB", "MiB", "GiB", "TiB"};
    auto value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    while (value >= 1024 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    return fmt::format("{:.1f} {}", value, units[unit]);
}

// NTFS keeps a copy of its boot sector in the volume's last sector, so a volume whose start was overwritten is still
// known.
std::optional<ntfs::Geometry> backup_boot_sector(const ByteSource& disk, std::uint64_t end) {
    for (auto sector : {usual_sector, large_sector}) {
        if (end < sector) continue;
        auto data = read_some(disk, end - sector, usual_sector);
        if (!data || !ntfs::names_ntfs(*data)) continue;
        if (auto geometry = ntfs::parse_boot_sector(*data)) return *geometry;
    }
    return std::nullopt;
}

Result<FileSystem> kind_at(const ByteSource& disk, std::uint64_t offset, std::uint64_t size) {
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(size, partition::identify_bytes));
    auto kind = partition::identify(TRY(read_some(disk, offset, length)));
    const auto is_lost = kind == FileSystem::unknown || kind == FileSystem::empty;
    return is_lost && backup_boot_sector(disk, offset + size) ? FileSystem::ntfs : kind;
}

void append_le(std::vector<std::byte>& out, std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<std::byte>((value >> (8 * i)) & 0xFF));
}

// A partition as its table gives it, in sectors.
struct Slot {
    std::uint32_t number = 0;
    std::uint64_t first_sector = 0;
    std::uint64_t sectors = 0;
    std::optional<FileSystem> told_kind;
    std::string purpose;
    std::vector<std::byte> mount_id;
};

// Adds what a slot promises, as far as the disk keeps it.
Result<void> add_volume(DiskLayout& layout, const ByteSource& disk, const Slot& slot, std::uint32_t sector_size) {
    auto where = fmt::format("partition {}", slot.number);
    auto miss = [&](std::string why) { layout.problems.push_back({where, {Errc::corrupt, std::move(why)}}); };
    // The division keeps a claimed sector number from overflowing.
    const auto disk_sectors = disk.size() / sector_size;
    if (slot.first_sector >= disk_sectors || slot.sectors == 0) {
        miss(fmt::format("begins at sector {}, outside the {} sectors of this disk", slot.first_sector, disk_sectors));
        return {};
    }
    Volume volume;
    volume.number = slot.number;
    volume.offset = slot.first_sector * sector_size;
    volume.size = std::min(slot.sectors, disk_sectors - slot.first_sector) * sector_size;
    volume.purpose = slot.purpose;
    volume.mount_id = slot.mount_id;
    for (const auto& other : layout.volumes) {
        if (volume.offset >= other.offset + other.size || other.offset >= volume.offset + volume.size) continue;
        miss(fmt::format("overlaps partition {} and is not read", other.number));
        return {};
    }
    if (slot.sectors > disk_sectors - slot.first_sector)
        miss(fmt::format("{} sectors long, but the image ends after {} of them", slot.sectors,
                         disk_sectors - slot.first_sector));
    volume.kind = slot.told_kind ? *slot.told_kind : TRY(kind_at(disk, volume.offset, volume.size));
    layout.volumes.push_back(std::move(volume));
    return {};
}

std::vector<std::byte> mbr_mount_id(std::uint32_t signature, std::uint64_t first_sector, std::uint32_t sector_size) {
    std::vector<std::byte> id;
    append_le(id, signature, 4);
    append_le(id, first_sector * sector_size, 8);
    return id;
}

std::optional<FileSystem> told_by(std::uint8_t mbr_type) {
    if (mbr_type == partition::mbr_type::dynamic_disk) return FileSystem::dynamic_disk;
    return std::nullopt;
}

Result<void> add_logical(DiskLayout& layout, const ByteSource& disk, const partition::MbrEntry& extended,
                         std::uint32_t signature, std::uint32_t sector_size) {
    std::uint32_t number = 5;
    if (!layout.volumes.empty()) number = std::max(number, layout.volumes.back().number + 1);
    partition::LogicalChain chain(extended);
    while (auto sector = chain.next_sector()) {
        auto logical = chain.advance(TRY(read_some(disk, *sector * sector_size, usual_sector)));
        if (!logical) {
            layout.problems.push_back({"extended partition", logical.error()});
            break;
        }
        if (!*logical) continue;
        const auto& found = **logical;
        const Slot slot{number++,
                        found.first_sector,
                        found.sectors,
                        told_by(found.type),
                        {},
                        mbr_mount_id(signature, found.first_sector, sector_size)};
        TRY(add_volume(layout, disk, slot, sector_size));
    }
    return {};
}

Result<DiskLayout> layout_of(const ByteSource& disk, const partition::Mbr& mbr, std::uint32_t sector_size) {
    DiskLayout layout;
    layout.scheme = Scheme::mbr;
    std::uint32_t number = 0;
    for (const auto& entry : mbr.entries) {
        ++number;
        if (!entry.is_used() || entry.is_extended()) continue;
        const Slot slot{number,
                        entry.first_sector,
                        entry.sectors,
                        told_by(entry.type),
                        {},
                        mbr_mount_id(mbr.disk_signature, entry.first_sector, sector_size)};
        TRY(add_volume(layout, disk, slot, sector_size));
    }
    for (const auto& entry : mbr.entries)
        if (entry.is_used() && entry.is_extended())
            TRY(add_logical(layout, disk, entry, mbr.disk_signature, sector_size));
    return layout;
}

struct Gpt {
    std::uint32_t sector_size = usual_sector;
    std::vector<partition::GptPartition> partitions;
};

Result<Gpt> read_gpt_at(const ByteSource& disk, std::uint64_t sector, std::uint32_t sector_size) {
    auto data = TRY(read_some(disk, sector * sector_size, usual_sector));
    auto header = TRY(partition::parse_gpt_header(data, sector));
    const auto disk_sectors = disk.size() / sector_size;
    if (header.entries_sector >= disk_sectors) return fail(Errc::corrupt, "the GPT's entries lie outside the disk");
    auto array = TRY(read_some(disk, header.entries_sector * sector_size, header.entries_bytes()));
    Gpt gpt;
    gpt.sector_size = sector_size;
    gpt.partitions = TRY(partition::parse_gpt_entries(header, array));
    return gpt;
}

// The first readable of both copies, for both sector sizes; the error is that of the first copy for 512-byte sectors.
Result<Gpt> read_gpt(const ByteSource& disk) {
    std::optional<Error> first_error;
    for (auto sector_size : {usual_sector, large_sector}) {
        const auto disk_sectors = disk.size() / sector_size;
        if (disk_sectors < 3) continue;
        for (auto sector : {std::uint64_t{1}, disk_sectors - 1}) {
            auto gpt = read_gpt_at(disk, sector, sector_size);
            if (gpt) return gpt;
            if (!first_error) first_error = gpt.error();
        }
    }
    return fail(first_error.value_or(Error{Errc::corrupt, "too short for a GPT"}));
}

std::optional<FileSystem> told_by(const partition::Guid& type) {
    const auto purpose = partition::purpose_of(type);
    if (purpose.starts_with("Windows dynamic disk")) return FileSystem::dynamic_disk;
    if (purpose == "Storage Spaces") return FileSystem::storage_spaces;
    return std::nullopt;
}

Result<DiskLayout> layout_of(const ByteSource& disk, const Gpt& gpt) {
    DiskLayout layout;
    layout.scheme = Scheme::gpt;
    for (const auto& partition : gpt.partitions) {
        // last >= first is checked by the parser; the whole range of numbers would overflow the count.
        const auto sectors = std::max(partition.last_sector - partition.first_sector + 1, std::uint64_t{1});
        Slot slot{partition.slot,
                  partition.first_sector,
                  sectors,
                  told_by(partition.type),
                  std::string(partition::purpose_of(partition.type)),
                  {}};
        const auto prefix = as_bytes("DMIO:ID:");
        slot.mount_id.assign(prefix.begin(), prefix.end());
        slot.mount_id.insert(slot.mount_id.end(), partition.unique.begin(), partition.unique.end());
        TRY(add_volume(layout, disk, slot, gpt.sector_size));
    }
    return layout;
}

bool holds_something_known(const DiskLayout& layout) {
    return std::any_of(layout.volumes.begin(), layout.volumes.end(),
                       [](const Volume& v) { return v.kind != FileSystem::unknown && v.kind != FileSystem::empty; });
}

// The sector size of an MBR disk is written nowhere: 512, unless only 4096 leads to something.
Result<DiskLayout> mbr_layout(const ByteSource& disk, const partition::Mbr& mbr) {
    auto usual = TRY(layout_of(disk, mbr, usual_sector));
    if (holds_something_known(usual)) return usual;
    auto large = TRY(layout_of(disk, mbr, large_sector));
    return holds_something_known(large) ? std::move(large) : std::move(usual);
}

// No table. The copy of NTFS's boot sector at the end also says where a volume begins whose table is lost.
Result<DiskLayout> single_layout(const ByteSource& disk) {
    Volume volume;
    volume.number = 1;
    volume.size = disk.size();
    volume.kind = TRY(kind_at(disk, 0, disk.size()));
    if (auto lost = backup_boot_sector(disk, disk.size()); lost && volume.kind == FileSystem::ntfs) {
        const auto length = lost->size() + lost->sector_size;
        if (length > lost->size() && length < disk.size()) {
            volume.offset = disk.size() - length;
            volume.size = length;
        }
    }
    DiskLayout layout;
    layout.volumes.push_back(std::move(volume));
    return layout;
}

}  // namespace

std::string describe(const Volume& volume, Scheme scheme) {
    auto kind = std::string(name_of(volume.kind));
    auto text = scheme == Scheme::none
                    ? fmt::format("whole disk ({}, {}", size_text(volume.size), kind)
                    : fmt::format("partition {} ({}, {}", volume.number, size_text(volume.size), kind);
    if (!volume.purpose.empty() && volume.purpose != kind) text += ", " + volume.purpose;
    return text + ")";
}

Result<DiskLayout> read_layout(const ByteSource& disk) {
    auto first = TRY(read_some(disk, 0, usual_sector));
    if (auto kind = partition::identify_boot_sector(first); kind != FileSystem::unknown) {
        DiskLayout layout;
        Volume volume;
        volume.number = 1;
        volume.size = disk.size();
        volume.kind = kind;
        layout.volumes.push_back(std::move(volume));
        return layout;
    }
    auto mbr = partition::parse_mbr(first);
    const auto expects_gpt = mbr && mbr->is_protective();
    if (mbr && !expects_gpt && !mbr->is_empty()) return mbr_layout(disk, *mbr);
    auto gpt = read_gpt(disk);
    if (gpt) return layout_of(disk, *gpt);
    if (!expects_gpt) return single_layout(disk);
    DiskLayout layout;
    layout.scheme = Scheme::gpt;
    layout.problems.push_back({"GPT", gpt.error().in("both copies of the partition table are damaged")});
    return layout;
}

}  // namespace quell::storage
