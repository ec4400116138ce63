#include "report/patch_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/table.hpp"
#include "report/terminal_writer.hpp"

namespace quell::report {

namespace {

constexpr std::size_t body = 4;
constexpr std::size_t label_width = 8;

std::string_view colour_of(patch::State state) {
    switch (state) {
        case patch::State::patched:
        case patch::State::not_applicable: return "\x1b[1;32m";
        case patch::State::vulnerable: return "\x1b[1;31m";
        case patch::State::vulnerable_until_restart:
        case patch::State::unknown: return "\x1b[1;33m";
    }
    return "\x1b[1;33m";
}

void labelled(TerminalWriter& out, Message label, const std::string& words) {
    auto name = padded(std::string(text(out.language(), label)), label_width);
    out.line(name + " " + words, body + 2, label_width + 1);
}

void system_line(TerminalWriter& out, const patch::Evidence& evidence) {
    auto line = evidence.product.empty() ? std::string(text(out.language(), "patch.system.unknown")) : evidence.product;
    if (evidence.system) {
        line += fmt::format(" ({}.{}.{}", evidence.system->major, evidence.system->minor, evidence.system->build);
        if (evidence.revision) line += fmt::format(".{}", *evidence.revision);
        line += ")";
    }
    if (evidence.service_pack && *evidence.service_pack != 0)
        line += ", " + say(out.language(), "patch.system.service-pack", *evidence.service_pack);
    if (!evidence.architecture.empty()) line += ", " + evidence.architecture;
    out.line(escape_for_display(line), 0);
}

void fix_lines(TerminalWriter& out, const patch::Fix& fix) {
    auto language = out.language();
    out.line(std::string(text(language, "patch.fix.install")) + " " + fix.kb, body);
    if (!fix.needs.id.empty())
        labelled(out, "patch.fix.needs", escape_for_display(say(language, "patch.needs.", fix.needs)));
    if (!fix.file_name.empty()) {
        // Never folded: it will be copied.
        out.raw(std::string(body + 2, ' ') + escape_for_display(fix.file_name) + "\n");
        labelled(out, "patch.fix.sha1", fix.sha1);
        out.line(text(language, "patch.fix.check"), body + 2 + label_width + 1, 0);
    }
    labelled(out, "patch.fix.search", say(language, "patch.fix.search.at", escape_for_display(fix.search)));
    if (!fix.note.id.empty()) out.line(escape_for_display(say(language, "patch.note.", fix.note)), body + 2);
}

void state_lines(TerminalWriter& out, const patch::BulletinState& state, const patch::Tables& tables) {
    auto language = out.language();
    auto word = text_of(language, "patch.state." + std::string(name_of(state.state)));
    out.blank();
    out.raw(fmt::format("  {}  {}\n", escape_for_display(state.bulletin), out.painted(word, colour_of(state.state))));
    for (const auto& bulletin : tables.bulletins)
        if (bulletin.id == state.bulletin)
            out.line(escape_for_display(language == Language::chinese ? bulletin.title.zh : bulletin.title.en), body);
    for (const auto& reason : state.because)
        out.line(escape_for_display(say(language, "patch.because.", reason)), body);
    if (state.fix) fix_lines(out, *state.fix);
}

}  // namespace

std::string patch_text(const std::string& locator, const patch::Evidence& evidence,
                       const std::vector<patch::BulletinState>& states, const patch::Tables& tables,
                       const std::vector<Gap>& gaps, const TerminalStyle& style) {
    TerminalWriter out(style);
    out.line(escape_for_display(locator), 0);
    system_line(out, evidence);
    for (const auto& state : states) state_lines(out, state, tables);
    if (std::any_of(states.begin(), states.end(), [](const auto& state) { return state.is_open(); })) {
        out.blank();
        out.line(text(style.language, "patch.not-cleaning"), 2);
    }
    auto unseen = gaps;
    unseen.erase(
        std::remove_if(unseen.begin(), unseen.end(), [](const Gap& gap) { return gap.kind != GapKind::unseen; }),
        unseen.end());
    if (!unseen.empty()) out.raw(target_gaps(unseen, style));
    return out.take();
}

}  // namespace quell::report
