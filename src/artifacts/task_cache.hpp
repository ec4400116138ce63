// The registry's TaskCache: what the task scheduler itself reads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "artifacts/tasks.hpp"

namespace quell::artifacts {

struct CachedTask {
    std::string path;
    std::string id;
    std::string author;
    TaskUnlisted unlisted = TaskUnlisted::listed;
    std::optional<std::vector<task::Action>> actions;  ///< nothing when the cache keeps none (Windows Vista and 7)
    std::optional<Time> written;
};

/// Entries of TaskCache\Tasks with those of Tree, and entries of Tree that Tasks lacks. No cache (XP) is no gap.
Survey<CachedTask> cached_tasks(const Registry& registry);

}  // namespace quell::artifacts
