#include "artifacts/environment.hpp"

#include <array>
#include <vector>

#include "base/text.hpp"

namespace quell::artifacts {

namespace {

constexpr std::string_view current_version = R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion)";
constexpr std::string_view profile_list = R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList)";
constexpr std::string_view machine_environment = R"(HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment)";

// Variables that name others are expanded again, but not for ever: A=%B%, B=%A% is a possible hive.
constexpr int expansion_rounds = 4;
// CreateProcess allows 32,767 characters; a longer line in a hive starts nothing.
constexpr std::size_t longest_command = std::size_t{3} * 32'767;

std::string text_of(const Registry& registry, std::string_view key, std::string_view name) {
    auto value = registry.value(key, name);
    return value ? value->text().value_or("") : "";
}

bool is_before_vista(const Host& host) {
    auto version = text_of(*host.registry(), R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion)", "CurrentVersion");
    return version.starts_with("5.") || version.starts_with("4.");
}

}  // namespace

void Environment::set(std::string_view name, std::string value) { variables_[fold_case(name)] = std::move(value); }

std::string Environment::value(std::string_view name) const {
    auto found = variables_.find(fold_case(name));
    return found == variables_.end() ? std::string() : found->second;
}

std::string Environment::expand(std::string_view text) const {
    std::string current(text);
    for (int round = 0; round < expansion_rounds; ++round) {
        std::string out;
        auto changed = false;
        for (std::size_t at = 0; at < current.size();) {
            auto close = current[at] == '%' ? current.find('%', at + 1) : std::string::npos;
            auto found = close == std::string::npos
                             ? variables_.end()
                             : variables_.find(fold_case(std::string_view(current).substr(at + 1, close - at - 1)));
            if (found == variables_.end()) {
                out += current[at++];
                continue;
            }
            out += found->second;
            at = close + 1;
            changed = true;
        }
        current = std::move(out);
        if (!changed || current.size() > longest_command) break;
    }
    return current;
}

Environment Environment::of_machine(const Host& host) {
    Environment environment;
    if (!host.has_windows()) return environment;
    std::string drive(host.windows().volume());
    environment.set("SystemDrive", drive);
    environment.set("SystemRoot", host.windows().text());
    environment.set("windir", host.windows().text());
    environment.set("ProgramFiles", drive + "\\Program Files");
    environment.set("ProgramFiles(x86)", drive + "\\Program Files (x86)");
    environment.set("ProgramData", drive + "\\ProgramData");
    environment.set("ALLUSERSPROFILE", drive + "\\ProgramData");
    environment.set("PUBLIC", drive + "\\Users\\Public");
    environment.set("TEMP", host.windows().text() + "\\Temp");
    environment.set("TMP", host.windows().text() + "\\Temp");
    if (host.registry() == nullptr) return environment;

    const auto& registry = *host.registry();
    auto take = [&](std::string_view variable, std::string_view key, std::string_view name) {
        auto text = text_of(registry, key, name);
        if (!text.empty()) environment.set(variable, environment.expand(text));
    };
    take("ProgramFiles", current_version, "ProgramFilesDir");
    take("ProgramFiles(x86)", current_version, "ProgramFilesDir (x86)");
    take("CommonProgramFiles", current_version, "CommonFilesDir");
    take("CommonProgramFiles(x86)", current_version, "CommonFilesDir (x86)");
    if (is_before_vista(host)) {
        // XP keeps the shared profile's bare name beside the profiles' folder, and has no ProgramData.
        environment.set("ALLUSERSPROFILE", drive + "\\Documents and Settings\\All Users");
        auto folder = environment.expand(text_of(registry, profile_list, "ProfilesDirectory"));
        auto name = text_of(registry, profile_list, "AllUsersProfile");
        if (!folder.empty() && !name.empty()) environment.set("ALLUSERSPROFILE", folder + "\\" + name);
        environment.set("ProgramData", environment.value("ALLUSERSPROFILE") + "\\Application Data");
    } else {
        take("ProgramData", profile_list, "ProgramData");
        environment.set("ALLUSERSPROFILE", environment.value("ProgramData"));
        take("PUBLIC", profile_list, "Public");
    }
    if (auto key = registry.open(machine_environment)) {
        if (auto values = (*key)->values())
            for (const auto& value : *values)
                if (auto text = value.text(); text && fold_case(value.name) != "WINDIR")
                    environment.set(value.name, environment.expand(*text));
    }
    return environment;
}

