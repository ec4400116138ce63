#include "detect/file_search.hpp"

#include <algorithm>
#include <mutex>
#include <set>

#include <fmt/format.h>

#include "detect/content_check.hpp"
#include "detect/file_matcher.hpp"
#include "detect/finding_of.hpp"

namespace quell::detect {

namespace {

bool size_fits(const threats::FileRule& rule, std::uint64_t size) {
    return rule.sizes.empty() || std::find(rule.sizes.begin(), rule.sizes.end(), size) != rule.sizes.end();
}

/// What one file's content said.
struct ContentResult {
    std::vector<std::pair<RuleIndex, Evidence>> matched;
    std::optional<Error> error;
    std::vector<RuleIndex> undecided;  ///< with `error`: rules that could not be decided
    std::uint64_t bytes_hashed = 0;
    bool hashed = false;
};

class ContentSearch {
public:
    ContentSearch(const Host& host, const std::vector<CompiledRule>& rules) : host_(host), rules_(rules) {
        for (RuleIndex i = 0; i < rules.size(); ++i) {
            if (rules[i].file == nullptr) continue;
            // Rules about content alone are asked of every file that is looked into.
            if (!rules[i].file->has_place()) content_only_.push_back(i);
            known_sizes_.insert(rules[i].file->sizes.begin(), rules[i].file->sizes.end());
        }
    }

    [[nodiscard]] ContentResult check(const Candidate& candidate) const {
        ContentResult result;
        auto asked = candidate.rules;
        asked.insert(asked.end(), content_only_.begin(), content_only_.end());
        auto named = !candidate.rules.empty() || known_sizes_.contains(candidate.file.facts.size);
        auto content = Content::open(host_.files(), candidate.file);
        if (!content) {
            miss(result, content.error(), asked);
            return result;
        }
        if (!named) {
            auto executable = content->looks_executable();
            if (!executable) miss(result, executable.error(), asked);
            if (!executable || !*executable) return result;
        }
        for (auto index : asked) decide(index, *content, result);
        result.bytes_hashed = content->bytes_hashed();
        result.hashed = result.bytes_hashed != 0;
        return result;
    }

    /// Whether a sample of a counting rule is what its name says.
    [[nodiscard]] ContentResult check_sample(RuleIndex index, const File& file) const {
        ContentResult result;
        auto content = Content::open(host_.files(), file);
        if (!content) {
            miss(result, content.error(), {index});
            return result;
        }
        const auto& rule = rules_[index];
        if (rule.encrypted == nullptr) {
            decide(index, *content, result);
        } else {
            auto right = is_container(*rule.encrypted->container, *content);
            if (!right)
                miss(result, right.error(), {index});
            else if (*right)
                result.matched.push_back({index, {}});
        }
        result.bytes_hashed = content->bytes_hashed();
        result.hashed = result.bytes_hashed != 0;
        return result;
    }

private:
    void decide(RuleIndex index, Content& content, ContentResult& result) const {
        Evidence evidence;
        auto right = satisfies(*rules_[index].file, content, evidence);
        if (!right)
            miss(result, right.error(), {index});
        else if (*right)
            result.matched.emplace_back(index, std::move(evidence));
    }

    // A rule that a name or place alone decides needs no content.
    void miss(ContentResult& result, const Error& error, const std::vector<RuleIndex>& rules) const {
        for (auto index : rules) {
            const auto* file = rules_[index].file;
            if (file != nullptr && !file->needs_content())
                result.matched.push_back({index, {}});
            else
                result.undecided.push_back(index);
        }
        if (!result.undecided.empty() && !result.error) result.error = error;
    }

    const Host& host_;
    const std::vector<CompiledRule>& rules_;
    std::vector<RuleIndex> content_only_;
    std::set<std::uint64_t> known_sizes_;
};

/// One sample of a counting rule.
struct Sample {
    RuleIndex rule;
    const File* file;
};

class Search {
public:
    Search(const Host& host, const std::vector<threats::Pack>& packs, const TargetPaths& target,
           const Questions& questions, Depth depth, const Work& work)
        : host_(host),
          target_(target),
          questions_(questions),
          work_(work),
          rules_(compile(packs, target)),
          matcher_(rules_, packs, target, depth) {}

    FileResults run() {
        for (auto& gap : host_.files().walk(matcher_, Deleted::left_out, work_))
            results_.gaps.push_back(questions_.ask(std::move(gap)));
        results_.files = matcher_.files();
        results_.directories = matcher_.directories();
        read_contents();
        for (std::size_t i = 0; i < matcher_.candidates().size(); ++i) report(matcher_.candidates()[i], candidates_[i]);
        for (RuleIndex i = 0; i < rules_.size(); ++i)
            if (!matcher_.tallies()[i].folders.empty()) report_tally(i);
        return std::move(results_);
    }

private:
    void read_contents() {
        ContentSearch search(host_, rules_);
        const auto& candidates = matcher_.candidates();
        for (RuleIndex i = 0; i < rules_.size(); ++i)
            for (const auto& file : matcher_.tallies()[i].samples) samples_.push_back({i, &file});
        candidates_.resize(candidates.size());
        sampled_.resize(samples_.size());
        auto total = candidates.size() + samples_.size();
        work_.progress.begin("contents", total);
        std::mutex shown;
        std::uint64_t done = 0;
        work_.workers.for_each(total, work_.stop, [&](unsigned, std::size_t index) {
            if (index < candidates.size())
                candidates_[index] = search.check(candidates[index]);
            else {
                const auto& sample = samples_[index - candidates.size()];
                sampled_[index - candidates.size()] = search.check_sample(sample.rule, *sample.file);
            }
            std::lock_guard lock(shown);
            work_.progress.advance(++done);
        });
        work_.progress.end();
        if (work_.stop.stop_requested())
            results_.gaps.push_back(questions_.ask(
                {GapKind::unseen, View::content, "", {Errc::cancelled, "stopped before every content was read"}}));
    }

