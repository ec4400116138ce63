// Random access to bytes, wherever they come from: an image, a partition, a file's stream.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.hpp"

namespace quell {

/// Read-only bytes with a known size. `read_at` is safe to call from several threads at once.
class ByteSource {
public:
    ByteSource() = default;
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;
    virtual ~ByteSource() = default;

    /// Size in bytes.
    [[nodiscard]] virtual std::uint64_t size() const = 0;

    /// Fills `out` from `offset`; returns how many bytes were there (less than asked only at the end).
    /// A hole in a sparse file reads as zeros. Errors name the place that could not be read.
    [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t offset, MutableBytes out) const = 0;
};

/// Fills `out` completely or fails with Errc::corrupt ("ends early").
Result<void> read_exactly(const ByteSource& source, std::uint64_t offset, MutableBytes out);

/// The whole source; Errc::limit when it is larger than `limit` bytes.
Result<std::vector<std::byte>> read_all(const ByteSource& source, std::uint64_t limit);

/// A part [offset, offset + size) of another source, which must outlive it. Cut at the other's end.
class ByteWindow final : public ByteSource {
public:
    ByteWindow(const ByteSource& source, std::uint64_t offset, std::uint64_t size);
    [[nodiscard]] std::uint64_t size() const override { return size_; }
    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, MutableBytes out) const override;

private:
    const ByteSource& source_;
    std::uint64_t offset_;
    std::uint64_t size_;
};

/// Bytes held in memory.
class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::vector<std::byte> data) : data_(std::move(data)) {}
    [[nodiscard]] std::uint64_t size() const override { return data_.size(); }
    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, MutableBytes out) const override;
    [[nodiscard]] Bytes data() const { return data_; }

private:
    std::vector<std::byte> data_;
};

}  // namespace quell
