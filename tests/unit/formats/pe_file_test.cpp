#include <doctest/doctest.h>

#include "artifacts/pe_file.hpp"
#include "support/pe_builder.hpp"

using namespace quell;
using namespace quell::test;

TEST_CASE("a file on the target gives its version without being read whole") {
    PeSpec spec;
    spec.version = PeVersion{{6, 1, 7601, 17514}, {6, 1, 7601, 17514}, {{"OriginalFilename", "diskpart.exe"}}};
    spec.resources = {{"R", "1831", 1033, std::vector<std::byte>(300000, std::byte{5})}};
    spec.resource_offset = 0x32000;
    MemorySource content(build_pe(spec));
    auto file = artifacts::read_pe(content);
    REQUIRE(file);
    REQUIRE(file->version);
    CHECK(file->version->string("OriginalFilename") == "diskpart.exe");
    REQUIRE(file->resources.size() == 2);
    auto data = artifacts::read_resource(content, *file, file->resources[0], 100);
    REQUIRE(data);
    CHECK(*data == std::vector<std::byte>(100, std::byte{5}));
    CHECK(file->headers.file_offset(file->resources[0].rva) == 204964);
}

TEST_CASE("a resource outside every section is an error, never a read outside the file") {
    MemorySource content(build_pe({}));
    auto file = artifacts::read_pe(content);
    REQUIRE(file);
    CHECK(file->resources.empty());
    CHECK_FALSE(file->version);
    CHECK(artifacts::read_resource(content, *file, {"R", "1", 0, 0x7FFFFFFF, 10}, 100).error().code == Errc::corrupt);
    // A size that runs past the end is cut there.
    auto tail = artifacts::read_resource(content, *file, {"R", "1", 0, 4096, 0xFFFFFFFF}, 1 << 20);
    REQUIRE(tail);
    CHECK(tail->size() == content.size() - 512);
}

TEST_CASE("a text file is unsupported, a cut program keeps its headers") {
    CHECK(artifacts::read_pe(MemorySource(std::vector<std::byte>(100, std::byte{'a'}))).error().code ==
          Errc::unsupported);
    PeSpec spec;
    spec.version = PeVersion{{1, 2, 3, 4}, {1, 2, 3, 4}, {}};
    auto data = build_pe(spec);
    data.resize(1030);
    auto file = artifacts::read_pe(MemorySource(std::move(data)));
    REQUIRE(file);
    CHECK(file->headers.sections.size() == 2);
    CHECK(file->resources.empty());
}
