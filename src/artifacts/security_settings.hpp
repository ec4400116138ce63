// Settings that decide how far a machine lies open, and those that malware likes to change: DCOM, autorun, automatic
// updates, remote desktop, the Security Center's warnings, what Explorer shows. One flat list; the table behind it is
// in the .cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "artifacts/registry_values.hpp"

namespace quell::artifacts {

/// What a value does to its subject. "on" is the subject's state, not the number's: remote desktop is on when
/// fDenyTSConnections is 0.
enum class Meaning : std::uint8_t {
    default_,  ///< not there: Windows' own default holds
    on,
    off,
    partly,      ///< for some kinds of drives
    notify,      ///< tells of updates, downloads none
    download,    ///< downloads updates, installs none
    install,     ///< downloads and installs updates
    by_admin,    ///< each administrator chooses
    manual,      ///< a service that starts when something asks for it
    value,       ///< speaks for itself: a port, a server
    wrong_type,  ///< of another type than Windows reads: without effect
    unknown,     ///< a number without meaning, or not readable (then there is a gap)
};
std::string_view name_of(Meaning meaning);

struct Setting {
    std::string id;  ///< "rdp", "autorun.drives": security_setting_ids()
    std::string key;
    std::string name;               ///< of the value
    std::optional<ValueType> type;  ///< nothing: the value is not there
    std::string value;              ///< as shown() writes it
    Meaning meaning = Meaning::default_;
    std::string user;  ///< sid; empty: the machine's
};

/// Every setting of the machine, and of each user, whether it is there or not.
Survey<Setting> security_settings(const Host& host);

/// The first of this id and user; null when there is none.
const Setting* setting(const std::vector<Setting>& settings, std::string_view id, std::string_view user = "");

std::vector<std::string_view> security_setting_ids();

}  // namespace quell::artifacts
