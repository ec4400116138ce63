#include "respond/plan_draft.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace quell::respond {

namespace {

std::string key_of(const PlannedAction& planned) {
    std::string key(name_of(planned.step));
    key += '\0';
    key += kind_of(planned.action);
    for (const auto& [name, value] : operands_of(planned.action)) {
        key += '\0';
        key += fold_case(value);
    }
    return key;
}

}  // namespace

void PlanDraft::add(PlannedAction action) {
    if (needs_running_windows(action.action)) {
        action.actor = Actor::quell_live;
        action.selected = action.selected && circumstances_.running;
    }
    action.needs_consent = circumstances_.damaged && writes_to_target(action.action);
    auto [place, fresh] = places_.emplace(key_of(action), actions_.size());
    if (fresh) {
        actions_.push_back(std::move(action));
        return;
    }
    auto& there = actions_[place->second];
    for (auto& finding : action.findings)
        if (std::find(there.findings.begin(), there.findings.end(), finding) == there.findings.end())
            there.findings.push_back(std::move(finding));
    there.restart_needed = there.restart_needed || action.restart_needed;
    if (there.selected || !action.selected) return;
    there.selected = true;
    there.reason = std::move(action.reason);
    there.family = std::move(action.family);
}

void PlanDraft::warn(Sentence warning) {
    if (std::find(warnings_.begin(), warnings_.end(), warning) == warnings_.end())
        warnings_.push_back(std::move(warning));
}

Plan PlanDraft::finish() && {
    std::stable_sort(actions_.begin(), actions_.end(),
                     [](const PlannedAction& a, const PlannedAction& b) { return a.step < b.step; });
    std::map<Step, std::size_t> numbers;
    for (auto& action : actions_)
        action.id = std::string(name_of(action.step)) + "-" + std::to_string(++numbers[action.step]);
    return {std::move(actions_), std::move(warnings_)};
}

}  // namespace quell::respond
