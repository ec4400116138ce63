#include "base/hash.hpp"

#include <string>

#include "support/doctest.hpp"

using namespace quell;

namespace {

Digests digests_of(std::string_view text) {
    auto data = as_bytes(text);
    const MemorySource source(std::vector<std::byte>(data.begin(), data.end()));
    auto digests = hash(source, {.md5 = true, .sha1 = true, .sha256 = true});
    REQUIRE(digests);
    return *digests;
}

}  // namespace

// RFC 1321 A.5, FIPS 180-4 examples.
TEST_CASE("the published test vectors give their digests") {
    auto empty = digests_of("");
    CHECK_EQ(empty.md5, "d41d8cd98f00b204e9800998ecf8427e");
    CHECK_EQ(empty.sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    CHECK_EQ(empty.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    auto abc = digests_of("abc");
    CHECK_EQ(abc.md5, "900150983cd24fb0d6963f7d28e17f72");
    CHECK_EQ(abc.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK_EQ(abc.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("content longer than one piece has the digest of the whole") {
    CHECK_EQ(digests_of(std::string(1'000'000, 'a')).sha1, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
    CHECK_EQ(digests_of(std::string(3'000'000, 'a')).md5, digests_of(std::string(3'000'000, 'a')).md5);
    auto hasher = Hasher::create({.sha1 = true});
    REQUIRE(hasher);
    for (int i = 0; i < 1000; ++i) REQUIRE(hasher->update(as_bytes(std::string(1000, 'a'))));
    CHECK_EQ(hasher->finish()->sha1, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST_CASE("only the digests that were asked for are computed") {
    const MemorySource source({});
    auto digests = hash(source, {.sha256 = true});
    REQUIRE(digests);
    CHECK(digests->md5.empty());
    CHECK(digests->sha1.empty());
    CHECK_FALSE(digests->sha256.empty());
}
