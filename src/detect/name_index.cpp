#include "detect/name_index.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace quell::detect {

void NameIndex::add_name(std::string_view glob, RuleIndex rule) {
    auto folded = fold_case(glob);
    auto wild = folded.find_last_of("*?");
    auto dot = folded.rfind('.');
    if (wild == std::string::npos)
        exact_[folded].push_back(rule);
    else if (dot != std::string::npos && dot > wild)
        extensions_[folded.substr(dot)].push_back({folded, rule});
    else
        others_.push_back({folded, rule});
}

void NameIndex::add_size(std::uint64_t size, RuleIndex rule) { sizes_[size].push_back(rule); }

void NameIndex::find(std::string_view name, std::uint64_t size, std::string& folded,
                     std::vector<RuleIndex>& out) const {
    auto before = out.size();
    folded.clear();
    append_folded(folded, name);
    if (auto found = exact_.find(std::string_view(folded)); found != exact_.end())
        out.insert(out.end(), found->second.begin(), found->second.end());
    if (auto dot = folded.rfind('.'); dot != std::string::npos)
        if (auto found = extensions_.find(std::string_view(folded).substr(dot)); found != extensions_.end())
            for (const auto& glob : found->second)
                if (matches_glob(folded, glob.text)) out.push_back(glob.rule);
    for (const auto& glob : others_) {
        auto first = glob.text.front();
        if (first != '*' && first != '?' && (folded.empty() || first != folded.front())) continue;
        if (matches_glob(folded, glob.text)) out.push_back(glob.rule);
    }
    if (auto found = sizes_.find(size); found != sizes_.end())
        out.insert(out.end(), found->second.begin(), found->second.end());
    if (out.size() - before < 2) return;
    std::sort(out.begin() + static_cast<std::ptrdiff_t>(before), out.end());
    out.erase(std::unique(out.begin() + static_cast<std::ptrdiff_t>(before), out.end()), out.end());
}

}  // namespace quell::detect
