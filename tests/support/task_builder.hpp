// Scheduled tasks as Windows writes them: the XML file, the .job file and the registry's TaskCache. What they name is
// never run by anything here.
//
//     TaskSpec task;
//     task.user = "S-1-5-18";
//     task.actions = {exec("C:\\Windows\\a.exe", "-x")};
//     machine.file("C:\\Windows\\System32\\Tasks\\Updater", build_task_xml(task));
//     add_to_task_cache(machine.software, "\\Updater", task);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/task/task.hpp"
#include "support/hive_builder.hpp"

namespace quell::test {

struct TaskSpec {
    std::string uri;
    std::string author = "TEST\\ada";
    std::string description;
    std::string registered = "2017-05-12T08:00:00";
    std::string user = "S-1-5-18";
    bool highest = false;
    bool enabled = true;
    bool hidden = false;
    std::vector<task::Action> actions;
    /// Each as XML: "<BootTrigger/>".
    std::vector<std::string> triggers{"<BootTrigger><Enabled>true</Enabled></BootTrigger>"};
};

task::Action exec(std::string_view command, std::string_view arguments = {}, std::string_view folder = {});
task::Action com_handler(std::string_view class_id, std::string_view data = {});

enum class TextForm : std::uint8_t { utf16, utf16_without_mark, utf16_big_endian, utf8, utf8_with_mark };
std::vector<std::byte> build_task_xml(const TaskSpec& task, TextForm form = TextForm::utf16);
/// Any text in such a form.
std::vector<std::byte> encode(std::string_view text, TextForm form);

/// A .job file of Windows XP with the first action and one daily trigger at 09:30 from 2017-05-12 on.
std::vector<std::byte> build_job(const TaskSpec& task);

/// The value Actions of TaskCache.
std::vector<std::byte> build_cached_actions(const std::vector<task::Action>& actions, std::uint16_t version = 3);

struct CacheOptions {
    std::string id = "{7B0F0C2D-6E4A-4F0E-9C61-1B6A0D8E2F11}";
    bool in_tree = true;
    bool security_descriptor = true;  ///< SD in the tree; without it no list of Windows shows the task
    std::uint32_t index = 3;
    bool actions = true;  ///< Windows 7 keeps none in the registry
};
/// Writes the task into the Tree and Tasks keys of a SOFTWARE hive. `path` begins with a backslash.
void add_to_task_cache(HiveKey& software, std::string_view path, const TaskSpec& task,
                       const CacheOptions& options = {});

}  // namespace quell::test
