#include "report/json.hpp"

#include "base/text.hpp"
#include "report/patch_json.hpp"

namespace quell::report {

namespace {

Json text(std::string_view value) { return to_valid_utf8(value); }
Json text_or_null(std::string_view value) { return value.empty() ? Json(nullptr) : text(value); }
Json time(const std::optional<Time>& value) { return value ? Json(to_iso8601(*value)) : Json(nullptr); }

Json to_json(const threats::FolderCount& folder) {
    return {{"folder", text(folder.folder)}, {"user", text_or_null(folder.user)}, {"files", folder.files},
            {"bytes", folder.bytes},         {"first", time(folder.first)},       {"last", time(folder.last)}};
}

Json to_json(const threats::Finding& finding) {
    Json evidence = Json::array();
    for (const auto& [what, value] : finding.evidence)
        evidence.push_back({{"what", text(what)}, {"value", text(value)}});
    Json json{{"id", finding.indicator},
              {"kind", name_of(finding.kind)},
              {"strength", name_of(finding.strength)},
              {"stage", name_of(finding.stage)},
              {"damage", finding.damage},
              {"keep", finding.keep},
              {"restores", text_or_null(finding.restores)},
              {"subject", text(finding.subject)},
              {"evidence", std::move(evidence)},
              {"created", time(finding.created)},
              {"modified", time(finding.modified)}};
    if (!finding.folders.empty()) {
        auto folders = Json::array();
        for (const auto& folder : finding.folders) folders.push_back(to_json(folder));
        json["folders"] = std::move(folders);
    }
    return json;
}

Json to_json(const detect::FamilyVerdict& family) {
    auto findings = Json::array();
    for (const auto& finding : family.findings) findings.push_back(to_json(finding));
    return {{"id", family.id},
            {"name", family.name},
            {"kind", family.kind},
            {"confidence", name_of(family.confidence)},
            {"stage", name_of(family.stage)},
            {"first_seen", time(family.first_seen)},
            {"last_seen", time(family.last_seen)},
            {"encrypted_files", family.encrypted_files},
            {"encrypted_bytes", family.encrypted_bytes},
            {"findings", std::move(findings)}};
}

Json host_json(const detect::Verdict& verdict) {
    Json host{{"state", name_of(verdict.state)},
              {"locator", text(verdict.locator)},
              {"source", verdict.source},
              {"windows", text_or_null(verdict.windows.text())}};
    if (verdict.system) {
        const auto& system = *verdict.system;
        host["name"] = text_or_null(system.computer_name);
        host["product"] = text_or_null(system.product);
        host["edition"] = text_or_null(system.edition);
        host["installation"] = text_or_null(system.installation);
        host["version"] = text_or_null(system.version);
        host["build"] = text_or_null(system.build);
        host["revision"] = system.revision ? Json(*system.revision) : Json(nullptr);
        host["service_pack"] = text_or_null(system.service_pack);
        host["build_lab"] = text_or_null(system.build_lab);
        host["architecture"] = text_or_null(system.architecture);
        host["time_zone"] = text_or_null(system.time_zone);
        host["utc_offset_minutes"] = system.utc_offset_minutes ? Json(*system.utc_offset_minutes) : Json(nullptr);
        host["installed"] = time(system.installed);
    }
    auto users = Json::array();
    for (const auto& user : verdict.users)
        users.push_back(
            {{"sid", text(user.sid)}, {"name", text(user.name)}, {"profile", text_or_null(user.profile.text())}});
    host["users"] = std::move(users);
    return host;
}

Json counts_json(const detect::Counts& counts) {
    return {{"files", counts.files},
            {"directories", counts.directories},
            {"files_hashed", counts.files_hashed},
            {"bytes_hashed", counts.bytes_hashed},
            {"services", counts.services},
            {"autostarts", counts.autostarts},
            {"tasks", counts.tasks},
            {"indicators", counts.indicators}};
}

Json packs_json(const detect::Verdict& verdict) {
    auto packs = Json::array();
    for (const auto& pack : verdict.packs)
        packs.push_back({{"id", pack.id}, {"version", pack.version}, {"sha256", pack.sha256}});
    return packs;
}

Json to_json(const detect::Variant& variant) {
    return {{"path", text(variant.path)},
            {"size", variant.size},
            {"created", time(variant.created)},
            {"company", text_or_null(variant.company)},
            {"original_name", text_or_null(variant.original)}};
}

Json to_json(const harden::Exposure& hole) {
    auto evidence = Json::array();
    for (const auto& [what, value] : hole.evidence) evidence.push_back({{"what", text(what)}, {"value", text(value)}});
    auto values = Json::array();
    for (const auto& value : hole.what.values) values.push_back(text(value));
    return {{"id", hole.id},
            {"openness", name_of(hole.openness)},
            {"weight", name_of(hole.weight)},
            {"what", {{"id", hole.what.id}, {"values", std::move(values)}}},
            {"evidence", std::move(evidence)}};
}

Json judged_gap_json(const detect::JudgedGap& judged) {
    auto json = report::to_json(judged.gap);
    json["blocks_clear"] = judged.blocks_clear;
    json["indicators"] = judged.indicators;
    json["example"] = text_or_null(judged.example);
    return json;
}

}  // namespace

Json to_json(const Gap& gap) {
    return {{"kind", name_of(gap.kind)},
            {"view", name_of(gap.view)},
            {"where", text(gap.where)},
            {"code", name_of(gap.why.code)},
            {"why", text(gap.why.what)}};
}

Json to_json(const detect::Verdict& verdict) {
    auto families = Json::array();
    for (const auto& family : verdict.families) families.push_back(to_json(family));
    auto timeline = Json::array();
    for (const auto& event : verdict.timeline)
        timeline.push_back({{"at", to_iso8601(event.at)},
                            {"what", event.what},
                            {"subject", text(event.subject)},
                            {"family", event.family},
                            {"indicator", event.indicator}});
    auto patches = Json::array();
    for (const auto& bulletin : verdict.patches) patches.push_back(to_json(bulletin));
    auto exposure = Json::array();
    for (const auto& hole : verdict.exposure) exposure.push_back(to_json(hole));
    auto variants = Json::array();
    for (const auto& variant : verdict.variants) variants.push_back(to_json(variant));
    auto gaps = Json::array();
    for (const auto& gap : verdict.gaps) gaps.push_back(judged_gap_json(gap));
    return {{"schema", 1},
            {"host", host_json(verdict)},
            {"families", std::move(families)},
            {"patches", std::move(patches)},
            {"exposure", std::move(exposure)},
            {"variants", std::move(variants)},
            {"timeline", std::move(timeline)},
            {"gaps", std::move(gaps)},
            {"counts", counts_json(verdict.counts)},
            {"packs", packs_json(verdict)}};
}

std::string verdict_json(const detect::Verdict& verdict) { return to_json(verdict).dump(2) + "\n"; }

namespace {

// Fields of the Elastic Common Schema 8 (elastic.co/guide/en/ecs/8.x).
Json ecs_line(const detect::Verdict& verdict, std::string_view at, std::string_view action, std::string_view kind) {
    Json line{{"@timestamp", at},
              {"ecs", {{"version", "8.11.0"}}},
              {"event", {{"kind", kind}, {"module", "quell"}, {"dataset", "quell.scan"}, {"action", action}}}};
    if (verdict.system && !verdict.system->computer_name.empty())
        line["host"] = {{"name", text(verdict.system->computer_name)}};
    return line;
}

Json ecs_finding(const detect::Verdict& verdict, const detect::FamilyVerdict& family, const threats::Finding& finding,
                 std::string_view at) {
    auto when = finding.created ? finding.created : finding.modified;
    auto line = ecs_line(verdict, when ? to_iso8601(*when) : std::string(at), "finding", "alert");
    line["event"]["category"] = Json::array({"malware"});
    line["event"]["type"] = Json::array({"indicator"});
    line["rule"] = {{"id", finding.indicator}, {"ruleset", family.id}};
    line["threat"] = {{"software", {{"id", family.id}, {"name", family.name}}}};
    switch (finding.kind) {
        case threats::EvidenceKind::service: line["service"] = {{"name", text(finding.subject)}}; break;
        case threats::EvidenceKind::registry:
        case threats::EvidenceKind::ipsec_policy:
        case threats::EvidenceKind::firewall_rule:
        case threats::EvidenceKind::hive_text:
        case threats::EvidenceKind::autostart: line["registry"] = {{"path", text(finding.subject)}}; break;
        case threats::EvidenceKind::file_name:
        case threats::EvidenceKind::file_content:
        case threats::EvidenceKind::file_hash:
        case threats::EvidenceKind::encrypted_files: {
            Json file{{"path", text(finding.subject)}};
            if (finding.created) file["created"] = to_iso8601(*finding.created);
            if (finding.modified) file["mtime"] = to_iso8601(*finding.modified);
            line["file"] = std::move(file);
            break;
        }
        case threats::EvidenceKind::named_object:
        case threats::EvidenceKind::task:
        case threats::EvidenceKind::wmi: break;
    }
    line["quell"] = {{"finding", to_json(finding)}};
    return line;
}

}  // namespace

std::string scan_ndjson(const detect::Verdict& verdict, Time at) {
    auto now = to_iso8601(at);
    std::string out;
    auto add = [&](const Json& line) { out += line.dump() + "\n"; };
    auto first = ecs_line(verdict, now, "scan", "event");
    first["quell"] = {{"schema", 1}, {"host", host_json(verdict)}, {"packs", packs_json(verdict)}};
    add(first);
    std::uint64_t findings = 0;
    for (const auto& family : verdict.families) {
        for (const auto& finding : family.findings) {
            ++findings;
            add(ecs_finding(verdict, family, finding, now));
        }
    }
    for (const auto& gap : verdict.gaps) {
        auto line = ecs_line(verdict, now, "gap", "event");
        line["quell"] = {{"gap", judged_gap_json(gap)}};
        add(line);
    }
    auto last = ecs_line(verdict, now, "counts", "metric");
    last["quell"] = {{"counts", counts_json(verdict.counts)}, {"findings", findings}, {"gaps", verdict.gaps.size()}};
    add(last);
    return out;
}

}  // namespace quell::report
