#include "cli/inspect_updates.hpp"

#include <fmt/format.h>

#include "artifacts/updates.hpp"

namespace quell::cli {

std::vector<report::Column> update_columns(report::Language l) {
    return {column(l, "kb", "column.update.kb", 9),
            column(l, "state", "column.update.state", 12),
            column(l, "installed", "column.update.installed", 19),
            column(l, "version", "column.update.package-version", 16),
            column(l, "architecture", "column.update.architecture", 6),
            column(l, "source", "column.update.source", 12),
            column(l, "name", "column.name", 0)};
}

Listing list_updates(const Host& host, const InspectOptions&, const Context&) {
    auto survey = artifacts::installed_updates(host);
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& update : survey.items)
        listing.rows.push_back({update.kb ? report::Cell(fmt::format("KB{}", *update.kb)) : report::Cell(),
                                std::string(name_of(update.state)), time_cell(update.installed),
                                text_cell(update.version), text_cell(update.architecture),
                                std::string(name_of(update.source)), update.name});
    return listing;
}

}  // namespace quell::cli
