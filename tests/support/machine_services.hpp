// The services and drivers of an ordinary Windows 7, for the worlds' SYSTEM hives.
#pragma once

#include <cstdint>
#include <vector>

namespace quell::test {

struct OrdinaryService {
    const char* name;
    const char* display;
    std::uint32_t type;   ///< SERVICE_* bits
    std::uint32_t start;  ///< 0 boot … 4 disabled
    const char* image;    ///< empty: no ImagePath, as many drivers have it
    const char* dll;      ///< Parameters\ServiceDll; empty: none
};

const std::vector<OrdinaryService>& ordinary_services();

}  // namespace quell::test
