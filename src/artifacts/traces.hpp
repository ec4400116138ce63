// What was run and what was thrown away: names in Prefetch, and the recycle bin.
#pragma once

#include <optional>
#include <string>

#include "host/host.hpp"

namespace quell::artifacts {

/// A program that ran, as %SystemRoot%\Prefetch\NAME-HASH.pf tells by its name and times. Its content is not read.
struct PrefetchTrace {
    std::string executable;     ///< upper case, at most 29 characters: "MSSECSVC.EXE"
    std::uint32_t hash = 0;     ///< of its path and, for some hosts, its command line
    std::optional<Time> first;  ///< created: about ten seconds after a first run
    std::optional<Time> last;   ///< modified: about ten seconds after a last run
    WinPath file;
};

/// In the order of the folder. No Prefetch folder, as on servers: nothing, and no gap.
Survey<PrefetchTrace> prefetch_traces(const Host& host);

/// A file or folder in a recycle bin, or what is remembered of one.
struct RecycledFile {
    WinPath original;
    std::uint64_t size = 0;
    std::optional<Time> deleted;
    std::string user;     ///< sid, the folder's name
    WinPath content;      ///< where it lies now; empty: it is gone, or was never there
    WinPath index;        ///< the $I file or INFO2 that tells; empty: a $R file whose $I is gone
    bool orphan = false;  ///< content without a record: `original` is empty
};

/// \$Recycle.Bin\SID and, before Vista, \RECYCLER\SID on the host's volume; volumes without Windows have one too.
Survey<RecycledFile> recycled_files(const Host& host);

}  // namespace quell::artifacts
