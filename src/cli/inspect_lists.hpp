// What `quell inspect` lists, but for files: rows few enough to be made before they are written.
#pragma once

#include <vector>

#include "cli/inspect.hpp"
#include "host/host.hpp"

namespace quell::cli {

struct Listing {
    std::vector<std::vector<report::Cell>> rows;
    std::vector<Gap> gaps;
};

/// The columns of every kind of list but files.
std::vector<report::Column> list_columns(What what, report::Language language);

/// The rows of options.what, which is not files.
Listing list_artifacts(const Host& host, const InspectOptions& options, const Context& context);

}  // namespace quell::cli
