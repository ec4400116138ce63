#include "cli/inspect_tasks.hpp"

#include "artifacts/tasks.hpp"

namespace quell::cli {

namespace {

using report::Cell;

std::string triggers_of(const artifacts::ScheduledTask& task) {
    std::string out;
    for (const auto& trigger : task.triggers) {
        if (!out.empty()) out += " | ";
        out += name_of(trigger.kind);
        if (!trigger.enabled) out += " (off)";
        if (!trigger.text.empty()) out += ": " + trigger.text;
    }
    return out;
}

}  // namespace

std::vector<report::Column> task_columns(report::Language l) {
    return {column(l, "task", "column.task", 30),
            column(l, "seen", "column.seen", 5),
            column(l, "listing", "column.unlisted", 8),
            column(l, "enabled", "column.enabled", 7),
            column(l, "hidden", "column.hidden", 6),
            column(l, "user", "column.user", 16),
            column(l, "highest", "column.highest", 7),
            column(l, "written", "column.written", 19),
            column(l, "cache_written", "column.cache-written", 19),
            column(l, "action", "column.action", 11),
            column(l, "differs", "column.differs", 5),
            column(l, "there", "column.exists", 5),
            column(l, "program", "column.program", 44),
            column(l, "command", "column.command", 44),
            column(l, "arguments", "column.arguments", 30),
            column(l, "triggers", "column.triggers", 30),
            column(l, "author", "column.author", 20),
            column(l, "description", "column.description", 30),
            column(l, "file", "column.file", 0)};
}

Listing list_tasks(const Host& host, const InspectOptions&, const Context&) {
    auto survey = artifacts::scheduled_tasks(host, artifacts::Environment::of_machine(host));
    Listing listing{{}, std::move(survey.gaps)};
    for (const auto& task : survey.items) {
        std::vector<Cell> about{task.path,
                                std::string(name_of(task.seen)),
                                std::string(name_of(task.unlisted)),
                                task.enabled ? Cell(*task.enabled) : Cell(),
                                task.hidden,
                                text_cell(task.user),
                                task.highest,
                                time_cell(task.written),
                                time_cell(task.cache_written)};
        std::vector<Cell> rest{text_cell(triggers_of(task)), text_cell(task.author), text_cell(task.description),
                               text_cell(task.file)};
        auto add = [&](std::initializer_list<Cell> action) {
            auto row = about;
            row.insert(row.end(), action);
            row.insert(row.end(), rest.begin(), rest.end());
            listing.rows.push_back(std::move(row));
        };
        if (task.actions.empty()) add({Cell(), task.actions_differ, Cell(), Cell(), Cell(), Cell()});
        for (const auto& action : task.actions)
            add({std::string(name_of(action.action.kind)), action.in_file != action.in_cache && task.actions_differ,
                 action.program_exists, text_cell(action.program), text_cell(action.action.command),
                 text_cell(action.action.arguments)});
    }
    return listing;
}

}  // namespace quell::cli
