// Files: one walk, then the contents that are worth reading, by many workers; results in the order of the walk.
#pragma once

#include <vector>

#include "detect/questions.hpp"
#include "detect/scan.hpp"
#include "detect/target_paths.hpp"

namespace quell::detect {

struct FileResults {
    std::vector<threats::Finding> findings;
    std::vector<AskedGap> gaps;
    std::uint64_t files = 0;
    std::uint64_t directories = 0;
    std::uint64_t files_hashed = 0;
    std::uint64_t bytes_hashed = 0;
};

FileResults search_files(const Host& host, const std::vector<threats::Pack>& packs, const TargetPaths& target,
                         const Questions& questions, Depth depth, const Work& work);

}  // namespace quell::detect
