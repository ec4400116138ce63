// Which update closes a bulletin on which Windows, as data: packs/patches/*.toml, described in docs/formats/patches.md.
// load.hpp reads them; everything here is already checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "artifacts/patch_evidence.hpp"
#include "threats/pack.hpp"

namespace quell::patch {

/// The version of the format that this build reads.
inline constexpr std::int64_t table_schema = 1;

/// An update's official file. Its name ends with its own SHA-1, so that a download can be checked by anybody.
struct UpdateFile {
    std::string name;
    std::string sha1;          ///< from the name, lower case
    std::string architecture;  ///< "x86", "x64", "ia64"
    std::string language;      ///< "enu", "chs" for XP and 2003; empty: the same for all
    threats::Reference reference;
};

enum class Standing : std::uint8_t {
    affected,
    fixed,      ///< this Windows came with the fix, or was never affected
    no_update,  ///< affected, and no public update exists
};

/// One Windows, by version and builds.
struct SystemRow {
    std::string id;  ///< "windows-7"
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    std::uint32_t first_build = 0;
    std::uint32_t last_build = 0;
    artifacts::Role role = artifacts::Role::unknown;  ///< unknown: both
    Standing standing = Standing::affected;
    /// The update does not install below this service pack.
    std::optional<std::uint32_t> service_pack;
    /// First fixed version of drivers\srv.sys; for 6.0 of its general branch, `driver_ldr` then is the other one's.
    std::optional<pe::Version> driver;
    std::optional<pe::Version> driver_ldr;
    bool driver_removable = false;          ///< the SMB1 feature can be taken off, and srv.sys with it
    std::optional<std::uint32_t> revision;  ///< first fixed UBR of Windows 10
    std::vector<std::uint32_t> fixed_by;  ///< updates that hold the fix, those that supersede them included; ascending
    std::vector<std::uint32_t> not_fixed_by;  ///< updates that were taken for the fix and are not; ascending
    std::uint32_t update = 0;                 ///< the one to install; 0 when there is none
    std::uint32_t rollup = 0;                 ///< another one that holds it; 0: none to name
    bool cumulative = false;                  ///< any later cumulative update will do, too
    std::string search;                       ///< the catalog's name of this Windows: "Windows 7"
    std::string search_server;                ///< of its server; empty: the same
    std::vector<UpdateFile> files;
    threats::Reference reference;
};

struct Bulletin {
    std::string id;  ///< "MS17-010"
    threats::Text title;
    std::vector<threats::CitedWork> references;
    /// No update that holds the fix has a lower number, so that a list without a higher one cannot hold it.
    std::uint32_t least_update = 0;
    std::vector<std::uint32_t> not_updates;  ///< published as the fix, and no update at all; ascending
    std::vector<std::uint32_t> unrelated;    ///< updates that are known to hold no fix; ascending
    std::vector<SystemRow> systems;
    std::string origin;  ///< file
    std::string sha256;
};

struct Tables {
    std::vector<Bulletin> bulletins;  ///< ordered by id, the newest bulletin first
};

}  // namespace quell::patch
