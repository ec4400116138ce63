#include <doctest/doctest.h>

#include "formats/pe/pe.hpp"
#include "support/pe_builder.hpp"

using namespace quell;
using namespace quell::test;

namespace {

PeSpec driver() {
    PeSpec spec;
    spec.subsystem = 1;
    spec.linked = *parse_time("2010-11-20T09:27:02Z");
    spec.version = PeVersion{{6, 1, 7601, 17514},
                             {6, 1, 7601, 17514},
                             {{"CompanyName", "Microsoft Corporation"}, {"OriginalFilename", "SRV.SYS"}}};
    spec.size = 467456;
    return spec;
}

Bytes directory_of(const std::vector<std::byte>& file, const pe::Headers& headers) {
    auto offset = headers.file_offset(headers.resource_rva);
    REQUIRE(offset);
    return Bytes(file).subspan(*offset);
}

template <typename T>
void patch(std::vector<std::byte>& data, std::size_t offset, T value) {
    REQUIRE(offset + sizeof(T) <= data.size());
    std::memcpy(data.data() + offset, &value, sizeof(T));
}

}  // namespace

TEST_CASE("headers give machine, link time and sections") {
    auto file = build_pe(driver());
    CHECK(file.size() == 467456);
    auto headers = pe::parse_headers(Bytes(file).first(pe::header_window));
    REQUIRE(headers);
    CHECK(headers->machine == 0x8664);
    CHECK(headers->is_64_bit);
    CHECK(headers->subsystem == 1);
    CHECK_FALSE(headers->is_dll());
    CHECK(Time(std::chrono::seconds(headers->timestamp)) == *parse_time("2010-11-20T09:27:02Z"));
    REQUIRE(headers->sections.size() == 2);
    CHECK(headers->sections[1].name == ".rsrc");
    CHECK(headers->file_offset(headers->resource_rva) == 1024);
    CHECK_FALSE(headers->file_offset(0xFFFFFFFF));
}

TEST_CASE("a 32-bit file and a DLL are told apart from a 64-bit program") {
    auto spec = driver();
    spec.machine = 0x14C;
    spec.dll = true;
    auto headers = pe::parse_headers(build_pe(spec));
    REQUIRE(headers);
    CHECK_FALSE(headers->is_64_bit);
    CHECK(headers->is_dll());
    CHECK(headers->resource_rva != 0);
}

TEST_CASE("what is no PE file is unsupported, what is a broken one is corrupt") {
    CHECK(pe::parse_headers({}).error().code == Errc::unsupported);
    CHECK(pe::parse_headers(as_bytes("MZ")).error().code == Errc::unsupported);
    auto file = build_pe(driver());
    for (std::size_t length : {std::size_t{100}, std::size_t{0x80 + 3}})
        CHECK(pe::parse_headers(Bytes(file).first(length)).error().code == Errc::unsupported);
    for (std::size_t length = 0x84; length < 0x80 + 24 + 240 + 80; ++length)
        CHECK(pe::parse_headers(Bytes(file).first(length)).error().code == Errc::corrupt);
    patch<std::uint16_t>(file, 0x80 + 6, 97);
    CHECK(pe::parse_headers(file).error().code == Errc::corrupt);
}

TEST_CASE("resources carry type, name and language, and lie where Microsoft's linker puts them") {
    PeSpec spec = driver();
    spec.machine = 0x14C;
    spec.resource_offset = 0x10000;
    spec.resources = {{"XIA", "2058", 1033, std::vector<std::byte>(1000, std::byte{7})},
                      {"24", "1", 1033, std::vector<std::byte>(10)}};
    auto file = build_pe(spec);
    auto headers = pe::parse_headers(file);
    REQUIRE(headers);
    auto resources = pe::parse_resources(directory_of(file, *headers));
    REQUIRE(resources);
    REQUIRE(resources->size() == 3);
    CHECK((*resources)[0].type == "XIA");
    CHECK((*resources)[0].name == "2058");
    CHECK((*resources)[0].language == 1033);
    CHECK((*resources)[0].size == 1000);
    CHECK(headers->file_offset((*resources)[0].rva) == 65776);
    CHECK(file[65776] == std::byte{7});
    CHECK((*resources)[1].type == "16");
    CHECK((*resources)[2].type == "24");
}

TEST_CASE("a loop in the resource directory is corrupt") {
    auto file = build_pe(driver());
    auto headers = pe::parse_headers(file);
    REQUIRE(headers);
    std::vector<std::byte> directory(directory_of(file, *headers).begin(), directory_of(file, *headers).end());
    // The only entry of the root points back at the root.
    patch<std::uint32_t>(directory, 20, 0x80000000);
    CHECK(pe::parse_resources(directory).error().code == Errc::corrupt);
}

TEST_CASE("shared tables with absurd counts end at a limit") {
    std::vector<std::byte> directory(16 + 8 * 65535);
    auto table = [&](std::uint32_t target) {
        patch<std::uint16_t>(directory, 14, 65535);
        for (std::size_t i = 0; i < 65535; ++i) patch<std::uint32_t>(directory, 16 + 8 * i + 4, target);
    };
    table(0x80000010);  // tables that start among the entries of the root
    CHECK(pe::parse_resources(directory).error().code == Errc::corrupt);
}

TEST_CASE("an entry that points outside is left out and its neighbours stay") {
    PeSpec spec = driver();
    spec.resources = {{"R", "1831", 1033, std::vector<std::byte>(50)}};
    auto file = build_pe(spec);
    auto headers = pe::parse_headers(file);
    std::vector<std::byte> directory(directory_of(file, *headers).begin(), directory_of(file, *headers).end());
    patch<std::uint32_t>(directory, 16 + 8 + 4, 0xFFFFFFF0);  // the version's table
    auto resources = pe::parse_resources(directory);
    REQUIRE(resources);
    REQUIRE(resources->size() == 1);
    CHECK((*resources)[0].type == "R");
    CHECK(pe::parse_resources(Bytes(directory).first(10)).error().code == Errc::corrupt);
}

TEST_CASE("the fixed part of a version resource decides, strings say what the file claims") {
    PeVersion version{{6, 1, 7601, 23689},
                      {6, 1, 7601, 17514},
                      {{"CompanyName", "Example \xE5\x85\xAC\xE5\x8F\xB8"}, {"FileVersion", "1.0"}}};
    auto info = pe::parse_version(build_version(version));
    REQUIRE(info);
    CHECK(pe::to_string(info->file) == "6.1.7601.23689");
    CHECK(pe::to_string(info->product) == "6.1.7601.17514");
    CHECK(info->string("companyname") == "Example \xE5\x85\xAC\xE5\x8F\xB8");
    CHECK(info->string("FileVersion") == "1.0");
    CHECK(info->string("Comments").empty());
}

TEST_CASE("a version resource cut anywhere is corrupt") {
    auto data = build_version(*driver().version);
    for (std::size_t length = 0; length < data.size(); ++length)
        CHECK_FALSE(pe::parse_version(Bytes(data).first(length)));
    auto broken = data;
    patch<std::uint32_t>(broken, 40, 0x12345678);
    CHECK(pe::parse_version(broken).error().code == Errc::corrupt);
}

TEST_CASE("broken strings end the list and keep the version") {
    auto data = build_version(*driver().version);
    // StringFileInfo begins behind the fixed part; a length of zero would otherwise never end.
    patch<std::uint16_t>(data, 92, 0);
    auto info = pe::parse_version(data);
    REQUIRE(info);
    CHECK(info->strings.empty());
    CHECK(pe::to_string(info->file) == "6.1.7601.17514");
}
