// An NTFS volume over bytes: its geometry, its $MFT, and any file by its record number.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.hpp"
#include "formats/ntfs/boot_sector.hpp"
#include "storage/ntfs_file.hpp"

namespace quell::storage {

/// Immutable once opened and safe to use from several threads.
class NtfsVolume {
public:
    /// `bytes` begin with the boot sector and end with the volume (its last sector is the backup of the boot sector).
    /// Shared, because streams that are handed out read from them on their own. A damaged boot sector is replaced by
    /// its backup, a damaged record 0 by $MFTMirr: both are told in `notes`.
    /// Errc::corrupt when the bytes are no NTFS volume, or its $MFT cannot be found.
    static Result<std::shared_ptr<const NtfsVolume>> open(std::shared_ptr<const ByteSource> bytes);

    [[nodiscard]] const ntfs::Geometry& geometry() const { return geometry_; }
    [[nodiscard]] const ByteSource& bytes() const { return *bytes_; }
    /// What had to be replaced to open the volume, in words.
    [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

    /// The bytes of $MFT, never more than the volume has.
    [[nodiscard]] const ByteSource& mft() const { return *mft_; }
    [[nodiscard]] std::uint64_t record_count() const { return mft_->size() / geometry_.record_size; }

    /// One record with its fix-ups applied; `out` is geometry().record_size long. The first four fall back to $MFTMirr.
    Result<void> read_record(std::uint64_t number, MutableBytes out) const;

    /// A file by the number of its base record, in use or not. Errc::not_found for a record that was never written,
    /// Errc::corrupt for one that cannot be read or that extends another.
    [[nodiscard]] Result<NtfsFile> file(std::uint64_t number) const;

    /// A data stream of a file, by its name without case. Errc::unsupported for content that is encrypted or kept
    /// elsewhere, Errc::not_found when there is none; the unnamed stream of a file that has none is empty.
    [[nodiscard]] Result<std::unique_ptr<ByteSource>> open_stream(const NtfsFile& file, std::string_view name) const;
    /// The first attribute of a type without a name, as bytes: $BITMAP of $MFT, $VOLUME_NAME.
    [[nodiscard]] Result<std::unique_ptr<ByteSource>> open_attribute(const NtfsFile& file, std::uint32_t type) const;

    /// $VOLUME_NAME, empty when there is none.
    [[nodiscard]] std::string label() const;

private:
    explicit NtfsVolume(std::shared_ptr<const ByteSource> bytes) : bytes_(std::move(bytes)) {}

    Result<void> find_geometry();
    Result<void> find_mft();
    void set_mft(StreamLayout layout);
    Result<std::vector<std::byte>> first_record();
    Result<void> read_mirror(std::uint64_t number, MutableBytes out) const;
    Result<void> extend_mft(const NtfsFile& first, StreamLayout layout);
    Result<void> add_attributes(NtfsFile& file, Bytes record) const;
    Result<std::vector<std::byte>> attribute_list(const NtfsFile& file) const;
    Result<void> add_extension(NtfsFile& file, std::uint64_t number, ntfs::FileReference reference) const;
    void add_extensions(NtfsFile& file, std::uint64_t number) const;
    Result<StreamLayout> layout_of(const NtfsFile& file, const ntfs::Attribute& first) const;
    Result<std::unique_ptr<ByteSource>> open_attribute(const NtfsFile& file, const ntfs::Attribute& first) const;

    std::shared_ptr<const ByteSource> bytes_;
    ntfs::Geometry geometry_;
    std::vector<std::string> notes_;
    std::unique_ptr<const ByteSource> mft_;
};

}  // namespace quell::storage
