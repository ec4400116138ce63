#include "host/win_path.hpp"

#include "support/doctest.hpp"

using namespace quell;

TEST_CASE("slashes become single backslashes without one at the end") {
    CHECK_EQ(WinPath("C:/Windows//System32\\").text(), "C:\\Windows\\System32");
    CHECK_EQ(WinPath("C:").text(), "C:\\");
    CHECK_EQ(WinPath("C:\\").text(), "C:\\");
    CHECK_EQ(WinPath("volume2:\\\\").text(), "volume2:\\");
    CHECK(WinPath("").empty());
}

TEST_CASE("a path is taken apart into volume, folder, name and extension") {
    const WinPath path("C:\\Windows\\System32\\srv.sys");
    CHECK_EQ(path.volume(), "C:");
    CHECK_EQ(path.below_volume(), "Windows\\System32\\srv.sys");
    CHECK_EQ(path.name(), "srv.sys");
    CHECK_EQ(path.extension(), ".sys");
    CHECK_EQ(path.parent().text(), "C:\\Windows\\System32");
    CHECK_EQ(WinPath("C:\\Windows").parent().text(), "C:\\");
    CHECK_EQ(WinPath("C:\\").parent().text(), "C:\\");
    CHECK_EQ(WinPath("C:\\").name(), "");
    CHECK_EQ(WinPath("volume2:\\Users").volume(), "volume2:");
    CHECK_EQ(WinPath("\\Windows").volume(), "");
    CHECK_EQ(WinPath("C:\\a\\b:c").volume(), "C:");
    CHECK_EQ(WinPath("\\a:b").volume(), "");
    CHECK_EQ(WinPath("C:\\folder.d\\file").extension(), "");
}

TEST_CASE("a path is joined with what lies below it") {
    CHECK_EQ((WinPath("C:\\") / "Windows").text(), "C:\\Windows");
    CHECK_EQ((WinPath("C:\\Windows") / "System32\\config").text(), "C:\\Windows\\System32\\config");
    CHECK_EQ((WinPath() / "Windows").text(), "Windows");
}

TEST_CASE("paths are compared without case") {
    CHECK(WinPath("c:\\WINDOWS") == WinPath("C:\\Windows"));
    CHECK(WinPath("C:\\a") < WinPath("c:\\B"));
    CHECK_FALSE(WinPath("C:\\a") == WinPath("C:\\a\\b"));
}

TEST_CASE("being within a folder ends at its name, not in the middle of another") {
    CHECK(WinPath("C:\\Windows\\x").is_within(WinPath("c:\\windows")));
    CHECK(WinPath("C:\\Windows").is_within(WinPath("C:\\Windows")));
    CHECK(WinPath("C:\\Windows").is_within(WinPath("C:\\")));
    CHECK_FALSE(WinPath("C:\\Windows.old\\x").is_within(WinPath("C:\\Windows")));
    CHECK_FALSE(WinPath("D:\\Windows").is_within(WinPath("C:\\")));
    // The two cases of this letter differ in their number of bytes.
    CHECK(WinPath("C:\\\u0178\\x").is_within(WinPath("C:\\\u00ff")));
}

TEST_CASE("names that are no Unicode survive") {
    CHECK_EQ((WinPath("C:\\") / "\xff\xed\xa0\x80").name(), "\xff\xed\xa0\x80");
}
