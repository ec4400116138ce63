// What a family encrypted, by folder.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "detect/verdict.hpp"

namespace quell::report {

struct Damage {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::optional<Time> first;
    std::optional<Time> last;
    std::vector<threats::FolderCount> folders;  ///< the worst hit first
};

Damage damage_of(const detect::FamilyVerdict& family);
/// Of all families of a host together.
Damage damage_of(const detect::Verdict& verdict);

}  // namespace quell::report
