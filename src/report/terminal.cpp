#include "report/terminal.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/damage.hpp"
#include "report/plan_text.hpp"
#include "report/standing_text.hpp"
#include "report/table.hpp"
#include "report/terminal_writer.hpp"

namespace quell::report {

namespace {

// A screen of evidence is read, ten screens are not; verdict.json has all of it.
constexpr std::size_t findings_shown = 14;
constexpr std::size_t folders_shown = 6;
constexpr std::size_t events_at_each_end = 5;
constexpr std::size_t gaps_shown = 8;
constexpr std::size_t variants_shown = 12;

constexpr std::string_view red = "\x1b[1;31m";
constexpr std::string_view green = "\x1b[1;32m";
constexpr std::string_view yellow = "\x1b[1;33m";

std::string_view colour_of(detect::HostState state) {
    switch (state) {
        case detect::HostState::clear: return green;
        case detect::HostState::infected: return red;
        case detect::HostState::exposed:
        case detect::HostState::inconclusive: return yellow;
    }
    return yellow;
}

std::string system_line(const detect::Verdict& verdict, Language language) {
    if (verdict.windows.empty()) return std::string(text(language, "summary.no-windows"));
    std::string line;
    if (verdict.system) {
        const auto& system = *verdict.system;
        line = system.computer_name;
        if (!system.product.empty()) line += (line.empty() ? "" : ", ") + system.product;
        if (!system.service_pack.empty()) line += " " + system.service_pack;
        if (!system.version.empty()) {
            line += " (" + system.version + "." + system.build;
            if (system.revision) line += "." + std::to_string(*system.revision);
            line += ")";
        }
        line += ", ";
    }
    return line + verdict.windows.text();
}

void state_and_families(TerminalWriter& out, const detect::Verdict& verdict) {
    auto language = out.language();
    auto id = "state." + std::string(name_of(verdict.state));
    out.blank();
    out.raw("  " + out.painted(std::string(text_of(language, id)), colour_of(verdict.state)) + "\n");
    auto only_files = verdict.state == detect::HostState::clear && verdict.windows.empty();
    out.line(text_of(language, id + (only_files ? ".means.no-windows" : ".means")), 2);
    for (const auto& family : verdict.families) {
        auto stage = text_of(language, "stage." + std::string(name_of(family.stage)));
        auto confidence = text_of(language, "confidence." + std::string(name_of(family.confidence)));
        auto line = escape_for_display(family.name) + " - " + std::string(confidence);
        if (family.confidence != detect::Confidence::trace) line += "; " + std::string(stage);
        out.line(line, 2);
    }
}

void what_next(TerminalWriter& out, const detect::Verdict& verdict, const PackTexts& texts) {
    auto steps = next_steps(verdict, texts, out.language());
    if (steps.empty()) return;
    out.heading("summary.next");
    for (std::size_t i = 0; i < steps.size(); ++i)
        out.line(std::to_string(i + 1) + ". " + escape_for_display(steps[i]), 2, 3);
}

// Decisive first, then strong; within a strength in the order found.
std::vector<const threats::Finding*> by_strength(const std::vector<threats::Finding>& findings) {
    std::vector<const threats::Finding*> order;
    for (const auto& finding : findings) order.push_back(&finding);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto* a, const auto* b) { return a->strength > b->strength; });
    return order;
}

void evidence(TerminalWriter& out, const detect::FamilyVerdict& family, const PackTexts& texts) {
    auto language = out.language();
    auto order = by_strength(family.findings);
    std::string last_reason;
    for (std::size_t i = 0; i < std::min(order.size(), findings_shown); ++i) {
        const auto& finding = *order[i];
        auto strength = std::string(text_of(language, "strength." + std::string(name_of(finding.strength))));
        auto kind = std::string(text_of(language, "kind." + std::string(name_of(finding.kind))));
        auto subject = escape_for_display(finding.subject);
        if (!finding.folders.empty()) {
            std::uint64_t files = 0;
            for (const auto& folder : finding.folders) files += folder.files;
            subject = say(language, "summary.counted", grouped(files), grouped(finding.folders.size()));
        }
        out.line(padded(strength, 9) + padded(kind, 10) + subject, 2);
        auto reason = texts.reason ? texts.reason(finding.indicator) : std::string();
        if (!reason.empty() && reason != last_reason) out.line(escape_for_display(reason), 21);
        last_reason = reason;
    }
    if (order.size() > findings_shown)
        out.line(say(language, "summary.findings.more", grouped(order.size() - findings_shown)), 2);
}

std::string when(const std::optional<Time>& time) { return time ? to_display(*time) : "?"; }

