// The files of a host as rows; one file's content.
#pragma once

#include <vector>

#include "cli/inspect.hpp"
#include "host/host.hpp"

namespace quell::cli {

std::vector<report::Column> file_columns(const InspectOptions& options, report::Language language);

/// Streams one row a file. What could not be read comes back.
std::vector<Gap> list_files(const Host& host, const InspectOptions& options, const Context& context,
                            report::RowWriter& rows);

/// Writes the content of options.cat ("PATH" or "PATH:STREAM") to context.out.
int cat_file(const std::vector<Host>& hosts, const InspectOptions& options, const Context& context);

}  // namespace quell::cli
