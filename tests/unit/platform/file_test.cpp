#include <array>

#include "platform/file.hpp"
#include "support/scratch_folder.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::platform;
using quell::test::ScratchFolder;

TEST_CASE("a file is read at any place, and not past its end") {
    ScratchFolder scratch;
    scratch.file("data", "0123456789");
    auto file = open_file(scratch / "data");
    REQUIRE(file);
    CHECK_EQ((*file)->size(), 10);
    std::array<std::byte, 4> out{};
    CHECK_EQ((*file)->read_at(3, out).value(), 4);
    CHECK_EQ(as_text(out), "3456");
    CHECK_EQ((*file)->read_at(8, out).value(), 2);
    CHECK_EQ((*file)->read_at(10, out).value(), 0);
    CHECK_EQ((*file)->read_at(~0ULL, out).value(), 0);
}

TEST_CASE("what is not there is not found, a folder is no file") {
    ScratchFolder scratch;
    CHECK_EQ(open_file(scratch / "none").error().code, Errc::not_found);
    CHECK_EQ(describe(scratch / "none").error().code, Errc::not_found);
    CHECK_FALSE(open_file(scratch.text()));
    scratch.file("data");
    CHECK_FALSE(Folder::open(scratch / "data"));
    CHECK_FALSE(Folder::open(scratch / "none"));
}

TEST_CASE("files and folders are described") {
    ScratchFolder scratch;
    scratch.file("data", "0123456789");
    auto file = describe(scratch / "data");
    REQUIRE(file);
    CHECK(file->kind == EntryKind::file);
    CHECK_EQ(file->size, 10);
    REQUIRE(file->modified);
    CHECK_GT(*file->modified, Time(std::chrono::sys_days(std::chrono::year(2020) / 1 / 1)));
    CHECK(describe(scratch.text())->kind == EntryKind::directory);
}

TEST_CASE("a folder lists its names and reaches what lies below it by single names") {
    ScratchFolder scratch;
    scratch.file("a/b/c", "deep").file("x", "top");
    auto root = Folder::open(scratch.text());
    REQUIRE(root);
    auto names = (*root)->list();
    REQUIRE(names);
    REQUIRE_EQ(names->size(), 2);
    for (const auto& entry : *names) CHECK(entry.kind == (entry.name == "a" ? EntryKind::directory : EntryKind::file));
    auto a = (*root)->folder("a");
    REQUIRE(a);
    auto b = (*a)->folder("b");
    REQUIRE(b);
    auto c = (*b)->file("c");
    REQUIRE(c);
    CHECK_EQ((*c)->size(), 4);
    // Listing twice gives the same: no position is kept.
    CHECK_EQ((*root)->list()->size(), 2);
}

TEST_CASE("names that lead out of a folder, or are none, are refused") {
    ScratchFolder scratch;
    scratch.file("a/b", "x");
    auto root = Folder::open(scratch.text());
    REQUIRE(root);
    using namespace std::string_literals;
    for (const auto& name : {".."s, "."s, ""s, "a/b"s, "/etc"s}) {
        CAPTURE(name);
        CHECK_EQ((*root)->folder(name).error().code, Errc::denied);
        CHECK_EQ((*root)->file(name).error().code, Errc::denied);
    }
    CHECK_FALSE((*root)->folder("none"));
    CHECK_FALSE((*root)->file("a"));
    CHECK_FALSE((*(*root)->folder("a"))->folder("b"));
}
