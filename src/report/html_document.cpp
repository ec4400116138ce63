#include <algorithm>

#include "base/text.hpp"
#include "report/damage.hpp"
#include "report/html.hpp"
#include "report/html_sentence.hpp"
#include "report/plan_text.hpp"

namespace quell::report {

namespace {

using detect::Confidence;
using detect::HostState;
using detect::Verdict;
using threats::Stage;

// What one page can hold so that a phone still shows it; verdict.json and plan.json have all.
constexpr std::size_t findings_a_family = 400;
constexpr std::size_t folders_in_all = 200;
constexpr std::size_t events_in_all = 400;
constexpr std::size_t gaps_in_all = 200;
constexpr std::size_t actions_in_all = 400;

std::size_t beyond(std::size_t count, std::size_t limit) { return count > limit ? count - limit : 0; }

std::string key_of(std::string_view prefix, std::string_view id) { return std::string(prefix) + std::string(id); }

std::string system_of(const Verdict& verdict) {
    if (!verdict.system) return {};
    const auto& system = *verdict.system;
    auto line = system.product;
    if (!system.service_pack.empty()) line += (line.empty() ? "" : " ") + system.service_pack;
    if (system.version.empty()) return line;
    auto revision = system.revision ? "." + std::to_string(*system.revision) : std::string();
    return line + (line.empty() ? "" : " ") + "(" + system.version + "." + system.build + revision + ")";
}

Json host_json(const Verdict& verdict) {
    auto id = key_of("state.", name_of(verdict.state));
    auto only_files = verdict.state == HostState::clear && verdict.windows.empty();
    return {{"state",
             {{"id", name_of(verdict.state)},
              {"word", both(id)},
              {"means", both(id + (only_files ? ".means.no-windows" : ".means"))}}},
            {"name", verdict.system ? shown_or_null(verdict.system->computer_name) : Json(nullptr)},
            {"system", shown_or_null(system_of(verdict))},
            {"windows", shown_or_null(verdict.windows.text())},
            {"no_windows", verdict.windows.empty() ? both("summary.no-windows") : Json(nullptr)},
            {"locator", shown(verdict.locator)}};
}

bool is_judged(const detect::FamilyVerdict& family) { return family.confidence != Confidence::trace; }

// Can other machines be reached from here, or this one from them?
std::string_view reach_of(const Verdict& verdict, const PackTexts& texts) {
    auto ran_here = [](const auto& family) { return is_judged(family) && family.stage != Stage::encrypted_remotely; };
    const auto& families = verdict.families;
    auto any = [&](auto holds) { return std::any_of(families.begin(), families.end(), holds); };
    if (any([&](const auto& family) {
            return ran_here(family) && family.stage != Stage::remnants && texts.spreads && texts.spreads(family.id);
        }))
        return "html.reach.spreads";
    if (any([&](const auto& family) { return ran_here(family) && family.stage != Stage::remnants; }))
        return "html.reach.no-worm";
    if (any([](const auto& family) { return is_judged(family) && family.stage == Stage::encrypted_remotely; }))
        return "html.reach.from-another";
    if (any(ran_here)) return "html.reach.no-longer";
    switch (verdict.state) {
        case HostState::clear: return "html.reach.no";
        case HostState::exposed: return "html.reach.exposed";
        case HostState::infected:
        case HostState::inconclusive: return "html.reach.unknown";
    }
    return "html.reach.unknown";
}

Json finding_json(const threats::Finding& finding, const HtmlTexts& texts) {
    auto reason = [&](const PackTexts& of) { return of.reason ? of.reason(finding.indicator) : std::string(); };
    Json json{{"indicator", shown(finding.indicator)},
              {"strength", name_of(finding.strength)},
              {"strength_word", both(key_of("strength.", name_of(finding.strength)))},
              {"kind", both(key_of("kind.", name_of(finding.kind)))},
              {"reason", both(reason(texts.english), reason(texts.chinese))},
              {"subject", shown(finding.subject)},
              {"evidence", pairs(finding.evidence)},
              {"created", instant(finding.created)},
              {"modified", instant(finding.modified)}};
    if (!finding.folders.empty()) {
        std::uint64_t files = 0;
        for (const auto& folder : finding.folders) files += folder.files;
        json["counted"] = {{"files", files}, {"folders", finding.folders.size()}};
    }
    return json;
}

Json family_json(const detect::FamilyVerdict& family, const HtmlTexts& texts) {
    // Decisive first; signs of one indicator together.
    std::vector<const threats::Finding*> order;
    for (const auto& finding : family.findings) order.push_back(&finding);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto* a, const auto* b) { return a->strength > b->strength; });
    auto findings = Json::array();
    for (std::size_t i = 0; i < std::min(order.size(), findings_a_family); ++i)
        findings.push_back(finding_json(*order[i], texts));
    auto about = [&](const PackTexts& of) { return of.about ? of.about(family.id) : std::string(); };
    return {{"id", shown(family.id)},
            {"name", shown(family.name)},
            {"about", both(about(texts.english), about(texts.chinese))},
            {"confidence_id", name_of(family.confidence)},
            {"confidence", both(key_of("confidence.", name_of(family.confidence)))},
            {"stage", is_judged(family) ? both(key_of("stage.", name_of(family.stage))) : Json(nullptr)},
            {"findings", std::move(findings)},
            {"left", beyond(order.size(), findings_a_family)}};
}

