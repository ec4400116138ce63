// How a machine of the worlds is kept: updates, firewall, SMB1, autorun, automatic updates, a virus scanner, remote
// desktop, scheduled tasks and the WMI repository, as Windows 7 and 2008 R2 have them.
#pragma once

#include "support/machine.hpp"

namespace quell::test {

/// Firewall, SMB, remote desktop, and the scanner's service, below a control set.
void add_settings(HiveKey& control_set, const Machine& machine);
/// Installed updates, automatic updates, autorun and TaskCache, below the root of SOFTWARE.
void add_software_settings(HiveKey& software, const Machine& machine);
/// The files that belong to them: tasks, WMI repository, the scanner's program.
void add_setting_files(World& world, const Machine& machine);

}  // namespace quell::test
