// How a machine stands, in a scan's summary: missing updates and open holes.
#pragma once

#include "detect/verdict.hpp"
#include "report/terminal_writer.hpp"

namespace quell::report {

/// Nothing when nothing was asked. Everything from the target is escaped.
void standing(TerminalWriter& out, const detect::Verdict& verdict);

}  // namespace quell::report
