// A finding with what its indicator already says.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

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

/// Where a rule wants a program to lie, without the places that it does not mean.
class ProgramPlaces {
public:
    ProgramPlaces(const std::vector<std::string>& paths, const std::vector<std::string>& except,
                  const TargetPaths& target)
        : asked_(!paths.empty()), paths_(paths, target), except_(except, target) {}

    /// One of the programs lies there; true when no place is asked for.
    [[nodiscard]] bool hold(std::initializer_list<const WinPath*> programs) const {
        return !asked_ || std::any_of(programs.begin(), programs.end(), [&](const WinPath* program) {
            return fits(paths_, *program) && !fits(except_, *program);
        });
    }

private:
    static bool fits(const PathSet& set, const WinPath& path) {
        return !path.empty() && set.matches(folder_text(path.parent()), path.name());
    }

    bool asked_;
    PathSet paths_;
    PathSet except_;
};

}  // namespace quell::detect
