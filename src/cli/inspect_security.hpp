// --what smb, settings, ipsec, antivirus: how far a machine lies open.
#pragma once

#include "cli/inspect_lists.hpp"

namespace quell::cli {

std::vector<report::Column> smb_columns(report::Language language);
Listing list_smb(const Host& host, const InspectOptions& options, const Context& context);

std::vector<report::Column> setting_columns(report::Language language);
Listing list_settings(const Host& host, const InspectOptions& options, const Context& context);

/// A row a filter; a rule without filters, or a policy without rules, has one of its own.
std::vector<report::Column> ipsec_columns(report::Language language);
Listing list_ipsec(const Host& host, const InspectOptions& options, const Context& context);

/// Scanners, then what Windows Defender leaves alone.
std::vector<report::Column> antivirus_columns(report::Language language);
Listing list_antivirus(const Host& host, const InspectOptions& options, const Context& context);

}  // namespace quell::cli
