#include "cli/inspect_lists.hpp"

#include <fmt/format.h>

#include "artifacts/autostarts.hpp"
#include "artifacts/file_versions.hpp"
#include "artifacts/services.hpp"
#include "artifacts/system_info.hpp"
#include "base/text.hpp"

namespace quell::cli {

namespace {

using report::Cell;
using report::Column;
using report::Message;

Cell text_cell(const std::string& text) { return text.empty() ? Cell() : Cell(text); }
Cell text_cell(const WinPath& path) { return text_cell(path.text()); }
Cell time_cell(const std::optional<Time>& time) { return time ? Cell(*time) : Cell(); }

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

}  // namespace

std::vector<report::Column> list_columns(What what, report::Language language) {
    auto column = [&](const char* id, Message message, std::size_t width) {
        return Column{id, std::string(report::text(language, message)), width};
    };
    switch (what) {
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
        case What::files: break;
    }
    return {};
}

Listing list_artifacts(const Host& host, const InspectOptions& options, const Context& context) {
    switch (options.what) {
        case What::services:
        case What::drivers: return list_services(host, options);
        case What::autostarts: return list_autostarts(host);
        case What::versions: return list_versions(host, options, context);
        case What::users: return list_users(host);
        case What::pending: return list_pending(host);
        case What::files: break;
    }
    return {};
}

}  // namespace quell::cli
