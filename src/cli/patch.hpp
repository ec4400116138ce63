// quell patch [TARGET | --systeminfo FILE]
#pragma once

#include <string>

#include "cli/context.hpp"

namespace quell::cli {

struct PatchOptions {
    std::string target;
    std::string systeminfo;  ///< a file with the text of systeminfo or wmic qfe
    std::string packs_folder;
    bool json = false;
};

/// The exit status: 0 when every bulletin is patched or not applicable, 5 when one is open, else 3.
int run_patch(const PatchOptions& options, const Context& context);

}  // namespace quell::cli
