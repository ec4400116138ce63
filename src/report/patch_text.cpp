#include "report/patch_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/table.hpp"

namespace quell::report {

namespace {

constexpr std::size_t narrowest = 30;
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

class PatchWriter {
public:
    explicit PatchWriter(const TerminalStyle& style) : style_(style), width_(std::max(style.width, narrowest)) {}

    void line(std::string_view text, std::size_t indent) {
        out_ += std::string(indent, ' ') + folded(text, indent, std::min(indent + 2, width_ / 2), width_) + "\n";
    }
    void labelled(Message label, const std::string& text) {
        auto name = padded(std::string(report::text(style_.language, label)), label_width);
        line(name + " " + text, body + 2);
    }

    void system(const patch::Evidence& evidence) {
        std::string text = evidence.product.empty() ? std::string(report::text(style_.language, "patch.system.unknown"))
                                                    : evidence.product;
        if (evidence.system) {
            text += fmt::format(" ({}.{}.{}", evidence.system->major, evidence.system->minor, evidence.system->build);
            if (evidence.revision) text += fmt::format(".{}", *evidence.revision);
            text += ")";
        }
        if (evidence.service_pack && *evidence.service_pack != 0)
            text += ", " + say(style_.language, "patch.system.service-pack", *evidence.service_pack);
        if (!evidence.architecture.empty()) text += ", " + evidence.architecture;
        line(escape_for_display(text), 0);
    }

    void state(const patch::BulletinState& state, const patch::Tables& tables) {
        auto word = std::string(text_of(style_.language, "patch.state." + std::string(name_of(state.state))));
        if (style_.colour == Colour::ansi) word = fmt::format("{}{}\x1b[0m", colour_of(state.state), word);
        out_ += fmt::format("\n  {}  {}\n", state.bulletin, word);
        for (const auto& bulletin : tables.bulletins)
            if (bulletin.id == state.bulletin)
                line(escape_for_display(style_.language == Language::chinese ? bulletin.title.zh : bulletin.title.en),
                     body);
        for (const auto& reason : state.because)
            line(escape_for_display(say(style_.language, "patch.because.", reason)), body);
        if (state.fix) fix(*state.fix);
    }

    void note(Message message) {
        out_ += "\n";
        line(report::text(style_.language, message), 2);
    }
    void raw(std::string_view text) { out_ += text; }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void fix(const patch::Fix& fix) {
        line(std::string(report::text(style_.language, "patch.fix.install")) + " " + fix.kb, body);
        if (!fix.needs.id.empty())
            labelled("patch.fix.needs", escape_for_display(say(style_.language, "patch.needs.", fix.needs)));
        if (!fix.file_name.empty()) {
            labelled("patch.fix.file", escape_for_display(fix.file_name));
            labelled("patch.fix.sha1", fix.sha1);
            line(report::text(style_.language, "patch.fix.check"), body + 2 + label_width + 1);
        }
        labelled("patch.fix.search", say(style_.language, "patch.fix.search.at", escape_for_display(fix.search)));
        if (!fix.note.id.empty()) line(escape_for_display(say(style_.language, "patch.note.", fix.note)), body + 2);
    }

    const TerminalStyle& style_;
    std::size_t width_;
    std::string out_;
};

}  // namespace

std::string patch_text(const std::string& locator, const patch::Evidence& evidence,
                       const std::vector<patch::BulletinState>& states, const patch::Tables& tables,
                       const std::vector<Gap>& gaps, const TerminalStyle& style) {
    PatchWriter out(style);
    out.line(escape_for_display(locator), 0);
    out.system(evidence);
    for (const auto& state : states) out.state(state, tables);
    if (std::any_of(states.begin(), states.end(), [](const auto& state) { return state.is_open(); }))
        out.note("patch.not-cleaning");
    auto unseen = gaps;
    unseen.erase(
        std::remove_if(unseen.begin(), unseen.end(), [](const Gap& gap) { return gap.kind != GapKind::unseen; }),
        unseen.end());
    if (!unseen.empty()) out.raw(target_gaps(unseen, style));
    return out.take();
}

}  // namespace quell::report
