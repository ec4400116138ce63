// What an executable on the target says of itself, read without loading it whole.
#pragma once

#include <optional>
#include <vector>

#include "base/byte_source.hpp"
#include "formats/pe/pe.hpp"

namespace quell::artifacts {

struct PeFile {
    pe::Headers headers;
    std::vector<pe::Resource> resources;  ///< empty when there are none or they are broken
    std::optional<pe::VersionInfo> version;
};

/// Reads the headers, the resource directory and the version resource; at most 16 MiB of the file.
/// Errc::unsupported: not a PE file. A broken resource directory leaves `resources` empty, as Windows would see it.
Result<PeFile> read_pe(const ByteSource& content);

/// The bytes of one resource, at most `limit`.
Result<std::vector<std::byte>> read_resource(const ByteSource& content, const PeFile& file,
                                             const pe::Resource& resource, std::uint64_t limit);

}  // namespace quell::artifacts
