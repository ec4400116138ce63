#include "base/text.hpp"

#include "support/doctest.hpp"

using namespace quell;

namespace {

std::string from_units(std::u16string_view units) {
    std::vector<std::byte> data;
    for (auto unit : units) {
        data.push_back(static_cast<std::byte>(unit & 0xFF));
        data.push_back(static_cast<std::byte>(unit >> 8));
    }
    return utf8_from_utf16le(data);
}

}  // namespace

TEST_CASE("any UTF-16, with unpaired surrogates too, comes back as it was") {
    const std::u16string cases[] = {u"",
                                    u"plain",
                                    u"\u00fc\u20ac\u6c38",
                                    u"\U0001F600",
                                    {0xD800},
                                    {0xDC00},
                                    {u'a', 0xD83D, u'b'},
                                    {0xDC00, 0xD800},
                                    {0xD800, 0xD800, 0xDC00}};
    for (const auto& units : cases) CHECK(utf16_from_utf8(from_units(units)) == units);
}

TEST_CASE("an odd last byte of UTF-16 is ignored") {
    const std::byte data[] = {std::byte{'a'}, std::byte{0}, std::byte{'b'}};
    CHECK_EQ(utf8_from_utf16le(data), "a");
    CHECK_EQ(utf8_from_utf16le({}), "");
}

TEST_CASE("a byte that is no UTF-8 becomes a code unit of its own and takes one byte") {
    CHECK(utf16_from_utf8("a\xff") == std::u16string{u'a', 0xDCFF});
    // Overlong, cut and out-of-range forms.
    for (std::string_view text : {"\xc0\x80", "\xc1\x9c", "\xe0\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xc3"})
        CHECK_EQ(decode_utf8(text, 0).length, 1);
    CHECK_EQ(decode_utf8("\xe2\x82\xac", 0).value, 0x20AC);
}

TEST_CASE("names are folded as Windows compares them: one to one and without a locale") {
    CHECK(equal_fold("Windows", "wINDOWS"));
    CHECK(equal_fold("\u00fcber", "\u00dcBER"));
    CHECK(equal_fold("\u03c9\u0436\u0561", "\u03a9\u0416\u0531"));
    CHECK(equal_fold("\u0151\u017e", "\u0150\u017d"));
    CHECK_FALSE(equal_fold("stra\u00dfe", "STRASSE"));
    CHECK_FALSE(equal_fold("i", "\u0130"));
    CHECK_FALSE(equal_fold("a", "ab"));
    CHECK_FALSE(equal_fold("ab", "a"));
    CHECK(equal_fold("", ""));
}

TEST_CASE("stray bytes are equal to themselves only") {
    CHECK(equal_fold("a\xe9", "A\xe9"));
    CHECK_FALSE(equal_fold("\xe9", "\xc9"));
    // The surrogate U+DCE9 and the stray byte E9 share a code unit, but are two names.
    CHECK_FALSE(equal_fold("\xe9", "\xed\xb3\xa9"));
    CHECK_NE(fold_case("\xe9"), fold_case("\xed\xb3\xa9"));
}

TEST_CASE("folded texts are equal exactly when the names are") {
    const std::string_view names[] = {"a",      "A",      "\xe9", "\u00e9", "\u00c9",
                                      "\u00ff", "\u0178", "ab",   "",       "\xed\xa0\x80"};
    for (auto a : names)
        for (auto b : names) CHECK_EQ(fold_case(a) == fold_case(b), equal_fold(a, b));
}

TEST_CASE("beginnings and ends are compared without case, also where the cases differ in length") {
    CHECK(starts_with_fold("C:\\Windows", "c:\\WIN"));
    CHECK_FALSE(starts_with_fold("C:", "C:\\"));
    CHECK(starts_with_fold("x", ""));
    CHECK(ends_with_fold("letter.DOC.wncry", ".WNCRY"));
    CHECK(ends_with_fold("x\u00ff", "\u0178"));
    CHECK(ends_with_fold("x", ""));
    CHECK(ends_with_fold("", ""));
    CHECK_FALSE(ends_with_fold("cry", ".wncry"));
}

