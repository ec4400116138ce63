// Every name of an NTFS volume, from one sequential pass over $MFT.
//
// Kept in arrays by record number (72 bytes a record) over one arena of names; further names (hard links, short DOS
// names, names in extension records) in a side table of 32 bytes each. Nothing is allocated per record.
//
// Deleted files: a record that is not in use keeps its names until it is used again. Its folder is believed when that
// still has the sequence number that the name gives (or, deleted itself, the next one: it is raised on deletion).
// A name whose folders do not lead to the root - lost, used again, no folder, in a ring, or deeper than Windows can
// name - stands with what is left of its path under a folder that does not exist, `orphan_folder`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/work.hpp"
#include "formats/ntfs/values.hpp"
#include "storage/ntfs_volume.hpp"

namespace quell::storage {

/// Parts of $MFT are read in pieces of this size: large enough for a disk, small enough for a processor's cache.
inline constexpr std::size_t mft_piece = 256U << 10;
/// More records than this are not looked at (a $MFT of 128 GiB with records of 1 KiB).
inline constexpr std::uint64_t most_records = std::uint64_t{1} << 27;
/// Stands for the lost part of a path; a real folder of this name is not possible twice in the root, as Windows would
/// not create it beside this one.
inline constexpr std::string_view orphan_folder = "$OrphanFiles";
/// Windows' longest path in UTF-16 units; a unit takes at most three bytes here.
inline constexpr std::size_t longest_path = std::size_t{3} * 32'767;
/// So many damaged records are named one by one, the rest as a number.
inline constexpr std::size_t most_damage_named = 1'000;

/// Which name of which record: an index into the tables of an MftIndex.
class NameSlot {
public:
    /// The first name of a record.
    static NameSlot main(std::uint32_t record) { return NameSlot(record); }
    /// A row of the side table.
    static NameSlot further(std::uint32_t row) { return NameSlot(row | further_bit); }
    static NameSlot from(std::uint32_t value) { return NameSlot(value); }

    [[nodiscard]] std::uint32_t value() const { return value_; }
    [[nodiscard]] bool is_further() const { return (value_ & further_bit) != 0; }
    [[nodiscard]] std::uint32_t row() const { return value_ & ~further_bit; }

private:
    static constexpr std::uint32_t further_bit = 0x8000'0000;
    explicit NameSlot(std::uint32_t value) : value_(value) {}
    std::uint32_t value_;
};

/// What the pass keeps of a record. Times are FILETIME values.
struct MftEntry {
    enum Flag : std::uint16_t {
        present = 0x01,  ///< a base record that could be read
        in_use = 0x02,
        directory = 0x04,
        link = 0x08,     ///< a reparse point that stands for another name
        streams = 0x10,  ///< has named data streams
        spread = 0x20,   ///< has an attribute list
        named = 0x40,
        short_only = 0x80  ///< its first name is a DOS name because no other was met yet
    };
    ntfs::FileReference parent = 0;  ///< of the first name
    std::uint64_t size = 0;
    ntfs::FileTimes times;
    std::uint32_t name = 0;  ///< offset in the arena
    std::uint32_t attributes = 0;
    std::uint32_t further = 0;      ///< row + 1 in the side table, 0: none
    std::uint16_t name_length = 0;  ///< bytes
    std::uint16_t sequence = 0;
    std::uint16_t flags = 0;

    [[nodiscard]] bool is(Flag flag) const { return (flags & flag) != 0; }
};

/// A name beyond a record's first.
struct FurtherName {
    ntfs::FileReference parent = 0;
    std::uint32_t record = 0;
    std::uint32_t name = 0;
    std::uint32_t next = 0;  ///< row + 1
    std::uint16_t name_length = 0;
    std::uint16_t base_sequence = 0;  ///< the sequence that the record must have for this name to be its own
    bool is_short = false;            ///< a DOS name: found by `find`, not listed
    bool valid = false;
};

/// A record that could not be read, or says what cannot be.
struct MftDamage {
    std::uint64_t record = 0;
    Error why;
};

class MftIndex {
public:
    /// Errc::cancelled when stopped; any other error only when nothing can be listed. Progress in records, as step
    /// "mft".
    static Result<MftIndex> build(const NtfsVolume& volume, const Work& work);

    /// Records, including unused ones.
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
    [[nodiscard]] const MftEntry& entry(std::uint32_t record) const { return entries_[record]; }
    [[nodiscard]] const std::vector<FurtherName>& further() const { return further_; }
    [[nodiscard]] const std::vector<MftDamage>& damage() const { return damage_; }
    /// Damaged records beyond those that `damage` names.
    [[nodiscard]] std::uint64_t more_damage() const { return more_damage_; }

    [[nodiscard]] std::uint32_t record_of(NameSlot slot) const {
        return slot.is_further() ? further_[slot.row()].record : slot.row();
    }
    [[nodiscard]] std::string_view name(NameSlot slot) const {
        if (slot.is_further()) return text(further_[slot.row()].name, further_[slot.row()].name_length);
        return text(entries_[slot.row()].name, entries_[slot.row()].name_length);
    }
    [[nodiscard]] ntfs::FileReference parent(NameSlot slot) const {
        return slot.is_further() ? further_[slot.row()].parent : entries_[slot.row()].parent;
    }

    /// The record of the folder that holds a name; nothing when the name is an orphan.
    [[nodiscard]] std::optional<std::uint32_t> folder(NameSlot slot) const;
    /// Appends "Windows\System32\" for that folder, "$OrphanFiles\…" for a lost one, nothing for the root.
    void append_folder(std::string& out, std::optional<std::uint32_t> folder) const;

private:
    friend class MftScan;
    MftIndex() = default;

    [[nodiscard]] std::string_view text(std::uint32_t offset, std::uint16_t length) const {
        return {arena_.data() + offset, length};
    }
    [[nodiscard]] std::optional<std::uint32_t> believed_folder(ntfs::FileReference parent, const MftEntry& child) const;
    void settle_folder(std::uint32_t record, std::vector<std::uint32_t>& trail);
    void settle_folders();

    std::vector<MftEntry> entries_;
    std::vector<FurtherName> further_;
    std::vector<char> arena_;
    // Of a folder: bytes of its path, with the top bit when its own folder is not to be followed. 0: not a folder.
    std::vector<std::uint32_t> depth_;
    std::vector<MftDamage> damage_;
    std::uint64_t more_damage_ = 0;
};

}  // namespace quell::storage
