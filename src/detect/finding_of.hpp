// A finding with what its indicator already says.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "detect/target_paths.hpp"
#include "threats/pack.hpp"

namespace quell::detect {

inline threats::Finding finding_of(const threats::Pack& pack, const threats::Indicator& indicator,
                                   std::string subject) {
    threats::Finding finding;
    finding.indicator = indicator.id;
    finding.family = pack.id;
    finding.kind = threats::evidence_of(indicator.rule);
    finding.strength = indicator.strength;
    finding.stage = indicator.stage;
    finding.damage = indicator.damage;
    finding.keep = indicator.keep;
    finding.subject = std::move(subject);
    return finding;
}

inline bool any_glob(const std::vector<std::string>& globs, std::string_view text) {
    return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return matches_glob(text, glob); });
}

inline bool path_fits(const PathSet& set, const WinPath& path) {
    return !path.empty() && set.matches(folder_text(path.parent()), path.name());
}

}  // namespace quell::detect
