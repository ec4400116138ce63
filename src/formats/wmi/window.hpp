// A part of a WMI repository's OBJECTS.DATA, as it is streamed past the searches of this folder.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace quell::wmi {

/// Consecutive windows share `window_overlap` bytes, so that whatever crosses the end of one lies whole in the next.
struct Window {
    Bytes data;
    std::uint64_t offset = 0;  ///< of data in the file
    bool last = true;          ///< ends with the file
};

/// What is found within the last `window_ahead` bytes of a window that is not the last belongs to the next one, where
/// `window_overlap - window_ahead` bytes lie before it: more than a record, and than a name, may take.
inline constexpr std::size_t window_ahead = std::size_t{24} * 1024;
inline constexpr std::size_t window_overlap = std::size_t{40} * 1024;

}  // namespace quell::wmi
