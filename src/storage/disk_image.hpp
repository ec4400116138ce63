// A raw disk image or block device, opened read-only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_source.hpp"

namespace quell::storage {

/// A file format around a disk that is recognised and not read.
struct Container {
    std::string_view name;    ///< "QCOW2"
    std::string_view advice;  ///< how to get a raw image, for people
};

/// Told by the first bytes and, for VHD, by the footer. A fixed VHD is a raw disk with a footer and no container here.
std::optional<Container> identify_container(const ByteSource& file);

/// A part [offset, offset + size) of bytes that it keeps alive. Cut at their end.
class SharedWindow final : public ByteSource {
public:
    SharedWindow(std::shared_ptr<const ByteSource> source, std::uint64_t offset, std::uint64_t size)
        : source_(std::move(source)), window_(*source_, offset, size) {}
    [[nodiscard]] std::uint64_t size() const override { return window_.size(); }
    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, MutableBytes out) const override {
        return window_.read_at(offset, out);
    }

private:
    std::shared_ptr<const ByteSource> source_;
    ByteWindow window_;
};

/// The disk's bytes. Errc::corrupt for an empty file, Errc::unsupported (with advice) for a container; the footer of a
/// fixed VHD is cut off. Shared: every volume on the disk reads from it on its own.
Result<std::shared_ptr<const ByteSource>> open_disk_image(const std::string& path);

/// The same over bytes that are already open.
Result<std::shared_ptr<const ByteSource>> disk_image_from(std::shared_ptr<const ByteSource> file);

}  // namespace quell::storage