void damage(TerminalWriter& out, const detect::FamilyVerdict& family) {
    if (family.encrypted_files == 0) return;
    auto language = out.language();
    const auto [files, bytes, first, last, folders] = damage_of(family);
    out.heading("summary.damage");
    out.line(first ? say(language, "summary.damage.line", grouped(files), human_size(bytes), when(first), when(last))
                   : say(language, "summary.damage.line.no-times", grouped(files), human_size(bytes)),
             2);
    for (std::size_t i = 0; i < std::min(folders.size(), folders_shown); ++i) {
        auto count = grouped(folders[i].files);
        out.line(std::string(count.size() < 9 ? 9 - count.size() : 0, ' ') + count + "  " +
                     escape_for_display(folders[i].folder),
                 2);
    }
    if (folders.size() > folders_shown)
        out.line(say(language, "summary.damage.more", grouped(folders.size() - folders_shown)), 2);
}

void timeline(TerminalWriter& out, const detect::Verdict& verdict) {
    if (verdict.timeline.empty()) return;
    auto language = out.language();
    out.heading("summary.timeline");
    const auto& events = verdict.timeline;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (i == events_at_each_end && events.size() > 2 * events_at_each_end) {
            auto skipped = events.size() - 2 * events_at_each_end;
            out.line(say(language, "summary.timeline.more", grouped(skipped)), 2);
            i += skipped;
        }
        const auto& event = events[i];
        auto sentence =
            fmt::format(fmt::runtime(text_of(language, "event." + event.what)), escape_for_display(event.subject));
        out.line(to_display(event.at) + "  " + sentence, 2);
    }
}

void variants(TerminalWriter& out, const detect::Verdict& verdict) {
    if (verdict.variants.empty()) return;
    auto language = out.language();
    out.heading("summary.variants");
    for (std::size_t i = 0; i < std::min(verdict.variants.size(), variants_shown); ++i) {
        const auto& variant = verdict.variants[i];
        auto line = when(variant.created) + "  " + escape_for_display(variant.path);
        if (!variant.company.empty()) line += " (" + escape_for_display(variant.company) + ")";
        out.line(line, 2);
    }
    if (verdict.variants.size() > variants_shown)
        out.line(say(language, "summary.findings.more", grouped(verdict.variants.size() - variants_shown)), 2);
}

void gap_line(TerminalWriter& out, const Gap& gap) {
    auto view = text_of(out.language(), "summary.gaps." + std::string(name_of(gap.view)));
    auto line = std::string(view) + ": " + escape_for_display(gap.where);
    if (!gap.why.what.empty()) line += (gap.where.empty() ? "" : " - ") + escape_for_display(gap.why.what);
    out.line(line, 2);
}

void gaps(TerminalWriter& out, const detect::Verdict& verdict) {
    std::vector<const detect::JudgedGap*> unseen;
    for (const auto& gap : verdict.gaps)
        if (gap.gap.kind == GapKind::unseen) unseen.push_back(&gap);
    if (unseen.empty()) return;
    std::stable_sort(unseen.begin(), unseen.end(),
                     [](const auto* a, const auto* b) { return a->blocks_clear > b->blocks_clear; });
    out.heading("summary.gaps");
    if (unseen.front()->blocks_clear) out.line("(" + std::string(text(out.language(), "summary.gaps.block")) + ")", 2);
    for (std::size_t i = 0; i < std::min(unseen.size(), gaps_shown); ++i) gap_line(out, unseen[i]->gap);
    if (unseen.size() > gaps_shown)
        out.line(say(out.language(), "summary.gaps.more", grouped(unseen.size() - gaps_shown)), 2);
}

}  // namespace

std::string summary(const detect::Verdict& verdict, const respond::Plan& proposal, const PackTexts& texts,
                    const TerminalStyle& style) {
    TerminalWriter out(style);
    auto language = style.language;
    out.raw(out.painted(folded(escape_for_display(verdict.locator), 0, 2, style.width), TerminalWriter::bold) + "\n");
    out.line(escape_for_display(system_line(verdict, language)), 2);
    state_and_families(out, verdict);
    what_next(out, verdict, texts);
    if (!verdict.families.empty()) out.heading("summary.why");
    for (const auto& family : verdict.families) evidence(out, family, texts);
    for (const auto& family : verdict.families) damage(out, family);
    timeline(out, verdict);
    variants(out, verdict);
    standing(out, verdict);
    gaps(out, verdict);
    plan(out, proposal);
    out.blank();
    const auto& counts = verdict.counts;
    out.line(
        say(language, "summary.looked", grouped(counts.files), grouped(counts.directories), grouped(counts.services),
            grouped(counts.autostarts), grouped(counts.files_hashed), grouped(counts.indicators)),
        0);
    return out.take();
}

std::string target_gaps(const std::vector<Gap>& list, const TerminalStyle& style) {
    std::vector<const Gap*> unseen;
    for (const auto& gap : list)
        if (gap.kind == GapKind::unseen) unseen.push_back(&gap);
    if (unseen.empty()) return {};
    TerminalWriter out(style);
    out.heading("summary.target-gaps");
    for (const auto* gap : unseen) gap_line(out, *gap);
    return out.take();
}

}  // namespace quell::report
