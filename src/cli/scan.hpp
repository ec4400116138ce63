// quell scan TARGET…
#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"

namespace quell::cli {

struct ScanOptions {
    std::vector<std::string> targets;
    std::string case_folder;  ///< empty: quell-HOST-TIME in the current folder
    std::string packs_folder;
    bool write_case = true;
    bool json = false;
    bool deep = false;
};

/// The exit status.
int run_scan(const ScanOptions& options, const Context& context);

}  // namespace quell::cli
