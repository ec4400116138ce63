// GUID partition table. Layout: UEFI specification 2.10, section 5.3.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace quell::partition {

/// A GUID as its sixteen bytes stand on disk.
using Guid = std::array<std::byte, 16>;

/// "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7": the first three groups are little-endian on disk.
std::string to_text(const Guid& guid);

struct GptHeader {
    std::uint64_t own_sector = 0;
    std::uint64_t other_sector = 0;  ///< where the other copy stands
    std::uint64_t first_usable = 0;
    std::uint64_t last_usable = 0;
    Guid disk;
    std::uint64_t entries_sector = 0;
    std::uint32_t entry_count = 0;
    std::uint32_t entry_size = 0;  ///< bytes
    std::uint32_t entries_crc = 0;

    /// Bytes of the whole array: at most max_entries * max_entry_size.
    [[nodiscard]] std::size_t entries_bytes() const { return std::size_t{entry_count} * entry_size; }
};

/// 128 entries of 128 bytes are the rule; these leave room and still bound the array at 4 MiB.
inline constexpr std::uint32_t max_gpt_entries = 4096;
inline constexpr std::uint32_t max_gpt_entry_size = 1024;

/// A header sector that should stand at `sector`: signature, size, checksum, own place and entry limits are verified.
Result<GptHeader> parse_gpt_header(Bytes data, std::uint64_t sector);

struct GptPartition {
    std::uint32_t slot = 0;  ///< from 1, as the operating systems number them
    Guid type;
    Guid unique;
    std::uint64_t first_sector = 0;
    std::uint64_t last_sector = 0;  ///< inclusive
    std::string name;
};

/// The used entries, in the order of their slots. Errc::corrupt when the array's checksum differs; an entry that ends
/// before it begins is left out.
Result<std::vector<GptPartition>> parse_gpt_entries(const GptHeader& header, Bytes array);

/// What a partition type says of its content, for people: "EFI system", "Storage Spaces"; empty when it says nothing.
std::string_view purpose_of(const Guid& type);

/// CRC-32 of IEEE 802.3, which the table's checksums use.
std::uint32_t crc32(Bytes data, std::uint32_t before = 0);

}  // namespace quell::partition
