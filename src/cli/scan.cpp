#include "cli/scan.hpp"

#include <algorithm>

#include "cli/case_folder.hpp"
#include "detect/scan.hpp"
#include "platform/output_folder.hpp"
#include "report/json.hpp"
#include "respond/plan.hpp"

namespace quell::cli {

namespace {

// What one run has seen so far.
struct Run {
    std::vector<detect::Verdict> verdicts;
    std::vector<std::pair<std::string, std::vector<Gap>>> target_gaps;
    bool failed = false;
};

bool is_found(const detect::FamilyVerdict& family) { return family.confidence != detect::Confidence::trace; }

int status_of(const detect::Verdict& verdict) {
    if (std::any_of(verdict.families.begin(), verdict.families.end(), is_found)) return status::found;
    switch (verdict.state) {
        case detect::HostState::clear: return status::clear;
        case detect::HostState::exposed: return status::exposed;
        case detect::HostState::infected: return status::found;
        case detect::HostState::inconclusive: return status::incomplete;
    }
    return status::incomplete;
}

// A found family wins over an error, that over something unseen, that over an exposure.
int status_of(const Run& run, const Context& context) {
    auto worst = status::clear;
    auto rank = [](int status) {
        constexpr std::array<int, 5> order{status::clear, status::exposed, status::incomplete, status::error,
                                           status::found};
        return std::find(order.begin(), order.end(), status) - order.begin();
    };
    auto take = [&](int status) { worst = rank(status) > rank(worst) ? status : worst; };
    for (const auto& verdict : run.verdicts) take(status_of(verdict));
    for (const auto& [target, gaps] : run.target_gaps)
        if (std::any_of(gaps.begin(), gaps.end(), [](const Gap& gap) { return gap.kind == GapKind::unseen; }))
            take(status::incomplete);
    if (run.failed) take(status::error);
    return context.work.stop.stop_requested() ? status::interrupted : worst;
}

void scan_target(const std::string& locator, const ScanOptions& options, const detect::Knowledge& knowledge,
                 const Context& context, Run& run) {
    auto target = sources::open_target(locator, context.sources, context.work);
    if (!target) {
        context.complain(target.error().what);
        run.failed = run.failed || target.error().code != Errc::cancelled;
        return;
    }
    auto depth = options.deep ? detect::Depth::deep : detect::Depth::usual;
    for (const auto& host : target->hosts) {
        if (context.work.stop.stop_requested()) break;
        run.verdicts.push_back(detect::scan(host, knowledge, depth, context.work));
    }
    // A Windows has the target's gaps among its own.
    if (std::none_of(target->hosts.begin(), target->hosts.end(), [](const Host& host) { return host.has_windows(); }))
        run.target_gaps.emplace_back(locator, std::move(target->gaps));
}

Result<std::string> write_all(const ScanOptions& options, const Context& context, const Run& run,
                              report::HtmlTexts texts) {
    auto now = context.clock();
    texts.written = now;
    auto path = options.case_folder.empty() ? free_case_name(run.verdicts.front(), now) : options.case_folder;
    for (const auto& target : options.targets)
        if (platform::lies_within(path, target))
            return fail(Errc::denied, report::say(context.language, "error.case-inside-target", path));
    if (run.verdicts.size() == 1) {
        TRY(write_case(path, run.verdicts.front(), texts));
        return path;
    }
    TRY(platform::make_folder(path));
    std::vector<std::string> taken;
    for (const auto& verdict : run.verdicts) {
        taken.push_back(host_folder_name(verdict, taken));
        TRY(write_case(path + "/" + taken.back(), verdict, texts));
    }
    return path;
}

void show_json(const Context& context, const Run& run) {
    // One host is the verdict itself; several are a list, so that no reader mistakes one for all.
    if (run.verdicts.size() == 1) {
        context.out(report::verdict_json(run.verdicts.front()));
        return;
    }
    auto all = report::Json::array();
    for (const auto& verdict : run.verdicts) all.push_back(report::to_json(verdict));
    context.out(all.dump(2) + "\n");
}

void show_text(const Context& context, const report::PackTexts& texts, const Run& run) {
    if (context.work.stop.stop_requested())
        context.out(std::string(report::text(context.language, "summary.interrupted")) + "\n\n");
    for (const auto& verdict : run.verdicts)
        context.out(report::summary(verdict, respond::propose(verdict), texts, context.style) + "\n");
}

}  // namespace

int run_scan(const ScanOptions& options, const Context& context) {
    auto packs = packs_for(context, options.packs_folder);
    if (!packs) {
        context.complain(packs.error().what);
        return status::error;
    }
    auto tables = tables_for(context, options.packs_folder);
    if (!tables) {
        context.complain(tables.error().what);
        return status::error;
    }
    const report::HtmlTexts texts{context.language,
                                  texts_of(*packs, report::Language::english),
                                  texts_of(*packs, report::Language::chinese),
                                  {},
                                  QUELL_VERSION};
    Run run;
    run.failed = !packs->problems.empty() || !tables->problems.empty();
    detect::Knowledge knowledge{std::move(packs->packs), std::move(tables->tables)};
    for (const auto& target : options.targets) {
        if (context.work.stop.stop_requested()) break;
        scan_target(target, options, knowledge, context, run);
    }
    std::string written;
    if (options.write_case && !run.verdicts.empty()) {
        auto path = write_all(options, context, run, texts);
        if (path) {
            written = *path;
        } else {
            context.complain(report::say(context.language, "error.case-write", path.error().what));
            run.failed = true;
        }
    }
    if (options.json)
        show_json(context, run);
    else
        show_text(context, context.language == report::Language::chinese ? texts.chinese : texts.english, run);
    // In JSON the verdicts stand alone on standard output; people and logs still hear what was not opened.
    auto& notes = options.json ? context.err : context.out;
    for (const auto& [target, gaps] : run.target_gaps) notes(report::target_gaps(gaps, context.style));
    if (run.verdicts.empty() && !run.target_gaps.empty())
        context.complain(run.target_gaps.front().first + ": " +
                         std::string(report::text(context.language, "error.no-host")));
    if (!written.empty() && !options.json) context.out(report::say(context.language, "summary.case", written) + "\n");
    return status_of(run, context);
}

}  // namespace quell::cli
