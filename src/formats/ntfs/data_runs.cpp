#include "formats/ntfs/data_runs.hpp"

#include <fmt/format.h>

namespace quell::ntfs {

namespace {

// Up to eight little-endian bytes.
std::uint64_t number(Bytes bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = (value << 8) | std::to_integer<std::uint64_t>(bytes[i]);
    return value;
}

std::int64_t signed_number(Bytes bytes) {
    auto shift = 64 - 8 * static_cast<int>(bytes.size());
    return static_cast<std::int64_t>(number(bytes) << shift) >> shift;
}

}  // namespace

Result<std::vector<DataRun>> parse_data_runs(Bytes list, std::uint64_t first_cluster) {
    std::vector<DataRun> runs;
    std::size_t at = 0;
    std::uint64_t virtual_cluster = first_cluster;
    std::int64_t cluster = 0;
    auto wrong = [&](std::string_view what) {
        return fail(Errc::corrupt, fmt::format("run {} of the run list {}", runs.size(), what));
    };
    if (first_cluster > most_clusters) return wrong("begins past every volume");
    while (at < list.size()) {
        auto header = std::to_integer<unsigned>(list[at]);
        if (header == 0) break;
        std::size_t length_size = header & 0x0F;
        std::size_t offset_size = header >> 4;
        if (length_size == 0 || length_size > 8 || offset_size > 8) return wrong("has an impossible header");
        if (!contains(list, at + 1, length_size + offset_size)) return wrong("is cut off");
        DataRun run;
        run.first = virtual_cluster;
        run.length = number(list.subspan(at + 1, length_size));
        if (run.length == 0 || run.length > most_clusters - virtual_cluster) return wrong("has an impossible length");
        if (offset_size != 0) {
            auto delta = signed_number(list.subspan(at + 1 + length_size, offset_size));
            if (__builtin_add_overflow(cluster, delta, &cluster) || cluster < 0 ||
                static_cast<std::uint64_t>(cluster) > most_clusters)
                return wrong("lies outside every volume");
            run.cluster = static_cast<std::uint64_t>(cluster);
        }
        virtual_cluster += run.length;
        runs.push_back(run);
        at += 1 + length_size + offset_size;
    }
    return runs;
}

}  // namespace quell::ntfs
