#include "artifacts/tasks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "artifacts/task_cache.hpp"
#include "base/text.hpp"

namespace quell::artifacts {

std::string_view name_of(TaskSeen seen) {
    switch (seen) {
        case TaskSeen::file: return "file";
        case TaskSeen::cache: return "cache";
        case TaskSeen::both: return "both";
    }
    return "file";
}

std::string_view name_of(TaskUnlisted unlisted) {
    switch (unlisted) {
        case TaskUnlisted::listed: return "listed";
        case TaskUnlisted::no_descriptor: return "no-descriptor";
        case TaskUnlisted::no_tree_entry: return "no-tree-entry";
        case TaskUnlisted::index_zero: return "index-zero";
    }
    return "listed";
}

bool ScheduledTask::is_at() const {
    auto name = std::string_view(path).substr(path.rfind('\\') + 1);
    if (name.size() < 3 || !starts_with_fold(name, "At")) return false;
    return std::all_of(name.begin() + 2, name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

namespace {

// A machine has a few hundred files of tasks; more are somebody's doing and a gap.
constexpr std::size_t max_files = 50'000;
// Task Scheduler's own names end at 260 characters of path; links, which could make a ring, are not followed.
constexpr int max_folder_depth = 128;

class Collector {
public:
    Collector(const Host& host, const Environment& environment) : host_(host), environment_(environment) {}

    Survey<ScheduledTask> collect() {
        files_below(host_.windows() / R"(System32\Tasks)", true);
        files_below(host_.windows() / R"(SysWOW64\Tasks)", false);
        jobs_in(host_.windows() / "Tasks");
        auto cached = cached_tasks(*host_.registry());
        for (auto& entry : cached.items) merge(std::move(entry));
        survey_.absorb_gaps(std::move(cached.gaps));
        for (auto& task : survey_.items)
            for (auto& action : task.actions) resolve(action, task.user);
        return std::move(survey_);
    }

private:
    struct Folder {
        WinPath path;
        std::string below;  // "\Microsoft\Windows"
        int depth;
    };

    std::vector<File> list(const WinPath& folder, bool may_be_absent) {
        auto files = host_.files().list(folder);
        if (files) return std::move(*files);
        if (!may_be_absent || files.error().code != Errc::not_found)
            survey_.miss(View::files, folder.text(), files.error());
        return {};
    }

    // `merged`: the cache's entries belong to these files.
    void files_below(const WinPath& root, bool merged) {
        std::vector<Folder> open{{root, "", 0}};
        while (!open.empty()) {
            auto folder = std::move(open.back());
            open.pop_back();
            std::vector<Folder> below;
            for (const auto& file : list(folder.path, folder.depth == 0)) {
                auto path = folder.below + "\\" + std::string(file.path.name());
                if (file.facts.kind == FileKind::link) {
                    survey_.miss(View::files, file.path.text(), {Errc::denied, "a link; links are not followed"});
                } else if (file.facts.kind == FileKind::file) {
                    if (!add_file(file, path, merged)) return;
                } else if (folder.depth == max_folder_depth) {
                    survey_.miss(View::files, file.path.text(), {Errc::limit, "folders nest deeper than are read"});
                } else {
                    below.push_back({file.path, path, folder.depth + 1});
                }
            }
            // The last is taken first: turned round, the folders come in the order of their names.
            open.insert(open.end(), std::make_move_iterator(below.rbegin()), std::make_move_iterator(below.rend()));
        }
    }

    void jobs_in(const WinPath& folder) {
        for (const auto& file : list(folder, true)) {
            if (file.facts.kind != FileKind::file || !equal_fold(file.path.extension(), ".job")) continue;
            auto name = file.path.name();
            auto path = "\\" + std::string(name.substr(0, name.size() - 4));
            auto content = read(file, task::max_job);
            if (!content) continue;
            auto parsed = task::parse_job(*content);
            if (!parsed) {
                survey_.miss(View::content, file.path.text(), parsed.error());
                continue;
            }
            add(std::move(*parsed), file, path).is_job = true;
        }
    }

    /// False when there are too many.
    bool add_file(const File& file, const std::string& path, bool merged) {
        if (survey_.items.size() == max_files) {
            survey_.miss(View::files, file.path.text(), {Errc::limit, "more tasks than are read"});
            return false;
        }
        auto content = read(file, task::max_xml);
        if (!content) {
            if (merged) unread_.emplace(fold_case(path), file.path);
            return true;
        }
        auto parsed = task::parse_xml(*content);
        if (!parsed) {
            survey_.miss(View::content, file.path.text(), parsed.error());
            if (merged) unread_.emplace(fold_case(path), file.path);
            return true;
        }
        add(std::move(*parsed), file, path);
        if (merged) by_path_.emplace(fold_case(path), survey_.items.size() - 1);
        return true;
    }

    std::optional<std::vector<std::byte>> read(const File& file, std::uint64_t limit) {
        auto content = [&]() -> Result<std::vector<std::byte>> {
            auto source = TRY(host_.files().open(file));
            return read_all(*source, limit);
        }();
        if (content) return std::move(*content);
        survey_.miss(View::content, file.path.text(), content.error());
        return std::nullopt;
    }

    ScheduledTask& add(task::Task&& parsed, const File& file, const std::string& path) {
        ScheduledTask task;
        task.path = path;
        task.file = file.path;
        task.triggers = std::move(parsed.triggers);
        task.user = parsed.user.empty() ? parsed.group : parsed.user;
        task.highest = parsed.highest;
        task.author = parsed.author;
        task.description = parsed.description;
        task.enabled = parsed.enabled;
        task.hidden = parsed.hidden;
        task.written = file.facts.modified;
        for (auto& action : parsed.actions) task.actions.push_back({std::move(action), {}, false, true, false});
        if (parsed.incomplete) survey_.miss(View::content, file.path.text(), *parsed.incomplete);
        survey_.items.push_back(std::move(task));
        return survey_.items.back();
    }

    void merge(CachedTask&& entry) {
        auto known = by_path_.find(fold_case(entry.path));
        if (known == by_path_.end()) {
            ScheduledTask only;
            only.path = entry.path;
            only.seen = TaskSeen::cache;
            only.author = entry.author;
            // The file is there, but no task could be read from it: a gap has said so.
            if (auto file = unread_.find(fold_case(entry.path)); file != unread_.end()) {
                only.seen = TaskSeen::both;
                only.file = file->second;
            }
            survey_.items.push_back(std::move(only));
            known = by_path_.emplace(fold_case(entry.path), survey_.items.size() - 1).first;
        } else if (survey_.items[known->second].seen == TaskSeen::file) {
            survey_.items[known->second].seen = TaskSeen::both;
        }
        auto& task = survey_.items[known->second];
        task.id = entry.id;
        task.cache_written = entry.written;
        if (entry.unlisted != TaskUnlisted::listed) task.unlisted = entry.unlisted;
        if (entry.actions) merge_actions(task, std::move(*entry.actions));
    }

    static void merge_actions(ScheduledTask& task, std::vector<task::Action>&& cached) {
        auto in_file = task.actions.size();
        for (auto& action : cached) {
            auto same = std::find_if(task.actions.begin(), task.actions.end(), [&](const TaskAction& known) {
                return !known.in_cache && known.action.kind == action.kind &&
                       equal_fold(known.action.command, action.command) && known.action.arguments == action.arguments;
            });
            if (same != task.actions.end())
                same->in_cache = true;
            else
                task.actions.push_back({std::move(action), {}, false, false, true});
        }
        auto one_sided = [](const TaskAction& action) { return action.in_file != action.in_cache; };
        task.actions_differ = in_file != 0 && std::any_of(task.actions.begin(), task.actions.end(), one_sided);
    }

    Environment environment_of(const std::string& user) const {
        for (const auto& hive : host_.registry()->users()) {
            auto account = std::string_view(user).substr(user.rfind('\\') + 1);
            if (equal_fold(hive.sid, user) || equal_fold(hive.name, account)) return environment_.of_user(hive);
        }
        return environment_;
    }

    void resolve(TaskAction& action, const std::string& user) {
        const auto environment = user.empty() ? environment_ : environment_of(user);
        if (action.action.kind == task::ActionKind::exec) {
            action.program = program_of(action.action.command, environment, host_.files());
            auto folder = environment.expand(action.action.folder);
            auto is_bare = action.program.text().find('\\') == std::string::npos;
            if (!action.program.empty() && is_bare && !folder.empty())
                if (auto beside = WinPath(folder) / action.program.text(); host_.files().find(beside))
                    action.program = beside;
        } else if (action.action.kind == task::ActionKind::com_handler) {
            action.program = program_of(server_of(action.action.command), environment, host_.files());
        }
        action.program_exists = !action.program.empty() && host_.files().find(action.program).has_value();
    }

    std::string server_of(const std::string& class_id) const {
        for (std::string_view kind : {"InprocServer32", "LocalServer32"}) {
            auto value =
                host_.registry()->value(fmt::format(R"(HKLM\SOFTWARE\Classes\CLSID\{}\{})", class_id, kind), "");
            if (auto text = value ? value->text() : std::nullopt; text && !text->empty()) return *text;
        }
        return {};
    }

    const Host& host_;
    const Environment& environment_;
    Survey<ScheduledTask> survey_;
    std::map<std::string, std::size_t> by_path_;
    std::map<std::string, WinPath> unread_;
};

}  // namespace

Survey<ScheduledTask> scheduled_tasks(const Host& host, const Environment& environment) {
    if (host.registry() == nullptr)
        return Survey<ScheduledTask>::not_applicable(View::registry, "",
                                                     {Errc::not_found, "no Windows on this volume"});
    return Collector(host, environment).collect();
}

}  // namespace quell::artifacts
