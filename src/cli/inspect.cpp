#include "cli/inspect.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "artifacts/autostarts.hpp"
#include "artifacts/file_versions.hpp"
#include "artifacts/services.hpp"
#include "artifacts/system_info.hpp"
#include "base/text.hpp"
#include "cli/inspect_files.hpp"

namespace quell::cli {

namespace {

using report::Cell;
using report::Column;
using report::Message;

// Columns and rows of one kind of list; the rows of all but files are few, so they are made before they are written.
struct Listing {
    std::vector<std::vector<Cell>> rows;
    std::vector<Gap> gaps;
};

Cell text_cell(const std::string& text) { return text.empty() ? Cell() : Cell(text); }
Cell text_cell(const WinPath& path) { return text_cell(path.text()); }
Cell time_cell(const std::optional<Time>& time) { return time ? Cell(*time) : Cell(); }

std::vector<Column> columns_of(const InspectOptions& options, report::Language language) {
    auto column = [&](const char* id, Message message, std::size_t width) {
        return Column{id, std::string(report::text(language, message)), width};
    };
    switch (options.what) {
        case What::services:
        case What::drivers:
            return {column("name", "column.name", 24),       column("start", "column.start", 8),
                    column("type", "column.type", 6),        column("written", "column.written", 19),
                    column("there", "column.exists", 5),     column("account", "column.account", 16),
                    column("program", "column.program", 44), column("service_dll", "column.dll", 36),
                    column("command", "column.command", 44), column("display_name", "column.display-name", 0)};
        case What::autostarts:
            return {column("kind", "column.kind", 14),       column("user", "column.user", 16),
                    column("name", "column.name", 20),       column("there", "column.exists", 5),
                    column("written", "column.written", 19), column("program", "column.program", 44),
                    column("command", "column.command", 44), column("location", "column.location", 0)};
        case What::versions:
            return {column("file_version", "column.version", 17),
                    column("product_version", "column.product-version", 17),
                    column("size", "column.size", 12),
                    column("linked", "column.link-time", 22),
                    column("machine", "column.machine", 7),
                    column("company", "column.company", 24),
                    column("original_name", "column.original-name", 18),
                    column("path", "column.path", 0)};
        case What::users:
            return {column("sid", "column.sid", 46), column("name", "column.name", 20),
                    column("written", "column.written", 19), column("profile", "column.profile", 0)};
        case What::pending: return {column("from", "column.from", 60), column("to", "column.to", 0)};
        case What::files: return file_columns(options, language);
    }
    return {};
}

Listing list_services(const Host& host, const InspectOptions& options) {
    auto survey = artifacts::services(host, artifacts::Environment::of_machine(host));
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& service : survey.items) {
        if (service.is_driver() != (options.what == What::drivers)) continue;
        listing.rows.push_back({service.name, std::string(name_of(service.start)), std::uint64_t{service.type},
                                time_cell(service.written), service.binary_exists, text_cell(service.account),
                                text_cell(service.binary), text_cell(service.dll), text_cell(service.image_path),
                                text_cell(service.display_name)});
    }
    return listing;
}

Listing list_autostarts(const Host& host) {
    auto survey = artifacts::autostarts(host, artifacts::Environment::of_machine(host));
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& start : survey.items)
        listing.rows.push_back({std::string(name_of(start.kind)), text_cell(start.user), start.name,
                                start.program_exists, time_cell(start.written), text_cell(start.program), start.command,
                                start.location});
    return listing;
}

std::string machine_name(std::uint16_t machine) {
    switch (machine) {
        case 0x14c: return "x86";
        case 0x8664: return "x64";
        case 0x1c4: return "ARM";
        case 0xaa64: return "ARM64";
        case 0x200: return "IA-64";
        default: return fmt::format("{:#06x}", machine);
    }
}

// Files below the host's root that match a glob, for --what versions --path.
class MatchingPaths final : public FileVisitor {
public:
    explicit MatchingPaths(const std::string& glob) : glob_(glob) {}
    void visit(const FileView& view) override {
        if (view.facts.kind != FileKind::file) return;
        auto path = view.path();
        if (matches_glob(path.text(), glob_)) paths.push_back(std::move(path));
    }
    std::vector<WinPath> paths;

private:
    const std::string& glob_;
};

Listing list_versions(const Host& host, const InspectOptions& options, const Context& context) {
    Listing listing;
    std::vector<WinPath> paths;
    if (options.path_glob.empty()) {
        for (const auto& name : artifacts::key_system_files()) paths.push_back(host.windows() / name);
    } else {
        MatchingPaths matching(options.path_glob);
        listing.gaps = host.files().walk(matching, Deleted::left_out, context.work);
        paths = std::move(matching.paths);
    }
    auto survey = artifacts::file_versions(host, paths);
    listing.gaps.insert(listing.gaps.end(), survey.gaps.begin(), survey.gaps.end());
    for (const auto& version : survey.items)
        listing.rows.push_back({pe::to_string(version.file), pe::to_string(version.product), version.size,
                                Time(std::chrono::seconds(version.link_time)), machine_name(version.machine),
                                text_cell(version.company), text_cell(version.original_name), version.path.text()});
    return listing;
}

Listing list_users(const Host& host) {
    auto survey = artifacts::users(host);
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& user : survey.items)
        listing.rows.push_back({user.sid, text_cell(user.name), time_cell(user.hive_written), text_cell(user.profile)});
    return listing;
}

Listing list_pending(const Host& host) {
    auto survey = artifacts::pending_renames(host);
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& rename : survey.items) listing.rows.push_back({rename.from, text_cell(rename.to)});
    return listing;
}

Listing list(const Host& host, const InspectOptions& options, const Context& context, report::RowWriter& rows) {
    switch (options.what) {
        case What::services:
        case What::drivers: return list_services(host, options);
        case What::autostarts: return list_autostarts(host);
        case What::versions: return list_versions(host, options, context);
        case What::users: return list_users(host);
        case What::pending: return list_pending(host);
        case What::files: return {{}, list_files(host, options, context, rows)};
    }
    return {};
}

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
    auto columns = columns_of(options, context.language);
    auto writer = writer_of(columns, options, context);
    for (const auto& host : target->hosts) {
        auto buffered = options.what != What::files;
        if (!buffered) writer->begin_host(host.locator());
        auto listing = list(host, options, context, *writer);
        if (buffered) {
            if (options.format == Format::table) {
                fit(columns, listing.rows);
                writer = writer_of(columns, options, context);
            }
            writer->begin_host(host.locator());
            for (const auto& row : listing.rows) writer->row(row);
        }
        missed += std::count_if(listing.gaps.begin(), listing.gaps.end(), is_unseen);
        writer->end_host(listing.gaps);
    }
    writer->finish();
    if (context.work.stop.stop_requested()) return status::interrupted;
    if (missed == 0) return status::clear;
    context.complain(report::say(context.language, "note.gaps", missed));
    return status::incomplete;
}

}  // namespace quell::cli
