#include "formats/partition/gpt.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::partition {

namespace {

constexpr std::uint64_t gpt_signature = 0x5452415020494645;  // "EFI PART"
constexpr std::uint32_t min_header_size = 92;
constexpr std::uint32_t max_header_size = 512;
constexpr std::size_t crc_offset = 16;
constexpr std::uint32_t min_entry_size = 128;
constexpr std::size_t name_offset = 56;
constexpr std::size_t name_bytes = 72;

constexpr std::array<std::uint32_t, 256> make_crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        auto value = i;
        for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        table[i] = value;
    }
    return table;
}
constexpr auto crc_table = make_crc_table();

Guid load_guid(Bytes data, std::size_t offset) {
    Guid guid;
    std::copy_n(data.begin() + static_cast<std::ptrdiff_t>(offset), guid.size(), guid.begin());
    return guid;
}

bool is_zero(const Guid& guid) {
    return std::all_of(guid.begin(), guid.end(), [](std::byte b) { return b == std::byte{0}; });
}

std::string load_name(Bytes entry) {
    auto units = entry.subspan(name_offset, name_bytes);
    std::size_t length = 0;
    while (length < units.size() && load_le<std::uint16_t>(units, length) != 0) length += 2;
    return utf8_from_utf16le(units.first(length));
}

struct Purpose {
    std::string_view type;
    std::string_view text;
};
// UEFI 2.10 table 5.8; Microsoft's types from PARTITION_INFORMATION_GPT in its SDK reference.
constexpr std::array purposes = {
    Purpose{"C12A7328-F81F-11D2-BA4B-00A0C93EC93B", "EFI system"},
    Purpose{"E3C9E316-0B5C-4DB8-817D-F92DF00215AE", "Microsoft reserved"},
    Purpose{"DE94BBA4-06D1-4D40-A16A-BFD50179D6AC", "Windows recovery"},
    Purpose{"5808C8AA-7E8F-42E0-85D2-E1E90434CFB3", "Windows dynamic disk (metadata)"},
    Purpose{"AF9B60A0-1431-4F62-BC68-3311714A69AD", "Windows dynamic disk"},
    Purpose{"E75CAF8F-F680-4CEE-AFA3-B001E56EFC2D", "Storage Spaces"},
    Purpose{"E6D6D379-F507-44C2-A23C-238F2A3DF928", "Linux LVM"},
    Purpose{"A19D880F-05FC-4D3B-A006-743F0F84911E", "Linux RAID"},
    Purpose{"0657FD6D-A4AB-43C4-84E5-0933C84B4F4F", "Linux swap"},
};

}  // namespace

std::uint32_t crc32(Bytes data, std::uint32_t before) {
    auto value = ~before;
    for (auto byte : data) value = crc_table[(value ^ std::to_integer<std::uint32_t>(byte)) & 0xFF] ^ (value >> 8);
    return ~value;
}

std::string to_text(const Guid& guid) {
    const Bytes data(guid);
    return fmt::format("{:08X}-{:04X}-{:04X}-{:02X}{:02X}-{:02X}{:02X}{:02X}{:02X}{:02X}{:02X}",
                       load_le<std::uint32_t>(data, 0), load_le<std::uint16_t>(data, 4),
                       load_le<std::uint16_t>(data, 6), load_le<std::uint8_t>(data, 8), load_le<std::uint8_t>(data, 9),
                       load_le<std::uint8_t>(data, 10), load_le<std::uint8_t>(data, 11),
                       load_le<std::uint8_t>(data, 12), load_le<std::uint8_t>(data, 13),
                       load_le<std::uint8_t>(data, 14), load_le<std::uint8_t>(data, 15));
}

Result<GptHeader> parse_gpt_header(Bytes data, std::uint64_t sector) {
    ByteReader in(data);
    if (TRY(in.u64()) != gpt_signature) return fail(Errc::corrupt, "the signature \"EFI PART\" of a GPT is missing");
    TRY(in.skip(4));  // revision
    const auto header_size = TRY(in.u32());
    if (header_size < min_header_size || header_size > max_header_size || header_size > data.size())
        return fail(Errc::corrupt, fmt::format("a GPT header claims {} bytes, expected 92 to 512", header_size));
    const auto crc = TRY(in.u32());
    const std::array<std::byte, 4> no_crc{};
    auto own = crc32(data.first(crc_offset));
    own = crc32(no_crc, own);
    own = crc32(data.subspan(crc_offset + 4, header_size - crc_offset - 4), own);
    if (own != crc) return fail(Errc::corrupt, "the checksum of a GPT header is wrong");

    TRY(in.skip(4));
    GptHeader header;
    header.own_sector = TRY(in.u64());
    header.other_sector = TRY(in.u64());
    header.first_usable = TRY(in.u64());
    header.last_usable = TRY(in.u64());
    header.disk = load_guid(TRY(in.bytes(16)), 0);
    header.entries_sector = TRY(in.u64());
    header.entry_count = TRY(in.u32());
    header.entry_size = TRY(in.u32());
    header.entries_crc = TRY(in.u32());
    if (header.own_sector != sector)
        return fail(Errc::corrupt,
                    fmt::format("a GPT header at sector {} says it stands at {}", sector, header.own_sector));
    if (header.entry_count > max_gpt_entries || header.entry_size < min_entry_size ||
        header.entry_size > max_gpt_entry_size || header.entry_size % 8 != 0)
        return fail(Errc::limit,
                    fmt::format("a GPT of {} entries of {} bytes; at most {} of 128 to {} are read", header.entry_count,
                                header.entry_size, max_gpt_entries, max_gpt_entry_size));
    return header;
}

Result<std::vector<GptPartition>> parse_gpt_entries(const GptHeader& header, Bytes array) {
    if (header.entry_count > max_gpt_entries || header.entry_size < min_entry_size ||
        header.entry_size > max_gpt_entry_size)
        return fail(Errc::limit, "a GPT with an impossible number or size of entries");
    if (array.size() < header.entries_bytes())
        return fail(Errc::corrupt, fmt::format("the GPT's array of entries ends early: {} of {} bytes", array.size(),
                                               header.entries_bytes()));
    array = array.first(header.entries_bytes());
    if (crc32(array) != header.entries_crc) return fail(Errc::corrupt, "the checksum of the GPT's entries is wrong");
    std::vector<GptPartition> partitions;
    for (std::uint32_t slot = 0; slot < header.entry_count; ++slot) {
        const auto entry = array.subspan(std::size_t{slot} * header.entry_size, header.entry_size);
        GptPartition partition;
        partition.slot = slot + 1;
        partition.type = load_guid(entry, 0);
        if (is_zero(partition.type)) continue;
        partition.unique = load_guid(entry, 16);
        partition.first_sector = load_le<std::uint64_t>(entry, 32);
        partition.last_sector = load_le<std::uint64_t>(entry, 40);
        if (partition.last_sector < partition.first_sector) continue;
        partition.name = load_name(entry);
        partitions.push_back(std::move(partition));
    }
    return partitions;
}

std::string_view purpose_of(const Guid& type) {
    const auto text = to_text(type);
    for (const auto& purpose : purposes)
        if (purpose.type == text) return purpose.text;
    return {};
}

}  // namespace quell::partition
