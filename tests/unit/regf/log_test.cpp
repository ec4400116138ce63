#include "formats/regf/log.hpp"

#include <optional>

#include "base/text.hpp"
#include "formats/regf/hive.hpp"
#include "formats/regf/marvin32.hpp"
#include "support/hive_builder.hpp"
// Last: its CHECK replaces ours.
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::test;

namespace {

/// The same hive with a rising number in it, as if written again and again.
std::vector<std::byte> state(std::uint32_t number, std::size_t keys = 4) {
    HiveKey root("ROOT");
    root.dword("State", number);
    for (std::size_t i = 0; i < keys; ++i) root.key("key" + std::to_string(i)).sz("text", std::string(300, 'x'));
    HiveOptions options;
    options.sequence = 10;
    return build_hive(root, options);
}

struct Opened {
    std::uint32_t state = 0;
    std::size_t losses = 0;
    std::uint32_t pages = 0;
    std::string first_loss;
};

Opened open(std::vector<std::byte> primary, std::vector<regf::LogFile> logs) {
    auto hive = regf::Hive::open(std::move(primary), logs);
    if (!hive) FAIL(hive.error().what);
    Opened out;
    out.pages = hive->replayed_pages();
    auto value = hive->root().value("State");
    REQUIRE(value);
    out.state = load_le<std::uint32_t>(value->data()->bytes(), 0);
    for (const auto& note : hive->notes()) {
        if (note.kind != regf::Note::Kind::loss) continue;
        if (out.losses++ == 0) out.first_loss = note.why.what;
    }
    return out;
}

regf::LogFile named(std::string name, const std::vector<std::byte>& data) { return {std::move(name), data}; }

}  // namespace

TEST_CASE("Marvin32 gives the published values") {
    // SymCrypt's own test vector, and its value for an empty input with the registry's seed.
    auto half = [](std::uint64_t hash) {
        return static_cast<std::uint32_t>(hash >> 32) ^ static_cast<std::uint32_t>(hash);
    };
    const std::string letters("A\0b\0c\0d\0e\0f\0g\0", 14);
    CHECK(half(regf::marvin32(as_bytes(letters), 0x5D70D359C498B3F8)) == 0xba627c81);
    CHECK(half(regf::marvin32({})) == 0xb00892ac);
    CHECK(half(regf::marvin32(as_bytes("hel"))) == 0x24056a46);
    CHECK(half(regf::marvin32(as_bytes("hello, world!"))) == 0x00c18515);
}

TEST_CASE("a clean hive ignores its logs") {
    auto old = state(1);
    auto log = new_format_log(old, {{old, state(2), 10}});
    auto seen = open(old, {named("H.LOG1", log)});
    CHECK(seen.state == 1);
    CHECK(seen.losses == 0);
    CHECK(seen.pages == 0);
}

TEST_CASE("a dirty hive without a log is read as it is and says so") {
    auto seen = open(make_dirty(state(1)), {});
    CHECK(seen.state == 1);
    CHECK(seen.losses == 1);
    CHECK(seen.first_loss == "read without its log (sequence numbers 11/10)");
}

TEST_CASE("new format: entries are applied in the order of their numbers, whichever log holds them") {
    auto s1 = state(1);
    auto s2 = state(2);
    auto s3 = state(3, 60);
    auto s4 = state(4, 60);
    auto early = new_format_log(s1, {{s1, s2, 10}, {s2, s3, 11}});
    auto late = new_format_log(s3, {{s3, s4, 12}});
    auto dirty = make_dirty(s1);
    for (auto logs : {std::vector{named("H.LOG1", early), named("H.LOG2", late)},
                      std::vector{named("H.LOG1", late), named("H.LOG2", early)}}) {
        auto seen = open(dirty, logs);
        CHECK(seen.state == 4);
        CHECK(seen.losses == 0);
        CHECK(seen.pages > 2);
    }
}

TEST_CASE("new format: entries already in the hive are passed over, an old log beside a good one is no loss") {
    auto s1 = state(1);
    auto s2 = state(2);
    auto stale = new_format_log(s1, {{s1, state(99), 5}, {s1, state(98), 6}});
    auto mixed = new_format_log(s1, {{s1, state(97), 9}, {s1, s2, 10}});
    auto seen = open(make_dirty(s1), {named("H.LOG1", stale), named("H.LOG2", mixed)});
    CHECK(seen.state == 2);
    CHECK(seen.losses == 0);
}

TEST_CASE("new format: a log that does not go on from the hive is refused") {
    auto s1 = state(1);
    auto log = new_format_log(s1, {{s1, state(2), 12}});
    auto seen = open(make_dirty(s1), {named("H.LOG1", log)});
    CHECK(seen.state == 1);
    CHECK(seen.losses == 2);
    CHECK(seen.first_loss == "H.LOG1: log refused: its entries 12 to 12 do not go on from 10");
}

