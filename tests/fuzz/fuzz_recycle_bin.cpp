// Both kinds of records on the same bytes.
#include <cstdint>

#include "formats/recycle_bin/records.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = std::as_bytes(std::span(data, size));
    if (auto record = quell::recycle_bin::parse_index_file(input)) CHECK(!record->path.empty());
    if (auto records = quell::recycle_bin::parse_info2(input)) CHECK(records->size() <= size / 800);
    return 0;
}
