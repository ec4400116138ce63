// An MFT record: header and fix-ups ("update sequence array").
// Format: Linux-NTFS documentation, concepts "File Record" and "Fixup".
#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace quell::ntfs {

/// A file reference: 48 bits of record number, 16 bits of sequence number.
using FileReference = std::uint64_t;
constexpr std::uint64_t record_of(FileReference reference) { return reference & 0xFFFF'FFFF'FFFF; }
constexpr std::uint16_t sequence_of(FileReference reference) { return static_cast<std::uint16_t>(reference >> 48); }
constexpr FileReference make_reference(std::uint64_t record, std::uint16_t sequence) {
    return (record & 0xFFFF'FFFF'FFFF) | (std::uint64_t{sequence} << 48);
}

/// Records of fixed meaning.
namespace system_record {
inline constexpr std::uint64_t mft = 0;
inline constexpr std::uint64_t mirror = 1;
inline constexpr std::uint64_t volume = 3;
inline constexpr std::uint64_t root = 5;
/// Records below are Windows' own or reserved.
inline constexpr std::uint64_t first_user = 24;
}  // namespace system_record

/// How many records $MFTMirr holds at least.
inline constexpr std::uint64_t mirrored_records = 4;

enum class RecordState : std::uint8_t {
    good,
    unused,   ///< the place was never written: zeros
    baad,     ///< Windows marked the record as damaged
    torn,     ///< a sector does not carry the update sequence number: written only in part
    foreign,  ///< no file record: something else lies here, or its header makes no sense
};
/// "torn", in words for a person.
std::string_view explain(RecordState state);

/// Checks the update sequence of a record and puts the replaced words back, in place. `record` is the whole record.
/// On `torn` nothing is put back. The stride is 512 bytes whatever the sector size, as Windows writes it.
RecordState apply_fixups(MutableBytes record);

struct RecordHeader {
    std::uint16_t sequence = 0;
    std::uint16_t links = 0;
    std::uint16_t first_attribute = 0;  ///< offset
    std::uint16_t flags = 0;
    std::uint32_t used = 0;  ///< bytes of the record in use, cut to the record's size
    FileReference base = 0;  ///< of an extension record: the record that it belongs to; else 0

    [[nodiscard]] bool in_use() const { return (flags & 0x1) != 0; }
    [[nodiscard]] bool is_directory() const { return (flags & 0x2) != 0; }
    [[nodiscard]] bool is_extension() const { return record_of(base) != 0; }
};

/// Fewest bytes of a record that the header needs.
inline constexpr std::size_t record_header_size = 0x30;

/// Header of a record of at least `record_header_size` bytes (CHECKed). Makes no claim about its fix-ups.
RecordHeader parse_record_header(Bytes record);

}  // namespace quell::ntfs
