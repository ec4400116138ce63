#include "detect/registry_search.hpp"

#include <algorithm>

#include "artifacts/autostarts.hpp"
#include "artifacts/pe_file.hpp"
#include "artifacts/services.hpp"
#include "detect/finding_of.hpp"

namespace quell::detect {

namespace {

using threats::Finding;
using threats::Stage;

// A value over this is no list of file names; the search for companions must end.
constexpr std::size_t most_strings = 65'536;
// A text that stands in more places than these tells no more by being listed further.
constexpr std::size_t most_text_hits = 16;

std::string without_object_prefix(std::string_view text) {
    while (text.starts_with('!') || text.starts_with('*')) text.remove_prefix(1);
    if (text.starts_with(R"(\??\)")) text.remove_prefix(4);
    return std::string(text);
}

// One word of each list, one behind the other, and nothing else.
bool is_made_of(const std::vector<std::vector<std::string>>& parts, std::string_view name) {
    std::vector<std::string_view> rests{name};
    for (const auto& words : parts) {
        std::vector<std::string_view> next;
        for (auto rest : rests)
            for (const auto& word : words)
                if (starts_with_fold(rest, word)) next.push_back(rest.substr(word.size()));
        rests = std::move(next);
    }
    return std::find(rests.begin(), rests.end(), std::string_view()) != rests.end();
}

class RegistrySearch {
public:
    RegistrySearch(const Host& host, const std::vector<threats::Pack>& packs, const TargetPaths& target,
                   const Questions& questions)
        : host_(host), packs_(packs), target_(target), questions_(questions) {}

    RegistryResults run() {
        auto services = artifacts::services(host_, target_.machine());
        auto autostarts = artifacts::autostarts(host_, target_.machine());
        take_gaps(std::move(services.gaps));
        take_gaps(std::move(autostarts.gaps));
        results_.services = services.items.size();
        results_.autostarts = autostarts.items.size();
        results_.keys_read += services.items.size();
        for (const auto& pack : packs_)
            for (const auto& indicator : pack.indicators) {
                pack_ = &pack;
                indicator_ = &indicator;
                if (const auto* rule = std::get_if<threats::ServiceRule>(&indicator.rule)) match(*rule, services.items);
                if (const auto* rule = std::get_if<threats::AutostartRule>(&indicator.rule))
                    match(*rule, autostarts.items);
                if (const auto* rule = std::get_if<threats::RegistryRule>(&indicator.rule)) match(*rule);
                if (const auto* rule = std::get_if<threats::HiveTextRule>(&indicator.rule)) match(*rule);
            }
        return std::move(results_);
    }

private:
    void take_gaps(std::vector<Gap>&& gaps) {
        for (auto& gap : gaps) results_.gaps.push_back(questions_.ask(std::move(gap)));
    }

    Finding& add(std::string subject, std::optional<Time> written) {
        auto finding = finding_of(*pack_, *indicator_, std::move(subject));
        finding.modified = written;
        return results_.findings.emplace_back(std::move(finding));
    }

    // What a command really starts: the program after "cmd.exe /c".
    [[nodiscard]] WinPath started_by(const std::string& command, const WinPath& program) const {
        if (!equal_fold(program.name(), "cmd.exe")) return program;
        for (std::size_t at = 0; at + 2 < command.size(); ++at)
            if (command[at] == '/' && (command[at + 1] == 'c' || command[at + 1] == 'C') && command[at + 2] == ' ')
                return artifacts::program_of(std::string_view(command).substr(at + 3), target_.machine(),
                                             host_.files());
        return program;
    }

    [[nodiscard]] bool exists(const WinPath& program) const {
        return !program.empty() && host_.files().find(program).has_value();
    }

    // An unreadable file is not called nameless: what hides its content is already a gap.
    [[nodiscard]] bool is_without_company(const WinPath& dll) const {
        if (dll.empty()) return false;
        auto content = host_.files().open(dll);
        if (!content) return false;
        auto file = artifacts::read_pe(**content);
        return file && (!file->version || file->version->string("CompanyName").empty());
    }

    void match(const threats::ServiceRule& rule, const std::vector<artifacts::Service>& services) {
        ProgramPlaces binaries(rule.binaries, rule.except, target_);
        for (const auto& service : services) {
            auto program = started_by(service.image_path, service.binary);
            if (!rule.names.empty() && !any_glob(rule.names, service.name)) continue;
            if (!rule.displays.empty() && !any_glob(rule.displays, service.display_name)) continue;
            if (!rule.image_paths.empty() && !any_glob(rule.image_paths, service.image_path)) continue;
            if (!binaries.hold({&service.binary, &service.dll, &program})) continue;
            if (!rule.name_parts.empty() && !is_made_of(rule.name_parts, service.name)) continue;
            if (rule.dll_named_after && !equal_fold(service.dll.name(), service.name + ".dll")) continue;
            if (rule.dll_without_company && !is_without_company(service.dll)) continue;
            auto there = program == service.binary ? service.binary_exists : exists(program);
            auto starts = service.start == artifacts::StartType::boot ||
                          service.start == artifacts::StartType::system ||
                          service.start == artifacts::StartType::automatic;
            auto& finding = add(service.name, service.written);
            if (finding.stage == Stage::active && !(there && starts)) finding.stage = Stage::remnants;
            finding.evidence = {{"display", service.display_name},
                                {"command", service.image_path},
                                {"program", service.dll.empty() ? program.text() : service.dll.text()},
                                {"program-exists", there ? "yes" : "no"},
                                {"start", std::string(name_of(service.start))}};
        }
    }

