// Text anywhere in a hive.
#include "formats/regf/text_search.hpp"

#include "support/hive_builder.hpp"

#include "support/doctest.hpp"

using namespace quell;
using namespace quell::regf;

namespace {

Bytes bytes_of(std::string_view text) { return as_bytes(text); }

}  // namespace

TEST_CASE("a text is found as ASCII and as UTF-16, without case, at both ends") {
    using namespace std::string_view_literals;
    CHECK(bytes_hold_text(bytes_of("EternalRocks"), "eternalrocks"));
    CHECK(bytes_hold_text(bytes_of("..ETERNALROCKS"), "EternalRocks"));
    CHECK(bytes_hold_text(bytes_of("\1R\0o\0c\0k\0s\0"sv), "rocks"));
    CHECK_FALSE(bytes_hold_text(bytes_of("R\0o\0c\0k\0s"sv), "rocks"));  // its last half is missing
    CHECK_FALSE(bytes_hold_text(bytes_of("Eternal Rocks"), "EternalRocks"));
    CHECK_FALSE(bytes_hold_text({}, "rocks"));
}

TEST_CASE("names of keys, names of values and data are found with their path; no more than asked for") {
    test::HiveKey root("ROOT");
    root.key("Software\\EternalRocks Fan").sz("x", "y");
    root.key("Software\\Other").sz("eternalrocks", "1").sz("path", "C:\\Temp\\EternalRocks.exe").sz("none", "rocks");
    root.key("Software\\Third").dword("n", 1);
    auto hive = Hive::open(test::build_hive(root));
    REQUIRE(hive);
    auto hits = find_text(*hive, "EternalRocks", 10);
    REQUIRE(hits.size() == 3);
    CHECK(hits[0].key == "Software\\EternalRocks Fan");
    CHECK_FALSE(hits[0].value);
    CHECK(hits[1].key == "Software\\Other");
    CHECK(hits[1].value == "eternalrocks");
    CHECK(hits[2].value == "path");
    CHECK(find_text(*hive, "EternalRocks", 2).size() == 2);
    CHECK(find_text(*hive, "DoublePulsar", 10).empty());
}
