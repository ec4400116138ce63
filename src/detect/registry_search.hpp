// Services, autostarts and registry values. Runs on the calling thread: registry handles are confined to one.
#pragma once

#include <vector>

#include "detect/questions.hpp"
#include "detect/target_paths.hpp"

namespace quell::detect {

struct RegistryResults {
    std::vector<threats::Finding> findings;
    std::vector<AskedGap> gaps;
    std::uint64_t services = 0;
    std::uint64_t autostarts = 0;
    std::uint64_t keys_read = 0;
};

/// A service that is disabled or whose program is gone, and an autostart whose program is gone, speak for `remnants`
/// instead of `active`: nothing would start. "cmd.exe /c PROGRAM" stands for PROGRAM.
RegistryResults search_registry(const Host& host, const std::vector<threats::Pack>& packs, const TargetPaths& target,
                                const Questions& questions);

}  // namespace quell::detect
