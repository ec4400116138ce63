#include "cli/inspect_security.hpp"

#include "artifacts/antivirus.hpp"
#include "artifacts/ipsec.hpp"
#include "artifacts/security_settings.hpp"
#include "artifacts/smb.hpp"

namespace quell::cli {

namespace {

using artifacts::StoredValue;
using report::Cell;
using report::Column;
using report::Language;

Cell type_cell(const std::optional<ValueType>& type) { return type ? Cell(name_of(*type)) : Cell(); }

// One row: what it is about, its state, and the value that it comes from.
void add(Listing& listing, std::string_view item, std::string_view state, const StoredValue& stored,
         const std::string& name = {}) {
    std::optional<ValueType> type;
    if (stored.value) type = stored.value->type;
    listing.rows.push_back({std::string(item), text_cell(std::string(state)), text_cell(name),
                            stored.value ? text_cell(artifacts::shown(*stored.value)) : Cell(), type_cell(type),
                            text_cell(stored.key.empty() ? std::string() : stored.key + "\\" + stored.name)});
}

void add_start(Listing& listing, std::string_view service, const std::optional<artifacts::StartType>& start) {
    listing.rows.push_back({std::string(service), start ? Cell(std::string(name_of(*start))) : Cell("absent"), Cell(),
                            Cell(), Cell(), R"(HKLM\SYSTEM\CurrentControlSet\Services\)" + std::string(service)});
}

std::string_view state_of(const StoredValue& stored) {
    if (stored.unseen) return "unknown";
    if (!stored.present()) return "absent";
    return stored.no_dword() ? "wrong-type" : "set";
}

}  // namespace

std::vector<Column> smb_columns(Language l) {
    return {column(l, "item", "column.item", 20), column(l, "state", "column.state", 14),
            column(l, "name", "column.name", 24), column(l, "value", "column.value", 24),
            column(l, "type", "column.type", 12), column(l, "location", "column.location", 0)};
}

Listing list_smb(const Host& host, const InspectOptions&, const Context&) {
    auto smb = artifacts::smb_state(host);
    Listing listing{{}, std::move(smb.gaps)};
    if (host.registry() == nullptr) return listing;
    add(listing, "smb1-server", name_of(smb.server), smb.smb1);
    add(listing, "smb1-client", name_of(smb.client), {});
    add_start(listing, "LanmanServer", smb.server_start);
    add_start(listing, "srv", smb.srv_start);
    add(listing, "srv.sys", !smb.srv_sys ? "unknown" : *smb.srv_sys ? "there" : "absent", {});
    add_start(listing, "LanmanWorkstation", smb.workstation_start);
    if (smb.workstation_broken()) add(listing, "workstation", "waits-for-disabled-mrxsmb10", {});
    add_start(listing, "mrxsmb10", smb.mrxsmb10_start);
    add(listing, "smb2", state_of(smb.smb2), smb.smb2);
    add(listing, "smb1-audit", state_of(smb.audit_smb1), smb.audit_smb1);
    add(listing, "direct-hosting", smb.direct_hosting_off() ? "off" : "on", smb.device_enabled);
    add(listing, "device-enabled", state_of(smb.device_enabled), smb.device_enabled);
    add(listing, "transport-bind-name", smb.transport_bind_name.present() ? "set" : "absent", smb.transport_bind_name);
    for (const auto& adapter : smb.adapters)
        add(listing, "netbios", name_of(adapter.state), adapter.options,
            adapter.name.empty() ? adapter.guid : adapter.name);
    for (const auto& binding : smb.unbound) add(listing, "file-sharing", "unbound", {}, binding);
    return listing;
}

std::vector<Column> setting_columns(Language l) {
    return {column(l, "id", "column.id", 24),           column(l, "user", "column.user", 16),
            column(l, "state", "column.state", 10),     column(l, "value", "column.value", 24),
            column(l, "type", "column.type", 12),       column(l, "name", "column.name", 24),
            column(l, "location", "column.location", 0)};
}

Listing list_settings(const Host& host, const InspectOptions&, const Context&) {
    auto survey = artifacts::security_settings(host);
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& setting : survey.items)
        listing.rows.push_back({setting.id, text_cell(setting.user), std::string(name_of(setting.meaning)),
                                text_cell(setting.value), type_cell(setting.type), setting.name, setting.key});
    return listing;
}

std::vector<Column> ipsec_columns(Language l) {
    return {column(l, "policy", "column.policy", 24),
            column(l, "assigned", "column.assigned", 8),
            column(l, "domain", "column.from-domain", 8),
            column(l, "action", "column.action", 12),
            column(l, "filter_action", "column.filter-action", 16),
            column(l, "filter_list", "column.filter-list", 16),
            column(l, "filter", "column.filter", 30),
            column(l, "filter_description", "column.filter-description", 20),
            column(l, "written", "column.written", 19),
            column(l, "description", "column.description", 24),
            column(l, "location", "column.location", 0)};
}

Listing list_ipsec(const Host& host, const InspectOptions&, const Context&) {
    auto survey = artifacts::ipsec_policies(host);
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& policy : survey.items) {
        auto add_row = [&](const artifacts::IpsecRule* rule, const ipsec::Filter* filter) {
            listing.rows.push_back({text_cell(policy.name), policy.assigned, policy.from_domain,
                                    rule != nullptr ? Cell(std::string(name_of(rule->action))) : Cell(),
                                    rule != nullptr ? text_cell(rule->filter_action) : Cell(),
                                    rule != nullptr ? text_cell(rule->filter_list) : Cell(),
                                    filter != nullptr ? Cell(filter->text()) : Cell(),
                                    filter != nullptr ? text_cell(filter->description) : Cell(),
                                    time_cell(policy.changed), text_cell(policy.description), policy.key});
        };
        if (policy.rules.empty()) add_row(nullptr, nullptr);
        for (const auto& rule : policy.rules) {
            if (rule.filters.empty()) add_row(&rule, nullptr);
            for (const auto& filter : rule.filters) add_row(&rule, &filter);
        }
    }
    return listing;
}

std::vector<Column> antivirus_columns(Language l) {
    return {column(l, "kind", "column.kind", 10),
            column(l, "product", "column.product", 28),
            column(l, "protects", "column.protects", 8),
            column(l, "start", "column.start", 8),
            column(l, "there", "column.exists", 5),
            column(l, "off_by_rule", "column.off-by-rule", 8),
            column(l, "spyware_only", "column.spyware-only", 8),
            column(l, "name", "column.service", 20),
            column(l, "program", "column.program", 0)};
}

Listing list_antivirus(const Host& host, const InspectOptions&, const Context&) {
    auto survey = artifacts::antivirus(host);
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& found : survey.items)
        listing.rows.push_back({"scanner", found.product, found.protects(), std::string(name_of(found.start)),
                                found.there, found.disabled_by_rule, found.spyware_only, found.service,
                                text_cell(found.program)});
    auto exclusions = artifacts::defender_exclusions(host);
    for (auto& gap : exclusions.gaps)
        if (gap.kind == GapKind::unseen) listing.gaps.push_back(std::move(gap));
    for (const auto& exclusion : exclusions.items)
        listing.rows.push_back(
            {"exclusion", "Windows Defender", Cell(), Cell(), Cell(), Cell(), Cell(), exclusion.kind, exclusion.what});
    return listing;
}

}  // namespace quell::cli
