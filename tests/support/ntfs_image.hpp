// NTFS volumes in files, made by mkntfs and filled through libntfs-3g without mounting anything. Linux only; a program
// that links this is as a whole under the GPL (libntfs-3g is GPL-2.0-or-later).
#pragma once

#include <memory>
#include <string>

#include "support/world.hpp"

namespace quell::test {

struct NtfsOptions {
    std::uint64_t size = 64ULL << 20;   ///< bytes; the file stays sparse
    std::uint32_t cluster_size = 4096;  ///< compression needs 4096 or less
    std::string label;
    std::uint64_t serial = 0x1234567890ABCDEF;
    std::uint64_t start_sector = 0;  ///< of the partition it will lie in: "hidden sectors" of the boot sector
};

/// A volume that is being filled. Times of $STANDARD_INFORMATION and of every $FILE_NAME are the world's, so that the
/// same input gives the same volume.
class NtfsImage {
public:
    /// Makes or replaces the file at `path`.
    static Result<NtfsImage> format(const std::string& path, const NtfsOptions& options);
    NtfsImage(NtfsImage&&) noexcept;
    NtfsImage& operator=(NtfsImage&&) noexcept;
    ~NtfsImage();

    /// Adds a file or folder; missing folders on the way are made with its times.
    Result<void> add(const WorldFile& file);
    Result<void> add(const World& world);
    /// Sets the times of the folders and leaves a clean volume. Must be called last.
    Result<void> close();

private:
    struct State;
    explicit NtfsImage(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// `world` as an NTFS volume in a file.
Result<void> write_ntfs(const World& world, const std::string& path, const NtfsOptions& options);

}  // namespace quell::test
