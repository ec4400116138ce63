#include "base/bytes.hpp"

#include <fmt/format.h>

namespace quell {

Failure ByteReader::short_read(std::uint64_t wanted) const {
    return fail(Errc::corrupt,
                fmt::format("{} bytes expected at offset {}, but the data ends at {}", wanted, offset_, data_.size()));
}

}  // namespace quell
