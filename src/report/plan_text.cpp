#include "report/plan_text.hpp"

#include "base/text.hpp"
#include "report/table.hpp"

namespace quell::report {

namespace {

using respond::PlannedAction;

// A plan is read before it is followed; plan.json has all of it.
constexpr std::size_t selected_shown_a_step = 4;
constexpr std::size_t offered_shown_a_step = 1;

std::string escaped(Language language, std::string_view prefix, Sentence sentence) {
    for (auto& value : sentence.values) value = escape_for_display(value);
    return say(language, prefix, sentence);
}

std::string line_of(Language language, const PlannedAction& action) {
    auto line = std::string(action.selected ? "[x] " : "[ ] ") + told(language, action.action);
    switch (action.actor) {
        case respond::Actor::quell: break;
        case respond::Actor::quell_live: line += std::string(text(language, "summary.plan.running")); break;
        case respond::Actor::person: line += std::string(text(language, "summary.plan.person")); break;
    }
    return line;
}

struct StepShown {
    std::size_t actions = 0;  ///< in the plan
    std::vector<const PlannedAction*> shown;
};

// In the plan's order, a few that are proposed and an example of what is only offered.
StepShown in_step(const respond::Plan& plan, respond::Step step) {
    StepShown out;
    std::size_t selected = 0;
    std::size_t offered = 0;
    for (const auto& action : plan.actions) {
        if (action.step != step) continue;
        ++out.actions;
        auto is_shown = action.selected ? selected++ < selected_shown_a_step : offered++ < offered_shown_a_step;
        if (is_shown) out.shown.push_back(&action);
    }
    return out;
}

}  // namespace

Sentence sentence_of(const respond::Action& action) {
    Sentence sentence{"plan.do." + std::string(kind_of(action)), {}};
    for (auto& [name, value] : operands_of(action)) sentence.values.push_back(value);
    if (const auto* hole = std::get_if<respond::CloseExposure>(&action)) {
        // The hole's own words, where it has any.
        auto fix = "exposure." + hole->exposure + ".fix";
        if (is_message(fix)) return {fix, {}};
    }
    if (const auto* update = std::get_if<respond::InstallUpdate>(&action); update != nullptr && update->file.empty())
        sentence.id += ".unnamed";
    return sentence;
}

std::string told(Language language, const respond::Action& action) {
    return escaped(language, "", sentence_of(action));
}

std::string reason_of(Language language, const PlannedAction& action) {
    return escaped(language, "plan.because.", action.reason);
}

std::string cost_of(Language language, const PlannedAction& action) {
    return action.breaks.id.empty() ? std::string() : escaped(language, "plan.breaks.", action.breaks);
}

std::string warning(Language language, const Sentence& warning) { return escaped(language, "plan.warning.", warning); }

void plan(TerminalWriter& out, const respond::Plan& plan) {
    if (plan.actions.empty() && plan.warnings.empty()) return;
    auto language = out.language();
    out.heading("summary.plan");
    for (const auto& one : plan.warnings) out.line("! " + warning(language, one), 2);
    if (plan.actions.empty()) return;
    out.line(text(language, "summary.plan.marks"), 2);
    auto number = 0;
    for (auto at = plan.actions.begin(); at != plan.actions.end();) {
        auto step = at->step;
        auto actions = in_step(plan, step);
        out.line(
            std::to_string(++number) + ". " + std::string(text_of(language, "plan.step." + std::string(name_of(step)))),
            2);
        std::string last_reason;
        for (const auto* action : actions.shown) {
            out.line(line_of(language, *action), 5, 4);
            auto reason = reason_of(language, *action);
            if (reason != last_reason) out.line(reason, 9, 0);
            last_reason = std::move(reason);
            if (auto cost = cost_of(language, *action); !cost.empty())
                out.line(say(language, "summary.plan.breaks", cost), 9, 0);
        }
        if (actions.actions > actions.shown.size())
            out.line(say(language, "summary.plan.more", grouped(actions.actions - actions.shown.size())), 9);
        at += static_cast<std::ptrdiff_t>(actions.actions);
    }
}

}  // namespace quell::report
