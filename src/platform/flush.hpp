// Writing that has reached the disk when it returns.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace quell::platform {

/// Creates `path`, or empties it, writes `content` and flushes it to the disk. Nothing is left of it after an error.
Result<void> write_and_flush(const std::string& path, std::string_view content);

}  // namespace quell::platform
