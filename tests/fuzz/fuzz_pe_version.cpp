// Headers, resources and version of a PE file: as read from a file, and each parser alone on the same bytes.
#include "artifacts/pe_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace quell;
    const auto input = std::as_bytes(std::span(data, size));
    MemorySource content(std::vector<std::byte>(input.begin(), input.end()));
    if (auto file = artifacts::read_pe(content)) {
        for (const auto& resource : file->resources)
            static_cast<void>(artifacts::read_resource(content, *file, resource, 64));
    }
    static_cast<void>(pe::parse_resources(input));
    static_cast<void>(pe::parse_version(input));
    return 0;
}
