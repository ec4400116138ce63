// A World seen as the hosts that quell would make of it, without a disk between: its files are served from memory, its
// hives go through the same reader as those of an image.
#pragma once

#include "base/work.hpp"
#include "host/host.hpp"
#include "support/world.hpp"

namespace quell::test {

/// One host for every Windows of the world, which must outlive them. Further names (hard links), 8.3 names and
/// alternate streams are not shown.
Survey<Host> hosts_of(const World& world, const Work& work);

}  // namespace quell::test
