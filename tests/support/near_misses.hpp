// Honest things that a careless rule would take for a family's: what a scan must call clear.
#pragma once

#include "support/small_machine.hpp"

namespace quell::test::near_misses {

/// A vendor's updater with the libraries that the worm also uses, a vendor's task ServiceHost, Tor Browser.
void like_eternalrocks(const Installed& machine);
/// Somebody read about it: the name stands in the list of recent documents.
void reader_of_eternalrocks(const Installed& machine);
/// The common libraries in honest programs, scripts that look for the hole.
void like_leaked_kit(const Installed& machine);
void like_doublepulsar(const Installed& machine);
/// The SNMP service, Windows' own folders of similar names, services named like the fourth version's.
void like_wannamine(const Installed& machine);
/// An administrator's own WMI subscription beside those of Windows; the class Win32_Service.
void like_fileless_wannamine(const Installed& machine);
/// An administrator's own IPsec policy against port 445; Chrome.
void like_adylkuzz(const Installed& machine);
void like_uiwix(const Installed& machine);
/// The purses of somebody who has bitcoins, README.txt as every program has one.
void like_dharma(const Installed& machine);
/// Windows' own programs where Windows keeps further copies.
void like_masquerade(const Installed& machine);

}  // namespace quell::test::near_misses
