// A hive file of a volume together with the logs beside it.
#pragma once

#include <memory>
#include <vector>

#include "formats/regf/hive.hpp"
#include "host/file_tree.hpp"

namespace quell::sources {

/// Hives and logs above this size are not read: they are held in memory, and Windows' own limit for all hives of a
/// 32-bit system together is lower.
inline constexpr std::uint64_t hive_size_limit = std::uint64_t{1} << 30;

struct HiveFile {
    std::shared_ptr<const regf::Hive> hive;
    /// What is damaged, was read without its log, or refused.
    std::vector<Error> losses;
};

/// Reads `path` and, when the hive is dirty, its .LOG, .LOG1 and .LOG2. Errc::not_found when there is no such file.
Result<HiveFile> load_hive(const FileTree& files, const WinPath& path);

}  // namespace quell::sources
