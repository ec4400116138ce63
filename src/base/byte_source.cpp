#include "base/byte_source.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace quell {

Result<void> read_exactly(const ByteSource& source, std::uint64_t offset, MutableBytes out) {
    std::size_t done = 0;
    while (done < out.size()) {
        auto got = TRY(source.read_at(offset + done, out.subspan(done)));
        if (got == 0)
            return fail(Errc::corrupt, fmt::format("{} bytes expected at offset {}, but the data ends at {}",
                                                   out.size(), offset, offset + done));
        done += got;
    }
    return {};
}

Result<std::vector<std::byte>> read_all(const ByteSource& source, std::uint64_t limit) {
    if (source.size() > limit)
        return fail(Errc::limit,
                    fmt::format("{} bytes are more than the {} that are read at once", source.size(), limit));
    std::vector<std::byte> data(static_cast<std::size_t>(source.size()));
    TRY(read_exactly(source, 0, data));
    return data;
}

ByteWindow::ByteWindow(const ByteSource& source, std::uint64_t offset, std::uint64_t size)
    : source_(source), offset_(std::min(offset, source.size())), size_(std::min(size, source.size() - offset_)) {}

Result<std::size_t> ByteWindow::read_at(std::uint64_t offset, MutableBytes out) const {
    if (offset >= size_) return 0;
    auto length = std::min<std::uint64_t>(out.size(), size_ - offset);
    return source_.read_at(offset_ + offset, out.first(static_cast<std::size_t>(length)));
}

Result<std::size_t> MemorySource::read_at(std::uint64_t offset, MutableBytes out) const {
    if (offset >= data_.size() || out.empty()) return 0;
    auto length = std::min<std::uint64_t>(out.size(), data_.size() - offset);
    std::memcpy(out.data(), data_.data() + offset, static_cast<std::size_t>(length));
    return static_cast<std::size_t>(length);
}

}  // namespace quell