TEST_CASE("a star stays inside a folder, two stars do not") {
    CHECK(matches_glob("C:\\Windows\\tasksche.exe", "C:\\windows\\*.EXE"));
    CHECK_FALSE(matches_glob("C:\\Windows\\a\\x.exe", "C:\\Windows\\*.exe"));
    CHECK(matches_glob("C:\\Windows\\a\\b\\x.exe", "C:\\Windows\\**.exe"));
    CHECK(matches_glob("C:\\Windows\\a\\b\\x.exe", "C:\\**\\x.exe"));
    CHECK(matches_glob("C:\\ProgramData\\abcdef123\\tasksche.exe", "C:\\ProgramData\\*\\tasksche.exe"));
    CHECK_FALSE(matches_glob("C:\\ProgramData\\a\\b\\tasksche.exe", "C:\\ProgramData\\*\\tasksche.exe"));
    CHECK(matches_glob("a.exe", "?.exe"));
    CHECK_FALSE(matches_glob("\\.exe", "?.exe"));
    CHECK(matches_glob("\u6c38.exe", "?.exe"));
    CHECK(matches_glob("", "*"));
    CHECK(matches_glob("", ""));
    CHECK_FALSE(matches_glob("a", ""));
    CHECK_FALSE(matches_glob("", "?"));
    CHECK(matches_glob("C:\\a\\b\\c\\d.txt", "C:\\**\\c\\*.txt"));
    CHECK(matches_glob("C:\\a\\x\\b\\a\\y.txt", "**\\a\\*.txt"));
    CHECK_FALSE(matches_glob("C:\\a\\x\\b\\a\\y.txt", "**\\a\\z*.txt"));
}

TEST_CASE("a glob that a bad file name could make slow ends") {
    std::string text;
    for (int i = 0; i < 300; ++i) text += "aaaaaaaaa\\";
    CHECK_FALSE(matches_glob(text, "**a*a*a*a*b"));
    CHECK_FALSE(matches_glob(text, "**a**a**a**b"));
    CHECK_FALSE(matches_glob(text, "*a*a*a*b"));
}

TEST_CASE("hexadecimal goes both ways and refuses anything else") {
    auto data = from_hex("00fFa5");
    REQUIRE(data);
    CHECK_EQ(to_hex(*data), "00ffa5");
    CHECK_FALSE(from_hex("0"));
    CHECK_FALSE(from_hex("0g"));
    CHECK(from_hex(""));
}

TEST_CASE("text is trimmed and split without losing empty parts") {
    CHECK_EQ(trim(" \t a b\r\n"), "a b");
    CHECK_EQ(trim("  "), "");
    CHECK(split("a,,b,", ',') == std::vector<std::string_view>{"a", "", "b", ""});
    CHECK(split("", ',') == std::vector<std::string_view>{""});
}

TEST_CASE("shown text cannot move a cursor, turn its direction or break a line") {
    CHECK_EQ(escape_for_display("a\x1b[2Jb\n"), "a\\x1b[2Jb\\x0a");
    CHECK_EQ(escape_for_display("exe.\u202etxt"), "exe.\\u{202e}txt");
    CHECK_EQ(escape_for_display("\xff"), "\\xff");
    CHECK_EQ(escape_for_display("\xed\xa0\x80"), "\\u{d800}");
    CHECK_EQ(escape_for_display("\u6c38\u6052\u4e4b\u84dd"), "\u6c38\u6052\u4e4b\u84dd");
    CHECK_EQ(to_valid_utf8("a\n\xff\xed\xa0\x80"), "a\n\\xff\\u{d800}");
}

TEST_CASE("wide characters take two columns, combining marks none") {
    CHECK_EQ(display_width("abc"), 3);
    CHECK_EQ(display_width("\u6c38\u6052"), 4);
    CHECK_EQ(display_width("e\u0301"), 1);
}

TEST_CASE("Latin-1 becomes UTF-8") {
    const std::byte data[] = {std::byte{'a'}, std::byte{0xFC}};
    CHECK_EQ(utf8_from_latin1(data), "a\u00fc");
}
