// The target's own environment variables: paths in its registry and in threat packs are written with them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "host/host.hpp"

namespace quell::artifacts {

/// Variables of the machine (Session Manager\Environment, ProfileList, ProgramFilesDir …), with the names folded to
/// upper case. What the registry does not say gets the default of the Windows generation. Per-user variables
/// (USERPROFILE, APPDATA, LOCALAPPDATA, TEMP) come from `of_user`.
class Environment {
public:
    /// A host without Windows has an empty environment.
    static Environment of_machine(const Host& host);
    [[nodiscard]] Environment of_user(const UserHive& user) const;

    /// Replaces %NAME%; unknown names stay as they are.
    [[nodiscard]] std::string expand(std::string_view text) const;
    /// Empty when unknown.
    [[nodiscard]] std::string value(std::string_view name) const;

    void set(std::string_view name, std::string value);

private:
    std::map<std::string, std::string> variables_;
};

/// The program of a command line as Windows would find it, as a path on the target: quotes, arguments, \SystemRoot\,
/// \??\, system32\… and bare names resolved. Empty when it names none. `exists` decides among the readings of an
/// unquoted path with blanks.
WinPath program_of(std::string_view command_line, const Environment& environment, const FileTree& files);

}  // namespace quell::artifacts
