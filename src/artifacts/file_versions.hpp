// Versions of files on the target, from VS_FIXEDFILEINFO.
#pragma once

#include <string>
#include <vector>

#include "artifacts/pe_file.hpp"
#include "host/host.hpp"

namespace quell::artifacts {

struct FileVersion {
    WinPath path;
    std::uint64_t size = 0;
    pe::Version file{};
    pe::Version product{};
    std::string company;
    std::string original_name;
    std::string description;
    std::uint32_t link_time = 0;  ///< PE header, seconds since 1970 UTC
    std::uint16_t machine = 0;
};

/// The system files that patch state and exposure are judged by, relative to the Windows folder.
const std::vector<std::string>& key_system_files();

/// Versions of those of `paths` that exist; a file that cannot be read is a gap, one without a version is left out.
Survey<FileVersion> file_versions(const Host& host, const std::vector<WinPath>& paths);

}  // namespace quell::artifacts
