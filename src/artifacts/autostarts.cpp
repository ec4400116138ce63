#include "artifacts/autostarts.hpp"

#include <fmt/format.h>

#include <array>

#include "base/text.hpp"

namespace quell::artifacts {

std::string_view name_of(AutostartKind kind) {
    switch (kind) {
        case AutostartKind::run: return "run";
        case AutostartKind::run_once: return "run-once";
        case AutostartKind::policy_run: return "policy-run";
        case AutostartKind::winlogon: return "winlogon";
        case AutostartKind::startup_folder: return "startup-folder";
    }
    return "run";
}

namespace {

struct Place {
    AutostartKind kind;
    std::string_view below;  // of the Software key
};

constexpr std::array<Place, 7> run_keys{{
    {AutostartKind::run, R"(Microsoft\Windows\CurrentVersion\Run)"},
    {AutostartKind::run_once, R"(Microsoft\Windows\CurrentVersion\RunOnce)"},
    {AutostartKind::run_once, R"(Microsoft\Windows\CurrentVersion\RunOnceEx)"},
    {AutostartKind::run, R"(Microsoft\Windows\CurrentVersion\RunServices)"},
    {AutostartKind::run_once, R"(Microsoft\Windows\CurrentVersion\RunServicesOnce)"},
    {AutostartKind::policy_run, R"(Microsoft\Windows\CurrentVersion\Policies\Explorer\Run)"},
    {AutostartKind::run,
     R"(Microsoft\Windows NT\CurrentVersion\Terminal Server\Install\Software\Microsoft\Windows\CurrentVersion\Run)"},
}};

class Collector {
public:
    Collector(const Host& host, Survey<Autostart>& survey) : host_(host), survey_(survey) {}

    void software(const std::string& key, const std::string& user, const Environment& environment) {
        for (const auto& place : run_keys) {
            run_key(key + "\\" + std::string(place.below), place.kind, user, environment);
            run_key(key + "\\Wow6432Node\\" + std::string(place.below), place.kind, user, environment);
        }
        winlogon(key, user, environment);
    }

    void startup_folder(const WinPath& folder, const std::string& user) {
        auto files = host_.files().list(folder);
        if (!files) {
            if (files.error().code != Errc::not_found) survey_.miss(View::files, folder.text(), files.error());
            return;
        }
        for (const auto& file : *files) {
            if (file.facts.kind == FileKind::directory || equal_fold(file.path.name(), "desktop.ini")) continue;
            survey_.items.push_back({AutostartKind::startup_folder, folder.text(), std::string(file.path.name()),
                                     file.path.text(), file.path, user, file.facts.modified, true});
        }
    }

private:
    // RunOnceEx keeps its commands one key further down.
    void run_key(const std::string& path, AutostartKind kind, const std::string& user, const Environment& environment) {
        auto key = host_.registry()->open(path);
        if (!key) {
            if (key.error().code != Errc::not_found) survey_.miss(View::registry, path, key.error());
            return;
        }
        values_of(**key, path, kind, user, environment);
        if (!ends_with_fold(path, "RunOnceEx")) return;
        auto below = (*key)->subkeys();
        if (!below) return survey_.miss(View::registry, path, below.error());
        for (const auto& name : *below) {
            auto step_path = fmt::format("{}\\{}", path, name);
            auto step = (*key)->open(name);
            if (step)
                values_of(**step, step_path, kind, user, environment);
            else
                survey_.miss(View::registry, step_path, step.error());
        }
    }

    void values_of(const RegistryKey& key, const std::string& path, AutostartKind kind, const std::string& user,
                   const Environment& environment) {
        auto values = key.values();
        if (!values) {
            survey_.miss(View::registry, path, values.error());
            return;
        }
        for (const auto& value : *values)
            if (auto command = value.text(); command && !command->empty())
                add(kind, path, value.name, *command, user, key.last_written(), environment);
    }

