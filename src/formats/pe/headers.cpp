#include <algorithm>

#include <fmt/format.h>

#include "formats/pe/pe.hpp"

namespace quell::pe {

namespace {

constexpr std::uint16_t mz_magic = 0x5A4D;
constexpr std::uint32_t pe_magic = 0x00004550;
constexpr std::uint16_t pe32_magic = 0x10B;
constexpr std::uint16_t pe32_plus_magic = 0x20B;
constexpr std::size_t lfanew_offset = 0x3C;
constexpr std::size_t resource_directory = 2;  // index among the data directories
// The loader of Windows XP stops at 96; later ones go on, but no linker writes more.
constexpr std::uint16_t max_sections = 96;

struct Optional {
    bool is_64_bit = false;
    std::uint32_t section_alignment = 0;
    std::uint16_t subsystem = 0;
    std::uint32_t resource_rva = 0;
    std::uint32_t resource_size = 0;
};

Result<Optional> parse_optional(Bytes header) {
    ByteReader in(header);
    Optional out;
    auto magic = TRY(in.u16());
    if (magic != pe32_magic && magic != pe32_plus_magic)
        return fail(Errc::corrupt, fmt::format("PE: optional header magic 0x{:04x}, expected 0x10b or 0x20b", magic));
    out.is_64_bit = magic == pe32_plus_magic;
    TRY(in.seek(32));
    out.section_alignment = TRY(in.u32());
    TRY(in.seek(68));
    out.subsystem = TRY(in.u16());
    const std::size_t count_offset = out.is_64_bit ? 108 : 92;
    TRY(in.seek(count_offset));
    auto directories = TRY(in.u32());
    if (directories <= resource_directory) return out;
    TRY(in.skip(resource_directory * 8));
    // A header too short for the directory it announces: Windows then sees no resources either.
    if (in.remaining() < 8) return out;
    out.resource_rva = TRY(in.u32());
    out.resource_size = TRY(in.u32());
    return out;
}

Result<Section> parse_section(ByteReader& in, std::uint32_t section_alignment) {
    Section section;
    auto name = as_text(TRY(in.bytes(8)));
    section.name = std::string(name.substr(0, name.find('\0')));
    section.virtual_size = TRY(in.u32());
    section.virtual_address = TRY(in.u32());
    section.raw_size = TRY(in.u32());
    section.raw_offset = TRY(in.u32());
    TRY(in.skip(16));
    // The loader rounds down to a sector, except in files with small alignment, which it maps as they are (old
    // drivers).
    if (section_alignment >= 4096) section.raw_offset &= ~std::uint32_t{511};
    return section;
}

bool holds(const Section& section, std::uint32_t rva) {
    const std::uint64_t size = std::max(section.virtual_size, section.raw_size);
    return rva >= section.virtual_address && rva - section.virtual_address < size;
}

}  // namespace

const Section* Headers::section_of(std::uint32_t rva) const {
    for (const auto& section : sections)
        if (holds(section, rva)) return &section;
    return nullptr;
}

std::optional<std::uint64_t> Headers::file_offset(std::uint32_t rva) const {
    const auto* section = section_of(rva);
    if (section == nullptr) return std::nullopt;
    const std::uint32_t inside = rva - section->virtual_address;
    if (inside >= section->raw_size) return std::nullopt;
    return std::uint64_t{section->raw_offset} + inside;
}

Result<Headers> parse_headers(Bytes head) {
    if (head.size() < lfanew_offset + 4 || load_le<std::uint16_t>(head, 0) != mz_magic)
        return fail(Errc::unsupported, "not a PE file: no \"MZ\" at its start");
    const auto pe_offset = load_le<std::uint32_t>(head, lfanew_offset);
    if (!contains(head, pe_offset, 4) || load_le<std::uint32_t>(head, pe_offset) != pe_magic)
        return fail(Errc::unsupported, fmt::format("not a PE file: no \"PE\" at offset {}", pe_offset));
    ByteReader in(head, pe_offset + 4);
    Headers headers;
    headers.machine = TRY(in.u16());
    auto section_count = TRY(in.u16());
    headers.timestamp = TRY(in.u32());
    TRY(in.skip(8));  // symbol table, long dead
    auto optional_size = TRY(in.u16());
    headers.characteristics = TRY(in.u16());
    if (section_count > max_sections)
        return fail(Errc::corrupt,
                    fmt::format("PE: {} sections, at most {} are believed", section_count, max_sections));
    auto optional_header = TRY(in.bytes(optional_size));
    auto optional = TRY(parse_optional(optional_header));
    headers.is_64_bit = optional.is_64_bit;
    headers.subsystem = optional.subsystem;
    headers.resource_rva = optional.resource_rva;
    headers.resource_size = optional.resource_size;
    headers.sections.reserve(section_count);
    for (std::uint16_t i = 0; i < section_count; ++i) {
        auto section = TRY(parse_section(in, optional.section_alignment));
        headers.sections.push_back(std::move(section));
    }
    return headers;
}

}  // namespace quell::pe
