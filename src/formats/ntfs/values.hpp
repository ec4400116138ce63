// Values of the attributes that say what a file is: times, names, and where the rest of its attributes lies.
// Format: Linux-NTFS documentation, chapters $STANDARD_INFORMATION, $FILE_NAME and $ATTRIBUTE_LIST.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "formats/ntfs/file_record.hpp"

namespace quell::ntfs {

/// FILETIME values, as they are.
struct FileTimes {
    std::uint64_t created = 0;
    std::uint64_t modified = 0;
    std::uint64_t changed = 0;  ///< of the MFT record
    std::uint64_t accessed = 0;
};

struct StandardInformation {
    FileTimes times;
    std::uint32_t attributes = 0;  ///< FILE_ATTRIBUTE_*
};
/// Nothing when the value is too short.
inline std::optional<StandardInformation> parse_standard_information(Bytes value) {
    if (value.size() < 0x24) return std::nullopt;
    return StandardInformation{{load_le<std::uint64_t>(value, 0x00), load_le<std::uint64_t>(value, 0x08),
                                load_le<std::uint64_t>(value, 0x10), load_le<std::uint64_t>(value, 0x18)},
                               load_le<std::uint32_t>(value, 0x20)};
}

enum class NameSpace : std::uint8_t { posix = 0, win32 = 1, dos = 2, win32_and_dos = 3 };

/// One name of a file in one folder. The sizes in it are not kept up to date by Windows and are left out.
struct FileName {
    FileReference parent = 0;
    FileTimes times;
    std::uint32_t attributes = 0;
    std::uint32_t reparse_tag = 0;  ///< with FILE_ATTRIBUTE_REPARSE_POINT
    NameSpace space = NameSpace::posix;
    Bytes name;  ///< UTF-16LE, 1 to 255 units
};
/// Nothing when the value is too short or the name empty; an unknown name space counts as posix.
inline std::optional<FileName> parse_file_name(Bytes value) {
    if (value.size() < 0x42) return std::nullopt;
    std::size_t length = std::size_t{2} * load_le<std::uint8_t>(value, 0x40);
    if (length == 0 || !contains(value, 0x42, length)) return std::nullopt;
    auto space = load_le<std::uint8_t>(value, 0x41);
    return FileName{load_le<std::uint64_t>(value, 0x00),
                    {load_le<std::uint64_t>(value, 0x08), load_le<std::uint64_t>(value, 0x10),
                     load_le<std::uint64_t>(value, 0x18), load_le<std::uint64_t>(value, 0x20)},
                    load_le<std::uint32_t>(value, 0x38),
                    load_le<std::uint32_t>(value, 0x3C),
                    space <= 3 ? static_cast<NameSpace>(space) : NameSpace::posix,
                    value.subspan(0x42, length)};
}

/// Where one piece of an attribute lies.
struct ListEntry {
    std::uint32_t type = 0;
    std::uint64_t first_cluster = 0;
    FileReference record = 0;
    Bytes name;  ///< UTF-16LE
};

/// Windows lets an attribute list grow to 256 KiB.
inline constexpr std::uint64_t largest_attribute_list = 256U << 10;

/// The entries up to the first that cannot be one; `whole` tells whether that was the end of the value.
struct AttributeList {
    std::vector<ListEntry> entries;
    bool whole = true;
};
AttributeList parse_attribute_list(Bytes value);

}  // namespace quell::ntfs
