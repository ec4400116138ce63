#include "storage/ntfs_stream.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "formats/ntfs/lznt1.hpp"

namespace quell::storage {

namespace {

constexpr std::uint64_t no_unit = std::numeric_limits<std::uint64_t>::max();

void fill_zero(MutableBytes out) { std::fill(out.begin(), out.end(), std::byte{0}); }

}  // namespace

// Bytes of the stream that lie in one run.
struct NtfsStream::Part {
    std::uint64_t length = 0;
    std::optional<std::uint64_t> place;  ///< offset in the volume; nothing for a hole
};

NtfsStream::NtfsStream(std::shared_ptr<const ByteSource> volume, StreamLayout layout)
    : volume_(std::move(volume)), layout_(std::move(layout)), unpacked_unit_(no_unit) {
    CHECK(layout_.cluster_size != 0);
}

const ntfs::DataRun* NtfsStream::run_at(std::uint64_t cluster) const {
    const auto& runs = layout_.runs;
    auto after = std::upper_bound(runs.begin(), runs.end(), cluster,
                                  [](std::uint64_t c, const ntfs::DataRun& run) { return c < run.first; });
    if (after == runs.begin()) return nullptr;
    const auto& run = *std::prev(after);
    return cluster < run.end() ? &run : nullptr;
}

Result<NtfsStream::Part> NtfsStream::part_at(std::uint64_t offset, std::uint64_t length) const {
    auto cluster = offset / layout_.cluster_size;
    const auto* run = run_at(cluster);
    if (run == nullptr)
        return fail(Errc::corrupt,
                    fmt::format("{} bytes are claimed, but no run holds offset {}", layout_.size, offset));
    // A run has at most 2^54 clusters of at most 2^21 bytes: compare in clusters first.
    auto into = offset % layout_.cluster_size;
    auto clusters = run->end() - cluster;
    Part part;
    part.length = clusters > length / layout_.cluster_size + 1
                      ? length
                      : std::min(length, clusters * layout_.cluster_size - into);
    if (run->cluster) {
        auto place = *run->cluster + (cluster - run->first);
        if (place >= volume_->size() / layout_.cluster_size + 1)
            return fail(Errc::corrupt,
                        fmt::format("offset {} lies in cluster {}, past the volume's end", offset, place));
        part.place = place * layout_.cluster_size + into;
    }
    return part;
}

Result<void> NtfsStream::read_stored(std::uint64_t offset, MutableBytes out) const {
    while (!out.empty()) {
        auto part = TRY(part_at(offset, out.size()));
        auto piece = out.first(static_cast<std::size_t>(part.length));
        if (part.place)
            TRY(read_exactly(*volume_, *part.place, piece));
        else
            fill_zero(piece);
        out = out.subspan(piece.size());
        offset += piece.size();
    }
    return {};
}

// A unit with all its clusters is stored as it is, one without any is zeros, anything between is compressed.
Result<void> NtfsStream::unpack_unit(std::uint64_t unit, MutableBytes out) const {
    auto first = unit * layout_.compression_unit;
    std::uint64_t stored = 0;
    while (stored < layout_.compression_unit) {
        const auto* run = run_at(first + stored);
        if (run == nullptr || !run->cluster) break;
        stored = std::min<std::uint64_t>(run->end() - first, layout_.compression_unit);
    }
    auto offset = first * layout_.cluster_size;
    if (stored == 0 || stored == layout_.compression_unit) return read_stored(offset, out);
    std::vector<std::byte> packed(static_cast<std::size_t>(stored * layout_.cluster_size));
    TRY(read_stored(offset, packed));
    auto got = TRY(ntfs::unpack_lznt1(packed, out));
    fill_zero(out.subspan(got));
    return {};
}

Result<void> NtfsStream::read_compressed(std::uint64_t offset, MutableBytes out) const {
    auto unit_size = std::uint64_t{layout_.compression_unit} * layout_.cluster_size;
    while (!out.empty()) {
        auto unit = offset / unit_size;
        auto into = static_cast<std::size_t>(offset % unit_size);
        auto length = std::min<std::size_t>(out.size(), static_cast<std::size_t>(unit_size) - into);
        std::lock_guard guard(unpacked_guard_);
        if (unpacked_unit_ != unit) {
            unpacked_.resize(static_cast<std::size_t>(unit_size));
            unpacked_unit_ = no_unit;
            TRY(unpack_unit(unit, unpacked_));
            unpacked_unit_ = unit;
        }
        std::copy_n(unpacked_.begin() + static_cast<std::ptrdiff_t>(into), length, out.begin());
        out = out.subspan(length);
        offset += length;
    }
    return {};
}

Result<std::size_t> NtfsStream::read_at(std::uint64_t offset, MutableBytes out) const {
    if (offset >= layout_.size) return 0;
    auto wanted = out.first(static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), layout_.size - offset)));
    auto written = layout_.initialized <= offset ? 0 : layout_.initialized - offset;
    auto stored = wanted.first(static_cast<std::size_t>(std::min<std::uint64_t>(wanted.size(), written)));
    TRY(layout_.compression_unit == 0 ? read_stored(offset, stored) : read_compressed(offset, stored));
    fill_zero(wanted.subspan(stored.size()));
    return wanted.size();
}

}  // namespace quell::storage
