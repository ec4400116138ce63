#include "cli/patch.hpp"

#include <algorithm>

#include "patch/from_text.hpp"
#include "platform/file.hpp"
#include "report/patch_json.hpp"
#include "report/patch_text.hpp"

namespace quell::cli {

namespace {

struct Machine {
    std::string locator;
    patch::Evidence evidence;
    std::vector<patch::BulletinState> states;
    std::vector<Gap> gaps;
    bool missed = false;  ///< something that the states rest on could not be read
};

Result<Machine> machine_of_text(const std::string& path, const Context& context) {
    auto file = TRY(platform::open_file(path));
    auto data = read_all(*file, systeminfo::largest_text);
    if (!data) return fail(data.error().in(path));
    auto report = systeminfo::parse(*data);
    if (!report) return fail(report.error().in(path));
    if (!report->version && report->list == systeminfo::ListState::none && report->updates.empty())
        return fail(Errc::invalid, report::say(context.language, "error.patch.no-text", path));
    return Machine{path, patch::evidence_from(*report), {}, {}, false};
}

Result<std::vector<Machine>> machines_of_target(const std::string& locator, const Context& context) {
    auto target = TRY(sources::open_target(locator, context.sources, context.work));
    std::vector<Machine> machines;
    for (const auto& host : target.hosts) {
        if (!host.has_windows()) continue;
        auto system = artifacts::system_info(host);
        auto evidence = artifacts::patch_evidence(host, system.items.empty() ? nullptr : &system.items.front());
        Machine machine{host.locator(), {}, {}, host.gaps(), false};
        if (!evidence.items.empty()) machine.evidence = std::move(evidence.items.front());
        for (const auto* gaps : {&system.gaps, &evidence.gaps}) {
            machine.gaps.insert(machine.gaps.end(), gaps->begin(), gaps->end());
            machine.missed = machine.missed || std::any_of(gaps->begin(), gaps->end(),
                                                           [](const Gap& gap) { return gap.kind == GapKind::unseen; });
        }
        machines.push_back(std::move(machine));
    }
    if (machines.empty()) {
        context.err(report::target_gaps(target.gaps, context.style));
        context.complain(locator + ": " + std::string(report::text(context.language, "error.no-host")));
    }
    return machines;
}

// An open hole is said before something unknown: whoever reads one number must act on it.
int status_of(const std::vector<Machine>& machines) {
    auto worst = machines.empty() ? status::incomplete : status::clear;
    for (const auto& machine : machines) {
        if (machine.missed) worst = status::incomplete;
        for (const auto& state : machine.states) {
            if (state.is_open()) return status::exposed;
            if (state.state == patch::State::unknown) worst = status::incomplete;
        }
    }
    return worst;
}

void show(const std::vector<Machine>& machines, const patch::Tables& tables, const PatchOptions& options,
          const Context& context) {
    if (options.json) {
        auto hosts = report::Json::array();
        for (const auto& machine : machines)
            hosts.push_back(report::patch_json(machine.locator, machine.evidence, machine.states, machine.gaps));
        context.out(report::Json{{"hosts", std::move(hosts)}}.dump(2) + "\n");
        return;
    }
    for (const auto& machine : machines) {
        if (&machine != &machines.front()) context.out("\n");
        context.out(
            report::patch_text(machine.locator, machine.evidence, machine.states, tables, machine.gaps, context.style));
    }
}

Result<int> judge(const PatchOptions& options, const Context& context) {
    if (options.target.empty() == options.systeminfo.empty())
        return fail(Errc::invalid, std::string(report::text(context.language, "error.patch.what")));
    auto tables = TRY(tables_for(context, options.packs_folder)).tables;
    std::vector<Machine> machines;
    if (options.systeminfo.empty())
        machines = TRY(machines_of_target(options.target, context));
    else
        machines.push_back(TRY(machine_of_text(options.systeminfo, context)));
    for (auto& machine : machines) machine.states = patch::assess(machine.evidence, tables);
    show(machines, tables, options, context);
    return context.work.stop.stop_requested() ? status::interrupted : status_of(machines);
}

}  // namespace

int run_patch(const PatchOptions& options, const Context& context) {
    auto status = judge(options, context);
    if (status) return *status;
    context.complain(status.error().what);
    return status.error().code == Errc::cancelled ? status::interrupted : status::error;
}

}  // namespace quell::cli
