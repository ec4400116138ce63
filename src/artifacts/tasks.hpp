// Scheduled tasks: the files, and what the registry's TaskCache knows of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "artifacts/environment.hpp"
#include "formats/task/task.hpp"
#include "host/host.hpp"

namespace quell::artifacts {

enum class TaskSeen : std::uint8_t {
    file,   ///< no entry in the cache: Windows 8 and later run no such task; a .job file has none by nature
    cache,  ///< an entry without its file: Windows still runs it
    both,
};
std::string_view name_of(TaskSeen seen);

/// Why no list of Windows shows a task that it nevertheless runs.
enum class TaskUnlisted : std::uint8_t {
    listed,
    no_descriptor,  ///< its entry in TaskCache\Tree has no SD
    no_tree_entry,  ///< it stands in TaskCache\Tasks only
    index_zero,     ///< its Index in the tree is 0, which Windows itself does not write (not documented)
};
std::string_view name_of(TaskUnlisted unlisted);

struct TaskAction {
    task::Action action;
    /// What runs: the program, or the server of the handler's class; a bare name when it is found nowhere.
    WinPath program;
    bool program_exists = false;
    bool in_file = false;
    bool in_cache = false;
};

struct ScheduledTask {
    std::string path;  ///< as Task Scheduler shows it, "\Microsoft\Windows\…\Name"; "\At1" for At1.job
    TaskSeen seen = TaskSeen::file;
    TaskUnlisted unlisted = TaskUnlisted::listed;
    bool is_job = false;  ///< a .job file of Windows\Tasks
    WinPath file;         ///< empty when only in the cache
    std::string id;       ///< GUID in the cache
    std::vector<TaskAction> actions;
    /// File and cache both name actions, and not the same: the cache's are run.
    bool actions_differ = false;
    std::vector<task::Trigger> triggers;  ///< of the file
    std::string user;                     ///< account or group it runs as, from the file
    bool highest = false;
    std::string author;
    std::string description;
    std::optional<bool> enabled;        ///< of the file; nothing when only in the cache
    bool hidden = false;                ///< the Hidden setting, which lists may be told to ignore
    std::optional<Time> written;        ///< last change of the file
    std::optional<Time> cache_written;  ///< last change of the entry in the cache

    /// Windows Server's and XP's "at" command: "At1", "At2" …
    [[nodiscard]] bool is_at() const;
};

/// All files below System32\Tasks and SysWOW64\Tasks (where a 32-bit program's files land; the service does not read
/// them), Tasks\*.job, and the entries of TaskCache, merged by path; those with files first, in the order of their
/// names. A file that is no task, an entry that cannot be read and a link among the files are unseen gaps.
Survey<ScheduledTask> scheduled_tasks(const Host& host, const Environment& environment);

}  // namespace quell::artifacts
