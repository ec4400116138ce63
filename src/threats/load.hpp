// From the text of threat packs to Packs. A wrong file is told all that is wrong with it, line by line, and keeps no
// other pack from loading.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "threats/pack.hpp"

namespace quell::threats {

/// Larger files are refused: the largest family known to us needs 50 KB.
inline constexpr std::uint64_t largest_pack = std::uint64_t{4} << 20;

/// One thing that is wrong in a pack.
struct Diagnostic {
    std::string file;
    std::uint32_t line = 0;  ///< from 1; 0: the file as a whole
    std::string message;     ///< what was expected, and what is there

    /// "wannacry.toml:12: what was expected". Holds words of the file: escape it where it is shown.
    [[nodiscard]] std::string text() const;
};

/// A pack's text with the name that messages give it.
struct PackText {
    std::string file;
    std::string text;
};

/// A pack that was compiled into the program; `file` is its path below packs/, "threats/wannacry.toml".
struct EmbeddedPack {
    std::string_view file;
    std::string_view text;
};

/// Every pack of this build, ordered by file.
std::span<const EmbeddedPack> embedded_packs();

/// Every *.toml in `folder` and in its sub-folder "threats", ordered by name. Files that cannot be read come back as
/// problems; an unreadable folder is an error.
struct PackFolder {
    std::vector<PackText> texts;
    std::vector<Diagnostic> problems;
};
Result<PackFolder> read_pack_folder(const std::string& folder);
/// Every *.toml in the sub-folder `kind` of `folder` alone ("patches"): none when there is no such sub-folder.
Result<PackFolder> read_pack_folder(const std::string& folder, const std::string& kind);

/// One pack: there is none when anything is wrong with it.
struct ParsedPack {
    std::optional<Pack> pack;
    std::vector<Diagnostic> problems;
};
ParsedPack parse_pack(std::string_view text, const std::string& file);

/// What a scan is given. `packs` are ordered by id.
struct PackSet {
    std::vector<Pack> packs;
    std::vector<Diagnostic> problems;
};

/// The embedded packs, then those of `extra`, which replace embedded ones of the same id. Two packs of one id within
/// the same layer are a problem of the second.
PackSet load_packs(std::span<const EmbeddedPack> embedded, const std::vector<PackText>& extra);

}  // namespace quell::threats
