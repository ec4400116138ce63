#include "artifacts/tasks.hpp"

#include <algorithm>

#include "hive_machine.hpp"
#include "support/fake_host.hpp"
#include "support/task_builder.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::artifacts;

namespace {

constexpr std::string_view tasks_folder = "C:\\Windows\\System32\\Tasks";

Survey<ScheduledTask> tasks_of(const Host& host) { return scheduled_tasks(host, Environment::of_machine(host)); }

const ScheduledTask& named(const Survey<ScheduledTask>& survey, std::string_view path) {
    auto found = std::find_if(survey.items.begin(), survey.items.end(),
                              [&](const ScheduledTask& task) { return task.path == path; });
    REQUIRE(found != survey.items.end());
    return *found;
}

std::string file_of(std::string_view path) { return std::string(tasks_folder) + std::string(path); }

test::TaskSpec running(std::string_view command, std::string_view arguments = {}) {
    test::TaskSpec spec;
    spec.actions = {test::exec(command, arguments)};
    return spec;
}

}  // namespace

TEST_CASE("a task's file and its entry in the cache are one task, with its program resolved") {
    test::HiveMachine machine;
    machine.person("ada");
    auto spec = running("%LOCALAPPDATA%\\upd.exe", "-q");
    spec.user = test::HiveMachine::sid;
    spec.hidden = true;
    machine.file(file_of("\\Vendor\\Updater"), test::build_task_xml(spec))
        .file("C:\\Users\\ada\\AppData\\Local\\upd.exe");
    test::add_to_task_cache(machine.software, "\\VENDOR\\updater", spec);
    auto survey = tasks_of(machine.host());
    CHECK(survey.gaps.empty());
    REQUIRE(survey.items.size() == 1);
    const auto& task = survey.items.front();
    CHECK(task.path == "\\Vendor\\Updater");
    CHECK(task.seen == TaskSeen::both);
    CHECK(task.unlisted == TaskUnlisted::listed);
    CHECK(task.enabled == true);
    CHECK(task.hidden);
    CHECK(task.user == test::HiveMachine::sid);
    CHECK(task.cache_written.has_value());
    CHECK_FALSE(task.is_job);
    CHECK_FALSE(task.actions_differ);
    REQUIRE(task.actions.size() == 1);
    CHECK(task.actions[0].in_file);
    CHECK(task.actions[0].in_cache);
    CHECK(task.actions[0].program == WinPath("C:\\Users\\ada\\AppData\\Local\\upd.exe"));
    CHECK(task.actions[0].program_exists);
    REQUIRE(task.triggers.size() == 1);
    CHECK(task.triggers[0].kind == task::TriggerKind::boot);
}

TEST_CASE("a task in the cache without its file, and a file without an entry, are both told") {
    test::HiveMachine machine;
    machine.file(file_of("\\left over"), test::build_task_xml(running("C:\\a.exe")));
    test::add_to_task_cache(machine.software, "\\ghost", running("C:\\ghost.exe"));
    auto survey = tasks_of(machine.host());
    CHECK(survey.gaps.empty());
    CHECK(survey.items.size() == 2);
    CHECK(named(survey, "\\left over").seen == TaskSeen::file);
    const auto& ghost = named(survey, "\\ghost");
    CHECK(ghost.seen == TaskSeen::cache);
    CHECK(ghost.file.empty());
    CHECK_FALSE(ghost.enabled.has_value());
    REQUIRE(ghost.actions.size() == 1);
    CHECK(ghost.actions[0].program == WinPath("C:\\ghost.exe"));
    CHECK_FALSE(ghost.actions[0].program_exists);
}

TEST_CASE("a task that no list of Windows shows is found, and why it is not listed") {
    test::HiveMachine machine;
    auto add = [&](std::string_view name, int number, bool in_tree, bool descriptor, std::uint32_t index) {
        test::CacheOptions options;
        options.id = "{00000000-0000-0000-0000-00000000000" + std::to_string(number) + "}";
        options.in_tree = in_tree;
        options.security_descriptor = descriptor;
        options.index = index;
        test::add_to_task_cache(machine.software, name, running("C:\\a.exe"), options);
    };
    add("\\no sd", 1, true, false, 3);
    add("\\no tree", 2, false, true, 3);
    add("\\index", 3, true, true, 0);
    add("\\plain", 4, true, true, 2);
    machine.software.key("Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree\\only tree")
        .sz("Id", "{00000000-0000-0000-0000-000000000009}")
        .binary("SD", {});
    auto survey = tasks_of(machine.host());
    CHECK(survey.gaps.empty());
    CHECK(named(survey, "\\no sd").unlisted == TaskUnlisted::no_descriptor);
    CHECK(named(survey, "\\no tree").unlisted == TaskUnlisted::no_tree_entry);
    CHECK(named(survey, "\\index").unlisted == TaskUnlisted::index_zero);
    CHECK(named(survey, "\\plain").unlisted == TaskUnlisted::listed);
    CHECK(named(survey, "\\only tree").actions.empty());
}

TEST_CASE("a cache that runs something else than the file says is told") {
    test::HiveMachine machine;
    machine.file(file_of("\\Updater"), test::build_task_xml(running("C:\\good.exe")));
    test::add_to_task_cache(machine.software, "\\Updater", running("C:\\evil.exe"));
    machine.file(file_of("\\Seven"), test::build_task_xml(running("C:\\good.exe")));
    test::CacheOptions windows7;
    windows7.id = "{00000000-0000-0000-0000-000000000007}";
    windows7.actions = false;
    test::add_to_task_cache(machine.software, "\\Seven", running(""), windows7);
    auto survey = tasks_of(machine.host());
    const auto& task = named(survey, "\\Updater");
    CHECK(task.actions_differ);
    REQUIRE(task.actions.size() == 2);
    CHECK(task.actions[0].in_file);
    CHECK_FALSE(task.actions[0].in_cache);
    CHECK(task.actions[1].program == WinPath("C:\\evil.exe"));
    CHECK(task.actions[1].in_cache);
    CHECK_FALSE(named(survey, "\\Seven").actions_differ);
}

