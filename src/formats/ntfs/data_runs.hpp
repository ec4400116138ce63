// Run lists: which clusters of the volume hold a non-resident attribute.
// Format: Linux-NTFS documentation, concept "Data Runs".
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.hpp"

namespace quell::ntfs {

/// `length` clusters of an attribute from its virtual cluster `first`; without a place they are a hole.
struct DataRun {
    std::uint64_t first = 0;
    std::uint64_t length = 0;
    std::optional<std::uint64_t> cluster;

    [[nodiscard]] std::uint64_t end() const { return first + length; }
    friend bool operator==(const DataRun& a, const DataRun& b) {
        return a.first == b.first && a.length == b.length && a.cluster == b.cluster;
    }
};

/// No attribute has more clusters than this (2^63 bytes of the smallest cluster).
inline constexpr std::uint64_t most_clusters = std::uint64_t{1} << 54;

/// Reads runs until the closing zero or the end of `list`. `first_cluster` is the virtual cluster of the first run.
/// Errc::corrupt for a run that is cut, empty, before the volume's start or past `most_clusters`.
Result<std::vector<DataRun>> parse_data_runs(Bytes list, std::uint64_t first_cluster);

}  // namespace quell::ntfs
