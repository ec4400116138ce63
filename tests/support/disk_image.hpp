// Disks in files: a partition table and the volumes of a demo world. Linux only; see support/ntfs_image.hpp for the
// licence.
#pragma once

#include <string>

#include "base/result.hpp"

namespace quell::test {

struct DemoWorld;

/// Writes a demo world as a disk image: a partition table and its NTFS volumes. Blocks of zeros become holes of the
/// file. While it works, volumes lie beside it as "PATH.volume".
Result<void> write_disk(const DemoWorld& demo, const std::string& path);

}  // namespace quell::test