TEST_CASE("a handler's program is its class's server") {
    test::HiveMachine machine;
    constexpr std::string_view id = "{A6BA00FE-40E8-477C-B713-C64A14F18ADB}";
    test::TaskSpec spec;
    spec.actions = {test::com_handler(id)};
    machine.file(file_of("\\com"), test::build_task_xml(spec)).file("C:\\Windows\\System32\\server.dll");
    machine.software.key("Classes\\CLSID\\" + std::string(id) + "\\InprocServer32")
        .expand_sz("", "%SystemRoot%\\System32\\server.dll");
    auto survey = tasks_of(machine.host());
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items[0].actions[0].program == WinPath("C:\\Windows\\System32\\server.dll"));
    CHECK(survey.items[0].actions[0].program_exists);
}

TEST_CASE("a bare command is looked for in its working folder too") {
    test::HiveMachine machine;
    auto spec = running("tool.exe");
    spec.actions[0].folder = "%SystemDrive%\\Tools";
    machine.file(file_of("\\tool"), test::build_task_xml(spec)).file("C:\\Tools\\tool.exe");
    auto survey = tasks_of(machine.host());
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items[0].actions[0].program == WinPath("C:\\Tools\\tool.exe"));
}

TEST_CASE("old job files are tasks, and at's are known") {
    test::HiveMachine machine;
    machine.file("C:\\Windows\\Tasks\\At1.job", test::build_job(running("C:\\WINDOWS\\x.exe")))
        .file("C:\\Windows\\Tasks\\Backup.job", test::build_job(running("C:\\b.exe")))
        .file("C:\\Windows\\Tasks\\SA.DAT")
        .file("C:\\Windows\\Tasks\\broken.job");
    auto survey = tasks_of(machine.host());
    CHECK(survey.items.size() == 2);
    const auto& at = named(survey, "\\At1");
    CHECK(at.is_job);
    CHECK(at.is_at());
    CHECK(at.actions[0].program == WinPath("C:\\WINDOWS\\x.exe"));
    CHECK_FALSE(named(survey, "\\Backup").is_at());
    REQUIRE(survey.gaps.size() == 1);
    CHECK(survey.gaps[0].where == "C:\\Windows\\Tasks\\broken.job");
}

TEST_CASE("a file of a 32-bit program's folder stays apart from the cache") {
    test::HiveMachine machine;
    machine.file("C:\\Windows\\SysWOW64\\Tasks\\x", test::build_task_xml(running("C:\\a.exe")));
    test::add_to_task_cache(machine.software, "\\x", running("C:\\b.exe"));
    auto survey = tasks_of(machine.host());
    REQUIRE(survey.items.size() == 2);
    CHECK(survey.items[0].seen == TaskSeen::file);
    CHECK(survey.items[1].seen == TaskSeen::cache);
}

TEST_CASE("a task file that is no task is unseen, says what was expected, and its entry is still told") {
    test::HiveMachine machine;
    machine.file(file_of("\\garbage"), {std::byte{'M'}, std::byte{'Z'}});
    test::add_to_task_cache(machine.software, "\\garbage", running("C:\\a.exe"));
    auto survey = tasks_of(machine.host());
    REQUIRE(survey.gaps.size() == 1);
    CHECK(survey.gaps[0].kind == GapKind::unseen);
    CHECK(survey.gaps[0].view == View::content);
    CHECK(survey.gaps[0].where == file_of("\\garbage"));
    CHECK(survey.gaps[0].why.what.find("a task was expected") != std::string::npos);
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items[0].seen == TaskSeen::both);
    CHECK(survey.items[0].actions.size() == 1);
}

TEST_CASE("broken entries of the cache are gaps, never nothing") {
    test::HiveMachine machine;
    auto& tasks = machine.software.key("Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tasks");
    tasks.key("{1}").dword("Path", 5);
    tasks.key("{2}").sz("Path", "\\cut").binary("Actions", std::vector<std::byte>(3));
    auto survey = tasks_of(machine.host());
    CHECK(survey.gaps.size() == 2);
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items[0].path == "\\cut");

    test::FakeHost broken;
    broken.windows("C:\\Windows");
    broken.unreadable_key(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule)");
    auto unseen = tasks_of(broken.host());
    CHECK(unseen.items.empty());
    CHECK(unseen.gaps.size() == 2);
}

TEST_CASE("links and unreadable files among the tasks are gaps; a machine without tasks has none") {
    test::FakeHost fake;
    fake.windows("C:\\Windows");
    CHECK(tasks_of(fake.host()).gaps.empty());
    fake.file(file_of("\\elsewhere"), 0).file.facts.kind = FileKind::link;
    fake.file(file_of("\\bad"), test::build_task_xml(running("C:\\a.exe")));
    fake.unreadable(file_of("\\bad"));
    fake.file(file_of("\\fine"), test::build_task_xml(running("C:\\a.exe"))).modified("2017-05-12T08:00:00Z");
    auto survey = tasks_of(fake.host());
    CHECK(survey.gaps.size() == 2);
    REQUIRE(survey.items.size() == 1);
    CHECK(survey.items[0].written == *parse_time("2017-05-12T08:00:00Z"));

    test::FakeHost data;
    auto none = tasks_of(data.host());
    REQUIRE(none.gaps.size() == 1);
    CHECK(none.gaps[0].kind == GapKind::not_applicable);
}
