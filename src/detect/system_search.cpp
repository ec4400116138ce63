#include "detect/system_search.hpp"

#include "artifacts/firewall.hpp"
#include "artifacts/ipsec.hpp"
#include "artifacts/tasks.hpp"
#include "artifacts/wmi.hpp"
#include "detect/finding_of.hpp"

namespace quell::detect {

namespace {

using threats::Stage;

class SystemSearch {
public:
    SystemSearch(const Host& host, const std::vector<threats::Pack>& packs, const TargetPaths& target,
                 const Questions& questions)
        : host_(host), packs_(packs), target_(target), questions_(questions) {}

    SystemResults run() {
        if (!host_.has_windows()) return {};
        match_tasks();
        match_wmi();
        match_ipsec();
        match_firewall();
        return std::move(results_);
    }

private:
    template <typename T>
    std::vector<T> taken(Survey<T>&& survey) {
        for (auto& gap : survey.gaps) results_.gaps.push_back(questions_.ask(std::move(gap)));
        return std::move(survey.items);
    }

    // Calls match(pack, indicator, rule) for every entry with a rule of this kind.
    template <typename Rule, typename Match>
    void for_each(Match match) const {
        for (const auto& pack : packs_)
            for (const auto& indicator : pack.indicators)
                if (const auto* rule = std::get_if<Rule>(&indicator.rule)) match(pack, indicator, *rule);
    }
    template <typename Rule>
    [[nodiscard]] bool is_asked() const {
        auto asked = false;
        for_each<Rule>([&](const auto&, const auto&, const auto&) { asked = true; });
        return asked;
    }

    // The action that satisfies the rule; the first one when it asks for none.
    [[nodiscard]] static const artifacts::TaskAction* fitting_action(const threats::TaskRule& rule,
                                                                     const ProgramPlaces& programs,
                                                                     const artifacts::ScheduledTask& task) {
        for (const auto& action : task.actions) {
            if (!programs.hold({&action.program})) continue;
            if (!rule.commands.empty() && !any_glob(rule.commands, command_of(action))) continue;
            return &action;
        }
        return nullptr;
    }

    [[nodiscard]] static std::string command_of(const artifacts::TaskAction& action) {
        const auto& what = action.action;
        return what.arguments.empty() ? what.command : what.command + " " + what.arguments;
    }

    void match_tasks() {
        if (!is_asked<threats::TaskRule>()) return;
        auto tasks = taken(artifacts::scheduled_tasks(host_, target_.machine()));
        results_.tasks = tasks.size();
        for_each<threats::TaskRule>(
            [&](const threats::Pack& pack, const threats::Indicator& indicator, const threats::TaskRule& rule) {
                ProgramPlaces programs(rule.programs, rule.except, target_);
                for (const auto& task : tasks) match_task(pack, indicator, rule, programs, task);
            });
    }

    void match_task(const threats::Pack& pack, const threats::Indicator& indicator, const threats::TaskRule& rule,
                    const ProgramPlaces& programs, const artifacts::ScheduledTask& task) {
        auto name = std::string_view(task.path).substr(task.path.rfind('\\') + 1);
        if (!rule.names.empty() && !any_glob(rule.names, name)) return;
        const auto* action = fitting_action(rule, programs, task);
        if (action == nullptr && !(rule.programs.empty() && rule.commands.empty())) return;
        auto finding = finding_of(pack, indicator, task.path);
        finding.modified = task.written ? task.written : task.cache_written;
        auto runs = task.enabled.value_or(true) && action != nullptr && action->program_exists;
        if (finding.stage == Stage::active && !runs) finding.stage = Stage::remnants;
        finding.evidence = {{"task", task.path}, {"seen", std::string(name_of(task.seen))}};
        if (!task.file.empty()) finding.evidence.emplace_back("file", task.file.text());
        if (action != nullptr) {
            finding.evidence.emplace_back("command", command_of(*action));
            finding.evidence.emplace_back("program", action->program.text());
            finding.evidence.emplace_back("program-exists", action->program_exists ? "yes" : "no");
        }
        if (task.enabled) finding.evidence.emplace_back("enabled", *task.enabled ? "yes" : "no");
        results_.findings.push_back(std::move(finding));
    }

