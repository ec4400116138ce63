#include <cstdint>

#include "formats/ntfs/values.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto list = quell::ntfs::parse_attribute_list(std::as_bytes(std::span(data, size)));
    for (const auto& entry : list.entries) CHECK(entry.name.size() <= 2 * 255);
    return 0;
}
