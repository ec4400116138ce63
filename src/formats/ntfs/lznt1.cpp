#include "formats/ntfs/lznt1.hpp"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

namespace quell::ntfs {

namespace {

// How many of a token's 16 bits hold the length: the farther into the chunk, the more go to the distance.
unsigned length_bits(std::size_t written) {
    auto distance_bits = std::max(4, static_cast<int>(std::bit_width(written - 1)));
    return 16U - static_cast<unsigned>(distance_bits);
}

// Copies a match inside the chunk; what does not fit into `out` (its end cuts the chunk) is dropped.
void copy_match(MutableBytes out, std::size_t at, std::size_t distance, std::size_t length) {
    length = std::min(length, out.size() - at);
    for (std::size_t i = 0; i < length; ++i) out[at + i] = out[at + i - distance];
}

// One compressed chunk into `out`, which is at most one chunk long.
Result<std::size_t> unpack_chunk(Bytes in, MutableBytes out) {
    std::size_t read = 0;
    std::size_t written = 0;
    while (read < in.size() && written < out.size()) {
        auto flags = std::to_integer<unsigned>(in[read++]);
        for (int bit = 0; bit < 8 && read < in.size() && written < out.size(); ++bit, flags >>= 1) {
            if ((flags & 1) == 0) {
                out[written++] = in[read++];
                continue;
            }
            if (written == 0 || !contains(in, read, 2)) return fail(Errc::corrupt, "LZNT1: a match before any data");
            unsigned token = load_le<std::uint16_t>(in, read);
            read += 2;
            auto bits = length_bits(written);
            std::size_t distance = (token >> bits) + 1;
            std::size_t length = (token & ((1U << bits) - 1)) + 3;
            if (distance > written) return fail(Errc::corrupt, "LZNT1: a match reaches back before its chunk");
            if (length > lznt1_chunk - written) return fail(Errc::corrupt, "LZNT1: a chunk gives more than 4096 bytes");
            copy_match(out, written, distance, length);
            written = std::min(written + length, out.size());
        }
    }
    return written;
}

}  // namespace

Result<std::size_t> unpack_lznt1(Bytes in, MutableBytes out) {
    std::size_t read = 0;
    std::size_t written = 0;
    while (contains(in, read, 2)) {
        auto header = load_le<std::uint16_t>(in, read);
        if (header == 0) break;
        // Every chunk but the last stands for 4096 bytes.
        auto start = (written + lznt1_chunk - 1) / lznt1_chunk * lznt1_chunk;
        if (start >= out.size()) break;
        std::fill(out.begin() + static_cast<std::ptrdiff_t>(written), out.begin() + static_cast<std::ptrdiff_t>(start),
                  std::byte{0});
        std::size_t length = (header & 0x0FFFU) + 1;
        if (!contains(in, read + 2, length))
            return fail(Errc::corrupt, fmt::format("LZNT1: the chunk at offset {} is cut off", read));
        auto chunk = in.subspan(read + 2, length);
        auto place = out.subspan(start, std::min(lznt1_chunk, out.size() - start));
        if ((header & 0x8000U) != 0) {
            written = start + TRY(unpack_chunk(chunk, place));
        } else {
            auto copied = std::min(chunk.size(), place.size());
            std::copy_n(chunk.begin(), copied, place.begin());
            written = start + copied;
        }
        read += 2 + length;
    }
    return written;
}

}  // namespace quell::ntfs
