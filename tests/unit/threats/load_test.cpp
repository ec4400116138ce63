#include <doctest/doctest.h>

#include "threats/load.hpp"

using namespace quell;
using namespace quell::threats;

namespace {

const std::string head = R"(schema = 1
id = "fam"
name = "Family"
version = "1"
kind = "worm"
summary = { en = "a", zh = "b" }
[[references]]
key = "SRC"
title = "A source"
)";

// An entry is twelve lines after the head's nine: the conditions stand on line 16.
std::string entry(const std::string& kind, const std::string& conditions, const std::string& mark = "V",
                  const std::string& strength = "strong") {
    return "[[" + kind + "]]\nid = \"x\"\nstrength = \"" + strength + "\"\nstage = \"dropped\"\n" +
           "reason = { en = \"r\", zh = \"r\" }\nreference = { source = \"SRC\", mark = \"" + mark + "\" }\n" +
           conditions + "\n";
}

std::string problems_of(const std::string& text) {
    auto parsed = parse_pack(text, "p.toml");
    std::string out;
    for (const auto& problem : parsed.problems) out += problem.text() + "\n";
    CHECK(parsed.pack.has_value() == parsed.problems.empty());
    return out;
}

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a right pack loads with every field") {
    auto parsed = parse_pack(head + entry("file", R"(names = ["a.exe"]
sizes = [5, 6]
sha256 = "ABCDEF00000000000000000000000000000000000000000000000000000000ff"
begins = ["4d5a"])"),
                             "p.toml");
    REQUIRE(parsed.problems.empty());
    REQUIRE(parsed.pack);
    CHECK(parsed.pack->id == "fam");
    CHECK(parsed.pack->sha256.size() == 64);
    REQUIRE(parsed.pack->indicators.size() == 1);
    const auto& indicator = parsed.pack->indicators[0];
    CHECK(indicator.id == "fam.x");
    CHECK(indicator.line == 10);
    const auto& rule = std::get<FileRule>(indicator.rule);
    CHECK(rule.names == std::vector<std::string>{"a.exe"});
    CHECK(rule.sizes == std::vector<std::uint64_t>{5, 6});
    CHECK(rule.hashes.sha256.at(0) == "abcdef00000000000000000000000000000000000000000000000000000000ff");
    CHECK(rule.begins.at(0) == std::vector<std::byte>{std::byte{0x4d}, std::byte{0x5a}});
}

TEST_CASE("a pack with a typo names file and line") {
    CHECK(problems_of(head + entry("file", "nmaes = [\"a.exe\"]")) ==
          "p.toml:10: [[file]] x: a condition expected (names, paths, sizes, md5, sha1, sha256, begins or pe), found "
          "none\n"
          "p.toml:16: [[file]] x: unknown key \"nmaes\"\n");
}

TEST_CASE("what is no TOML at all says where") {
    CHECK(mentions(problems_of("schema = 1\nid = \n"), "p.toml:2: not TOML:"));
    CHECK(mentions(problems_of(std::string("\xff\xfe\0\0", 4)), "p.toml:1: not TOML:"));
}

TEST_CASE("another schema version is named, and nothing else is held against the file") {
    CHECK(problems_of("schema = 2\nnew_field = 1\n") ==
          "p.toml:1: pack: \"schema\": this build reads version 1, found 2\n");
    CHECK(mentions(problems_of("id = \"a\"\n"), "\"schema\" is missing: 1 expected"));
}

TEST_CASE("all problems of a file are reported, not just the first") {
    auto text = problems_of(head + entry("file", "names = 5\nsizes = [\"a\", -1]\nmd5 = [\"zz\"]") +
                            "[[service]]\nid = 7\nstrength = \"sure\"\n");
    for (auto part : {"p.toml:16: [[file]] x: \"names\": a list of texts expected, found an integer",
                      "p.toml:17: [[file]] x: \"sizes\": an integer expected, found a text",
                      "p.toml:17: [[file]] x: \"sizes\": a number from 0 expected, found -1",
                      "p.toml:18: [[file]] x: \"md5\": 32 hexadecimal digits expected, found 2 in \"zz\"",
                      "p.toml:20: [[service]]: \"id\": a text expected, found an integer",
                      "p.toml:21: [[service]]: \"strength\": trace, strong or decisive expected, found \"sure\"",
                      "\"stage\" is missing", "\"reason\" is missing", "\"reference\" is missing"})
        CHECK_MESSAGE(mentions(text, part), part, "\n", text);
}