Environment Environment::of_user(const UserHive& user) const {
    auto own = *this;
    if (user.profile.empty()) return own;
    own.set("USERPROFILE", user.profile);
    own.set("USERNAME", user.name);
    auto before_vista = WinPath(value("ALLUSERSPROFILE")).name() != "ProgramData";
    own.set("APPDATA", user.profile + (before_vista ? "\\Application Data" : "\\AppData\\Roaming"));
    own.set("LOCALAPPDATA", user.profile + (before_vista ? "\\Local Settings\\Application Data" : "\\AppData\\Local"));
    auto temp = user.profile + (before_vista ? "\\Local Settings\\Temp" : "\\AppData\\Local\\Temp");
    own.set("TEMP", temp);
    own.set("TMP", temp);
    return own;
}

namespace {

bool is_file(const FileTree& files, const WinPath& path) {
    auto found = files.find(path);
    return found && found->facts.kind != FileKind::directory;
}

// The path as it is, or with ".exe", as CreateProcess tries it; empty when neither is a file.
WinPath existing_program(const FileTree& files, const WinPath& path) {
    if (is_file(files, path)) return path;
    if (path.extension().empty()) {
        WinPath with_extension(path.text() + ".exe");
        if (is_file(files, with_extension)) return with_extension;
    }
    return {};
}

WinPath in_search_path(const FileTree& files, const Environment& environment, std::string_view name) {
    std::vector<std::string> folders{environment.value("SystemRoot") + "\\System32", environment.value("SystemRoot")};
    auto path = environment.value("PATH");
    for (auto folder : split(path, ';')) folders.emplace_back(trim(folder));
    for (const auto& folder : folders) {
        if (folder.empty()) continue;
        if (auto found = existing_program(files, WinPath(folder) / name); !found.empty()) return found;
    }
    return {};
}

// The end of the first word that looks like a program's name; npos when none does.
std::size_t end_of_named_program(std::string_view command) {
    constexpr std::array<std::string_view, 7> extensions{".exe", ".dll", ".sys", ".com", ".bat", ".cmd", ".scr"};
    for (std::size_t at = 0; at < command.size(); ++at) {
        if (command[at] != '.') continue;
        for (auto extension : extensions) {
            auto end = at + extension.size();
            if (starts_with_fold(command.substr(at), extension) &&
                (end == command.size() || command[end] == ' ' || command[end] == '\t' || command[end] == '"' ||
                 command[end] == ','))
                return end;
        }
    }
    return std::string_view::npos;
}

// Kernel's and service control manager's own ways to begin a path.
std::string without_prefixes(std::string_view command, const Environment& environment) {
    for (std::string_view prefix : {R"(\??\)", R"(\\?\)", R"(\\.\)"})
        if (command.starts_with(prefix)) command.remove_prefix(prefix.size());
    auto windows = environment.value("SystemRoot");
    if (starts_with_fold(command, R"(\SystemRoot\)")) return windows + std::string(command.substr(11));
    for (std::string_view folder : {R"(system32\)", R"(syswow64\)", R"(\system32\)"})
        if (starts_with_fold(command, folder))
            return windows + (folder.front() == '\\' ? "" : "\\") + std::string(command);
    return std::string(command);
}

}  // namespace

WinPath program_of(std::string_view command_line, const Environment& environment, const FileTree& files) {
    auto text = environment.expand(trim(command_line.substr(0, longest_command)));
    std::string_view command = trim(text);
    if (command.empty()) return {};
    std::string named;
    if (command.front() == '"') {
        named = command.substr(1, command.find('"', 1) - 1);
        named = without_prefixes(named, environment);
    } else {
        auto rest = without_prefixes(command, environment);
        // "C:\Program Files\a b\c.exe -x" without quotes: Windows tries each blank in turn.
        constexpr int blanks_tried = 32;
        int tried = 0;
        for (auto blank = rest.find(' '); blank != std::string::npos && tried < blanks_tried;
             blank = rest.find(' ', blank + 1)) {
            ++tried;
            if (rest.find('\\') > blank) break;
            if (auto found = existing_program(files, WinPath(std::string_view(rest).substr(0, blank))); !found.empty())
                return found;
        }
        if (auto found = existing_program(files, WinPath(rest)); !found.empty()) return found;
        auto end = end_of_named_program(rest);
        if (end == std::string::npos) end = rest.find(' ');
        named = rest.substr(0, end);
    }
    if (named.empty()) return {};
    if (named.find('\\') == std::string::npos && named.find('/') == std::string::npos &&
        named.find(':') == std::string::npos) {
        auto found = in_search_path(files, environment, named);
        return found.empty() ? WinPath(named) : found;
    }
    WinPath path(named);
    auto found = existing_program(files, path);
    return found.empty() ? path : found;
}

}  // namespace quell::artifacts
