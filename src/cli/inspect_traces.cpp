#include "cli/inspect_traces.hpp"

#include "artifacts/traces.hpp"
#include "artifacts/wmi.hpp"

namespace quell::cli {

using report::Cell;
using report::Column;
using report::Language;

std::vector<Column> wmi_columns(Language l) {
    return {column(l, "class", "column.class", 24),     column(l, "consumer", "column.consumer", 24),
            column(l, "filter", "column.filter", 24),   column(l, "windows_own", "column.windows-own", 8),
            column(l, "command", "column.command", 44), column(l, "query", "column.query", 44),
            column(l, "file", "column.file", 0)};
}

Listing list_wmi(const Host& host, const InspectOptions&, const Context&) {
    auto survey = artifacts::wmi_subscriptions(host);
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& item : survey.items)
        listing.rows.push_back({item.consumer_class, item.consumer, text_cell(item.filter), item.windows_own,
                                text_cell(item.command), text_cell(item.query), item.repository.text()});
    return listing;
}

std::vector<Column> prefetch_columns(Language l) {
    return {column(l, "program", "column.program", 30), column(l, "last", "column.last-run", 19),
            column(l, "first", "column.first-run", 19), column(l, "file", "column.file", 0)};
}

Listing list_prefetch(const Host& host, const InspectOptions&, const Context&) {
    auto survey = artifacts::prefetch_traces(host);
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& trace : survey.items)
        listing.rows.push_back({trace.executable, time_cell(trace.last), time_cell(trace.first), trace.file.text()});
    return listing;
}

std::vector<Column> recycle_bin_columns(Language l) {
    return {column(l, "deleted", "column.deleted-at", 19), column(l, "size", "column.size", 13),
            column(l, "user", "column.user", 16),          column(l, "path", "column.path", 44),
            column(l, "content", "column.lies-at", 44),    column(l, "file", "column.file", 0)};
}

Listing list_recycle_bin(const Host& host, const InspectOptions&, const Context&) {
    auto survey = artifacts::recycled_files(host);
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& item : survey.items)
        listing.rows.push_back({time_cell(item.deleted), item.size, item.user, text_cell(item.original),
                                text_cell(item.content), text_cell(item.index)});
    return listing;
}

}  // namespace quell::cli