TEST_CASE("hashes must be whole and hexadecimal") {
    std::string digits(64, 'g');
    CHECK(mentions(problems_of(head + entry("file", "sha256 = [\"" + digits + "\"]")), "\"gg\" is not hexadecimal"));
    CHECK(mentions(problems_of(head + entry("file", "sha1 = [\"" + std::string(39, 'a') + "\"]")),
                   "40 hexadecimal digits expected, found 39"));
}

TEST_CASE("an id that is there twice names the first") {
    auto text = problems_of(head + entry("file", "names = [\"a\"]") + entry("service", "names = [\"a\"]"));
    CHECK(text == "p.toml:18: [[service]] x: \"id\": \"x\" is already the id of the entry on line 10\n");
}

TEST_CASE("conditions that cannot match are refused") {
    auto refused = [](const std::string& conditions, std::string_view part, const std::string& kind = "file") {
        auto text = problems_of(head + entry(kind, conditions));
        CHECK_MESSAGE(mentions(text, part), conditions, "\n", text);
    };
    refused("names = ['dir\\a.exe']", "a name without a path expected");
    refused("names = ['*']", "would match everything");
    refused("paths = ['a.exe']", "cannot match: a path like");
    refused("paths = ['%SystemRoot\\a.exe']", "a variable between two % expected");
    refused("paths = ['C:\\x\\']", "an empty name in a path");
    refused("paths = ['C:\\x\\a**b']", "** as a whole last name");
    refused("names = [\"b.exe\"]\npaths = ['C:\\a.exe']", "no item of \"names\" fits it");
    refused("names = [\"b.exe\"]\nsizes = [3]\nmin_size = 4", "lies outside min_size");
    refused("names = [\"b.exe\"]\nmin_size = 5\nmax_size = 4", "it is above max_size");
    refused("sizes = [1]\nbegins = \"4d5a\"", "is less than \"begins\" is long");
    refused("names = [\"b\"]\nexecutable = false\npe = { versions = [\"1.2.3.4\"] }", "\"pe\" asks for an executable");
    refused("names = [\"b\"]\npe = { versions = [\"1.2\"] }", "four numbers like");
    refused("keys = ['HKCR\\x']", "HKLM\\ or HKCU\\", "registry");
    refused("keys = ['HKLM\\x\\']", "without wildcards and empty names", "registry");
    refused("keys = ['HKLM\\x']\ndata = [\"a\"]", "\"values\" expected with them", "registry");
    refused("extensions = [\"WNCRY\"]", "an extension like .WNCRY expected", "encrypted");
    refused("mass = true\nsha1 = [\"" + std::string(40, 'a') + "\"]", "names or paths expected with it");
}

TEST_CASE("programs that do not count stand only beside those that do") {
    CHECK(problems_of(head + entry("service", "binaries = ['**\\a.exe']\nexcept = ['%SystemRoot%\\*']")).empty());
    CHECK(problems_of(head + entry("task", "programs = ['**\\a.exe']\nexcept = ['%SystemRoot%\\*']")).empty());
    CHECK(problems_of(head + entry("autostart", "programs = ['**\\a.exe']\nexcept = ['%SystemRoot%\\*']")).empty());
    CHECK(mentions(problems_of(head + entry("service", "names = ['a']\nexcept = ['%SystemRoot%\\*']")),
                   "\"binaries\" expected with it"));
    CHECK(mentions(problems_of(head + entry("task", "programs = ['**\\a.exe']\nexcept = ['a.exe']")), "cannot match"));
}

