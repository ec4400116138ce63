// Transaction logs of a registry hive: what a crash kept from reaching the primary file.
//
// Two formats. The old one (.LOG on XP; .LOG1 and .LOG2 up to Windows 8) holds one write: a bitmap of 512-byte pages
// ("DIRT") and the pages. The new one (Windows 8.1 on) holds many entries ("HvLE"), each with a sequence number and two
// Marvin32 hashes. Source: see base_block.hpp.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "formats/regf/base_block.hpp"

namespace quell::regf {

/// A log file beside a hive. `data` must outlive the call it is given to.
struct LogFile {
    std::string name;  ///< "SYSTEM.LOG1": for messages
    Bytes data;
};

/// What a reader of a hive should know about it.
struct Note {
    enum class Kind : std::uint8_t {
        replayed,  ///< nothing is lost: the logs made the hive whole
        loss,      ///< something that was there could not be seen
    };
    Kind kind = Kind::loss;
    Error why;
};

/// A hive after its logs were applied.
struct Replayed {
    std::vector<std::byte> hive;
    BaseBlock base;            ///< as after recovery: clean when the logs made it so
    std::uint32_t writes = 0;  ///< entries (or old-format logs) applied
    std::uint32_t pages = 0;   ///< dirty pages written
    std::vector<Note> notes;
};

/// A log may make a hive grow by at most this much: between two writes to the primary file Windows adds far less, and a
/// forged entry must not make us allocate what it claims.
inline constexpr std::size_t growth_limit = std::size_t{64} << 20;

/// Applies the logs to a dirty hive, in memory. A clean hive comes back untouched, whatever its logs hold.
///
/// New format: the entries of all valid logs, whichever file they are in, from the primary's secondary sequence number
/// upwards without a gap; the first bad entry ends its log. Old format: the log whose last-written time is the
/// primary's, of several the one with the highest sequence number. A base block that is not intact is taken from a log.
/// Logs that do not fit or are damaged are refused with a note; so is a dirty hive that no log made whole. Fails only
/// when there is no base block to be had.
Result<Replayed> replay(std::vector<std::byte> hive, std::span<const LogFile> logs);

}  // namespace quell::regf
