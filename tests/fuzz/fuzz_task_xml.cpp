// The XML of a scheduled task.
#include "formats/task/task.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static_cast<void>(quell::task::parse_xml(std::as_bytes(std::span(data, size))));
    return 0;
}