TEST_CASE("a doubtful fact cannot be strong") {
    auto loaded_as = [](const std::string& mark, const std::string& conditions, const std::string& level) {
        return problems_of(head + entry("file", conditions, mark, level));
    };
    CHECK(mentions(loaded_as("R~", "names = [\"a\"]", "strong"), "trace expected for a fact of mark R~, found strong"));
    CHECK(mentions(loaded_as("S", "names = [\"a\"]", "decisive"), "trace or strong expected for a fact of mark S"));
    CHECK(mentions(loaded_as("S", "names = [\"a\"]", "strong"), "strong only together with \"sizes\""));
    CHECK(loaded_as("S", "names = [\"a\"]\nsizes = [4]", "strong").empty());
    CHECK(loaded_as("R-", "names = [\"a\"]", "trace").empty());
    CHECK(mentions(loaded_as("W", "names = [\"a\"]", "trace"), "V, V2, D, S, R+, R~ or R- expected, found \"W\""));
}

TEST_CASE("a reference must be in the pack's list") {
    auto text = head + entry("file", "names = [\"a\"]");
    text.replace(text.find("source = \"SRC\""), 14, "source = \"SRC, XX\"");
    CHECK(mentions(problems_of(text), "no [[references]] has the key \"XX\""));
}

TEST_CASE("a pack that fails keeps no other from loading") {
    auto set = load_packs({}, {{"bad.toml", "schema = 1\n"}, {"good.toml", head + entry("file", "names = [\"a\"]")}});
    CHECK(set.packs.size() == 1);
    CHECK(!set.problems.empty());
    CHECK(set.problems[0].file == "bad.toml");
}

TEST_CASE("two packs of one id are a problem, an extra one replaces an embedded one") {
    auto text = head + entry("file", "names = [\"a\"]");
    auto twice = load_packs({}, {{"a.toml", text}, {"b.toml", text}});
    REQUIRE(twice.problems.size() == 1);
    CHECK(twice.problems[0].text() == "b.toml: another id expected: a.toml is already the pack \"fam\"");
    EmbeddedPack embedded{"threats/fam.toml", text};
    auto replaced = load_packs(std::span(&embedded, 1), {{"dir/fam.toml", text}});
    REQUIRE(replaced.packs.size() == 1);
    CHECK(replaced.problems.empty());
    CHECK(replaced.packs[0].origin == "dir/fam.toml");
}

TEST_CASE("a folder of packs is read in the order of names, and one that is not there is an error") {
    auto folder = read_pack_folder(QUELL_PROJECT_DIR "/packs");
    REQUIRE(folder);
    REQUIRE(!folder->texts.empty());
    CHECK(folder->problems.empty());
    CHECK(!read_pack_folder(QUELL_PROJECT_DIR "/no-such-folder"));
}

TEST_CASE("letters beyond ASCII come through as they are written, in and outside of texts") {
    auto text = head + entry("file", "names = [\"caf\u00e9 \u3002 \U0001F600.exe\"]");
    auto parsed = parse_pack("\xEF\xBB\xBF" + text, "p.toml");
    REQUIRE(parsed.pack);
    CHECK(std::get<FileRule>(parsed.pack->indicators[0].rule).names[0] == "caf\u00e9 \u3002 \U0001F600.exe");
    CHECK(mentions(problems_of(head + entry("file", "names = [\"a\"]\n\"n\u00e4mes\" = 1")),
                   "unknown key \"n\u00e4mes\""));
    CHECK(mentions(problems_of("n\u00e4mes = 1\n"), "p.toml:1: not TOML:"));
    CHECK(mentions(problems_of("a\u00e9\u3002 = \u3001 1\n"), "p.toml:1: not TOML:"));
}

TEST_CASE("a table header without a key is a problem like any other") {
    CHECK(mentions(problems_of("schema = 1\n[[\nid = 1\n"), "p.toml:2: not TOML:"));
    CHECK(mentions(problems_of("[ ="), "p.toml:1: not TOML:"));
}