    void count_hashing(const ContentResult& result) {
        results_.bytes_hashed += result.bytes_hashed;
        results_.files_hashed += result.hashed ? 1 : 0;
    }

    void miss(const File& file, const ContentResult& result) {
        if (!result.error) return;
        AskedGap gap{{GapKind::unseen, View::content, file.path.text(), *result.error}, {}};
        for (auto index : result.undecided)
            // A file of another size cannot be the one that the rule means.
            if (rules_[index].file == nullptr || size_fits(*rules_[index].file, file.facts.size))
                gap.asked.push_back(rules_[index].indicator);
        results_.gaps.push_back(std::move(gap));
    }

    void report(const Candidate& candidate, const ContentResult& result) {
        count_hashing(result);
        miss(candidate.file, result);
        for (const auto& [index, evidence] : result.matched) {
            const auto& rule = rules_[index];
            auto neighbour = neighbour_of(*rule.file, candidate.file.path);
            if (!neighbour) continue;
            auto finding = finding_of(*rule.pack, *rule.indicator, candidate.file.path.text());
            if (!neighbour->empty()) finding.evidence.emplace_back("beside", *neighbour);
            if (!rule.file->restores.empty()) finding.restores = target_.machine().expand(rule.file->restores);
            if (!rule.file->names.empty()) finding.evidence.emplace_back("name", candidate.file.path.name());
            if (!rule.file->sizes.empty())
                finding.evidence.emplace_back("size", std::to_string(candidate.file.facts.size));
            finding.evidence.insert(finding.evidence.end(), evidence.begin(), evidence.end());
            finding.created = candidate.file.facts.created;
            finding.modified = candidate.file.facts.modified;
            results_.findings.push_back(std::move(finding));
        }
    }

    // The name of the rule's "beside" that lies in the same folder: "" when it asks for none, nothing when none is
    // there.
    [[nodiscard]] std::optional<std::string> neighbour_of(const threats::FileRule& rule, const WinPath& path) const {
        if (rule.beside.empty()) return "";
        for (const auto& name : rule.beside)
            if (host_.files().find(path.parent() / name)) return name;
        return std::nullopt;
    }

    void report_tally(RuleIndex index) {
        const auto& rule = rules_[index];
        std::uint64_t checked = 0;
        std::uint64_t right = 0;
        for (std::size_t i = 0; i < samples_.size(); ++i) {
            if (samples_[i].rule != index) continue;
            count_hashing(sampled_[i]);
            miss(*samples_[i].file, sampled_[i]);
            if (!sampled_[i].error) ++checked;
            right += sampled_[i].matched.size();
        }
        auto needs_content =
            rule.encrypted != nullptr ? rule.encrypted->container.has_value() : rule.file->needs_content();
        if (needs_content && right == 0 && rule.encrypted == nullptr) return;
        auto finding = finding_of(*rule.pack, *rule.indicator, "");
        if (needs_content && right == 0) {
            // Heads that were read and are wrong speak against the family, heads that could not be read do not.
            finding.strength = checked == 0 ? rule.encrypted->by_name : threats::Strength::trace;
        }
        add_folders(matcher_.tallies()[index], finding);
        if (needs_content)
            finding.evidence.emplace_back("contents", fmt::format("{} of {} looked into", right, checked));
        results_.findings.push_back(std::move(finding));
    }

    void add_folders(const Tally& tally, threats::Finding& finding) {
        std::uint64_t files = 0;
        std::vector<std::pair<std::string, const FolderTally*>> order;
        for (const auto& folder : tally.folders) order.emplace_back(fold_case(folder.folder.text()), &folder);
        std::sort(order.begin(), order.end());
        for (const auto& [folded, folder] : order) {
            finding.folders.push_back({folder->folder.text(), target_.user_of(folder->folder), folder->files,
                                       folder->bytes, folder->first, folder->last});
            files += folder->files;
            if (folder->first && (!finding.created || *folder->first < *finding.created))
                finding.created = folder->first;
        }
        finding.subject = finding.folders.front().folder;
        finding.evidence.emplace_back("files", std::to_string(files));
        finding.evidence.emplace_back("folders", std::to_string(finding.folders.size()));
    }

    const Host& host_;
    const TargetPaths& target_;
    const Questions& questions_;
    const Work& work_;
    std::vector<CompiledRule> rules_;
    FileMatcher matcher_;
    std::vector<Sample> samples_;
    std::vector<ContentResult> candidates_;
    std::vector<ContentResult> sampled_;
    FileResults results_;
};

}  // namespace

FileResults search_files(const Host& host, const std::vector<threats::Pack>& packs, const TargetPaths& target,
                         const Questions& questions, Depth depth, const Work& work) {
    return Search(host, packs, target, questions, depth, work).run();
}

}  // namespace quell::detect
