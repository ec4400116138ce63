// New executables beside a confirmed or suspected family: a variant may have other names, so whoever looks at the
// machine wants to see what came into the Windows folder since the first trace. Listed, never judged.
#pragma once

#include <vector>

#include "base/work.hpp"
#include "detect/verdict.hpp"
#include "host/host.hpp"

namespace quell::detect {

/// At most this many are listed, the earliest first.
inline constexpr std::size_t most_variants = 200;

/// Executables below the Windows folder that were created since the earliest trace of the families that are at least
/// suspected, in order of creation; what the families' findings name already is left out, and so are the stores that
/// Windows' own servicing fills (winsxs, SoftwareDistribution, Installer, servicing, assembly). Creation times can be
/// forged: a missing file here proves nothing. What cannot be opened is listed without a company.
std::vector<Variant> find_variants(const Host& host, const std::vector<FamilyVerdict>& families, const Work& work);

}  // namespace quell::detect
