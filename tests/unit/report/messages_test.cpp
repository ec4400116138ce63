#include "report/messages.hpp"

#include <algorithm>
#include <set>

#include "support/doctest.hpp"

using namespace quell::report;

TEST_CASE("every message is there once, in both languages, with the same blanks to fill") {
    std::set<std::string_view> keys;
    for (const auto& entry : catalogue) {
        CAPTURE(entry.key);
        CHECK(keys.insert(entry.key).second);
        CHECK_FALSE(entry.english.empty());
        CHECK_FALSE(entry.chinese.empty());
        auto blanks = [](std::string_view text) {
            std::size_t count = 0;
            for (auto at = text.find("{}"); at != std::string_view::npos; at = text.find("{}", at + 2)) ++count;
            return count;
        };
        CHECK(blanks(entry.english) == blanks(entry.chinese));
    }
    CHECK(keys.size() > 100);
}

TEST_CASE("English is plain ASCII, so that it shows under LANG=C") {
    for (const auto& entry : catalogue) {
        CAPTURE(entry.key);
        CHECK(std::all_of(entry.english.begin(), entry.english.end(), [](char c) { return (c & 0x80) == 0; }));
    }
}

TEST_CASE("a key that is not in the catalogue is shown as it is") {
    CHECK(text_of(Language::chinese, "no.such.key") == "no.such.key");
    CHECK(text_of(Language::chinese, "word.yes") == "是");
}
