// The input is a small disk: tables, chains and file-system signatures as the storage room walks them.
#include <cstdint>
#include <memory>
#include <vector>

#include "storage/disk_image.hpp"
#include "storage/disk_layout.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace quell;
    const auto input = std::as_bytes(std::span(data, size));
    auto file = std::make_shared<const MemorySource>(std::vector<std::byte>(input.begin(), input.end()));
    auto disk = storage::disk_image_from(file);
    if (!disk) return 0;
    auto layout = storage::read_layout(**disk);
    if (!layout) return 0;
    std::uint64_t end = 0;
    for (const auto& volume : layout->volumes) {
        CHECK(volume.size <= (*disk)->size() && volume.offset <= (*disk)->size() - volume.size);
        CHECK(!describe(volume, layout->scheme).empty());
        end += volume.size;
    }
    // No two volumes overlap.
    CHECK(end <= (*disk)->size());
    return 0;
}