TEST_CASE("new format: a damaged entry ends the replay and is told") {
    auto s1 = state(1);
    auto s2 = state(2);
    auto s3 = state(3);
    auto log = new_format_log(s1, {{s1, s2, 10}, {s2, s3, 11}});
    log.back() ^= std::byte{1};
    auto seen = open(make_dirty(s1), {named("H.LOG1", log)});
    CHECK(seen.state == 2);
    CHECK(seen.losses == 1);
    CHECK(seen.first_loss.find("entry 11") != std::string::npos);
    CHECK(seen.first_loss.find("wrong content hash") != std::string::npos);
}

TEST_CASE("new format: a log cut anywhere never does more than leave out its end") {
    auto s1 = state(1);
    auto s2 = state(2);
    auto log = new_format_log(s1, {{s1, s2, 10}});
    for (std::size_t size = 0; size < log.size(); size += 97) {
        auto cut = log;
        cut.resize(size);
        auto seen = open(make_dirty(s1), {named("H.LOG1", cut)});
        CHECK(seen.state == 1);
        CHECK(seen.losses >= 1);
    }
}

TEST_CASE("a log with a wrong checksum is refused") {
    auto s1 = state(1);
    auto log = new_format_log(s1, {{s1, state(2), 10}});
    log[100] ^= std::byte{1};
    auto seen = open(make_dirty(s1), {named("H.LOG1", log)});
    CHECK(seen.state == 1);
    CHECK(seen.first_loss == "H.LOG1: log refused: wrong checksum");
}

TEST_CASE("old format: the log of the same write is applied, the other one is not") {
    auto s1 = state(1);
    auto s2 = state(2, 60);
    HiveOptions other;
    other.written = Time(Ticks(1));
    auto unrelated = build_hive(HiveKey("OTHER"), other);
    auto good = old_format_log(s1, s2);
    auto stale = old_format_log(s1, unrelated);
    auto dirty = make_dirty(s1);
    for (auto logs : {std::vector{named("H.LOG", good)}, std::vector{named("H.LOG1", stale), named("H.LOG2", good)}}) {
        auto seen = open(dirty, logs);
        CHECK(seen.state == 2);
        CHECK(seen.losses == 0);
        CHECK(seen.pages > 0);
    }
    auto seen = open(dirty, {named("H.LOG1", stale)});
    CHECK(seen.state == 1);
    CHECK(seen.first_loss == "H.LOG1: log refused: it belongs to another write");
}

TEST_CASE("old format: a log cut short is told") {
    auto s1 = state(1, 60);
    auto s2 = state(2, 61);
    auto log = old_format_log(s1, s2);
    log.resize(log.size() - 512);
    auto seen = open(make_dirty(s1), {named("H.LOG", log)});
    CHECK(seen.losses == 1);
    CHECK(seen.first_loss.find("of its dirty pages") != std::string::npos);
}

TEST_CASE("a destroyed base block is taken from the log") {
    auto s1 = state(1);
    auto s2 = state(2);
    auto s3 = state(3);
    auto destroyed = s1;
    std::fill_n(destroyed.begin(), 512, std::byte{0});
    SUBCASE("of the new format, with the entries of both logs") {
        auto first = new_format_log(s1, {{s1, s2, 10}});
        auto second = new_format_log(s2, {{s2, s3, 11}});
        auto seen = open(destroyed, {named("H.LOG1", second), named("H.LOG2", first)});
        CHECK(seen.state == 3);
        CHECK(seen.losses == 0);
    }
    SUBCASE("of the old format") {
        auto log = old_format_log(s1, s2);
        auto seen = open(destroyed, {named("H.LOG", log)});
        CHECK(seen.state == 2);
        CHECK(seen.losses == 0);
    }
    SUBCASE("but without a log there is no hive") {
        auto hive = regf::Hive::open(destroyed);
        REQUIRE(!hive);
        CHECK(hive.error().what.find("begin with zeros") != std::string::npos);
    }
}

TEST_CASE("a forged entry cannot make the hive grow without limit") {
    auto s1 = state(1);
    auto log = new_format_log(s1, {{s1, state(2), 10}});
    // The entry claims a hive of 2 GiB; its header hash is made to hold again.
    auto entry = MutableBytes(log).subspan(512);
    for (auto [at, byte] : {std::pair{16, 0x00}, {17, 0xF0}, {18, 0xFF}, {19, 0x7F}})
        entry[static_cast<std::size_t>(at)] = static_cast<std::byte>(byte);
    auto hash = regf::marvin32(Bytes(entry).first(32));
    for (std::size_t i = 0; i < 8; ++i) entry[32 + i] = static_cast<std::byte>(hash >> (8 * i));
    auto seen = open(make_dirty(s1), {named("H.LOG1", log)});
    CHECK(seen.state == 1);
    CHECK(seen.first_loss.find("lets the hive grow to") != std::string::npos);
}
