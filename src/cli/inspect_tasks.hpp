// Scheduled tasks as rows, one an action.
#pragma once

#include "cli/inspect_lists.hpp"

namespace quell::cli {

std::vector<report::Column> task_columns(report::Language language);
Listing list_tasks(const Host& host, const InspectOptions& options, const Context& context);

}  // namespace quell::cli
