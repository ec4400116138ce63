// Which holes stand open on a machine, whether or not anything came through them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sentence.hpp"

namespace quell::harden {

enum class Openness : std::uint8_t {
    open,     ///< the hole is there
    partly,   ///< open to some: a subnet, one network profile
    closed,   ///< looked at, and shut
    unknown,  ///< could not be looked at
};
std::string_view name_of(Openness openness);

/// How much an open hole matters for the worms that quell is about.
enum class Weight : std::uint8_t { note, warning, serious };
std::string_view name_of(Weight weight);

/// One hole. The sentence is exposure.<what.id> of the catalogue.
struct Exposure {
    std::string id;  ///< "smb.445", "smb1.server", "autorun" …
    Openness openness = Openness::unknown;
    Weight weight = Weight::note;
    Sentence what;
    /// What it was read from: {"HKLM\\…\\SMB1", "absent"}.
    std::vector<std::pair<std::string, std::string>> evidence;
};

}  // namespace quell::harden
