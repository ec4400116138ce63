// Which letter Windows gave a volume.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "host/registry.hpp"

namespace quell::sources {

/// "D:" when HKLM\SYSTEM\MountedDevices of this Windows has a value \DosDevices\D: with exactly these bytes (see
/// storage::Volume::mount_id). Empty when it has none or cannot be read.
std::optional<std::string> letter_in(const Registry& registry, Bytes mount_id);

}  // namespace quell::sources
