#include "cli/context.hpp"

#include <functional>
#include <map>
#include <set>

#include "base/text.hpp"

namespace quell::cli {

void Context::complain(std::string_view sentence) const { err("quell: " + escape_for_display(sentence) + "\n"); }

namespace {

void tell_problems(const Context& context, const std::vector<threats::Diagnostic>& problems) {
    for (const auto& problem : problems)
        context.complain(std::string(report::text(context.language, "note.pack-not-used")) + " " + problem.text());
}

}  // namespace

Result<threats::PackSet> packs_for(const Context& context, const std::string& folder) {
    std::vector<threats::PackText> extra;
    std::vector<threats::Diagnostic> problems;
    if (!folder.empty()) {
        auto found = TRY(threats::read_pack_folder(folder));
        extra = std::move(found.texts);
        problems = std::move(found.problems);
    }
    auto set = threats::load_packs(threats::embedded_packs(), extra);
    set.problems.insert(set.problems.begin(), problems.begin(), problems.end());
    tell_problems(context, set.problems);
    return set;
}

Result<patch::TableSet> tables_for(const Context& context, const std::string& folder) {
    threats::PackFolder extra;
    if (!folder.empty()) extra = TRY(threats::read_pack_folder(folder, "patches"));
    auto set = patch::load_tables(patch::embedded_tables(), extra.texts);
    set.problems.insert(set.problems.begin(), extra.problems.begin(), extra.problems.end());
    tell_problems(context, set.problems);
    return set;
}

report::PackTexts texts_of(const threats::PackSet& packs, report::Language language) {
    auto words = [language](const threats::Text& text) {
        return language == report::Language::chinese ? text.zh : text.en;
    };
    std::map<std::string, std::string, std::less<>> reasons;
    std::map<std::pair<std::string, threats::Stage>, std::vector<std::string>> next;
    for (const auto& pack : packs.packs) {
        for (const auto& indicator : pack.indicators) reasons[indicator.id] = words(indicator.reason);
        for (const auto& one : pack.next)
            for (const auto& step : one.steps) next[{pack.id, one.stage}].push_back(words(step));
    }
    std::map<std::string, std::string, std::less<>> about;
    std::set<std::string, std::less<>> worms;
    for (const auto& pack : packs.packs) {
        about[pack.id] = words(pack.summary);
        if (pack.kind.find("worm") != std::string::npos) worms.insert(pack.id);
    }
    report::PackTexts texts;
    texts.reason = [reasons = std::move(reasons)](std::string_view id) {
        auto found = reasons.find(id);
        return found == reasons.end() ? std::string() : found->second;
    };
    texts.next = [next = std::move(next)](std::string_view family, threats::Stage stage) {
        auto found = next.find({std::string(family), stage});
        return found == next.end() ? std::vector<std::string>() : found->second;
    };
    texts.about = [about = std::move(about)](std::string_view family) {
        auto found = about.find(family);
        return found == about.end() ? std::string() : found->second;
    };
    texts.spreads = [worms = std::move(worms)](std::string_view family) { return worms.contains(family); };
    return texts;
}

}  // namespace quell::cli
