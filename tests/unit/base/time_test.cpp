#include "base/time.hpp"

#include <limits>

#include "support/doctest.hpp"

using namespace quell;

TEST_CASE("a FILETIME becomes an instant and goes back") {
    // The example of the FILETIME epoch difference: 1970-01-01.
    auto epoch = from_filetime(116'444'736'000'000'000);
    REQUIRE(epoch);
    CHECK_EQ(to_iso8601(*epoch), "1970-01-01T00:00:00Z");
    CHECK_EQ(to_filetime(*epoch), 116'444'736'000'000'000);
}

TEST_CASE("FILETIME 0 and values past the signed range are no time") {
    CHECK_FALSE(from_filetime(0));
    CHECK_FALSE(from_filetime(std::uint64_t{1} << 63));
    CHECK_FALSE(from_filetime(std::numeric_limits<std::uint64_t>::max()));
}

TEST_CASE("the limits of FILETIME are written without overflow") {
    CHECK_EQ(to_iso8601(*from_filetime(1)), "1601-01-01T00:00:00.0000001Z");
    CHECK(to_iso8601(*from_filetime(std::numeric_limits<std::int64_t>::max())).starts_with("30828-09-14T02:48:05"));
}

TEST_CASE("a time is written with its ticks and read back") {
    auto time = parse_time("2017-05-12T08:24:03.1234567Z");
    REQUIRE(time);
    CHECK_EQ(to_iso8601(*time), "2017-05-12T08:24:03.1234567Z");
    CHECK_EQ(to_display(*time), "2017-05-12 08:24:03");
    CHECK_EQ(to_iso8601(*parse_time("2017-05-12")), "2017-05-12T00:00:00Z");
    CHECK_EQ(to_iso8601(*parse_time("2017-05-12 08:24")), "2017-05-12T08:24:00Z");
    CHECK_EQ(to_iso8601(*parse_time("2017-05-12T08:24:03.5")), "2017-05-12T08:24:03.5000000Z");
}

TEST_CASE("words that are no time are refused with what was expected") {
    for (const auto* text :
         {"", "yesterday", "2017", "2017-13-01", "2017-02-30", "2017-05-12T25:00", "2017-05-12T08:60",
          "2017-05-12T08:24:03Zx", "1492-10-12", "2017-05-12T", "+017-05-12", "2017-5-12"}) {
        CAPTURE(text);
        auto time = parse_time(text);
        REQUIRE_FALSE(time);
        CHECK_EQ(time.error().code, Errc::invalid);
    }
}