Json next_json(const Verdict& verdict, const HtmlTexts& texts) {
    auto english = next_steps(verdict, texts.english, Language::english);
    auto chinese = next_steps(verdict, texts.chinese, Language::chinese);
    auto steps = Json::array();
    for (std::size_t i = 0; i < std::min(english.size(), chinese.size()); ++i)
        steps.push_back(both(english[i], chinese[i]));
    return steps;
}

Json damage_json(const Verdict& verdict) {
    auto damage = damage_of(verdict);
    auto folders = Json::array();
    for (std::size_t i = 0; i < std::min(damage.folders.size(), folders_in_all); ++i) {
        const auto& folder = damage.folders[i];
        folders.push_back({{"folder", shown(folder.folder)},
                           {"files", folder.files},
                           {"bytes", folder.bytes},
                           {"first", instant(folder.first)},
                           {"last", instant(folder.last)}});
    }
    return {{"files", damage.files},          {"bytes", damage.bytes},
            {"first", instant(damage.first)}, {"last", instant(damage.last)},
            {"folders", std::move(folders)},  {"left", beyond(damage.folders.size(), folders_in_all)}};
}

Json timeline_json(const Verdict& verdict) {
    auto events = Json::array();
    auto left = beyond(verdict.timeline.size(), events_in_all);
    for (std::size_t i = 0; i < verdict.timeline.size(); ++i) {
        // How it began and how it ended are worth most.
        if (i == events_in_all / 2) i += left;
        const auto& event = verdict.timeline[i];
        events.push_back({{"at", instant(event.at)},
                          {"what", shown(event.what)},
                          {"sentence", filled_in("event.", {event.what, {event.subject}})},
                          {"family", shown(event.family)}});
    }
    return events;
}

Json exposure_json(const Verdict& verdict) {
    auto holes = Json::array();
    for (const auto& hole : verdict.exposure) {
        auto fix = "exposure." + hole.id + ".fix";
        holes.push_back({{"openness", name_of(hole.openness)},
                         {"openness_word", both(key_of("openness.", name_of(hole.openness)))},
                         {"weight", name_of(hole.weight)},
                         {"what", filled_in("exposure.", hole.what)},
                         {"fix", is_message(fix) ? both(fix) : Json(nullptr)},
                         {"evidence", pairs(hole.evidence)}});
    }
    return holes;
}

Json fix_json(const patch::Fix& fix) {
    auto lines = Json::array();
    auto line = [&](Message label, Json value) {
        if (!value.is_null())
            lines.push_back({{"what", both(text(Language::english, label), text(Language::chinese, label))},
                             {"value", std::move(value)}});
    };
    auto filled = [](std::string_view prefix, const Sentence& of) {
        return of.id.empty() ? Json(nullptr) : filled_in(prefix, of);
    };
    line("patch.fix.install", shown_or_null(fix.kb));
    line("html.patches.note", filled("patch.note.", fix.note));
    line("patch.fix.needs", filled("patch.needs.", fix.needs));
    line("patch.fix.file", shown_or_null(fix.file_name));
    line("patch.fix.sha1", shown_or_null(fix.sha1));
    if (!fix.search.empty()) line("patch.fix.search", filled_in("patch.fix.search.", {"at", {fix.search}}));
    return lines;
}

Json patches_json(const Verdict& verdict) {
    auto patches = Json::array();
    for (const auto& bulletin : verdict.patches) {
        auto because = Json::array();
        for (const auto& reason : bulletin.because) because.push_back(filled_in("patch.because.", reason));
        patches.push_back({{"bulletin", shown(bulletin.bulletin)},
                           {"state", name_of(bulletin.state)},
                           {"word", both(key_of("patch.state.", name_of(bulletin.state)))},
                           {"open", bulletin.is_open()},
                           {"because", std::move(because)},
                           {"evidence", pairs(bulletin.evidence)},
                           {"fix", bulletin.fix ? fix_json(*bulletin.fix) : Json::array()}});
    }
    return patches;
}

std::string_view group_of(const detect::JudgedGap& judged) {
    if (judged.gap.kind == GapKind::not_applicable) return "absent";
    return judged.blocks_clear ? "blocking" : "other";
}

