#include "detect/questions.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace quell::detect {

namespace {

constexpr std::array<std::string_view, 3> autostart_keys{R"(Microsoft\Windows\CurrentVersion)",
                                                         R"(Microsoft\Windows NT\CurrentVersion\Winlogon)",
                                                         R"(Wow6432Node\Microsoft\Windows\CurrentVersion)"};

// One lies below the other, or they are the same.
bool related(std::string_view a, std::string_view b, char separator) {
    auto shorter = std::min(a.size(), b.size());
    if (a.substr(0, shorter) != b.substr(0, shorter)) return false;
    return a.size() == b.size() || shorter == 0 || (a.size() > b.size() ? a : b)[shorter] == separator;
}

// The folders above the first wildcard.
std::string fixed_folder(const std::string& path) {
    auto wild = path.find_first_of("*?");
    auto fixed = path.substr(0, wild);
    auto slash = fixed.rfind('\\');
    return slash == std::string::npos ? std::string() : fold_case(fixed.substr(0, slash));
}

// HKCU\… for every user and the accounts of services.
std::vector<std::string> keys_of(std::string_view key, const Host& host) {
    if (!starts_with_fold(key, "HKCU\\")) return {std::string(key)};
    std::vector<std::string> out{"HKU\\.DEFAULT" + std::string(key.substr(4))};
    if (host.registry() != nullptr)
        for (const auto& user : host.registry()->users())
            out.push_back("HKU\\" + user.sid + std::string(key.substr(4)));
    return out;
}

// ControlSet001 may be the current one: it is taken for it.
std::string normal_key(std::string_view key) {
    auto folded = fold_case(key);
    constexpr std::string_view set = R"(HKLM\SYSTEM\CONTROLSET)";
    if (folded.starts_with(set) && folded.size() >= set.size() + 3)
        folded.replace(0, set.size() + 3, R"(HKLM\SYSTEM\CURRENTCONTROLSET)");
    return folded;
}

// The part of the registry that a hive's file holds: "" for one that no indicator reads.
std::optional<std::string> key_of_hive(std::string_view where) {
    auto name = fold_case(WinPath(where).name());
    for (std::string_view log : {".LOG", ".LOG1", ".LOG2", ".SAV", ".ALT"})
        if (name.ends_with(log)) name.resize(name.size() - log.size());
    if (name == "SYSTEM" || name == "SOFTWARE") return "HKLM\\" + name;
    if (name == "NTUSER.DAT") return "HKU";
    if (name == "DEFAULT") return "HKU\\.DEFAULT";
    if (name == "USRCLASS.DAT" || name == "SAM" || name == "SECURITY" || name == "COMPONENTS" || name == "BCD")
        return "";
    return std::nullopt;
}

bool concerns_keys(const std::vector<std::string>& keys, const std::string& where) {
    if (keys.empty()) return false;
    auto folded = fold_case(where);
    auto place = normal_key(where);
    if (!folded.starts_with("HKLM") && !folded.starts_with("HKU")) {
        auto hive = key_of_hive(where);
        if (!hive) return true;
        if (hive->empty()) return false;
        place = *hive;
    }
    return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) { return related(key, place, '\\'); });
}

}  // namespace

Questions::Questions(const std::vector<threats::Pack>& packs, const TargetPaths& target, const Host& host) {
    for (const auto& pack : packs)
        for (const auto& indicator : pack.indicators) {
            Question question{&indicator, false, false, {}, {}};
            if (const auto* file = std::get_if<threats::FileRule>(&indicator.rule)) {
                PathSet paths(file->paths, target);
                // A path with a variable that this target has not got is asked of nobody.
                question.reads_files = file->paths.empty() || !paths.empty();
                question.reads_content = question.reads_files && file->needs_content();
                if (file->names.empty())
                    for (const auto& pattern : paths.patterns())
                        question.folders.push_back(fixed_folder(pattern.folder + "\\" + pattern.name));
            } else if (const auto* encrypted = std::get_if<threats::EncryptedRule>(&indicator.rule)) {
                question.reads_files = true;
                question.reads_content = encrypted->container.has_value();
            } else if (const auto* registry = std::get_if<threats::RegistryRule>(&indicator.rule)) {
                for (const auto& key : registry->keys)
                    for (const auto& place : keys_of(key, host)) question.keys.push_back(normal_key(place));
            } else if (std::holds_alternative<threats::ServiceRule>(indicator.rule)) {
                question.keys = {normal_key(R"(HKLM\SYSTEM\CurrentControlSet\Services)")};
            } else if (std::holds_alternative<threats::TaskRule>(indicator.rule)) {
                question.keys = {normal_key(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache)")};
                for (std::string_view folder : {R"(\System32\Tasks)", R"(\SysWOW64\Tasks)", R"(\Tasks)"})
                    question.folders.push_back(fold_case(host.windows().text() + std::string(folder)));
                question.reads_files = question.reads_content = true;
            } else if (std::holds_alternative<threats::WmiRule>(indicator.rule)) {
                question.folders = {fold_case(host.windows().text() + R"(\System32\wbem\Repository)")};
                question.reads_files = question.reads_content = true;
            } else if (std::holds_alternative<threats::IpsecRule>(indicator.rule)) {
                question.keys = {normal_key(R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\IPSec\Policy)")};
            } else if (std::holds_alternative<threats::FirewallEntryRule>(indicator.rule)) {
                question.keys = {
                    normal_key(R"(HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy)"),
                    normal_key(R"(HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall)")};
            } else if (std::holds_alternative<threats::HiveTextRule>(indicator.rule)) {
                question.keys = {"HKLM\\SYSTEM", "HKLM\\SOFTWARE", "HKU"};
            } else if (std::holds_alternative<threats::AutostartRule>(indicator.rule)) {
                for (auto key : autostart_keys) {
                    question.keys.push_back(normal_key("HKLM\\SOFTWARE\\" + std::string(key)));
                    for (const auto& place : keys_of("HKCU\\Software\\" + std::string(key), host))
                        question.keys.push_back(normal_key(place));
                }
            }
            questions_.push_back(std::move(question));
        }
}

bool Questions::concerns(const Question& question, const Gap& gap) const {
    switch (gap.view) {
        case View::volume: return true;
        case View::registry: return concerns_keys(question.keys, gap.where);
        case View::volatile_: return std::holds_alternative<threats::NamedObjectRule>(question.indicator->rule);
        case View::content:
        case View::files: {
            if (gap.view == View::content ? !question.reads_content : !question.reads_files) return false;
            if (question.folders.empty() || gap.where.empty()) return true;
            auto where = fold_case(folder_text(WinPath(gap.where)));
            return std::any_of(question.folders.begin(), question.folders.end(),
                               [&](const std::string& folder) { return related(folder, where, '\\'); });
        }
    }
    return true;
}

AskedGap Questions::ask(Gap gap) const {
    AskedGap out{std::move(gap), {}};
    if (out.gap.kind == GapKind::not_applicable) return out;
    for (const auto& question : questions_)
        if (concerns(question, out.gap)) out.asked.push_back(question.indicator);
    return out;
}

}  // namespace quell::detect