    // All names of all packs in one pass over the repository.
    void match_wmi() {
        std::vector<std::string> names;
        for_each<threats::WmiRule>([&](const auto&, const auto&, const threats::WmiRule& rule) {
            names.insert(names.end(), rule.names.begin(), rule.names.end());
        });
        if (names.empty()) return;
        auto held = taken(artifacts::wmi_names(host_, names));
        if (held.empty()) return;
        auto subscriptions = taken(artifacts::wmi_subscriptions(host_));
        for_each<threats::WmiRule>(
            [&](const threats::Pack& pack, const threats::Indicator& indicator, const threats::WmiRule& rule) {
                for (const auto& name : rule.names) {
                    if (std::find(held.begin(), held.end(), name) == held.end()) continue;
                    auto finding = finding_of(pack, indicator, name);
                    finding.evidence = {{"name", name}};
                    for (const auto& one : subscriptions) {
                        if (one.consumer != name && one.filter != name) continue;
                        finding.evidence.emplace_back("consumer", one.consumer_class + " " + one.consumer);
                        if (!one.command.empty()) finding.evidence.emplace_back("command", one.command);
                        break;
                    }
                    results_.findings.push_back(std::move(finding));
                }
            });
    }

    void match_ipsec() {
        if (!is_asked<threats::IpsecRule>()) return;
        auto policies = taken(artifacts::ipsec_policies(host_));
        for_each<threats::IpsecRule>(
            [&](const threats::Pack& pack, const threats::Indicator& indicator, const threats::IpsecRule& rule) {
                for (const auto& policy : policies) {
                    if (!any_glob(rule.names, policy.name)) continue;
                    auto finding = finding_of(pack, indicator, policy.name);
                    finding.modified = policy.changed;
                    if (finding.stage == Stage::active && !policy.assigned) finding.stage = Stage::remnants;
                    finding.evidence = {{"key", policy.key}, {"assigned", policy.assigned ? "yes" : "no"}};
                    results_.findings.push_back(std::move(finding));
                }
            });
    }

    void match_firewall() {
        if (!is_asked<threats::FirewallEntryRule>()) return;
        auto firewall = artifacts::read_firewall(host_);
        for (auto& gap : firewall.gaps) results_.gaps.push_back(questions_.ask(std::move(gap)));
        for_each<threats::FirewallEntryRule>([&](const threats::Pack& pack, const threats::Indicator& indicator,
                                                 const threats::FirewallEntryRule& rule) {
            ProgramPlaces programs(rule.programs, {}, target_);
            for (const auto& entry : firewall.rules) match_firewall_rule(pack, indicator, rule, programs, entry);
        });
    }

    void match_firewall_rule(const threats::Pack& pack, const threats::Indicator& indicator,
                             const threats::FirewallEntryRule& rule, const ProgramPlaces& programs,
                             const artifacts::FirewallRule& entry) {
        const auto& what = entry.rule;
        if (!rule.names.empty() && !any_glob(rule.names, what.name)) return;
        WinPath program(target_.machine().expand(what.application));
        if (!programs.hold({&program})) return;
        auto finding = finding_of(pack, indicator, what.name.empty() ? entry.id : what.name);
        if (finding.stage == Stage::active && !what.active) finding.stage = Stage::remnants;
        finding.evidence = {{"id", entry.id},
                            {"program", what.application},
                            {"action", std::string(name_of(what.action))},
                            {"active", what.active ? "yes" : "no"}};
        results_.findings.push_back(std::move(finding));
    }

    const Host& host_;
    const std::vector<threats::Pack>& packs_;
    const TargetPaths& target_;
    const Questions& questions_;
    SystemResults results_;
};

}  // namespace

SystemResults search_system(const Host& host, const std::vector<threats::Pack>& packs, const TargetPaths& target,
                            const Questions& questions) {
    return SystemSearch(host, packs, target, questions).run();
}

}  // namespace quell::detect
