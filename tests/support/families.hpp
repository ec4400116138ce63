// Inert stand-ins for what other families than WannaCry leave on a machine: names, places, services, tasks and settings
// from public analyses, zeros or our own words as content. No byte comes from any malware, so no hash of it can match;
// nothing here does anything when it is started. WannaCry's are in support/wannacry_stand_in.hpp.
#pragma once

#include "support/small_machine.hpp"

namespace quell::test::families {

/// The second stage: the folder "Microsoft Updates" with its programs, Tor, payloads, configurations and the leaked
/// tools, the tasks ServiceHost and TaskHost, the firewall rule for Tor.
void add_eternalrocks(const Installed& machine);
/// The leaked tools in a folder of somebody's Downloads: nothing runs them.
void add_leaked_kit(const Installed& machine);
/// The implant's tool with its configuration alone. The implant itself lives in the kernel's memory: nothing of it
/// could lie here.
void add_doublepulsar(const Installed& machine);

/// MsraMiner 1.x (2017), which the numbered versions grew from: IME\Crypt.
void add_msraminer(const Installed& machine);
/// The worm's four versions: service, package, folder of the exploits, miner.
void add_wannamine_1(const Installed& machine);
void add_wannamine_2(const Installed& machine);
/// With the task UPnPHostServices, and wuauclt.exe replaced: the genuine one is called wuauclt1.exe.
void add_wannamine_3(const Installed& machine);
/// The service WindowsTimeHost: a name put together from three parts, and a DLL called like it.
void add_wannamine_4(const Installed& machine);
/// The fileless namesake: a WMI subscription, a class that holds its program, and what Defender was told not to look
/// at.
void add_fileless_wannamine(const Installed& machine);

/// IPsec policy netbc, its firewall rules, service and miner.
void add_adylkuzz(const Installed& machine);
/// Encrypted files and notes: it leaves nothing else.
void add_uiwix(const Installed& machine);
/// .wallet and .onion files, notes, and the run key of its copies.
void add_dharma(const Installed& machine);
/// svchost.exe, spoolsv.exe and wuauclt.exe where Windows has none, telling nothing of themselves; a service starts
/// one.
void add_masquerade(const Installed& machine);

}  // namespace quell::test::families
