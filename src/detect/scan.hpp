// From a host to a verdict: walk and match, then judge.
#pragma once

#include <cstdint>
#include <vector>

#include "base/work.hpp"
#include "detect/verdict.hpp"
#include "host/host.hpp"
#include "patch/tables.hpp"
#include "threats/pack.hpp"

namespace quell::detect {

enum class Depth : std::uint8_t {
    usual,  ///< hashes only where a size, a name or a place makes it worth while
    deep,   ///< every executable and every file whose size an indicator names is hashed; every encrypted file's header
            ///< read
};

/// What a scan judges by. Without tables nothing is said of patches and exposure.
struct Knowledge {
    std::vector<threats::Pack> packs;
    patch::Tables tables;
};

/// Looks for everything the packs name, and how the machine stands. Never fails as a whole: what could not be looked at
/// is a gap in the verdict. The result does not depend on the number of workers.
Verdict scan(const Host& host, const Knowledge& knowledge, Depth depth, const Work& work);

}  // namespace quell::detect
