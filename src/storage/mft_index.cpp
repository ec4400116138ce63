#include "storage/mft_index.hpp"

#include <new>

#include <fmt/format.h>

#include "storage/mft_scan.hpp"

namespace quell::storage {

namespace {

constexpr std::uint32_t cut_bit = 0x8000'0000;
constexpr std::uint32_t in_progress = 0x7FFF'FFFF;
constexpr auto root = static_cast<std::uint32_t>(ntfs::system_record::root);

}  // namespace

Result<MftIndex> MftIndex::build(const NtfsVolume& volume, const Work& work) {
    try {
        MftScan scan(volume);
        return scan.run(work);
    } catch (const std::bad_alloc&) {
        return fail(Errc::limit, fmt::format("not enough memory for the {} records of $MFT", volume.record_count()));
    }
}

// The folder that a reference names, if it can be the one: see the header.
std::optional<std::uint32_t> MftIndex::believed_folder(ntfs::FileReference parent, const MftEntry& child) const {
    auto number = ntfs::record_of(parent);
    auto sequence = ntfs::sequence_of(parent);
    if (number >= entries_.size()) return std::nullopt;
    const auto& folder = entries_[static_cast<std::size_t>(number)];
    auto record = static_cast<std::uint32_t>(number);
    // An unreadable root is the root nevertheless.
    if (record == root && !folder.is(MftEntry::present)) return record;
    if (!folder.is(MftEntry::present) || !folder.is(MftEntry::directory)) return std::nullopt;
    if (folder.is(MftEntry::in_use)) {
        if (sequence != 0 && sequence != folder.sequence) return std::nullopt;
        return record;
    }
    if (child.is(MftEntry::in_use)) return std::nullopt;
    bool fits = sequence == folder.sequence || static_cast<std::uint16_t>(sequence + 1) == folder.sequence;
    return fits ? std::optional(record) : std::nullopt;
}

std::optional<std::uint32_t> MftIndex::folder(NameSlot slot) const {
    return believed_folder(parent(slot), entries_[record_of(slot)]);
}

// Goes up from a folder until one whose way is known, then fills in the way back down: every folder is visited once.
void MftIndex::settle_folder(std::uint32_t record, std::vector<std::uint32_t>& trail) {
    trail.clear();
    std::optional<std::uint32_t> at = record;
    while (at && *at != root && depth_[*at] == 0) {
        depth_[*at] = in_progress;
        trail.push_back(*at);
        at = folder(NameSlot::main(*at));
    }
    // At the root, at a settled folder, at nothing (lost), or back on this very trail (a ring, cut here).
    bool cut = !at || depth_[*at] == in_progress;
    std::size_t length = cut ? orphan_folder.size() + 1 : (depth_[*at] & ~cut_bit);
    for (std::size_t i = trail.size(); i-- > 0;) {
        std::size_t own = entries_[trail[i]].name_length + std::size_t{1};
        if (length + own > longest_path) {
            cut = true;
            length = orphan_folder.size() + 1;
        }
        length += own;
        depth_[trail[i]] = static_cast<std::uint32_t>(length) | (cut ? cut_bit : 0);
        cut = false;
    }
}

void MftIndex::settle_folders() {
    depth_.assign(entries_.size(), 0);
    std::vector<std::uint32_t> trail;
    for (std::uint32_t record = 0; record < entries_.size(); ++record)
        if (entries_[record].is(MftEntry::directory) && depth_[record] == 0) settle_folder(record, trail);
}

void MftIndex::append_folder(std::string& out, std::optional<std::uint32_t> folder_record) const {
    if (folder_record == root) return;
    std::vector<std::string_view> names;
    auto at = folder_record;
    while (at && *at != root) {
        names.push_back(name(NameSlot::main(*at)));
        if ((depth_[*at] & cut_bit) != 0)
            at.reset();
        else
            at = folder(NameSlot::main(*at));
    }
    if (!at) {
        out += orphan_folder;
        out += '\\';
    }
    for (std::size_t i = names.size(); i-- > 0;) {
        out += names[i];
        out += '\\';
    }
}

}  // namespace quell::storage
