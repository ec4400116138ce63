// quell inspect TARGET --what …
#pragma once

#include <optional>
#include <string>

#include "cli/context.hpp"

namespace quell::cli {

enum class Format : std::uint8_t { table, json, csv };
enum class SortBy : std::uint8_t { disk, path, size, created, modified };

struct InspectOptions {
    std::string target;
    std::string what;  ///< "files", or a name of list_kinds()
    Format format = Format::table;
    // For files:
    bool sha256 = false;
    bool deleted = false;
    bool streams = false;
    SortBy sort = SortBy::disk;
    std::optional<Time> since;
    std::string path_glob;
    std::string cat;
};

/// The exit status: 3 when something could not be read.
int run_inspect(const InspectOptions& options, const Context& context);

}  // namespace quell::cli
