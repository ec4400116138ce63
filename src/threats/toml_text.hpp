// Text on its way through toml++. Version 3.3 runs into undefined behaviour on letters beyond ASCII where it asks
// whether they are blanks (is_non_ascii_horizontal_whitespace ends in __builtin_unreachable for most of U+00A1 … U+0499
// and of U+2E00 … U+3200), which any file can make it do. Code points from U+10000 on are safe: all others are moved
// there and back. Internal to this room.
#pragma once

#include <string>
#include <string_view>

namespace quell::threats {

/// Every code point from U+0080 to U+FFFF moved to the private plane 15; a leading byte order mark stays. What is not
/// UTF-8 stays too, for toml++ to refuse. Lines and columns do not change. A code point of plane 15 itself becomes
/// U+FFFD's: no pack means anything by one.
std::string shelter(std::string_view text);
/// The text as the file had it.
std::string unshelter(std::string_view text);

}  // namespace quell::threats