    void match(const threats::AutostartRule& rule, const std::vector<artifacts::Autostart>& autostarts) {
        ProgramPlaces programs(rule.programs, rule.except, target_);
        for (const auto& autostart : autostarts) {
            auto program = started_by(autostart.command, autostart.program);
            if (!rule.names.empty() && !any_glob(rule.names, autostart.name)) continue;
            if (!rule.commands.empty() && !any_glob(rule.commands, autostart.command)) continue;
            if (!programs.hold({&autostart.program, &program})) continue;
            auto there = program == autostart.program ? autostart.program_exists : exists(program);
            auto& finding = add(autostart.location + "\\" + autostart.name, autostart.written);
            if (finding.stage == Stage::active && !there) finding.stage = Stage::remnants;
            finding.evidence = {{"key", autostart.location},
                                {"value", autostart.name},
                                {"command", autostart.command},
                                {"program", program.text()},
                                {"program-exists", there ? "yes" : "no"},
                                {"user", autostart.user}};
        }
    }

    void match(const threats::RegistryRule& rule) {
        if (host_.registry() == nullptr) return;
        for (const auto& key : rule.keys) {
            if (!starts_with_fold(key, "HKCU\\")) {
                match_key(rule, key);
                continue;
            }
            auto below = key.substr(4);
            match_key(rule, "HKU\\.DEFAULT" + below);
            for (const auto& user : host_.registry()->users()) match_key(rule, "HKU\\" + user.sid + below);
        }
    }

    void match(const threats::HiveTextRule& rule) {
        if (host_.registry() == nullptr) return;
        for (const auto& text : rule.texts)
            for (const auto& hit : host_.registry()->find_text(text, most_text_hits)) {
                auto& finding = add(hit.value ? hit.key + "\\" + *hit.value : hit.key, hit.written);
                finding.evidence = {{"text", text}, {"key", hit.key}};
                if (hit.value) finding.evidence.emplace_back("value", *hit.value);
            }
    }

    void match_key(const threats::RegistryRule& rule, const std::string& path) {
        auto key = host_.registry()->open(path);
        if (!key) {
            miss(path, key.error());
            return;
        }
        ++results_.keys_read;
        if (rule.values.empty()) {
            add(path, (*key)->last_written()).evidence = {{"key", path}};
            return;
        }
        auto values = (*key)->values();
        if (!values) {
            miss(path, values.error());
            return;
        }
        for (const auto& value : *values) {
            if (!any_glob(rule.values, value.name)) continue;
            auto type = quell::name_of(value.type);
            if (!rule.types.empty() && std::find(rule.types.begin(), rule.types.end(), type) == rule.types.end())
                continue;
            auto texts = value.strings().value_or(std::vector<std::string>{value.text().value_or("")});
            auto shown = fitting_text(rule, texts);
            if (!shown) continue;
            auto& finding = add(path + "\\" + value.name, (*key)->last_written());
            finding.evidence = {{"key", path}, {"value", value.name}, {"type", type}, {"data", *shown}};
        }
    }

    // The first text that satisfies the conditions on data; the first of all when there are none.
    [[nodiscard]] std::optional<std::string> fitting_text(const threats::RegistryRule& rule,
                                                          const std::vector<std::string>& texts) const {
        if (rule.data.empty() && rule.companion.empty()) return texts.empty() ? std::string() : texts.front();
        auto count = std::min(texts.size(), most_strings);
        for (std::size_t i = 0; i < count; ++i) {
            if (!rule.data.empty() && !any_glob(rule.data, texts[i])) continue;
            if (!rule.companion.empty()) {
                auto path = without_object_prefix(texts[i]);
                if (path.empty() || !exists(WinPath(path + rule.companion))) continue;
            }
            return texts[i];
        }
        return std::nullopt;
    }

    void miss(const std::string& where, const Error& error) {
        if (error.code != Errc::not_found)
            results_.gaps.push_back(questions_.ask({GapKind::unseen, View::registry, where, error}));
    }

    const Host& host_;
    const std::vector<threats::Pack>& packs_;
    const TargetPaths& target_;
    const Questions& questions_;
    const threats::Pack* pack_ = nullptr;
    const threats::Indicator* indicator_ = nullptr;
    RegistryResults results_;
};

}  // namespace

RegistryResults search_registry(const Host& host, const std::vector<threats::Pack>& packs, const TargetPaths& target,
                                const Questions& questions) {
    return RegistrySearch(host, packs, target, questions).run();
}

}  // namespace quell::detect
