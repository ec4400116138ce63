// Builds inert Portable Executable files in memory: valid headers, resources and a version, zeros instead of code. The
// entry point returns at once. Stand-ins for programs of Windows and, in the demo, for malware of which no byte is
// here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "formats/pe/pe.hpp"

namespace quell::test {

/// A resource; a type or name in decimal digits is written as a number, anything else as a string.
struct PeResource {
    std::string type;
    std::string name;
    std::uint16_t language = 0x409;
    std::vector<std::byte> data;
};

/// What VS_VERSIONINFO says. Strings are written in order into one table (040904B0).
struct PeVersion {
    pe::Version file{};
    pe::Version product{};
    std::vector<std::pair<std::string, std::string>> strings;
};

/// The bytes of a version resource.
std::vector<std::byte> build_version(const PeVersion& version);

struct PeSpec {
    std::uint16_t machine = 0x8664;  ///< 0x14c makes a PE32, everything else a PE32+
    bool dll = false;
    std::uint16_t subsystem = 2;  ///< 1 native (drivers), 2 window, 3 console
    Time linked{};                ///< written as seconds
    std::vector<PeResource> resources;
    std::optional<PeVersion> version;  ///< added as 16/1/1033
    /// Where the resource section starts in the file; a multiple of 512, at least 1024.
    std::uint32_t resource_offset = 1024;
    /// Size of the whole file: zeros follow in the last section. 0: as large as needed; never cut.
    std::uint32_t size = 0;
};

/// The bytes of the file. Tables, entries, names and data of the resource section follow each other without gaps, as
/// Microsoft's linker writes them: the first resource's data starts right behind the tables.
std::vector<std::byte> build_pe(const PeSpec& spec);

}  // namespace quell::test
