// Where quell writes on the machine that runs it: a case folder, never anything on a target.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace quell::platform {

/// Makes a folder that must not exist yet; its parents must. Errc::invalid when something of that name is there.
Result<void> make_folder(const std::string& path);

/// Writes a new file beside its final name, flushes it to the disk and renames it: a reader sees all of it or none.
Result<void> write_file(const std::string& path, std::string_view content);

/// True when `path` (which need not exist yet) lies in `folder`, with all links resolved.
bool lies_within(const std::string& path, const std::string& folder);

}  // namespace quell::platform
