// The folder in which a scan leaves what it saw.
#pragma once

#include <string>
#include <vector>

#include "detect/verdict.hpp"
#include "report/html.hpp"

namespace quell::cli {

/// "quell-ACCT-PC07-20170512T081500Z" in the current folder, with "-2" and so on behind it while that is taken; a host
/// without a name is called by its locator's last part.
std::string free_case_name(const detect::Verdict& verdict, Time now);

/// Writes verdict.json, plan.json, scan.ndjson and report.html, all stamped with the time in `texts`, into a new folder
/// `path`.
Result<void> write_case(const std::string& path, const detect::Verdict& verdict, const report::HtmlTexts& texts);

/// A name for `verdict`'s sub-folder of a case with several hosts, different from `taken` ones.
std::string host_folder_name(const detect::Verdict& verdict, const std::vector<std::string>& taken);

}  // namespace quell::cli
