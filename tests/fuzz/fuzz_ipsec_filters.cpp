#include <cstdint>

#include "formats/ipsec/filters.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto filters = quell::ipsec::parse_filters(std::as_bytes(std::span(data, size)));
    if (!filters) return 0;
    CHECK(filters->size() <= quell::ipsec::most_filters);
    for (const auto& filter : *filters) {
        CHECK(!filter.text().empty());
        static_cast<void>(filter.touches(6, 445));
    }
    return 0;
}
