#include "patch/load.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::patch;

namespace {

const std::string head = R"(schema = 1
id = "MS17-010"
title = { en = "a", zh = "b" }
least_update = 4012212
[[references]]
key = "a"
title = "a book"
)";
const std::string row = R"([[system]]
id = "seven"
version = "6.1"
builds = [7600, 7601]
driver = "6.1.7601.23689"
fixed_by = 4012212
update = 4012212
search = "Windows 7"
reference = { source = "a", mark = "V" }
)";

// What is wrong with the text, line by line.
std::string wrong(const std::string& text) {
    auto parsed = parse_bulletin(text, "t.toml");
    CHECK(parsed.bulletin.has_value() == parsed.problems.empty());
    std::string out;
    for (const auto& problem : parsed.problems) out += problem.text() + "\n";
    return out;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a small table loads") {
    auto parsed = parse_bulletin(head + row, "t.toml");
    REQUIRE(parsed.bulletin);
    REQUIRE(parsed.bulletin->systems.size() == 1);
    const auto& seven = parsed.bulletin->systems.front();
    CHECK(seven.driver == pe::Version{6, 1, 7601, 23689});
    CHECK(seven.fixed_by == std::vector<std::uint32_t>{4012212});
    CHECK(parsed.bulletin->sha256.size() == 64);
}

TEST_CASE("what is wrong with a table is said with its line and what was expected") {
    auto all = head + row;
    CHECK(wrong(replaced(all, "schema = 1", "schema = 2")) ==
          "t.toml:1: table: \"schema\": this build reads version 1, found 2\n");
    CHECK(wrong(replaced(all, "MS17-010", "17-010")) ==
          "t.toml:2: table: \"id\": a bulletin like MS17-010 expected, found \"17-010\"\n");
    CHECK(wrong(replaced(all, "6.1.7601.23689", "6.1.7601")) ==
          "t.toml:12: [[system]] seven: \"driver\": a version like \"6.1.7601.23689\" expected, found \"6.1.7601\"\n");
    CHECK(wrong(replaced(all, "6.1.7601.23689", "6.1.7601.99999")) ==
          "t.toml:12: [[system]] seven: \"driver\": a version like \"6.1.7601.23689\" expected, found "
          "\"6.1.7601.99999\"\n");
    CHECK(wrong(replaced(all, "[7600, 7601]", "[7601, 7600]")) ==
          "t.toml:11: [[system]] seven: \"builds\": the first and the last build expected, or the first alone\n");
    CHECK(wrong(replaced(all, "update = 4012212\nsearch", "update = 4012213\nsearch")) ==
          "t.toml:14: [[system]] seven: \"update\": one of \"fixed_by\" expected, found 4012213\n");
    CHECK(wrong(all + "colour = 3\n") == "t.toml:17: [[system]] seven: unknown key \"colour\"\n");
    CHECK(wrong(all + "not_fixed_by = 4012212\n") ==
          "t.toml:17: [[system]] seven: \"not_fixed_by\": 4012212 is in \"fixed_by\", too\n");
    CHECK(wrong(replaced(all, "source = \"a\"", "source = \"b\"")).find("no [[references]] has the key \"b\"") !=
          std::string::npos);
    CHECK(wrong("schema = ").starts_with("t.toml:1: not TOML"));
    CHECK(wrong("").find("a [[system]] expected, found none") != std::string::npos);
}

TEST_CASE("a file name must carry its own SHA-1 and its update") {
    auto file = [&](const std::string& name) {
        return wrong(head + row + "[[system.file]]\narchitecture = \"x64\"\nname = \"" + name +
                     "\"\nreference = { source = \"a\", mark = \"V\" }\n");
    };
    CHECK(file("windows6.1-kb4012212-x64_2decefaa02e2058dcd965702509a992d8c4e92b3.msu").empty());
    CHECK_FALSE(file("windows6.1-kb4012212-x64.msu").empty());
    CHECK_FALSE(file("windows6.1-kb4012212-x64_2decefaa02e2058dcd965702509a992d8c4.msu").empty());
    CHECK_FALSE(file("windows6.1-kb4012212-x64_zzcefaa02e2058dcd965702509a992d8c4e92b3aa.msu").empty());
    CHECK_FALSE(file("windows6.1-kb4012215-x64_2decefaa02e2058dcd965702509a992d8c4e92b3.msu").empty());
}

TEST_CASE("a table of one's own replaces the built-in one of the same bulletin, a broken one replaces nothing") {
    auto own = load_tables(embedded_tables(), {{"own.toml", head + row}});
    CHECK(own.problems.empty());
    CHECK(own.tables.bulletins.size() == embedded_tables().size());
    CHECK(own.tables.bulletins.front().systems.size() == 1);
    auto broken = load_tables(embedded_tables(), {{"own.toml", head}});
    CHECK(broken.problems.size() == 1);
    CHECK(broken.tables.bulletins.front().systems.size() > 5);
    auto twice = load_tables({}, {{"a.toml", head + row}, {"b.toml", head + row}});
    REQUIRE(twice.problems.size() == 1);
    CHECK(twice.problems.front().text() == "b.toml: another id expected: a.toml is already MS17-010");
}
