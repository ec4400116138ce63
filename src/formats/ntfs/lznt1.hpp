// LZNT1, the compression of NTFS ("compressed" files) and of RtlCompressBuffer.
// Format: MS-XCA 2.5.
#pragma once

#include "base/bytes.hpp"

namespace quell::ntfs {

/// Bytes that one chunk unpacks to.
inline constexpr std::size_t lznt1_chunk = 4096;

/// Unpacks into `out` and returns how many bytes that gave. Ends at a zero chunk header, at the end of `in` or when
/// `out` is full; a chunk that gives less than 4096 bytes and is not the last is filled up with zeros.
/// Errc::corrupt for a chunk that is cut off, reaches back before its own start or gives more than 4096 bytes.
Result<std::size_t> unpack_lznt1(Bytes in, MutableBytes out);

}  // namespace quell::ntfs
