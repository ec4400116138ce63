// Verdicts of any shape, the same for the same seed: also such as no scan would give, because a plan must be safe for
// those too.
#pragma once

#include <cstdint>

#include "detect/verdict.hpp"

namespace quell::test {

detect::Verdict generated_verdict(std::uint64_t seed);

}  // namespace quell::test
