#include "cli/inspect.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/inspect_files.hpp"
#include "cli/inspect_lists.hpp"

namespace quell::cli {

namespace {

using report::Cell;
using report::Column;

// A table is as wide as its widest field, up to a bound; a list of files is written as it comes and keeps its widths.
void fit(std::vector<Column>& columns, const std::vector<std::vector<Cell>>& rows) {
    constexpr std::size_t widest = 60;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto width = display_width(columns[i].title);
        for (const auto& row : rows) {
            if (const auto* text = std::get_if<std::string>(&row[i]))
                width = std::max(width, display_width(escape_for_display(*text)));
            if (std::holds_alternative<Time>(row[i])) width = std::max<std::size_t>(width, 19);
            if (const auto* number = std::get_if<std::uint64_t>(&row[i]))
                width = std::max(width, report::grouped(*number).size());
        }
        columns[i].width = std::min(width, widest);
    }
}

std::unique_ptr<report::RowWriter> writer_of(std::vector<Column> columns, const InspectOptions& options,
                                             const Context& context) {
    switch (options.format) {
        case Format::json: return report::json_writer(std::move(columns), context.out);
        case Format::csv: return report::csv_writer(std::move(columns), context.out);
        case Format::table: break;
    }
    return report::table_writer(std::move(columns), context.language, context.out);
}

bool is_unseen(const Gap& gap) { return gap.kind == GapKind::unseen; }

}  // namespace

int run_inspect(const InspectOptions& options, const Context& context) {
    auto target = sources::open_target(options.target, context.sources, context.work);
    if (!target) {
        context.complain(target.error().what);
        return target.error().code == Errc::cancelled ? status::interrupted : status::error;
    }
    if (target->hosts.empty()) {
        context.err(report::target_gaps(target->gaps, context.style));
        context.complain(options.target + ": " + std::string(report::text(context.language, "error.no-host")));
        return status::incomplete;
    }
    if (!options.cat.empty()) return cat_file(target->hosts, options, context);

    auto missed = std::count_if(target->gaps.begin(), target->gaps.end(), is_unseen);
    const auto* kind = list_kind(options.what);  // none: files
    auto columns = kind == nullptr ? file_columns(options, context.language) : kind->columns(context.language);
    auto writer = writer_of(columns, options, context);
    for (const auto& host : target->hosts) {
        std::vector<Gap> gaps;
        if (kind == nullptr) {
            writer->begin_host(host.locator());
            gaps = list_files(host, options, context, *writer);
        } else {
            auto listing = kind->rows(host, options, context);
            if (options.format == Format::table) {
                fit(columns, listing.rows);
                if (&host != &target->hosts.front()) context.out("\n");
                writer = writer_of(columns, options, context);
            }
            writer->begin_host(host.locator());
            for (const auto& row : listing.rows) writer->row(row);
            gaps = std::move(listing.gaps);
        }
        missed += std::count_if(gaps.begin(), gaps.end(), is_unseen);
        writer->end_host(gaps);
    }
    writer->finish();
    if (context.work.stop.stop_requested()) return status::interrupted;
    if (missed == 0) return status::clear;
    context.complain(report::say(context.language, "note.gaps", missed));
    return status::incomplete;
}

}  // namespace quell::cli
