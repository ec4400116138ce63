#include "cli/case_folder.hpp"

#include <algorithm>

#include "platform/file.hpp"
#include "platform/output_folder.hpp"
#include "report/json.hpp"
#include "report/plan_json.hpp"
#include "respond/plan.hpp"

namespace quell::cli {

namespace {

// A host's name comes from the target: only letters, digits, '-' and '_' of it may become part of a path here.
std::string safe_name(const detect::Verdict& verdict) {
    std::string_view name = verdict.locator;
    if (verdict.system && !verdict.system->computer_name.empty()) {
        name = verdict.system->computer_name;
    } else {
        auto comma = name.find(", ");
        auto slash = name.substr(0, comma).find_last_of("/\\");
        if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
    }
    std::string safe;
    constexpr std::size_t longest = 64;
    for (char c : name.substr(0, longest)) {
        auto plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (plain)
            safe += c;
        else if (!safe.ends_with('_'))
            safe += '_';
    }
    return safe.empty() ? "host" : safe;
}

}  // namespace

std::string free_case_name(const detect::Verdict& verdict, Time now) {
    std::string stamp;
    for (char c : to_iso8601(std::chrono::floor<std::chrono::seconds>(now)))
        if (c != '-' && c != ':') stamp += c;
    auto name = "quell-" + safe_name(verdict) + "-" + stamp;
    auto free = name;
    for (int i = 2; platform::describe(free); ++i) free = name + "-" + std::to_string(i);
    return free;
}

Result<void> write_case(const std::string& path, const detect::Verdict& verdict, const report::HtmlTexts& texts) {
    const auto plan = respond::propose(verdict);
    TRY(platform::make_folder(path));
    TRY(platform::write_file(path + "/scan.ndjson", report::scan_ndjson(verdict, texts.written)));
    TRY(platform::write_file(path + "/plan.json", report::plan_json(plan)));
    TRY(platform::write_file(path + "/report.html", report::report_html(verdict, plan, texts)));
    return platform::write_file(path + "/verdict.json", report::verdict_json(verdict));
}

std::string host_folder_name(const detect::Verdict& verdict, const std::vector<std::string>& taken) {
    auto base = safe_name(verdict);
    auto name = base;
    for (int i = 2; std::find(taken.begin(), taken.end(), name) != taken.end(); ++i)
        name = base + "-" + std::to_string(i);
    return name;
}

}  // namespace quell::cli
