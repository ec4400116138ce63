#include "cli/context.hpp"

#include "base/text.hpp"

namespace quell::cli {

void Context::complain(std::string_view sentence) const { err("quell: " + escape_for_display(sentence) + "\n"); }

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
    for (const auto& problem : set.problems)
        context.complain(std::string(report::text(context.language, "note.pack-not-used")) + " " + problem.text());
    return set;
}

}  // namespace quell::cli
