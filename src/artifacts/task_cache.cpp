#include "artifacts/task_cache.hpp"

#include <fmt/format.h>

#include <map>

#include "base/text.hpp"

namespace quell::artifacts {

namespace {

constexpr std::string_view cache_root = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache)";
// A machine has a few hundred; a hive that was made to keep quell busy may have more.
constexpr std::size_t max_entries = 50'000;
// Registry keys nest at most 512 deep (Windows' own limit); a folder of tasks a handful.
constexpr int max_tree_depth = 64;

struct TreeEntry {
    std::string path;
    std::string id;
    bool has_descriptor = false;
    std::optional<std::uint32_t> index;
    std::optional<Time> written;
    bool used = false;
};

std::string text_of(const RegistryKey& key, std::string_view name) {
    auto value = key.value(name);
    return value ? value->text().value_or("") : "";
}

class CacheReader {
public:
    explicit CacheReader(const Registry& registry) : registry_(registry) {}

    Survey<CachedTask> read() {
        read_tree();
        read_tasks();
        for (auto& [folded, entry] : tree_)
            if (!entry.used) add({entry.path, entry.id, {}, unlisted_by(entry), {}, entry.written});
        return std::move(survey_);
    }

private:
    struct Folder {
        std::string path;  // below Tree: "" or "\A\B"
        int depth;
    };

    void read_tree() {
        std::vector<Folder> open{{"", 0}};
        while (!open.empty()) {
            auto folder = std::move(open.back());
            open.pop_back();
            auto where = fmt::format("{}\\Tree{}", cache_root, folder.path);
            auto key = registry_.open(where);
            if (!key) {
                if (key.error().code != Errc::not_found || folder.depth > 0)
                    survey_.miss(View::registry, where, key.error());
                continue;
            }
            note(**key, folder.path);
            auto names = (*key)->subkeys();
            if (!names) {
                survey_.miss(View::registry, where, names.error());
                continue;
            }
            if (names->empty()) continue;
            if (folder.depth == max_tree_depth || tree_.size() + open.size() + names->size() > max_entries) {
                survey_.miss(View::registry, where, {Errc::limit, "more tasks, or deeper, than are read"});
                continue;
            }
            for (const auto& name : *names) open.push_back({folder.path + "\\" + name, folder.depth + 1});
        }
    }

    // A key without an Id is a folder of tasks.
    void note(const RegistryKey& key, const std::string& path) {
        auto id = text_of(key, "Id");
        if (id.empty()) return;
        TreeEntry entry{path, id, key.value("SD").has_value(), {}, key.last_written(), false};
        if (auto index = key.value("Index")) entry.index = index->dword();
        tree_[fold_case(path)] = std::move(entry);
    }

    static TaskUnlisted unlisted_by(const TreeEntry& entry) {
        if (!entry.has_descriptor) return TaskUnlisted::no_descriptor;
        return entry.index == 0U ? TaskUnlisted::index_zero : TaskUnlisted::listed;
    }

    void read_tasks() {
        auto where = fmt::format("{}\\Tasks", cache_root);
        auto root = registry_.open(where);
        if (!root) {
            if (root.error().code != Errc::not_found) survey_.miss(View::registry, where, root.error());
            return;
        }
        auto ids = (*root)->subkeys();
        if (!ids) return survey_.miss(View::registry, where, ids.error());
        for (const auto& id : *ids) {
            if (survey_.items.size() == max_entries)
                return survey_.miss(View::registry, where, {Errc::limit, "more tasks than are read"});
            auto key = (*root)->open(id);
            if (key)
                read_task(**key, id, where + "\\" + id);
            else
                survey_.miss(View::registry, where + "\\" + id, key.error());
        }
    }

    void read_task(const RegistryKey& key, const std::string& id, const std::string& where) {
        CachedTask task{text_of(key, "Path"),        id, text_of(key, "Author"),
                        TaskUnlisted::no_tree_entry, {}, key.last_written()};
        if (task.path.empty())
            return survey_.miss(View::registry, where, {Errc::corrupt, "the path of a task was expected in Path"});
        if (auto entry = tree_.find(fold_case(task.path)); entry != tree_.end() && equal_fold(entry->second.id, id)) {
            entry->second.used = true;
            task.unlisted = unlisted_by(entry->second);
        }
        auto actions = key.value("Actions");
        if (actions) {
            auto parsed = task::parse_actions(actions->data);
            if (!parsed) {
                survey_.miss(View::registry, where + "\\Actions", parsed.error());
            } else {
                if (parsed->incomplete) survey_.miss(View::registry, where + "\\Actions", *parsed->incomplete);
                task.actions = std::move(parsed->actions);
            }
        } else if (actions.error().code != Errc::not_found) {
            survey_.miss(View::registry, where + "\\Actions", actions.error());
        }
        add(std::move(task));
    }

    void add(CachedTask task) { survey_.items.push_back(std::move(task)); }

    const Registry& registry_;
    Survey<CachedTask> survey_;
    std::map<std::string, TreeEntry> tree_;
};

}  // namespace

Survey<CachedTask> cached_tasks(const Registry& registry) { return CacheReader(registry).read(); }

}  // namespace quell::artifacts
