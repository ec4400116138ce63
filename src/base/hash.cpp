#include "base/hash.hpp"

#include <algorithm>

namespace quell {

Result<Digests> hash(const ByteSource& source, DigestChoice choice) {
    constexpr std::size_t piece = 1 << 20;
    auto hasher = TRY(Hasher::create(choice));
    std::vector<std::byte> buffer(static_cast<std::size_t>(std::min<std::uint64_t>(piece, source.size())));
    for (std::uint64_t offset = 0; offset < source.size();) {
        auto length = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), source.size() - offset));
        TRY(read_exactly(source, offset, MutableBytes(buffer).first(length)));
        TRY(hasher.update(Bytes(buffer).first(length)));
        offset += length;
    }
    return hasher.finish();
}

}  // namespace quell
