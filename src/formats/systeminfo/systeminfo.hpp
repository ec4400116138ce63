// The text that `systeminfo`, `wmic qfe` or `ver` print, in any language and encoding. Pure.
//
// Nothing is looked for by a word that Windows translates: the version line is the one with major.minor.build in it
// (and the build once more, as systeminfo writes it), the service pack the small number behind, the processor "x64" or
// "x86", an update "KB" and digits. wmic's headings are names of properties and the same everywhere.
// Encodings: UTF-16 with its mark, UTF-16 without one (also behind a line of ASCII, as XP's wmic leaves it), and
// everything that has ASCII in it: UTF-8 and the OEM code pages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace quell::systeminfo {

/// Longer texts are refused: the largest real one known to us has 60 KB.
inline constexpr std::uint64_t largest_text = std::uint64_t{4} << 20;

struct Version {
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    std::uint32_t build = 0;
};

enum class ListState : std::uint8_t {
    none,      ///< no list of updates was recognised
    cut,       ///< it announces more than it holds
    complete,  ///< it holds what it announces, or announces nothing (wmic)
};

struct Report {
    std::string product;  ///< "Microsoft Windows 10 Pro"; words in an OEM code page are left out
    std::optional<Version> version;
    std::optional<std::uint32_t> revision;  ///< fourth number, which `ver` prints
    std::optional<std::uint32_t> service_pack;
    std::string architecture;  ///< "x86", "x64", "arm64", "ia64"; empty: not said
    ListState list = ListState::none;
    std::uint32_t announced = 0;         ///< what the list says that it holds
    std::uint32_t listed = 0;            ///< what it holds
    std::vector<std::uint32_t> updates;  ///< KB numbers of the list, ascending, each once
};

/// Never fails: what is not recognised is left out. Linear in the text's length. Errc::limit for a larger one.
Result<Report> parse(Bytes text);

}  // namespace quell::systeminfo
