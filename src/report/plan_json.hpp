// The plan as JSON: the contract of docs/formats/plan.md.
#pragma once

#include <string>

#include "report/json.hpp"
#include "respond/plan.hpp"

namespace quell::report {

Json to_json(const respond::Plan& plan);

/// plan.json: indented, with a final newline.
std::string plan_json(const respond::Plan& plan);

}  // namespace quell::report
