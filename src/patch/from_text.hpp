// Evidence from the text of systeminfo or wmic qfe, for a machine that nobody can reach but by telephone.
#pragma once

#include "formats/systeminfo/systeminfo.hpp"
#include "patch/patch.hpp"

namespace quell::patch {

/// What the text says; srv.sys and pending restarts stay unasked.
Evidence evidence_from(const systeminfo::Report& report);

}  // namespace quell::patch
