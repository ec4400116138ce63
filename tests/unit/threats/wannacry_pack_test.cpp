// The packs that quell ships with.
#include <doctest/doctest.h>

#include <algorithm>

#include "threats/load.hpp"

using namespace quell;
using namespace quell::threats;

namespace {

const PackSet& shipped() {
    static const PackSet set = load_packs(embedded_packs(), {});
    return set;
}

const Indicator& indicator(const std::string& id) {
    for (const auto& pack : shipped().packs)
        for (const auto& own : pack.indicators)
            if (own.id == id) return own;
    FAIL("no indicator ", id);
    return shipped().packs.front().indicators.front();
}

}  // namespace

TEST_CASE("every shipped pack loads without a word") {
    for (const auto& problem : shipped().problems) MESSAGE(problem.text());
    CHECK(shipped().problems.empty());
    REQUIRE(!shipped().packs.empty());
    for (const auto& pack : shipped().packs) MESSAGE(pack.id, ": ", pack.indicators.size(), " indicators");
}

TEST_CASE("the embedded text is the file's, byte for byte") {
    auto folder = read_pack_folder(QUELL_PROJECT_DIR "/packs");
    REQUIRE(folder);
    for (const auto& pack : embedded_packs()) {
        auto own = std::find_if(folder->texts.begin(), folder->texts.end(),
                                [&](const PackText& text) { return text.file.ends_with(pack.file); });
        REQUIRE(own != folder->texts.end());
        CHECK(own->text == pack.text);
    }
}

TEST_CASE("every entry gives its reason in both languages, and a reference") {
    for (const auto& pack : shipped().packs) {
        CHECK(!pack.summary.en.empty());
        CHECK(!pack.summary.zh.empty());
        for (const auto& own : pack.indicators) {
            CAPTURE(own.id);
            CHECK(!own.reason.en.empty());
            CHECK(std::any_of(own.reason.zh.begin(), own.reason.zh.end(), [](char c) { return (c & 0x80) != 0; }));
            CHECK(!own.reference.source.empty());
            CHECK(!own.reference.mark.empty());
        }
    }
}

TEST_CASE("a name alone never decides") {
    for (const auto& pack : shipped().packs)
        for (const auto& own : pack.indicators)
            if (const auto* rule = std::get_if<FileRule>(&own.rule); rule != nullptr && !rule->needs_content()) {
                CAPTURE(own.id);
                CHECK(own.strength != Strength::decisive);
            }
}

TEST_CASE("the canonical hashes of WannaCry decide, those of the guides do not") {
    CHECK(indicator("wannacry.file.loader.hash").strength == Strength::decisive);
    CHECK(indicator("wannacry.file.dropper.hash").strength == Strength::decisive);
    CHECK(indicator("wannacry.file.loader.guide_hash").strength != Strength::decisive);
    CHECK(indicator("wannacry.file.dropper.guide_hash").strength != Strength::decisive);
}

TEST_CASE("the mutex that vaccines hold is no indicator") {
    const auto& rule = std::get<NamedObjectRule>(indicator("wannacry.mutex.encryptor").rule);
    for (const auto& name : rule.names) CHECK(!name.ends_with("W"));
}
