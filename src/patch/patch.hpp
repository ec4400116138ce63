// Is this machine open to a bulletin? Pure: from what is known of it and the tables.
//
// For MS17-010 the version of drivers\srv.sys decides. Where it could not be seen, the revision of Windows 10 does,
// then the list of updates: one that holds the fix makes "patched", a whole list in which nothing could hold it makes
// "vulnerable", everything else is "unknown". A number that was wrongly published as the fix never counts.
//
// "Vulnerable until restart" means: the fixed driver is on its way, but cannot be relied on to be the one in memory.
// Either the disk still has the old one and the next start will replace it (a pending rename, a copy in winsxs with
// servicing waiting, a package that is install-pending); or the disk already has the new one, servicing waits for a
// restart, and nothing shows that Windows was started since the file came there (the file is not older than the last
// orderly shutdown). Such a disk starts with the fix; a machine that has been running from it all along does not have
// it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sentence.hpp"
#include "patch/tables.hpp"

namespace quell::patch {

using Evidence = artifacts::PatchEvidence;

enum class State : std::uint8_t { patched, vulnerable, vulnerable_until_restart, unknown, not_applicable };
/// "vulnerable-until-restart".
std::string_view name_of(State state);

/// The update for exactly this machine.
struct Fix {
    std::string kb;         ///< "KB4012212"
    std::string file_name;  ///< official; empty: not known for this architecture or language
    std::string sha1;       ///< of that file
    Sentence needs;         ///< patch.needs.<id>: what must be done first; empty id: nothing
    std::string search;     ///< for the update catalog: "KB4012212 Windows 7 x64"
    Sentence note;          ///< patch.note.<id>; empty id: none
};

struct BulletinState {
    std::string bulletin;
    State state = State::unknown;
    std::vector<Sentence> because;  ///< patch.because.<id>, the deciding one first
    std::vector<std::pair<std::string, std::string>> evidence;
    std::optional<Fix> fix;

    [[nodiscard]] bool is_open() const {
        return state == State::vulnerable || state == State::vulnerable_until_restart;
    }
};

/// One state a bulletin, in the order of the tables.
std::vector<BulletinState> assess(const Evidence& evidence, const Tables& tables);

}  // namespace quell::patch
