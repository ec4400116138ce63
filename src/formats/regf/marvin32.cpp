#include "formats/regf/marvin32.hpp"

#include <bit>

namespace quell::regf {

namespace {

struct State {
    std::uint32_t low;
    std::uint32_t high;

    void mix(std::uint32_t word) {
        low += word;
        high ^= low;
        low = std::rotl(low, 20) + high;
        high = std::rotl(high, 9) ^ low;
        low = std::rotl(low, 27) + high;
        high = std::rotl(high, 19);
    }
};

}  // namespace

std::uint64_t marvin32(Bytes data, std::uint64_t seed) {
    State state{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
    std::size_t at = 0;
    for (; contains(data, at, 4); at += 4) state.mix(load_le<std::uint32_t>(data, at));
    // The last word holds what is left, closed by a byte 0x80.
    std::uint32_t last = 0x80;
    for (std::size_t i = data.size(); i > at; --i) last = last << 8 | std::to_integer<std::uint32_t>(data[i - 1]);
    state.mix(last);
    state.mix(0);
    return std::uint64_t{state.high} << 32 | state.low;
}

}  // namespace quell::regf
