// Portable Executable files: headers, resource directory, version resource. Pure parsers of bytes.
// Format: Microsoft "PE Format" (learn.microsoft.com/windows/win32/debug/pe-format), VS_VERSIONINFO of winver.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace quell::pe {

struct Section {
    std::string name;
    std::uint32_t virtual_address = 0;
    std::uint32_t virtual_size = 0;
    std::uint32_t raw_offset = 0;
    std::uint32_t raw_size = 0;
};

struct Headers {
    std::uint16_t machine = 0;          ///< 0x14c i386, 0x8664 x86_64, …
    std::uint32_t timestamp = 0;        ///< link time, seconds since 1970 UTC; easily forged
    std::uint16_t characteristics = 0;  ///< 0x2000: DLL
    bool is_64_bit = false;             ///< PE32+
    std::uint16_t subsystem = 0;
    std::uint32_t resource_rva = 0;  ///< 0 when there is no resource directory
    std::uint32_t resource_size = 0;
    std::vector<Section> sections;

    [[nodiscard]] bool is_dll() const { return (characteristics & 0x2000) != 0; }
    /// Offset in the file of a relative virtual address, when a section's raw data holds it.
    [[nodiscard]] std::optional<std::uint64_t> file_offset(std::uint32_t rva) const;
    /// The section that holds the address.
    [[nodiscard]] const Section* section_of(std::uint32_t rva) const;
};

/// How many bytes of a file's start parse_headers wants, when it has them.
inline constexpr std::size_t header_window = 8192;

/// `head` is the start of the file. Errc::unsupported for what is no PE ("MZ" or "PE" missing), Errc::corrupt for a
/// broken one.
Result<Headers> parse_headers(Bytes head);

/// A leaf of the resource directory. Numbers as names are written in decimal: type "16" is RT_VERSION.
struct Resource {
    std::string type;
    std::string name;
    std::uint32_t language = 0;
    std::uint32_t rva = 0;
    std::uint32_t size = 0;
};

/// `directory` holds the bytes from the directory's start (Headers::resource_rva) to the end of its section.
/// Loops, depths over three levels and more than 16,384 leaves are Errc::corrupt. A leaf or name that lies outside
/// `directory` is left out (Windows would still find its neighbours); names are cut at 256 UTF-16 units.
Result<std::vector<Resource>> parse_resources(Bytes directory);

/// Four 16-bit parts, most significant first: 6.1.7601.23689.
using Version = std::array<std::uint16_t, 4>;
std::string to_string(const Version& version);

struct VersionInfo {
    Version file{};  ///< VS_FIXEDFILEINFO dwFileVersionMS/LS: what decides
    Version product{};
    /// First string table: CompanyName, OriginalFilename, FileVersion …; what a file says of itself.
    std::vector<std::pair<std::string, std::string>> strings;
    [[nodiscard]] std::string string(std::string_view name) const;
};

/// `resource` is the data of a resource of type 16. Errc::corrupt without a VS_FIXEDFILEINFO; broken strings end the
/// list of strings, of which at most 256 are read, each up to 4,096 UTF-16 units.
Result<VersionInfo> parse_version(Bytes resource);

}  // namespace quell::pe
