// Reparse points: files whose content or place is somebody else's business.
// Tags: MS-FSCC 2.1.2.1.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.hpp"

namespace quell::ntfs {

/// What a reparse tag means for a reader.
enum class ReparseKind : std::uint8_t {
    link,      ///< another name stands behind it: symbolic link, junction, mount point
    external,  ///< the content is kept elsewhere or in another form
    cloud,     ///< the content may be kept by a sync service; present when the file is not marked offline
    other,     ///< does not concern the content
};
ReparseKind reparse_kind(std::uint32_t tag);

/// "the Windows Overlay Filter", "0x80000099": who handles the tag, in words for a person.
std::string reparse_owner(std::uint32_t tag);

/// Tag of a $REPARSE_POINT value; 0 when the value is too short.
std::uint32_t reparse_tag(Bytes value);

}  // namespace quell::ntfs
