#include "base/bytes.hpp"
#include "base/byte_source.hpp"
#include "base/text.hpp"

#include <array>
#include <limits>

#include "support/doctest.hpp"

using namespace quell;

namespace {

std::vector<std::byte> counted(std::size_t length) {
    std::vector<std::byte> data(length);
    for (std::size_t i = 0; i < length; ++i) data[i] = static_cast<std::byte>(i + 1);
    return data;
}

}  // namespace

TEST_CASE("integers are read little-endian and in order") {
    const auto data = counted(15);
    ByteReader in(data);
    CHECK_EQ(in.u8().value(), 0x01);
    CHECK_EQ(in.u16().value(), 0x0302);
    CHECK_EQ(in.u32().value(), 0x07060504);
    CHECK_EQ(in.u64().value(), 0x0F0E0D0C0B0A0908ULL);
    CHECK_EQ(in.remaining(), 0);
    CHECK_FALSE(in.u8());
}

TEST_CASE("a read past the end is corrupt, says where, and moves nothing") {
    const auto data = counted(3);
    ByteReader in(data, 1);
    auto read = in.u32();
    REQUIRE_FALSE(read);
    CHECK_EQ(read.error().code, Errc::corrupt);
    CHECK(read.error().what.find("offset 1") != std::string::npos);
    CHECK_EQ(in.u16().value(), 0x0302);
}

TEST_CASE("lengths and offsets near the largest number do not overflow the bounds check") {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    const auto data = counted(4);
    CHECK_FALSE(contains(data, most, 1));
    CHECK_FALSE(contains(data, 1, most));
    CHECK_FALSE(contains(data, most, most));
    CHECK(contains(data, 4, 0));
    ByteReader in(data, 2);
    CHECK_FALSE(in.bytes(most));
    CHECK_FALSE(in.skip(most - 1));
    CHECK_FALSE(in.seek(5));
    CHECK(in.seek(4));
    ByteReader beyond(data, 9);
    CHECK_EQ(beyond.remaining(), 0);
    CHECK_FALSE(beyond.u8());
}

TEST_CASE("a window shows its part and no more, wherever it is put") {
    const MemorySource source(counted(10));
    const ByteWindow window(source, 4, 3);
    std::array<std::byte, 8> out{};
    CHECK_EQ(window.size(), 3);
    CHECK_EQ(window.read_at(0, out).value(), 3);
    CHECK_EQ(out[0], std::byte{5});
    CHECK_EQ(window.read_at(2, out).value(), 1);
    CHECK_EQ(window.read_at(3, out).value(), 0);
    CHECK_EQ(ByteWindow(source, 8, 100).size(), 2);
    CHECK_EQ(ByteWindow(source, 100, 100).size(), 0);
    CHECK_EQ(ByteWindow(source, 5, std::numeric_limits<std::uint64_t>::max()).size(), 5);
}

TEST_CASE("a source that ends early is corrupt, one that is too large is a limit") {
    const MemorySource source(counted(10));
    std::array<std::byte, 4> out{};
    CHECK(read_exactly(source, 6, out));
    auto early = read_exactly(source, 7, out);
    REQUIRE_FALSE(early);
    CHECK_EQ(early.error().code, Errc::corrupt);
    CHECK_EQ(read_all(source, 10)->size(), 10);
    CHECK_EQ(read_all(source, 9).error().code, Errc::limit);
}
