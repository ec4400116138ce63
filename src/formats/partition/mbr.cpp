#include "formats/partition/mbr.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace quell::partition {

namespace {

constexpr std::size_t sector_size = 512;
constexpr std::size_t signature_offset = 440;
constexpr std::size_t table_offset = 446;
constexpr std::size_t entry_size = 16;
constexpr std::size_t magic_offset = 510;
constexpr std::uint16_t boot_magic = 0xAA55;

Result<MbrEntry> parse_entry(Bytes sector, std::size_t slot) {
    const auto entry = sector.subspan(table_offset + slot * entry_size, entry_size);
    MbrEntry parsed;
    parsed.status = load_le<std::uint8_t>(entry, 0);
    parsed.type = load_le<std::uint8_t>(entry, 4);
    parsed.first_sector = load_le<std::uint32_t>(entry, 8);
    parsed.sectors = load_le<std::uint32_t>(entry, 12);
    if (parsed.status != 0 && parsed.status != 0x80)
        return fail(Errc::corrupt,
                    fmt::format("entry {} of the partition table has status 0x{:02x}, expected 0x00 or 0x80", slot + 1,
                                parsed.status));
    return parsed;
}

}  // namespace

bool Mbr::is_protective() const {
    return std::any_of(entries.begin(), entries.end(),
                       [](const MbrEntry& e) { return e.type == mbr_type::protective; });
}

bool Mbr::is_empty() const {
    return std::none_of(entries.begin(), entries.end(), [](const MbrEntry& e) { return e.is_used(); });
}

Result<Mbr> parse_mbr(Bytes sector) {
    if (sector.size() < sector_size) return fail(Errc::corrupt, "shorter than a sector of 512 bytes");
    if (load_le<std::uint16_t>(sector, magic_offset) != boot_magic)
        return fail(Errc::corrupt, "the signature 55 AA of a partition table is missing");
    Mbr mbr;
    mbr.disk_signature = load_le<std::uint32_t>(sector, signature_offset);
    for (std::size_t slot = 0; slot < mbr.entries.size(); ++slot) mbr.entries[slot] = TRY(parse_entry(sector, slot));
    return mbr;
}

LogicalChain::LogicalChain(const MbrEntry& extended)
    : base_(extended.first_sector), end_(base_ + extended.sectors), next_(base_) {
    visited_.push_back(base_);
}

Result<std::optional<LogicalChain::Logical>> LogicalChain::advance(Bytes sector) {
    CHECK(next_.has_value());
    const auto here = *next_;
    next_.reset();
    auto record = parse_mbr(sector);
    if (!record) return fail(record.error().in(fmt::format("extended boot record at sector {}", here)));
    std::optional<Logical> logical;
    // By convention the first slot is the logical partition, counted from this record, and the second the link, counted
    // from the extended partition's start; some tools swap them.
    for (const auto& entry : record->entries) {
        if (!entry.is_used()) continue;
        if (!entry.is_extended()) {
            if (!logical) logical = Logical{entry.type, here + entry.first_sector, entry.sectors};
            continue;
        }
        const auto link = base_ + entry.first_sector;
        if (next_) continue;
        if (link >= end_ || visited_.size() >= max_logical ||
            std::find(visited_.begin(), visited_.end(), link) != visited_.end())
            continue;
        next_ = link;
        visited_.push_back(link);
    }
    return logical;
}

}  // namespace quell::partition
