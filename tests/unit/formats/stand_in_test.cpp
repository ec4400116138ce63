#include <doctest/doctest.h>

#include "artifacts/pe_file.hpp"
#include "support/wannacry_stand_in.hpp"
#include "support/worlds.hpp"

using namespace quell;
using namespace quell::test;

namespace {

const pe::Resource* resource_of_type(const artifacts::PeFile& file, std::string_view type) {
    for (const auto& resource : file.resources)
        if (resource.type == type) return &resource;
    return nullptr;
}

std::uint64_t count_ending(const World& world, std::string_view suffix) {
    std::uint64_t count = 0;
    for (const auto& file : world.files()) count += file.path.ends_with(suffix) ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("the loader's stand-in has the size, link time and embedded dropper of the published analysis") {
    MemorySource content(wannacry::loader());
    CHECK(content.size() == 3723264);
    auto file = artifacts::read_pe(content);
    REQUIRE(file);
    CHECK(Time(std::chrono::seconds(file->headers.timestamp)) == *parse_time("2010-11-20T09:03:08Z"));
    const auto* embedded = resource_of_type(*file, "R");
    REQUIRE(embedded != nullptr);
    CHECK(file->headers.file_offset(embedded->rva) == 204964);
    CHECK(embedded->size == 3514368);
    auto data = artifacts::read_resource(content, *file, *embedded, 1 << 22);
    REQUIRE(data);
    CHECK(*data == wannacry::dropper());
}

TEST_CASE("the dropper's stand-in has the archive resource and poses as diskpart.exe") {
    MemorySource content(wannacry::dropper());
    CHECK(content.size() == 3514368);
    auto file = artifacts::read_pe(content);
    REQUIRE(file);
    const auto* archive = resource_of_type(*file, "XIA");
    REQUIRE(archive != nullptr);
    CHECK(archive->name == "2058");
    CHECK(archive->language == 1033);
    CHECK(archive->size == 3446325);
    CHECK(file->headers.file_offset(archive->rva) == 65776);
    auto start = artifacts::read_resource(content, *file, *archive, 4);
    REQUIRE(start);
    CHECK(as_text(*start) == "PK\3\4");
    REQUIRE(file->version);
    CHECK(pe::to_string(file->version->file) == "6.1.7601.17514");
    CHECK(file->version->string("OriginalFilename") == "diskpart.exe");
}

TEST_CASE("the containers' stand-ins are as long as their header says") {
    auto file = wannacry::encrypted(5000, 1).all();
    CHECK(as_text(Bytes(file).first(8)) == "WANACRY!");
    CHECK(load_le<std::uint32_t>(file, 8) == 0x100);
    CHECK(load_le<std::uint32_t>(file, 268) == 4);
    CHECK(load_le<std::uint64_t>(file, 272) == 5000);
    CHECK(file.size() == 280 + 5008);
    auto moved = wannacry::head_moved(Content::prose(1, 0x30000), 1).all();
    CHECK(load_le<std::uint32_t>(moved, 268) == 3);
    CHECK(moved.size() == 0x40000);
    auto original = Content::prose(1, 0x30000).all();
    CHECK(std::equal(moved.end() - 0x10000, moved.end(), original.begin()));
    CHECK(std::equal(moved.begin() + 0x10000, moved.begin() + 0x30000, original.begin() + 0x10000));
}

TEST_CASE("the infected world holds what it says must be found") {
    auto demo = infected_world();
    CHECK(demo.expected.encrypted == 400);
    CHECK(count_ending(demo.windows, ".WNCRY") == 400);
    CHECK(count_ending(demo.windows, ".WNCYR") == demo.expected.head_moved);
    CHECK(count_ending(demo.windows, ".WNCRYT") == demo.expected.staged);
    CHECK(count_ending(demo.windows, "\\@Please_Read_Me@.txt") == demo.expected.notes);
    CHECK(count_ending(demo.windows, "\\@WanaDecryptor@.exe") == demo.expected.decryptors);
    CHECK(count_ending(demo.windows, "\\@WanaDecryptor@.exe.lnk") == demo.expected.shortcuts);
    std::uint64_t sum = 0;
    for (const auto& folder : demo.expected.folders) {
        sum += folder.encrypted;
        CHECK(folder.first < folder.last);
    }
    CHECK(sum == 400);
}

TEST_CASE("the clean world is the same machine without a trace") {
    auto demo = clean_world();
    CHECK(demo.expected.encrypted == 0);
    for (const char* suffix :
         {".WNCRY", ".WNCYR", ".WNCRYT", ".wnry", "tasksche.exe", "mssecsvc.exe", "@WanaDecryptor@.exe"})
        CHECK(count_ending(demo.windows, suffix) == 0);
    CHECK(count_ending(demo.windows, "\\tasksche.txt") == 1);
}
