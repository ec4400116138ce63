// Instants as Windows writes them: 100-ns ticks. FILETIME itself ends at the parser.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace quell {

using Ticks = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;
/// UTC instant in 100-ns ticks since 1970.
using Time = std::chrono::sys_time<Ticks>;

/// FILETIME: 100-ns ticks since 1601-01-01 UTC (MS-DTYP 2.3.3). 0 and values past the signed range mean "not set".
std::optional<Time> from_filetime(std::uint64_t filetime);
std::uint64_t to_filetime(Time time);

/// "2017-05-12T08:24:03.1234567Z"; without a fraction when that is zero.
std::string to_iso8601(Time time);
/// "2017-05-12 08:24:03", UTC, for tables.
std::string to_display(Time time);
/// Reads "2017-05-12", "2017-05-12T08:24", "…:03" and "…:03.5Z"; UTC.
Result<Time> parse_time(std::string_view text);

/// Gives the present; handed down from the command line so that libraries stay repeatable.
using Clock = Time (*)();

}  // namespace quell
