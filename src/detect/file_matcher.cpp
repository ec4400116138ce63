#include "detect/file_matcher.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace quell::detect {

namespace {

// Heads of counted files that are read without --deep: enough to tell whose work it is, few enough to cost nothing.
constexpr std::size_t usual_samples = 32;
// No executable is smaller: DOS header and PE signature alone take more.
constexpr std::uint64_t smallest_executable = 97;

bool any_name(std::string_view glob) { return glob.find_first_not_of("*?") == std::string_view::npos; }

bool in_range(const threats::FileRule& rule, std::uint64_t size) {
    if (!rule.sizes.empty() && std::find(rule.sizes.begin(), rule.sizes.end(), size) == rule.sizes.end()) return false;
    return (!rule.min_size || size >= *rule.min_size) && (!rule.max_size || size <= *rule.max_size);
}

// When a counted file was made what it is. In place of an older creation, which is the victim's own: the last change of
// the metadata, else the last write. A machine whose clock is years behind keeps its own word.
std::optional<Time> time_of_work(const FileFacts& facts, const std::optional<Time>& not_before) {
    for (const auto& time : {facts.created, facts.changed, facts.modified})
        if (time && (!not_before || *time >= *not_before)) return time;
    return facts.created;
}

template <typename T>
void widen(std::optional<T>& first, std::optional<T>& last, const std::optional<T>& value) {
    if (!value) return;
    if (!first || *value < *first) first = value;
    if (!last || *value > *last) last = value;
}

}  // namespace

std::vector<CompiledRule> compile(const std::vector<threats::Pack>& packs, const TargetPaths& target) {
    std::vector<CompiledRule> rules;
    for (const auto& pack : packs)
        for (const auto& indicator : pack.indicators) {
            if (const auto* file = std::get_if<threats::FileRule>(&indicator.rule))
                rules.push_back(
                    {&pack, &indicator, file, nullptr, PathSet(file->paths, target), PathSet(file->except, target)});
            if (const auto* encrypted = std::get_if<threats::EncryptedRule>(&indicator.rule))
                rules.push_back({&pack, &indicator, nullptr, encrypted, {}, PathSet(encrypted->except, target)});
        }
    return rules;
}

FileMatcher::FileMatcher(const std::vector<CompiledRule>& rules, const std::vector<threats::Pack>& packs,
                         const TargetPaths& target, Depth depth)
    : rules_(rules), depth_(depth), tallies_(rules.size()) {
    std::vector<std::string> places;
    for (const auto& pack : packs) places.insert(places.end(), pack.hash_places.begin(), pack.hash_places.end());
    hash_places_ = PathSet(places, target);
    for (RuleIndex i = 0; i < rules.size(); ++i) {
        const auto& rule = rules[i];
        if (rule.encrypted != nullptr) {
            for (const auto& extension : rule.encrypted->extensions) names_.add_name("*" + extension, i);
            for (const auto& name : rule.encrypted->names) names_.add_name(name, i);
        } else if (!rule.file->names.empty()) {
            for (const auto& name : rule.file->names) names_.add_name(name, i);
        } else if (!rule.file->paths.empty()) {
            for (const auto& pattern : rule.paths.patterns()) {
                if (any_name(pattern.name))
                    folder_rules_.push_back({i, pattern.folder});
                else
                    names_.add_name(pattern.name, i);
            }
        } else {
            for (auto size : rule.file->sizes) names_.add_size(size, i);
        }
    }
}

const FileMatcher::Folder& FileMatcher::folder_of(const FileView& file) {
    if (last_folder_ != nullptr && last_folder_id_ == file.directory) return *last_folder_;
    auto [at, fresh] = folders_.try_emplace(file.directory);
    auto& folder = at->second;
    if (fresh) {
        folder.path = file.path().parent();
        auto text = folder_text(folder.path);
        for (const auto& place : hash_places_.patterns())
            folder.every_executable = folder.every_executable || matches_glob(text, place.folder);
        for (const auto& [rule, glob] : folder_rules_)
            if ((folder.rules.empty() || folder.rules.back() != rule) && matches_glob(text, glob))
                folder.rules.push_back(rule);
    }
    last_folder_id_ = file.directory;
    last_folder_ = &folder;
    return folder;
}

// The name index has spoken for the rule; what is left is the size and the place.
bool FileMatcher::fits(const CompiledRule& rule, const FileView& file) {
    if (rule.file != nullptr && !in_range(*rule.file, file.facts.size)) return false;
    auto restricted = rule.file != nullptr && !rule.file->paths.empty();
    if (!restricted && rule.except.empty()) return true;
    auto folder = folder_text(folder_of(file).path);
    return (!restricted || rule.paths.matches(folder, file.name)) && !rule.except.matches(folder, file.name);
}

void FileMatcher::count(RuleIndex index, const FileView& file) {
    auto& tally = tallies_[index];
    auto [at, fresh] = tally.index.try_emplace(file.directory, tally.folders.size());
    if (fresh) tally.folders.push_back({folder_of(file).path, 0, 0, std::nullopt, std::nullopt});
    auto& folder = tally.folders[at->second];
    ++folder.files;
    folder.bytes += file.facts.size;
    const auto& rule = rules_[index];
    widen(folder.first, folder.last, time_of_work(file.facts, rule.pack->not_before));
    auto needs_content = rule.encrypted != nullptr ? rule.encrypted->container.has_value() : rule.file->needs_content();
    // The first of each folder: a sample from everywhere says more than many from one place.
    if (needs_content && (depth_ == Depth::deep || (fresh && tally.samples.size() < usual_samples)))
        tally.samples.push_back(file.file());
}

void FileMatcher::visit(const FileView& file) {
    if (file.facts.deleted) return;
    if (file.facts.kind == FileKind::directory) ++directories_;
    if (file.facts.kind != FileKind::file) return;
    ++files_;
    hits_.clear();
    names_.find(file.name, file.facts.size, folded_, hits_);
    const auto& folder = folder_of(file);
    if (!folder.rules.empty()) {
        hits_.insert(hits_.end(), folder.rules.begin(), folder.rules.end());
        std::sort(hits_.begin(), hits_.end());
        hits_.erase(std::unique(hits_.begin(), hits_.end()), hits_.end());
    }
    kept_.clear();
    for (auto hit : hits_) {
        if (!fits(rules_[hit], file)) continue;
        if (rules_[hit].counts())
            count(hit, file);
        else
            kept_.push_back(hit);
    }
    auto every = (folder.every_executable || depth_ == Depth::deep) && file.facts.size >= smallest_executable;
    if (every && depth_ != Depth::deep) {
        auto text = folder_text(folder.path);
        every = hash_places_.matches(text, file.name);
    }
    if (!kept_.empty() || every) candidates_.push_back({file.file(), kept_, every});
}

}  // namespace quell::detect
