// The patch state for a person: what is open, why, and what to install.
#pragma once

#include <string>
#include <vector>

#include "host/survey.hpp"
#include "patch/patch.hpp"
#include "report/terminal.hpp"

namespace quell::report {

/// One machine. `tables` gives the bulletins their titles. Everything from the target is escaped.
std::string patch_text(const std::string& locator, const patch::Evidence& evidence,
                       const std::vector<patch::BulletinState>& states, const patch::Tables& tables,
                       const std::vector<Gap>& gaps, const TerminalStyle& style);

}  // namespace quell::report
