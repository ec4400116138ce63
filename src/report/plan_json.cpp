#include "report/plan_json.hpp"

#include "base/text.hpp"

namespace quell::report {

namespace {

Json to_json(const Sentence& sentence) {
    auto values = Json::array();
    for (const auto& value : sentence.values) values.push_back(to_valid_utf8(value));
    return {{"id", sentence.id}, {"values", std::move(values)}};
}

Json to_json(const respond::PlannedAction& action) {
    auto operands = Json::object();
    for (const auto& [name, value] : operands_of(action.action)) operands[std::string(name)] = to_valid_utf8(value);
    return {{"id", action.id},
            {"step", name_of(action.step)},
            {"kind", kind_of(action.action)},
            {"operands", std::move(operands)},
            {"actor", name_of(action.actor)},
            {"selected", action.selected},
            {"restart_needed", action.restart_needed},
            {"needs_consent", action.needs_consent},
            {"reason", to_json(action.reason)},
            {"breaks", action.breaks.id.empty() ? Json(nullptr) : to_json(action.breaks)},
            {"family", action.family.empty() ? Json(nullptr) : Json(action.family)},
            {"findings", action.findings}};
}

}  // namespace

Json to_json(const respond::Plan& plan) {
    auto warnings = Json::array();
    for (const auto& warning : plan.warnings) warnings.push_back(to_json(warning));
    auto actions = Json::array();
    for (const auto& action : plan.actions) actions.push_back(to_json(action));
    return {{"schema", 1}, {"warnings", std::move(warnings)}, {"actions", std::move(actions)}};
}

std::string plan_json(const respond::Plan& plan) { return to_json(plan).dump(2) + "\n"; }

}  // namespace quell::report
