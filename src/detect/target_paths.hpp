// The paths of threat packs on one target: variables expanded by the target's own environment, for the machine and for
// every user, and matched in two halves, so that a folder is decided once for all files in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "artifacts/environment.hpp"
#include "host/host.hpp"

namespace quell::detect {

/// One user's profile, to say whose a folder is.
struct Profile {
    std::string sid;
    WinPath path;
};

/// The variables of a target.
class TargetPaths {
public:
    explicit TargetPaths(const Host& host);

    /// `glob` with every reading of its variables: one without variables is itself, %TEMP% one for the machine and one
    /// for each user. Readings with an unknown variable are left out, so the result may be empty.
    [[nodiscard]] std::vector<std::string> expand(std::string_view glob) const;
    /// The sid of the profile that `path` lies in; empty elsewhere.
    [[nodiscard]] std::string user_of(const WinPath& path) const;
    [[nodiscard]] const artifacts::Environment& machine() const { return machine_; }

private:
    artifacts::Environment machine_;
    std::vector<artifacts::Environment> users_;
    std::vector<Profile> profiles_;  // the longest path first
};

/// A path glob, cut before its last name.
struct PathPattern {
    std::string folder;  ///< glob, without a trailing backslash
    std::string name;    ///< glob of one name
};

/// Expanded path globs of one condition.
class PathSet {
public:
    PathSet() = default;
    PathSet(const std::vector<std::string>& globs, const TargetPaths& target);

    [[nodiscard]] const std::vector<PathPattern>& patterns() const { return patterns_; }
    [[nodiscard]] bool empty() const { return patterns_.empty(); }
    /// `folder` as folder_text gives it.
    [[nodiscard]] bool matches(std::string_view folder, std::string_view name) const;

private:
    std::vector<PathPattern> patterns_;
};

/// A folder's path as PathSet compares it: without the backslash of a volume's root.
std::string_view folder_text(const WinPath& folder);

}  // namespace quell::detect
