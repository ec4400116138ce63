#include "report/standing_text.hpp"

#include "base/text.hpp"
#include "report/table.hpp"

namespace quell::report {

namespace {

using harden::Openness;

constexpr std::size_t label_width = 10;

void patches(TerminalWriter& out, const detect::Verdict& verdict) {
    if (verdict.patches.empty()) return;
    auto language = out.language();
    out.heading("summary.patches");
    for (const auto& bulletin : verdict.patches) {
        auto state = text_of(language, "patch.state." + std::string(name_of(bulletin.state)));
        out.line(padded(bulletin.bulletin, label_width) + std::string(state), 2, label_width + 2);
        if (!bulletin.is_open() && bulletin.state != patch::State::unknown) continue;
        if (!bulletin.because.empty())
            out.line(escape_for_display(say(language, "patch.because.", bulletin.because.front())), label_width + 2);
        if (bulletin.fix && bulletin.state == patch::State::vulnerable)
            out.line(say(language, "summary.patches.fix", bulletin.fix->kb), label_width + 2);
    }
}

// "serious" before "warning"; the list comes in this order.
void exposure(TerminalWriter& out, const detect::Verdict& verdict) {
    if (verdict.exposure.empty()) return;
    auto language = out.language();
    out.heading("summary.exposure");
    std::string closed;
    for (const auto& hole : verdict.exposure) {
        if (hole.openness == Openness::closed) {
            closed += closed.empty() ? "" : language == Language::chinese ? "、" : ", ";
            closed += text_of(language, "exposure." + hole.id);
            continue;
        }
        auto word = hole.openness == Openness::unknown
                        ? text_of(language, "openness.unknown")
                        : text_of(language, "weight." + std::string(name_of(hole.weight)));
        out.line(padded(std::string(word), label_width) + escape_for_display(say(language, "exposure.", hole.what)), 2,
                 label_width);
    }
    if (!closed.empty()) out.line(say(language, "summary.exposure.closed", closed), 2);
}

}  // namespace

void standing(TerminalWriter& out, const detect::Verdict& verdict) {
    patches(out, verdict);
    exposure(out, verdict);
}

}  // namespace quell::report
