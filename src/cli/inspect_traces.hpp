// --what wmi, prefetch, recycle-bin: what hides, what ran, what was thrown away.
#pragma once

#include "cli/inspect_lists.hpp"

namespace quell::cli {

std::vector<report::Column> wmi_columns(report::Language language);
Listing list_wmi(const Host& host, const InspectOptions& options, const Context& context);

std::vector<report::Column> prefetch_columns(report::Language language);
Listing list_prefetch(const Host& host, const InspectOptions& options, const Context& context);

std::vector<report::Column> recycle_bin_columns(report::Language language);
Listing list_recycle_bin(const Host& host, const InspectOptions& options, const Context& context);

}  // namespace quell::cli
