#include <cstdint>

#include "formats/ntfs/data_runs.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto runs = quell::ntfs::parse_data_runs(std::as_bytes(std::span(data, size)), size % 7);
    if (!runs) return 0;
    std::uint64_t next = size % 7;
    for (const auto& run : *runs) {
        CHECK(run.first == next && run.length > 0 && run.end() <= quell::ntfs::most_clusters);
        CHECK(!run.cluster || *run.cluster <= quell::ntfs::most_clusters);
        next = run.end();
    }
    return 0;
}
