// What the bytes of one file say about a rule. Reads each part of the file at most once, and only what is asked for.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "artifacts/pe_file.hpp"
#include "base/hash.hpp"
#include "host/file_tree.hpp"
#include "threats/pack.hpp"

namespace quell::detect {

/// Larger files are not hashed: no family that a pack describes comes near, and a disk image in a folder must not stop
/// a scan. What is left out is a gap.
inline constexpr std::uint64_t largest_hashed = std::uint64_t{256} << 20;

/// What was compared, for Finding::evidence.
using Evidence = std::vector<std::pair<std::string, std::string>>;

/// One opened file. Not shared between threads.
class Content {
public:
    static Result<Content> open(const FileTree& files, const File& file);

    [[nodiscard]] std::uint64_t size() const { return source_->size(); }
    /// At least `length` bytes of the start, fewer when the file ends before.
    Result<Bytes> head(std::size_t length);
    /// Begins like an executable: "MZ".
    Result<bool> looks_executable();
    /// Null: not a PE file.
    Result<const artifacts::PeFile*> pe();
    /// All three digests; Errc::limit for a file over largest_hashed.
    Result<const Digests*> digests();
    [[nodiscard]] std::uint64_t bytes_hashed() const { return digests_ ? size() : 0; }

    Result<std::vector<std::byte>> resource_head(const pe::Resource& resource, std::size_t length);

private:
    explicit Content(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

    std::unique_ptr<ByteSource> source_;
    std::vector<std::byte> head_;
    std::optional<Digests> digests_;
    std::optional<artifacts::PeFile> pe_;
    bool pe_read_ = false;
};

/// Whether the content satisfies the rule's conditions on content; appends what was compared to `evidence` when it
/// does.
Result<bool> satisfies(const threats::FileRule& rule, Content& content, Evidence& evidence);

/// Whether the head is that of a file which the family encrypted.
Result<bool> is_container(const threats::Container& container, Content& content);

}  // namespace quell::detect
