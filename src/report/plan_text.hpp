// The sentences of a plan.
#pragma once

#include <string>

#include "report/messages.hpp"
#include "report/terminal_writer.hpp"
#include "respond/plan.hpp"

namespace quell::report {

/// The whole key and the values of the action's sentence.
Sentence sentence_of(const respond::Action& action);
/// "Disable the service mssecsvc2.0". What comes from the target is escaped, here and below.
std::string told(Language language, const respond::Action& action);
/// Why it is done; what stops working (empty: nothing).
std::string reason_of(Language language, const respond::PlannedAction& action);
std::string cost_of(Language language, const respond::PlannedAction& action);
/// A warning to read before anything is done.
std::string warning(Language language, const Sentence& warning);

/// The plan for a terminal, a few actions a step; nothing for an empty one.
void plan(TerminalWriter& out, const respond::Plan& plan);

}  // namespace quell::report
