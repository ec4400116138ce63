#include <cstdint>
#include <vector>

#include "formats/ntfs/lznt1.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // An output that is no multiple of a chunk cuts one.
    for (std::size_t room : {std::size_t{0}, std::size_t{5'000}, std::size_t{65'536}}) {
        std::vector<std::byte> out(room);
        auto got = quell::ntfs::unpack_lznt1(std::as_bytes(std::span(data, size)), out);
        CHECK(!got || *got <= room);
    }
    return 0;
}