Json gaps_json(const Verdict& verdict) {
    std::vector<const detect::JudgedGap*> order;
    for (const auto& gap : verdict.gaps) order.push_back(&gap);
    auto rank = [](const detect::JudgedGap* gap) {
        return (gap->gap.kind == GapKind::unseen ? 0 : 2) + (gap->blocks_clear ? 0 : 1);
    };
    std::stable_sort(order.begin(), order.end(), [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
    auto gaps = Json::array();
    for (std::size_t i = 0; i < std::min(order.size(), gaps_in_all); ++i)
        gaps.push_back({{"group", group_of(*order[i])},
                        {"view", both(key_of("summary.gaps.", name_of(order[i]->gap.view)))},
                        {"where", shown(order[i]->gap.where)},
                        {"why", shown_or_null(order[i]->gap.why.what)}});
    return gaps;
}

Json action_json(const respond::PlannedAction& action) {
    return {{"does", filled_in("", sentence_of(action.action))},
            {"because", action.reason.id.empty() ? Json(nullptr) : filled_in("plan.because.", action.reason)},
            {"breaks", action.breaks.id.empty() ? Json(nullptr) : filled_in("plan.breaks.", action.breaks)},
            {"actor", name_of(action.actor)},
            {"selected", action.selected},
            {"restart", action.restart_needed},
            {"consent", action.needs_consent}};
}

Json plan_document(const respond::Plan& plan) {
    auto warnings = Json::array();
    for (const auto& warning : plan.warnings) warnings.push_back(filled_in("plan.warning.", warning));
    auto steps = Json::array();
    std::optional<respond::Step> step;
    for (std::size_t i = 0; i < std::min(plan.actions.size(), actions_in_all); ++i) {
        const auto& action = plan.actions[i];
        if (step != action.step) {
            step = action.step;
            steps.push_back({{"title", both(key_of("plan.step.", name_of(*step)))}, {"actions", Json::array()}});
        }
        steps.back()["actions"].push_back(action_json(action));
    }
    return {{"warnings", std::move(warnings)},
            {"steps", std::move(steps)},
            {"left", beyond(plan.actions.size(), actions_in_all)}};
}

Json variants_json(const Verdict& verdict) {
    auto variants = Json::array();
    for (const auto& variant : verdict.variants)
        variants.push_back({{"path", shown(variant.path)},
                            {"size", variant.size},
                            {"created", instant(variant.created)},
                            {"company", shown_or_null(variant.company)},
                            {"original", shown_or_null(variant.original)}});
    return variants;
}

Json facts_json(const Verdict& verdict) {
    auto facts = Json::array();
    auto fact = [&](std::string_view key, std::string_view value) {
        if (!value.empty()) facts.push_back({{"what", both(key)}, {"value", shown(value)}});
    };
    auto number = [&](std::string_view key, std::uint64_t value) {
        facts.push_back({{"what", both(key)}, {"number", value}});
    };
    fact("html.fact.locator", verdict.locator);
    if (verdict.system) {
        fact("html.fact.name", verdict.system->computer_name);
        fact("html.fact.architecture", verdict.system->architecture);
        fact("html.fact.time-zone", verdict.system->time_zone);
        if (verdict.system->installed) fact("html.fact.installed", to_display(*verdict.system->installed));
    }
    fact("html.fact.system", system_of(verdict));
    std::string users;
    for (const auto& user : verdict.users)
        if (!user.name.empty()) users += (users.empty() ? "" : ", ") + user.name;
    fact("html.fact.users", users);
    const auto& counts = verdict.counts;
    number("html.fact.files", counts.files);
    number("html.fact.folders", counts.directories);
    number("html.fact.hashed", counts.files_hashed);
    number("html.fact.services", counts.services);
    number("html.fact.autostarts", counts.autostarts);
    number("html.fact.indicators", counts.indicators);
    return facts;
}

Json packs_json(const Verdict& verdict) {
    auto packs = Json::array();
    for (const auto& pack : verdict.packs)
        packs.push_back({{"id", shown(pack.id)}, {"version", shown(pack.version)}, {"sha256", shown(pack.sha256)}});
    return packs;
}

Json labels_json() {
    constexpr std::string_view prefix = "html.";
    Json labels = Json::object();
    for (const auto& entry : catalogue)
        if (entry.key.starts_with(prefix))
            labels[std::string(entry.key.substr(prefix.size()))] = {{"en", entry.english}, {"zh", entry.chinese}};
    return labels;
}

}  // namespace

Json html_document(const Verdict& verdict, const respond::Plan& plan, const HtmlTexts& texts) {
    auto families = Json::array();
    for (const auto& family : verdict.families) families.push_back(family_json(family, texts));
    auto blocking =
        std::count_if(verdict.gaps.begin(), verdict.gaps.end(), [](const auto& gap) { return gap.blocks_clear; });
    return {{"language", texts.language == Language::chinese ? "zh" : "en"},
            {"version", shown(texts.version)},
            {"written", to_display(texts.written)},
            {"labels", labels_json()},
            {"host", host_json(verdict)},
            {"reach", both(reach_of(verdict, texts.english))},
            {"next", next_json(verdict, texts)},
            {"families", std::move(families)},
            {"damage", damage_json(verdict)},
            {"timeline", timeline_json(verdict)},
            {"timeline_left", beyond(verdict.timeline.size(), events_in_all)},
            {"exposure", exposure_json(verdict)},
            {"patches", patches_json(verdict)},
            {"blocking", blocking},
            {"gaps", gaps_json(verdict)},
            {"gaps_left", beyond(verdict.gaps.size(), gaps_in_all)},
            {"plan", plan_document(plan)},
            {"variants", variants_json(verdict)},
            {"facts", facts_json(verdict)},
            {"packs", packs_json(verdict)}};
}

}  // namespace quell::report
