// The walk's visitor: decides by name, size and place alone which files are worth a look, and counts those that a
// family leaves by the thousand. Reads no content.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "detect/name_index.hpp"
#include "detect/scan.hpp"
#include "detect/target_paths.hpp"
#include "host/file_tree.hpp"

namespace quell::detect {

/// A [[file]] or [[encrypted]] entry, with its paths on this target.
struct CompiledRule {
    const threats::Pack* pack = nullptr;
    const threats::Indicator* indicator = nullptr;
    const threats::FileRule* file = nullptr;  ///< one of the two is set
    const threats::EncryptedRule* encrypted = nullptr;
    PathSet paths;
    PathSet except;

    [[nodiscard]] bool counts() const { return encrypted != nullptr || file->mass; }
};

/// Every file rule of the packs, in their order.
std::vector<CompiledRule> compile(const std::vector<threats::Pack>& packs, const TargetPaths& target);

/// A file that content may decide.
struct Candidate {
    File file;
    std::vector<RuleIndex> rules;   ///< those whose name, size and place fit; ascending
    bool every_executable = false;  ///< lies where each executable is compared with all that is known
};

/// What one counting rule met in one folder.
struct FolderTally {
    WinPath folder;
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::optional<Time> first;
    std::optional<Time> last;
};

struct Tally {
    std::vector<FolderTally> folders;                      ///< in walk order
    std::vector<File> samples;                             ///< whose heads shall be read; in walk order
    std::unordered_map<std::uint64_t, std::size_t> index;  ///< folder id → folders
};

class FileMatcher final : public FileVisitor {
public:
    /// `rules` and `target` must outlive the matcher.
    FileMatcher(const std::vector<CompiledRule>& rules, const std::vector<threats::Pack>& packs,
                const TargetPaths& target, Depth depth);

    void visit(const FileView& file) override;

    [[nodiscard]] std::uint64_t files() const { return files_; }
    [[nodiscard]] std::uint64_t directories() const { return directories_; }
    [[nodiscard]] const std::vector<Candidate>& candidates() const { return candidates_; }
    /// By rule; empty for rules that do not count.
    [[nodiscard]] const std::vector<Tally>& tallies() const { return tallies_; }

private:
    struct Folder {
        WinPath path;
        bool every_executable = false;
        std::vector<RuleIndex> rules;  // rules that ask for any name, or a wild one, in this folder
    };

    const Folder& folder_of(const FileView& file);
    [[nodiscard]] bool fits(const CompiledRule& rule, const FileView& file);
    void count(RuleIndex index, const FileView& file);

    const std::vector<CompiledRule>& rules_;
    Depth depth_;
    NameIndex names_;
    PathSet hash_places_;
    struct FolderRule {
        RuleIndex rule;
        std::string folder;  // glob
    };

    std::vector<FolderRule> folder_rules_;  // ordered by rule
    std::unordered_map<std::uint64_t, Folder> folders_;
    std::uint64_t last_folder_id_ = 0;
    const Folder* last_folder_ = nullptr;
    std::string folded_;
    std::vector<RuleIndex> hits_;
    std::vector<RuleIndex> kept_;
    std::vector<Candidate> candidates_;
    std::vector<Tally> tallies_;
    std::uint64_t files_ = 0;
    std::uint64_t directories_ = 0;
};

}  // namespace quell::detect
