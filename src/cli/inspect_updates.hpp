// quell inspect --what updates
#pragma once

#include "cli/inspect_lists.hpp"

namespace quell::cli {

std::vector<report::Column> update_columns(report::Language language);
Listing list_updates(const Host& host, const InspectOptions& options, const Context& context);

}  // namespace quell::cli