    void winlogon(const std::string& software, const std::string& user, const Environment& environment) {
        auto path = software + R"(\Microsoft\Windows NT\CurrentVersion\Winlogon)";
        auto key = host_.registry()->open(path);
        if (!key) {
            if (key.error().code != Errc::not_found) survey_.miss(View::registry, path, key.error());
            return;
        }
        for (std::string_view name : {"Shell", "Userinit", "Taskman", "VmApplet"}) {
            auto value = (*key)->value(name);
            auto text = value ? value->text() : std::nullopt;
            if (!text) continue;
            for (auto command : split(*text, ','))
                if (!trim(command).empty())
                    add(AutostartKind::winlogon, path, std::string(name), std::string(trim(command)), user,
                        (*key)->last_written(), environment);
        }
    }

    void add(AutostartKind kind, const std::string& location, const std::string& name, const std::string& command,
             const std::string& user, std::optional<Time> written, const Environment& environment) {
        auto program = program_of(command, environment, host_.files());
        auto exists = !program.empty() && host_.files().find(program).has_value();
        survey_.items.push_back({kind, location, name, command, std::move(program), user, written, exists});
    }

    const Host& host_;
    Survey<Autostart>& survey_;
};

}  // namespace

Survey<Autostart> autostarts(const Host& host, const Environment& environment) {
    if (host.registry() == nullptr)
        return Survey<Autostart>::not_applicable(View::registry, "", {Errc::not_found, "no Windows on this volume"});
    Survey<Autostart> survey;
    Collector collector(host, survey);
    collector.software(R"(HKLM\SOFTWARE)", "", environment);
    collector.software(R"(HKU\.DEFAULT\Software)", ".DEFAULT", environment);
    std::vector<std::pair<WinPath, std::string>> folders;
    for (const auto& user : host.registry()->users()) {
        auto own = environment.of_user(user);
        collector.software("HKU\\" + user.sid + "\\Software", user.sid, own);
        if (user.profile.empty()) continue;
        folders.emplace_back(WinPath(own.value("APPDATA")) / R"(Microsoft\Windows\Start Menu\Programs\Startup)",
                             user.sid);
        folders.emplace_back(WinPath(user.profile) / R"(Start Menu\Programs\Startup)", user.sid);
    }
    folders.emplace_back(WinPath(environment.value("ProgramData")) / R"(Microsoft\Windows\Start Menu\Programs\Startup)",
                         "");
    folders.emplace_back(WinPath(environment.value("ALLUSERSPROFILE")) / R"(Start Menu\Programs\Startup)", "");
    for (const auto& [folder, user] : folders) collector.startup_folder(folder, user);
    return survey;
}

Survey<PendingRename> pending_renames(const Host& host) {
    if (host.registry() == nullptr)
        return Survey<PendingRename>::not_applicable(View::registry, "",
                                                     {Errc::not_found, "no Windows on this volume"});
    constexpr std::string_view session_manager = R"(HKLM\SYSTEM\CurrentControlSet\Control\Session Manager)";
    Survey<PendingRename> survey;
    auto key = host.registry()->open(session_manager);
    if (!key) return Survey<PendingRename>::unseen(View::registry, std::string(session_manager), key.error());
    auto plain = [](std::string_view text) {
        // "!" asks to replace an existing file, "*n" marks a step of a larger operation.
        if (text.starts_with('*'))
            for (text.remove_prefix(1); !text.empty() && text.front() >= '0' && text.front() <= '9';)
                text.remove_prefix(1);
        if (text.starts_with('!')) text.remove_prefix(1);
        if (text.starts_with(R"(\??\)")) text.remove_prefix(4);
        return WinPath(text);
    };
    for (std::string_view name : {"PendingFileRenameOperations", "PendingFileRenameOperations2"}) {
        auto value = (*key)->value(name);
        if (!value) {
            if (value.error().code != Errc::not_found)
                survey.miss(View::registry, std::string(session_manager) + "\\" + std::string(name), value.error());
            continue;
        }
        auto strings = value->strings();
        if (!strings) {
            survey.miss(View::registry, std::string(session_manager) + "\\" + std::string(name),
                        {Errc::corrupt, "REG_MULTI_SZ expected, found " + quell::name_of(value->type)});
            continue;
        }
        for (std::size_t i = 0; i < strings->size(); i += 2) {
            auto to = i + 1 < strings->size() ? (*strings)[i + 1] : std::string();
            auto destination = to.empty() ? WinPath() : plain(to);
            survey.items.push_back({(*strings)[i], to, plain((*strings)[i]), std::move(destination)});
        }
    }
    return survey;
}

}  // namespace quell::artifacts
