// The patch state as JSON: of `quell patch --json`, and inside verdict.json.
#pragma once

#include <string>
#include <vector>

#include "patch/patch.hpp"
#include "report/json.hpp"

namespace quell::report {

/// {"bulletin":…,"state":…,"because":[{"id","values"}],"evidence":[{"what","value"}],"fix":{…}|null}
Json to_json(const patch::BulletinState& state);

/// One machine of quell patch --json; its gaps are as in verdict.json.
Json patch_json(const std::string& locator, const patch::Evidence& evidence,
                const std::vector<patch::BulletinState>& states, const std::vector<Gap>& gaps);

}  // namespace quell::report
