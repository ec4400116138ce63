#include "formats/regf/hive.hpp"

#include <map>
#include <string>

#include "base/text.hpp"
#include "support/hive_builder.hpp"
// Last: its CHECK replaces ours.
#include "support/doctest.hpp"

using namespace quell;
using namespace quell::test;

namespace {

regf::Hive open(std::vector<std::byte> bytes) {
    auto hive = regf::Hive::open(std::move(bytes));
    if (!hive) FAIL(hive.error().what);
    return std::move(*hive);
}

std::vector<std::byte> pattern(std::size_t size) {
    std::vector<std::byte> out(size);
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::byte>(i * 31 + i / 251);
    return out;
}

std::vector<std::byte> data_of(const regf::Key& key, std::string_view name) {
    auto value = key.value(name);
    REQUIRE(value);
    auto data = value->data();
    REQUIRE(data);
    return {data->bytes().begin(), data->bytes().end()};
}

std::vector<std::string> names_below(const regf::Key& key) {
    std::vector<std::string> out;
    auto cursor = key.subkeys();
    while (auto subkey = cursor.next()) {
        REQUIRE(*subkey);
        out.push_back((*subkey)->name().text());
    }
    return out;
}

}  // namespace

TEST_CASE("a built hive gives back its keys, values, types, times and class names") {
    HiveKey root("ROOT");
    Time written{Ticks(14945764980000000)};
    root.key("Software\\Vendor").written(written).class_name("a class").sz("Text", "hello").dword("Number", 7);
    root.key("Software").value("Odd", 0x1234, as_bytes("abcdefgh"));
    auto hive = open(build_hive(root));

    CHECK(hive.notes().empty());
    CHECK(hive.key_count() == 3);
    CHECK(hive.value_count() == 3);
    CHECK(hive.root().name().text() == "ROOT");
    auto vendor = hive.root().descend("software\\VENDOR");
    REQUIRE(vendor);
    CHECK(vendor->last_written() == written);
    CHECK(vendor->class_name().value() == "a class");
    CHECK(vendor->value_count() == 2);
    CHECK(vendor->value("number")->type() == 4);
    CHECK(to_hex(data_of(*vendor, "Number")) == "07000000");
    CHECK(utf8_from_utf16le(data_of(*vendor, "Text")) == std::string("hello\0", 6));
    auto odd = hive.root().descend("Software")->value("Odd");
    REQUIRE(odd);
    CHECK(odd->type() == 0x1234);
    CHECK(hive.root().descend("Software\\Nothing").error().code == Errc::not_found);
    CHECK(vendor->value("Nothing").error().code == Errc::not_found);
}

TEST_CASE("data of every size comes back whole: resident, in a cell, and in segments") {
    for (std::size_t size : {0U, 1U, 4U, 5U, 16343U, 16344U, 16345U, 32688U, 32689U, 100000U, 1000000U}) {
        for (std::uint32_t minor : {3U, 5U}) {
            CAPTURE(size);
            CAPTURE(minor);
            HiveKey root("ROOT");
            root.binary("data", pattern(size)).dword("after", 1);
            HiveOptions options;
            options.minor_version = minor;
            auto hive = open(build_hive(root, options));
            CHECK(hive.notes().empty());
            CHECK(data_of(hive.root(), "data") == pattern(size));
            CHECK(hive.root().value("data")->size() == size);
        }
    }
}

TEST_CASE("names keep what other readers lose: unpaired surrogates, embedded NULs, any script") {
    const std::vector<std::string> names{
        std::string("nul\0inside", 10),  // NUL
        "lone\xED\xA0\x80high",          // U+D800
        "low\xED\xBF\xBF",               // U+DFFF
        "\xC3\xBC"
        "ber",                       // ü: Latin-1
        "\xE2\x84\xA2",              // ™
        "\xE6\xB0\xB8\xE6\x81\x92",  // two Chinese characters
        "\xF0\x9F\x92\x80",          // outside the basic plane
    };
    HiveKey root("ROOT");
    for (const auto& name : names) root.add_raw(name).sz(name, name);
    auto hive = open(build_hive(root));
    CHECK(hive.notes().empty());
    for (const auto& name : names) {
        auto key = hive.root().subkey(name);
        REQUIRE(key);
        CHECK(key->name().text() == name);
        auto value = key->value(name);
        REQUIRE(value);
        CHECK(value->name().text() == name);
    }
}

TEST_CASE("names are found without case, also in Latin-1 and Greek") {
    HiveKey root("ROOT");
    root.add_raw(
            "\xC3\x9C"
            "BER")
        .dword("\xCE\xB1", 1);
    auto hive = open(build_hive(root));
    auto key = hive.root().subkey(
        "\xC3\xBC"
        "ber");
    REQUIRE(key);
    CHECK(key->value("\xCE\x91"));
}

TEST_CASE("all kinds of subkey lists list and find every key") {
    for (auto kind : {ListKind::lf, ListKind::lh, ListKind::li}) {
        for (std::size_t leaf_limit : {std::size_t{3}, std::size_t{507}}) {
            HiveKey root("ROOT");
            for (int i = 0; i < 1200; ++i) root.add_raw("key" + std::to_string(i));
            HiveOptions options;
            options.lists = kind;
            options.leaf_limit = leaf_limit;
            auto hive = open(build_hive(root, options));
            CHECK(hive.notes().empty());
            CHECK(hive.key_count() == 1201);
            CHECK(names_below(hive.root()).size() == 1200);
            for (int i = 0; i < 1200; i += 7) CHECK(hive.root().subkey("KEY" + std::to_string(i)));
            CHECK(hive.root().subkey("key1200").error().code == Errc::not_found);
        }
    }
}

TEST_CASE("a key whose hash is wrong in its list is found all the same") {
    HiveKey root("ROOT");
    root.key("hidden");
    auto bytes = build_hive(root);
    auto text = as_text(Bytes(bytes));
    auto list = text.find("lh\x01");
    REQUIRE(list != std::string_view::npos);
    bytes[list + 8] ^= std::byte{0xFF};
    auto hive = open(std::move(bytes));
    CHECK(hive.root().subkey("HIDDEN"));
}

TEST_CASE("a walk visits every key once, parents first, and knows the path") {
    HiveKey root("ROOT");
    root.key("A\\B\\C");
    root.key("A\\D");
    root.key("E");
    auto hive = open(build_hive(root));
    std::vector<std::string> seen;
    regf::KeyWalk walk(hive.root());
    while (auto key = walk.next()) {
        REQUIRE(*key);
        seen.push_back(std::to_string(walk.depth()) + (walk.depth() == 0 ? "" : walk.parent_path()) + ":" +
                       (*key)->name().text());
    }
    CHECK(seen == std::vector<std::string>{"0:ROOT", "1:A", "2A:B", "3A\\B:C", "2A:D", "1:E"});
}
