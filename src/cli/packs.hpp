// quell packs list|show|check
#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"

namespace quell::cli {

struct PacksOptions {
    std::string packs_folder;
    std::string id;                  ///< show
    std::vector<std::string> files;  ///< check
    bool json = false;
};

int run_packs_list(const PacksOptions& options, const Context& context);
int run_packs_show(const PacksOptions& options, const Context& context);
int run_packs_check(const PacksOptions& options, const Context& context);

}  // namespace quell::cli
