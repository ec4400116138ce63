// What only a POSIX system can be made to hold: links, pipes, any bytes in a name.
#include <csignal>
#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

#include "platform/file.hpp"
#include "support/scratch_folder.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::platform;
using quell::test::ScratchFolder;

TEST_CASE("links are listed as links and never followed below a folder") {
    ScratchFolder scratch;
    scratch.file("outside/secret", "s").file("inside/x", "x");
    std::filesystem::create_symlink(scratch / "outside", scratch / "inside/folder-link");
    std::filesystem::create_symlink(scratch / "outside/secret", scratch / "inside/file-link");
    std::filesystem::create_symlink(".", scratch / "inside/loop");
    auto root = Folder::open(scratch / "inside");
    REQUIRE(root);
    auto names = (*root)->list();
    REQUIRE(names);
    std::size_t links = 0;
    for (const auto& entry : *names)
        if (entry.kind == EntryKind::link) ++links;
    CHECK_EQ(links, 3);
    CHECK_FALSE((*root)->folder("folder-link"));
    CHECK_FALSE((*root)->folder("loop"));
    CHECK_EQ((*root)->file("file-link").error().code, Errc::denied);
}

TEST_CASE("a link that the user names is followed") {
    ScratchFolder scratch;
    scratch.file("folder/x", "x");
    std::filesystem::create_symlink(scratch / "folder", scratch / "link");
    CHECK(describe(scratch / "link")->kind == EntryKind::directory);
    auto root = Folder::open(scratch / "link");
    REQUIRE(root);
    CHECK((*root)->file("x"));
}

TEST_CASE("a pipe is refused without waiting for its other end") {
    ScratchFolder scratch;
    REQUIRE_EQ(::mkfifo((scratch / "pipe").c_str(), 0600), 0);
    ::alarm(20);
    CHECK_EQ(open_file(scratch / "pipe").error().code, Errc::unsupported);
    auto root = Folder::open(scratch.text());
    REQUIRE(root);
    CHECK_EQ((*root)->file("pipe").error().code, Errc::unsupported);
    CHECK((*root)->list()->at(0).kind == EntryKind::other);
    CHECK_EQ(open_file("/dev/null").error().code, Errc::unsupported);
    ::alarm(0);
}

TEST_CASE("names keep the bytes that the system gives them") {
    ScratchFolder scratch;
    scratch.file("caf\xe9\\\n", "x");
    auto root = Folder::open(scratch.text());
    REQUIRE(root);
    auto names = (*root)->list();
    REQUIRE(names);
    CHECK_EQ(names->at(0).name, "caf\xe9\\\n");
    CHECK((*root)->file("caf\xe9\\\n"));
}

TEST_CASE("two names of one file have the same number") {
    ScratchFolder scratch;
    scratch.file("a", "x");
    std::filesystem::create_hard_link(scratch / "a", scratch / "b");
    auto root = Folder::open(scratch.text());
    REQUIRE(root);
    auto names = (*root)->list();
    REQUIRE(names);
    REQUIRE_EQ(names->size(), 2);
    CHECK_EQ(names->at(0).serial, names->at(1).serial);
    CHECK_NE(names->at(0).serial, 0);
}
