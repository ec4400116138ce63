// The verdict as JSON: the contract of docs/formats/case.md.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "detect/verdict.hpp"
#include "host/survey.hpp"

namespace quell::report {

using Json = nlohmann::ordered_json;

Json to_json(const Gap& gap);
Json to_json(const detect::Verdict& verdict);

/// verdict.json: indented, with a final newline.
std::string verdict_json(const detect::Verdict& verdict);

/// scan.ndjson: ECS 8 events, one a line; the first tells the scan, the last its counts, so that a cut file is noticed.
/// `at` stamps the lines that have no time of their own.
std::string scan_ndjson(const detect::Verdict& verdict, Time at);

}  // namespace quell::report
