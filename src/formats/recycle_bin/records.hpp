// What the recycle bin remembers of a deleted file: $I… from Vista on, a file each; INFO2 before, a list for a folder.
// Format: J. Metz, "Windows Recycle.Bin file formats" (libyal/dtformats); sizes of INFO2 as its header tells them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace quell::recycle_bin {

struct Record {
    std::string path;        ///< where it was
    std::uint64_t size = 0;  ///< bytes; of a folder all of it together
    std::optional<Time> deleted;
    std::uint32_t index = 0;   ///< INFO2: the number in "Dc7.txt"
    std::string drive_letter;  ///< INFO2: the letter in "Dc7.txt", lower case
    bool emptied = false;      ///< INFO2: restored, or gone for good
};

/// A file "$I…": version 1 (Vista to 8.1, path in 520 bytes) or 2 (10, as long as it says). Errc::unsupported for
/// another version, Errc::corrupt when it ends early.
Result<Record> parse_index_file(Bytes data);
/// More of a $I file is not read: a path has at most 32,767 characters.
inline constexpr std::size_t longest_index_file = 28 + 2 * 32'768;

/// INFO2 of 2000, XP and 2003. Errc::unsupported for what does not look like one; a record that is cut ends the list.
Result<std::vector<Record>> parse_info2(Bytes data);

}  // namespace quell::recycle_bin
