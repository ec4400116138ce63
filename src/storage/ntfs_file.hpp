// One file of an NTFS volume with all its attributes, wherever its records lie.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/ntfs/attribute.hpp"
#include "formats/ntfs/file_record.hpp"
#include "storage/ntfs_stream.hpp"

namespace quell::storage {

/// More extension records than this are not followed for one file (a 256 KiB attribute list names at most 10,082).
inline constexpr std::size_t most_extension_records = 10'082;

/// A data stream as its attribute describes it.
struct StreamEntry {
    std::string name;  ///< UTF-8; "" is the unnamed stream
    std::uint64_t size = 0;
};

/// Owns the bytes of its records; the attributes are views into them. Move only.
class NtfsFile {
public:
    NtfsFile(NtfsFile&&) = default;
    NtfsFile& operator=(NtfsFile&&) = default;
    NtfsFile(const NtfsFile&) = delete;
    NtfsFile& operator=(const NtfsFile&) = delete;
    ~NtfsFile() = default;

    [[nodiscard]] const ntfs::RecordHeader& header() const { return header_; }
    [[nodiscard]] const std::vector<ntfs::Attribute>& attributes() const { return attributes_; }
    /// Extension records or attributes that could not be read. What they held is missing from `attributes`.
    [[nodiscard]] const std::vector<Error>& damage() const { return damage_; }

    /// FILE_ATTRIBUTE_*; 0 without $STANDARD_INFORMATION.
    [[nodiscard]] std::uint32_t file_attributes() const;
    /// 0 when the file is no reparse point, or its tag is not resident.
    [[nodiscard]] std::uint32_t reparse_tag() const;

    /// All data streams, the unnamed one too when there is one, in the order of the record.
    [[nodiscard]] std::vector<StreamEntry> streams() const;

private:
    friend class NtfsVolume;
    NtfsFile() = default;

    std::vector<std::vector<std::byte>> records_;
    std::vector<ntfs::Attribute> attributes_;
    ntfs::RecordHeader header_;
    std::vector<Error> damage_;
};

}  // namespace quell::storage
