// The hives in ../shared/data, with the values that data/README.md gives for them.
#include <cstdio>

#include "base/text.hpp"
#include "formats/regf/hive.hpp"
#include "host/registry.hpp"
#include "support/shared_data.hpp"
// Last: its CHECK replaces ours.
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::test;

namespace {

std::optional<regf::Hive> open(const std::string& name) {
    auto bytes = shared_file("registry/" + name);
    if (!bytes) return std::nullopt;
    auto hive = regf::Hive::open(std::move(*bytes));
    if (!hive) FAIL(hive.error().what);
    return std::move(*hive);
}

struct Counts {
    const char* file;
    std::uint64_t keys;
    std::uint64_t values;
};

}  // namespace

TEST_CASE("real hives hold the keys and values that public tools count") {
    for (const auto& expected : {Counts{"SYSTEM.xz", 30756, 73456}, Counts{"minimal", 1, 0}, Counts{"special", 4, 3},
                                 Counts{"rlenvalue_test_hive", 2, 6}, Counts{"100_sub_keys.hiv", 101, 100},
                                 Counts{"transactions_NTUSER.DAT.xz", 2590, 4119}}) {
        auto hive = open(expected.file);
        if (!hive) continue;
        CAPTURE(expected.file);
        CHECK(hive->key_count() == expected.keys);
        CHECK(hive->value_count() == expected.values);
        std::printf("%s: %llu keys, %llu values\n", expected.file, static_cast<unsigned long long>(hive->key_count()),
                    static_cast<unsigned long long>(hive->value_count()));
    }
}

TEST_CASE("special: names with an umlaut, a trade mark sign and an embedded NUL are kept") {
    auto hive = open("special");
    if (!hive) return;
    CHECK(hive->root().subkey("abcd_\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F"));
    CHECK(hive->root().subkey("weird\xE2\x84\xA2"));
    CHECK(hive->root().subkey(std::string("zero\0key", 8)));
}

TEST_CASE("transactions_NTUSER.DAT: the log brings 3,105 keys and 4,695 values in 132 pages") {
    auto primary = shared_file("registry/transactions_NTUSER.DAT.xz");
    auto log1 = shared_file("registry/transactions_ntuser.dat.log1.xz");
    auto log2 = shared_file("registry/transactions_ntuser.dat.log2.xz");
    if (!primary || !log1 || !log2) return;
    regf::LogFile first{"ntuser.dat.LOG1", *log1};
    regf::LogFile second{"ntuser.dat.LOG2", *log2};
    for (auto logs : {std::vector{first}, std::vector{first, second}, std::vector{second, first}}) {
        auto hive = regf::Hive::open(*primary, logs);
        REQUIRE(hive);
        CHECK(hive->key_count() == 3105);
        CHECK(hive->value_count() == 4695);
        CHECK(hive->replayed_pages() == 132);
        for (const auto& note : hive->notes()) CHECK(note.kind == regf::Note::Kind::replayed);
    }
    auto unfit = regf::Hive::open(*primary, std::vector{second});
    REQUIRE(unfit);
    CHECK(unfit->key_count() == 2590);
    CHECK(unfit->notes().size() == 2);
}

TEST_CASE("SYSTEM_2: dirty 205/204, 469 services, five pending renames") {
    auto hive = open("SYSTEM_2.xz");
    if (!hive) return;
    CHECK(hive->base().primary_sequence == 205);
    CHECK(hive->base().secondary_sequence == 204);
    REQUIRE(hive->notes().size() == 1);
    CHECK(hive->notes()[0].why.what == "read without its log (sequence numbers 205/204)");
    auto services = hive->root().descend("ControlSet001\\Services");
    REQUIRE(services);
    CHECK(services->subkey_count() == 469);
    auto pending = hive->root().descend("ControlSet001\\Control\\Session Manager");
    REQUIRE(pending);
    auto value = pending->value("PendingFileRenameOperations");
    REQUIRE(value);
    auto data = value->data();
    REQUIRE(data);
    RegistryValue strings{{}, static_cast<ValueType>(value->type()), {data->bytes().begin(), data->bytes().end()}};
    // Five strings with the closing empty one: two files to delete, each followed by an empty new name.
    auto texts = strings.strings().value();
    CHECK(texts.size() + 1 == 5);
    REQUIRE(texts.size() == 4);
    CHECK(texts[0].ends_with("nsProcess.dll"));
    CHECK(texts[1].empty());
}

TEST_CASE("NTUSER and NTUSER_modified differ by the Run value that the second adds") {
    constexpr std::string_view run = "Software\\Microsoft\\Windows\\CurrentVersion\\Run";
    auto before = open("NTUSER.DAT.xz");
    auto after = open("NTUSER_modified.DAT.xz");
    if (!before || !after) return;
    CHECK(before->root().descend(run)->value("not_a_malware").error().code == Errc::not_found);
    auto value = after->root().descend(run)->value("not_a_malware");
    REQUIRE(value);
    CHECK(utf8_from_utf16le(value->data()->bytes()).starts_with("c:\\temp\\legitimate_binary.exe"));
}

TEST_CASE("damaged hives are told as damaged, Windows 9x is named") {
    for (const auto* file : {"corrupted_system_hive.xz", "corrupt_sub_key_list.hiv"}) {
        auto hive = open(file);
        if (!hive) continue;
        CAPTURE(file);
        CHECK(!hive->notes().empty());
        for (const auto& note : hive->notes()) std::printf("%s: %s\n", file, note.why.what.c_str());
    }
    auto old = shared_file("registry/win9x_SYSTEM.DAT.xz");
    if (!old) return;
    auto hive = regf::Hive::open(*old);
    REQUIRE(!hive);
    CHECK(hive.error().what == "Windows 9x registry (CREG), not a regf hive");
}
