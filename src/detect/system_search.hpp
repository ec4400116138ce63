// What a family sets up beside services and run keys: scheduled tasks, WMI objects, IPsec policies, firewall rules.
// Runs on the calling thread: registry handles are confined to one.
#pragma once

#include <vector>

#include "detect/questions.hpp"
#include "detect/target_paths.hpp"

namespace quell::detect {

struct SystemResults {
    std::vector<threats::Finding> findings;
    std::vector<AskedGap> gaps;
    std::uint64_t tasks = 0;
};

/// A task that is disabled or whose program is gone speaks for `remnants` instead of `active`; a rule or policy that
/// is not in force does, too. What no pack asks for is not read.
SystemResults search_system(const Host& host, const std::vector<threats::Pack>& packs, const TargetPaths& target,
                            const Questions& questions);

}  // namespace quell::detect
