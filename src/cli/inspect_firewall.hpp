// The firewall's rules and profiles as rows.
#pragma once

#include "cli/inspect_lists.hpp"

namespace quell::cli {

std::vector<report::Column> firewall_columns(report::Language language);
Listing list_firewall(const Host& host, const InspectOptions& options, const Context& context);

std::vector<report::Column> firewall_profile_columns(report::Language language);
Listing list_firewall_profiles(const Host& host, const InspectOptions& options, const Context& context);

}  // namespace quell::cli
