#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "formats/pe/pe.hpp"

namespace quell::pe {

namespace {

constexpr std::uint32_t fixed_signature = 0xFEEF04BD;
constexpr std::size_t fixed_size = 52;
constexpr std::size_t max_strings = 256;
constexpr std::size_t max_units = 4096;

std::size_t align4(std::size_t offset) { return (offset + 3) & ~std::size_t{3}; }

/// One block of the tree: 16-bit length, value length and type, a NUL-terminated key, padding, value, padding,
/// children.
struct Block {
    std::string key;
    std::size_t value = 0;  // offset in the resource
    std::size_t value_length = 0;
    std::size_t end = 0;  // offset behind the block
};

/// UTF-16 up to a NUL or `end`; a view of its bytes.
Bytes text_at(Bytes resource, std::size_t offset, std::size_t end) {
    std::size_t at = offset;
    const std::size_t stop = std::min(end, offset + max_units * 2);
    while (at + 2 <= stop && load_le<std::uint16_t>(resource, at) != 0) at += 2;
    return resource.subspan(offset, at - offset);
}

Result<Block> parse_block(Bytes resource, std::size_t offset, std::size_t limit) {
    ByteReader in(resource.first(limit), offset);
    const std::size_t length = TRY(in.u16());
    Block block;
    block.value_length = TRY(in.u16());
    TRY(in.skip(2));  // type: text or binary; writers disagree with themselves
    if (length < 8 || !contains(resource.first(limit), offset, length))
        return fail(Errc::corrupt, fmt::format("version resource: block at {} claims {} bytes", offset, length));
    block.end = offset + length;
    auto key = text_at(resource, in.offset(), block.end);
    block.key = utf8_from_utf16le(key);
    block.value = std::min(align4(in.offset() + key.size() + 2), block.end);
    return block;
}

Version version_of(std::uint32_t high, std::uint32_t low) {
    return {static_cast<std::uint16_t>(high >> 16), static_cast<std::uint16_t>(high & 0xFFFF),
            static_cast<std::uint16_t>(low >> 16), static_cast<std::uint16_t>(low & 0xFFFF)};
}

/// Calls `each` for the blocks between `offset` and `end` until it returns false or one is broken.
template <typename Each>
void for_children(Bytes resource, std::size_t offset, std::size_t end, Each&& each) {
    std::size_t at = align4(offset);
    while (at < end) {
        auto child = parse_block(resource, at, end);
        if (!child || !each(*child)) return;
        at = align4(child->end);
    }
}

void read_strings(Bytes resource, const Block& table, VersionInfo& info) {
    for_children(resource, table.value, table.end, [&](const Block& string) {
        info.strings.emplace_back(string.key, utf8_from_utf16le(text_at(resource, string.value, string.end)));
        return info.strings.size() < max_strings;
    });
}

}  // namespace

std::string to_string(const Version& version) {
    return fmt::format("{}.{}.{}.{}", version[0], version[1], version[2], version[3]);
}

std::string VersionInfo::string(std::string_view name) const {
    for (const auto& [key, value] : strings)
        if (equal_fold(key, name)) return value;
    return {};
}

Result<VersionInfo> parse_version(Bytes resource) {
    auto root = TRY(parse_block(resource, 0, resource.size()));
    if (root.key != "VS_VERSION_INFO") return fail(Errc::corrupt, "version resource: no VS_VERSION_INFO at its start");
    ByteReader in(resource.first(root.end), root.value);
    if (root.value_length < fixed_size || TRY(in.u32()) != fixed_signature)
        return fail(Errc::corrupt, "version resource: no VS_FIXEDFILEINFO");
    TRY(in.skip(4));  // version of the structure
    auto file_high = TRY(in.u32());
    auto file_low = TRY(in.u32());
    auto product_high = TRY(in.u32());
    auto product_low = TRY(in.u32());
    VersionInfo info;
    info.file = version_of(file_high, file_low);
    info.product = version_of(product_high, product_low);
    for_children(resource, root.value + root.value_length, root.end, [&](const Block& child) {
        if (child.key != "StringFileInfo") return true;
        for_children(resource, child.value, child.end, [&](const Block& table) {
            read_strings(resource, table, info);
            return false;
        });
        return false;
    });
    return info;
}

}  // namespace quell::pe
