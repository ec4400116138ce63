#include "formats/regf/base_block.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quell::regf {

namespace {

constexpr std::size_t checksum_offset = 508;
constexpr std::uint32_t oldest_minor = 2;  // NT 4
constexpr std::uint32_t newest_minor = 6;  // differencing hives of Windows 10

bool is_text(Bytes data) {
    return std::all_of(data.begin(), data.end(), [](std::byte byte) {
        auto c = std::to_integer<unsigned>(byte);
        return (c >= 0x20 && c < 0x7F) || c == '\t' || c == '\r' || c == '\n';
    });
}

bool starts_with(Bytes data, std::string_view magic) {
    return contains(data, 0, magic.size()) && as_text(data.first(magic.size())) == magic;
}

Error not_a_hive(Bytes file) {
    auto start = file.first(std::min(file.size(), sector_size));
    if (file.empty()) return {Errc::corrupt, "the file is empty, not a registry hive"};
    if (starts_with(file, "CREG")) return {Errc::unsupported, "Windows 9x registry (CREG), not a regf hive"};
    if (std::all_of(start.begin(), start.end(), [](std::byte byte) { return byte == std::byte{0}; }))
        return {Errc::corrupt, fmt::format("{} bytes that begin with zeros, not a registry hive", file.size())};
    if (is_text(start)) return {Errc::corrupt, fmt::format("{} bytes of text, not a registry hive", file.size())};
    if (starts_with(file, "regf"))
        return {Errc::corrupt, fmt::format("registry hive of {} bytes, shorter than its first sector", file.size())};
    return {Errc::corrupt, fmt::format("not a registry hive: {} bytes that begin with {}, expected \"regf\"",
                                       file.size(), to_hex(file.first(std::min<std::size_t>(file.size(), 4))))};
}

}  // namespace

std::uint32_t base_block_checksum(Bytes block) {
    std::uint32_t sum = 0;
    for (std::size_t at = 0; at < checksum_offset; at += 4) sum ^= load_le<std::uint32_t>(block, at);
    if (sum == 0) return 1;
    if (sum == 0xFFFFFFFF) return 0xFFFFFFFE;
    return sum;
}

Result<BaseBlock> parse_base_block(Bytes file) {
    if (file.size() < sector_size || !starts_with(file, "regf")) return fail(not_a_hive(file));
    BaseBlock block;
    ByteReader in(file, 4);
    block.primary_sequence = TRY(in.u32());
    block.secondary_sequence = TRY(in.u32());
    block.written = TRY(in.u64());
    block.major_version = TRY(in.u32());
    block.minor_version = TRY(in.u32());
    block.type = static_cast<FileType>(TRY(in.u32()));
    TRY(in.skip(4));  // file format: always 1, "direct memory load"
    block.root = TRY(in.u32());
    block.bins_size = TRY(in.u32());
    block.checksum = load_le<std::uint32_t>(file, checksum_offset);
    block.computed = base_block_checksum(file);
    if (block.is_intact() &&
        (block.major_version != 1 || block.minor_version < oldest_minor || block.minor_version > newest_minor))
        return fail(Errc::unsupported, fmt::format("registry hive of version {}.{}, expected 1.2 to 1.6",
                                                   block.major_version, block.minor_version));
    return block;
}

}  // namespace quell::regf
