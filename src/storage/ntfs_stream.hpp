// The bytes of a non-resident NTFS attribute: plain, sparse or compressed.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "base/byte_source.hpp"
#include "formats/ntfs/data_runs.hpp"

namespace quell::storage {

/// Shape of a stream, sizes in bytes.
struct StreamLayout {
    std::vector<ntfs::DataRun> runs;  ///< in order of their virtual clusters, none twice
    std::uint32_t cluster_size = 0;
    std::uint64_t size = 0;
    std::uint64_t initialized = 0;       ///< from here on zeros, whatever the clusters hold
    std::uint32_t compression_unit = 0;  ///< clusters compressed together with LZNT1; 0: not compressed
};

/// A unit of compression is 64 KiB as Windows makes it; a larger one than this is refused.
inline constexpr std::uint64_t largest_compression_unit = 2U << 20;

/// Reads by the runs. Clusters that the runs do not describe, or that lie outside the volume, are Errc::corrupt: a
/// file that claims more than its runs hold reads up to there and then fails. Holes are zeros.
class NtfsStream final : public ByteSource {
public:
    /// `volume` is shared because streams outlive the tree that handed them out.
    NtfsStream(std::shared_ptr<const ByteSource> volume, StreamLayout layout);

    [[nodiscard]] std::uint64_t size() const override { return layout_.size; }
    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, MutableBytes out) const override;

private:
    struct Part;
    [[nodiscard]] const ntfs::DataRun* run_at(std::uint64_t cluster) const;
    [[nodiscard]] Result<Part> part_at(std::uint64_t offset, std::uint64_t length) const;
    Result<void> read_stored(std::uint64_t offset, MutableBytes out) const;
    Result<void> read_compressed(std::uint64_t offset, MutableBytes out) const;
    Result<void> unpack_unit(std::uint64_t unit, MutableBytes out) const;

    std::shared_ptr<const ByteSource> volume_;
    StreamLayout layout_;
    // Small reads in order would unpack the same unit again and again.
    mutable std::mutex unpacked_guard_;
    mutable std::uint64_t unpacked_unit_;
    mutable std::vector<std::byte> unpacked_;
};

}  // namespace quell::storage
