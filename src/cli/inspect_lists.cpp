#include "cli/inspect_lists.hpp"

#include <fmt/format.h>

#include "artifacts/autostarts.hpp"
#include "artifacts/file_versions.hpp"
#include "artifacts/patch_evidence.hpp"
#include "artifacts/services.hpp"
#include "artifacts/system_info.hpp"
#include "base/text.hpp"
#include "cli/inspect_firewall.hpp"
#include "cli/inspect_security.hpp"
#include "cli/inspect_tasks.hpp"
#include "cli/inspect_traces.hpp"
#include "cli/inspect_updates.hpp"

namespace quell::cli {

namespace {

using report::Cell;
using report::Column;
using report::Language;

Listing list_services_of(const Host& host, bool drivers) {
    auto survey = artifacts::services(host, artifacts::Environment::of_machine(host));
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& service : survey.items) {
        if (service.is_driver() != drivers) continue;
        listing.rows.push_back({service.name, std::string(name_of(service.start)), std::uint64_t{service.type},
                                time_cell(service.written), service.binary_exists, text_cell(service.account),
                                text_cell(service.binary), text_cell(service.dll), text_cell(service.image_path),
                                text_cell(service.display_name)});
    }
    return listing;
}

Listing list_services(const Host& host, const InspectOptions&, const Context&) { return list_services_of(host, false); }
Listing list_drivers(const Host& host, const InspectOptions&, const Context&) { return list_services_of(host, true); }

Listing list_autostarts(const Host& host, const InspectOptions&, const Context&) {
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
        // The copies of srv.sys that the next start may put in place; their gaps are those of --what updates.
        for (const auto& evidence : artifacts::patch_evidence(host, nullptr).items)
            for (const auto& copy : evidence.pending.copies) paths.push_back(copy.path);
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

Listing list_users(const Host& host, const InspectOptions&, const Context&) {
    auto survey = artifacts::users(host);
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& user : survey.items)
        listing.rows.push_back({user.sid, text_cell(user.name), time_cell(user.hive_written), text_cell(user.profile)});
    return listing;
}

Listing list_pending(const Host& host, const InspectOptions&, const Context&) {
    auto survey = artifacts::pending_renames(host);
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& rename : survey.items) listing.rows.push_back({rename.from, text_cell(rename.to)});
    return listing;
}

std::vector<Column> service_columns(Language l) {
    return {column(l, "name", "column.name", 24),       column(l, "start", "column.start", 8),
            column(l, "type", "column.type", 6),        column(l, "written", "column.written", 19),
            column(l, "there", "column.exists", 5),     column(l, "account", "column.account", 16),
            column(l, "program", "column.program", 44), column(l, "service_dll", "column.dll", 36),
            column(l, "command", "column.command", 44), column(l, "display_name", "column.display-name", 0)};
}

std::vector<Column> autostart_columns(Language l) {
    return {column(l, "kind", "column.kind", 14),       column(l, "user", "column.user", 16),
            column(l, "name", "column.name", 20),       column(l, "there", "column.exists", 5),
            column(l, "written", "column.written", 19), column(l, "program", "column.program", 44),
            column(l, "command", "column.command", 44), column(l, "location", "column.location", 0)};
}

std::vector<Column> version_columns(Language l) {
    return {column(l, "file_version", "column.version", 17),
            column(l, "product_version", "column.product-version", 17),
            column(l, "size", "column.size", 12),
            column(l, "linked", "column.link-time", 22),
            column(l, "machine", "column.machine", 7),
            column(l, "company", "column.company", 24),
            column(l, "original_name", "column.original-name", 18),
            column(l, "path", "column.path", 0)};
}

std::vector<Column> user_columns(Language l) {
    return {column(l, "sid", "column.sid", 46), column(l, "name", "column.name", 20),
            column(l, "written", "column.written", 19), column(l, "profile", "column.profile", 0)};
}

std::vector<Column> pending_columns(Language l) {
    return {column(l, "from", "column.from", 60), column(l, "to", "column.to", 0)};
}

constexpr ListKind kinds[] = {
    {"services", service_columns, list_services},
    {"drivers", service_columns, list_drivers},
    {"autostarts", autostart_columns, list_autostarts},
    {"versions", version_columns, list_versions},
    {"users", user_columns, list_users},
    {"pending", pending_columns, list_pending},
    {"tasks", task_columns, list_tasks},
    {"smb", smb_columns, list_smb},
    {"settings", setting_columns, list_settings},
    {"ipsec", ipsec_columns, list_ipsec},
    {"antivirus", antivirus_columns, list_antivirus},
    {"wmi", wmi_columns, list_wmi},
    {"prefetch", prefetch_columns, list_prefetch},
    {"recycle-bin", recycle_bin_columns, list_recycle_bin},
    {"firewall", firewall_columns, list_firewall},
    {"firewall-profiles", firewall_profile_columns, list_firewall_profiles},
    {"updates", update_columns, list_updates},
};

}  // namespace

std::span<const ListKind> list_kinds() { return kinds; }

const ListKind* list_kind(std::string_view name) {
    for (const auto& kind : kinds)
        if (kind.name == name) return &kind;
    return nullptr;
}

}  // namespace quell::cli
