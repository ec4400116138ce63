#include "formats/ntfs/attribute.hpp"

#include <fmt/format.h>

namespace quell::ntfs {

namespace {

Failure outside(const RawAttribute& raw, std::string_view part) {
    return fail(Errc::corrupt, fmt::format("attribute 0x{:x}: {} lies outside", raw.type, part));
}

}  // namespace

Result<Attribute> parse_attribute(const RawAttribute& raw) {
    auto bytes = raw.bytes;
    Attribute attribute;
    attribute.type = raw.type;
    attribute.flags = raw.flags();
    std::size_t name_length = std::size_t{2} * load_le<std::uint8_t>(bytes, 9);
    std::size_t name_offset = load_le<std::uint16_t>(bytes, 0x0A);
    if (name_length != 0) {
        if (!contains(bytes, name_offset, name_length)) return outside(raw, "the name");
        attribute.name = bytes.subspan(name_offset, name_length);
    }
    attribute.resident = !raw.is_non_resident();
    if (attribute.resident) {
        std::size_t length = load_le<std::uint32_t>(bytes, 0x10);
        std::size_t offset = load_le<std::uint16_t>(bytes, 0x14);
        if (!contains(bytes, offset, length)) return outside(raw, "the value");
        attribute.value = bytes.subspan(offset, length);
        attribute.size = attribute.allocated = attribute.initialized = length;
        return attribute;
    }
    if (bytes.size() < non_resident_header_size) return outside(raw, "the header");
    attribute.first_cluster = load_le<std::uint64_t>(bytes, 0x10);
    attribute.last_cluster = load_le<std::uint64_t>(bytes, 0x18);
    std::size_t runs = load_le<std::uint16_t>(bytes, 0x20);
    if (runs > bytes.size()) return outside(raw, "the run list");
    attribute.value = bytes.subspan(runs);
    if (attribute.first_cluster == 0) {
        attribute.compression_unit = load_le<std::uint8_t>(bytes, 0x22);
        attribute.allocated = load_le<std::uint64_t>(bytes, 0x28);
        attribute.size = load_le<std::uint64_t>(bytes, 0x30);
        attribute.initialized = load_le<std::uint64_t>(bytes, 0x38);
    }
    return attribute;
}

}  // namespace quell::ntfs
