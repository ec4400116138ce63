// What the indicators of the packs ask of a host, so that a gap can be weighed by what it hides.
#pragma once

#include <string>
#include <vector>

#include "detect/target_paths.hpp"
#include "detect/verdict.hpp"
#include "threats/pack.hpp"

namespace quell::detect {

/// A gap with the indicators that asked for what it hides.
struct AskedGap {
    Gap gap;
    std::vector<const threats::Indicator*> asked;
};

/// Built once a scan; the packs must outlive it.
class Questions {
public:
    Questions(const std::vector<threats::Pack>& packs, const TargetPaths& target, const Host& host);

    /// Every indicator that looks where the gap is. A gap whose place cannot be understood concerns all of its view.
    /// A whole volume concerns everything; what a source has not got (not_applicable) concerns nobody.
    [[nodiscard]] AskedGap ask(Gap gap) const;

private:
    struct Question {
        const threats::Indicator* indicator;
        bool reads_files = false;
        bool reads_content = false;
        std::vector<std::string> folders;  ///< folded, without wildcards; empty with reads_files: everywhere
        std::vector<std::string> keys;     ///< folded
    };
    [[nodiscard]] bool concerns(const Question& question, const Gap& gap) const;

    std::vector<Question> questions_;
};

}  // namespace quell::detect
