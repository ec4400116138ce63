// The pass over $MFT that fills an MftIndex.
#pragma once

#include <vector>

#include "storage/mft_index.hpp"

namespace quell::storage {

/// Used once, by MftIndex::build.
class MftScan {
public:
    explicit MftScan(const NtfsVolume& volume) : volume_(volume) {}
    Result<MftIndex> run(const Work& work);

private:
    /// Size of an unnamed stream whose attribute lies in an extension record.
    struct DistantSize {
        ntfs::FileReference base;
        std::uint64_t size;
        bool is_named;
    };
    /// What the attributes of one record say.
    struct Found;

    void read_bitmap();
    [[nodiscard]] bool marked_in_use(std::uint64_t record) const;
    void scan_piece(std::uint64_t first, MutableBytes piece);
    void skip_piece(std::uint64_t first, std::uint64_t count, const Error& why);
    void scan_record(std::uint32_t number, MutableBytes record);
    void take(std::uint32_t number, const ntfs::RecordHeader& header, Bytes record);
    void take_attribute(const ntfs::RawAttribute& attribute, std::uint32_t number, Found& found);
    void take_data(const ntfs::RawAttribute& attribute, std::uint32_t number, Found& found);
    void take_name(const ntfs::FileName& name, std::uint32_t number, Found& found);
    void take_unreadable(std::uint32_t number, MutableBytes record, ntfs::RecordState state);
    bool grow_arena();
    std::uint32_t store(Bytes utf16, std::uint16_t& length);
    void add_damage(std::uint64_t record, Error why);
    void attach_further();
    void attach_distant();

    const NtfsVolume& volume_;
    MftIndex index_;
    std::vector<std::byte> bitmap_;
    std::vector<DistantSize> distant_;
    std::size_t arena_used_ = 0;
    bool arena_full_ = false;
};

}  // namespace quell::storage
